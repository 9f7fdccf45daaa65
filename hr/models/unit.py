from __future__ import annotations

from django.db import models
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.dating import ends_after_start
from backoffice.numbering.references import new_reference
from hr.models.dated import Dated


class UnitKind(models.TextChoices):
    AUTHORITY = "AUTHORITY", "Authority"
    DISTRICT = "DISTRICT", "District"
    DEPARTMENT = "DEPARTMENT", "Department"
    UNIT = "UNIT", "Unit"


@tracked()
class Unit(Dated, models.Model):
    """A part of the organisation over a range of dates. The top of the tree has no parent.

    Which district a unit belongs to is read from the tree (`hr.queries.units`): the nearest ancestor of
    that kind.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=12, choices=UnitKind, default=UnitKind.UNIT)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    starts_on = models.DateField("from")
    ends_before = models.DateField(
        "until", null=True, blank=True, help_text="The first day it is no longer there."
    )

    class Meta:
        db_table_comment = "Units of the organisation as a dated tree."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="hr_unit_code_once",
                violation_error_message="There is a unit with this code already. Give another code, or "
                "change that unit.",
            ),
            models.CheckConstraint(
                name="hr_unit_code_tidy",
                condition=models.Q(code__regex=r"^[A-Z0-9][A-Z0-9._/-]*$"),
                violation_error_message="A unit's code is capital letters, digits and . _ / - only.",
            ),
            models.CheckConstraint(
                name="hr_unit_not_its_own_parent",
                condition=models.Q(parent__isnull=True) | ~models.Q(parent=models.F("id")),
                violation_error_message="A unit cannot stand under itself. Choose another unit above it.",
            ),
            ends_after_start(
                "hr_unit_ends_after_start", "A unit ends after it starts. Give a later last day."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("hr:unit", args=[self.reference])
