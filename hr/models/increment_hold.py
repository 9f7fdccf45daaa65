from __future__ import annotations

from django.db import models

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from hr.models.dated import Dated


@tracked()
class IncrementHold(Dated, models.Model):
    """An increment kept back, with the reason. While it is in force none is awarded; after it, from the
    day it ended."""

    employment = models.ForeignKey("hr.Employment", models.PROTECT, related_name="increment_holds")
    starts_on = models.DateField("from")
    ends_before = models.DateField("until", null=True, blank=True)
    reason = models.CharField(max_length=300)

    class Meta:
        db_table_comment = "Increments kept back, with the reason."
        constraints = [
            models.CheckConstraint(
                name="hr_incrementhold_has_a_reason",
                condition=~models.Q(reason=""),
                violation_error_message="Say why the increment is kept back.",
            ),
            ends_after_start(
                "hr_incrementhold_ends_after_start", "A hold ends after it starts. Give a later day."
            ),
            NoOverlap(
                fields=["employment"],
                name="hr_incrementhold_one_at_a_time",
                violation_error_message="The increment is kept back in these dates already.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employment_id} held from {self.starts_on}"
