from __future__ import annotations

from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from hr.models.dated import Dated


class PlacementReason(models.TextChoices):
    START = "START", "Start"
    INCREMENT = "INCREMENT", "Increment"
    PROMOTION = "PROMOTION", "Promotion"
    CHANGE = "CHANGE", "Change of post or grade"
    CORRECTION = "CORRECTION", "Correction"


@tracked()
class PayPlacement(Dated, models.Model):
    """The pay point an employment is on over a range of dates. The next increment counts from
    `counts_from`."""

    employment = models.ForeignKey("hr.Employment", models.PROTECT, related_name="placements")
    point = models.ForeignKey("hr.PayPoint", models.PROTECT, related_name="placements")
    starts_on = models.DateField("from")
    ends_before = models.DateField("until", null=True, blank=True)
    counts_from = models.DateField(
        "increments count from",
        help_text="The next increment is due when the scale's months have passed since this day.",
    )
    reason = models.CharField(max_length=12, choices=PlacementReason, default=PlacementReason.START)

    class Meta:
        db_table_comment = "Which pay point an employment is on, when."
        constraints = [
            models.CheckConstraint(
                name="hr_payplacement_reason_known",
                condition=Q(reason__in=PlacementReason.values),
                violation_error_message="Choose why the pay point changes.",
            ),
            ends_after_start(
                "hr_payplacement_ends_after_start", "A pay point ends after it starts. Give a later last day."
            ),
            NoOverlap(
                fields=["employment"],
                name="hr_payplacement_one_at_a_time",
                violation_error_message="The employment is on a pay point in these dates already. Give a "
                "later first day.",
            ),
        ]
        indexes = [
            # increments due: open placements by the day they count from
            models.Index(
                fields=["counts_from"], name="hr_placement_open_counts", condition=Q(ends_before__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employment_id} on point {self.point_id}"
