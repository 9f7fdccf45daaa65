from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from backoffice.numbering.references import new_reference
from hr.models.dated import Dated
from hr.models.employment import WorkforceType


class Standing(models.TextChoices):
    """How far a figure can be trusted; shown wherever the figure is."""

    CONFIRMED = "CONFIRMED", "Confirmed"  # read in the published text
    UNCONFIRMED = "UNCONFIRMED", "Unconfirmed"  # derived or recalled; its source says how
    INVENTED = "INVENTED", "Invented for the demonstration"


@tracked()
class PayScale(models.Model):
    """The points a rank or grade is paid on."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    code = models.CharField(max_length=40)
    name = models.CharField(max_length=120)
    workforce_type = models.CharField("workforce", max_length=10, choices=WorkforceType)
    rank = models.CharField("rank or grade", max_length=20, blank=True)
    increment_months = models.PositiveSmallIntegerField(
        "months between increments", null=True, blank=True, default=12, help_text="Empty: no increments."
    )

    class Meta:
        db_table_comment = "Pay scales; the amounts stand in hr_payrate."
        constraints = [
            models.UniqueConstraint(
                fields=["code"],
                name="hr_payscale_code_once",
                violation_error_message="There is a pay scale with this code already. Give another code.",
            ),
            models.CheckConstraint(
                name="hr_payscale_code_tidy",
                condition=Q(code__regex=r"^[A-Z0-9][A-Z0-9._/-]*$"),
                violation_error_message="A pay scale's code is capital letters, digits and . _ / - only.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("hr:pay_scale", args=[self.reference])


@tracked()
class PayPoint(models.Model):
    """A step of a scale. Increments go by `position`; a point that is reached by decision only has none."""

    scale = models.ForeignKey("hr.PayScale", models.PROTECT, related_name="points")
    label = models.CharField("point", max_length=40)
    position = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="The order in which increments reach it. Empty: never by increment."
    )

    class Meta:
        db_table_comment = "Points of pay scales."
        constraints = [
            models.UniqueConstraint(
                fields=["scale", "label"],
                name="hr_paypoint_label_once",
                violation_error_message="The scale has this point already.",
            ),
            models.UniqueConstraint(
                fields=["scale", "position"],
                name="hr_paypoint_position_once",
                violation_error_message="Another point of the scale has this position. Positions count "
                "1, 2, 3 upwards.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scale} point {self.label}"


@tracked()
class PayRate(Dated, models.Model):
    """What a point pays a year, full time, over a range of dates, and where the figure comes from."""

    point = models.ForeignKey("hr.PayPoint", models.PROTECT, related_name="rates")
    annual_pence = models.BigIntegerField("annual pay")
    starts_on = models.DateField("from")
    ends_before = models.DateField("until", null=True, blank=True)
    source = models.CharField(max_length=300)
    standing = models.CharField(max_length=12, choices=Standing)

    class Meta:
        db_table_comment = "Annual full-time pay of a point over dates, with its source."
        constraints = [
            models.CheckConstraint(
                name="hr_payrate_above_0",
                condition=Q(annual_pence__gt=0),
                violation_error_message="Annual pay is above 0.",
            ),
            models.CheckConstraint(
                name="hr_payrate_standing_known",
                condition=Q(standing__in=Standing.values),
                violation_error_message="The standing is confirmed, unconfirmed or invented.",
            ),
            models.CheckConstraint(
                name="hr_payrate_has_a_source",
                condition=~Q(source=""),
                violation_error_message="Say where the figure comes from: the circular, the award, the "
                "local agreement.",
            ),
            ends_after_start(
                "hr_payrate_ends_after_start", "A rate ends after it starts. Give a later last day."
            ),
            NoOverlap(
                fields=["point"],
                name="hr_payrate_one_at_a_time",
                violation_error_message="The point has a rate in these dates already. End that rate first.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} from {self.starts_on}"
