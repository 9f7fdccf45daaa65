from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from hr.models.dated import Dated


@tracked()
class Assignment(Dated, models.Model):
    """A person holding a post for a share of full time. Two people on one post are a job share.

    `person` repeats the employment's (a foreign key over both columns keeps it so), because the rule is
    about people:
    one person is on one post once at a time, whichever employment pays.
    """

    employment = models.ForeignKey("hr.Employment", models.PROTECT, related_name="assignments")
    person = models.ForeignKey("hr.Person", models.PROTECT, related_name="assignments")
    post = models.ForeignKey("hr.Post", models.PROTECT, related_name="assignments")
    fte = models.DecimalField("FTE", max_digits=5, decimal_places=4, default=Decimal(1))
    starts_on = models.DateField("from")
    ends_before = models.DateField("until", null=True, blank=True, help_text="The day after the last day.")

    class Meta:
        db_table_comment = "Who holds which post, for how much of full time, when."
        constraints = [
            models.CheckConstraint(
                name="hr_assignment_fte_above_0_to_1",
                condition=Q(fte__gt=0, fte__lte=1),
                violation_error_message="FTE is above 0 and at most 1. Extra hours are an overtime claim.",
            ),
            ends_after_start(
                "hr_assignment_ends_after_start", "An assignment ends after it starts. Give a later last day."
            ),
            NoOverlap(
                fields=["person", "post"],
                name="hr_assignment_person_on_post_once",
                violation_error_message="The person is on this post already in these dates. End that "
                "assignment first, "
                "or give other dates.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employment_id} on {self.post_id}"
