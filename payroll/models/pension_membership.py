from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Detail


@tracked()
class PensionMembership(Detail):
    """The scheme an employment contributes to; none where the person has opted out."""

    SCHEMES = [("police_2015", "Police Pension Scheme 2015"), ("lgps", "Local Government Pension Scheme")]
    SECTIONS = [("main", "Main"), ("50_50", "50/50")]
    scheme = models.CharField(max_length=12, choices=SCHEMES)
    section = models.CharField(max_length=5, choices=SECTIONS, default="main")

    class Meta:
        constraints = [
            NoOverlap(
                fields=["employment"],
                name="payroll_pension_membership_one_at_a_time",
                violation_error_message="There is a pension membership for some of these days already. End that first.",
            ),
            ends_after_start(
                "payroll_pension_membership_ends_after_start",
                "The end is before the start. Give a later end.",
            ),
            models.CheckConstraint(
                name="payroll_pension_membership_section",
                condition=Q(scheme="lgps", section__in=["main", "50_50"])
                | Q(scheme="police_2015", section="main"),
                violation_error_message="The 50/50 section is the Local Government Pension Scheme's.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scheme_display()} from {self.starts_on:%-d %B %Y}"
