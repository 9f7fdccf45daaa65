"""A police objective analysis (POA) heading: what policing the money was for."""

from __future__ import annotations

from django.db import models

from backoffice.audit.tracking import tracked


@tracked()
class Objective(models.Model):
    """A heading of the police objective analysis, in a tree of two levels."""

    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    origin = models.CharField(max_length=200, blank=True)
    is_verified = models.BooleanField(default=False)  # the source was read, not remembered

    class Meta:
        db_table_comment = "Police objective analysis headings."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="finance_objective_code_once",
                violation_error_message="There is an objective with this code already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"
