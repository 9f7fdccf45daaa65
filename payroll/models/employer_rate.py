from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Dated


@tracked()
class EmployerRate(Dated):
    """What the authority pays into a pension scheme for each pound of pensionable pay."""

    SCHEMES = [(1, "Police Pension Scheme 2015"), (2, "Local Government Pension Scheme")]
    CODES = {1: "police_2015", 2: "lgps"}
    scheme = models.SmallIntegerField(choices=SCHEMES)
    rate_millionths = models.PositiveIntegerField("rate", help_text="Millionths: 353,000 is 35.3 %.")
    source = models.CharField("document that sets it", max_length=200)

    class Meta:
        verbose_name = "employer's pension rate"
        constraints = [
            NoOverlap(
                fields=["scheme"],
                name="payroll_employer_rate_one_at_a_time",
                violation_error_message="There is a rate of this scheme for some of these days already. End that first.",
            ),
            ends_after_start(
                "payroll_employer_rate_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.CheckConstraint(
                name="payroll_employer_rate_below_1",
                condition=Q(rate_millionths__lt=1_000_000),
                violation_error_message="A pension rate is below 100 %.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} from {self.starts_on:%-d %B %Y}"
