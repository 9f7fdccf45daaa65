from __future__ import annotations

from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.dating import ends_after_start
from backoffice.numbering.references import new_reference
from hr.models.dated import Dated
from hr.models.employment import WorkforceType


@tracked()
class Post(Dated, models.Model):
    """A funded place in a unit, over a range of dates. When its unit, rank or money changes, it ends and
    another starts:
    pay of an earlier month then still finds the cost centre of that month.

    `cost_centre` and `objective` (workforce function, POA) are codes of the ledger: HR does not know the
    ledger.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField("post number", max_length=20)
    title = models.CharField(max_length=120)
    unit = models.ForeignKey("hr.Unit", models.PROTECT, related_name="posts")
    workforce_type = models.CharField("workforce", max_length=10, choices=WorkforceType)
    rank = models.CharField("rank or grade", max_length=20, blank=True)
    fte = models.DecimalField("funded FTE", max_digits=5, decimal_places=4, default=Decimal(1))
    needs_warrant = models.BooleanField("needs a warrant", default=False)
    warrant_reason = models.CharField("why it needs a warrant", max_length=200, blank=True)
    cost_centre = models.CharField(max_length=20, blank=True)
    objective = models.CharField("objective (POA)", max_length=10, blank=True)
    location = models.CharField(max_length=80, blank=True)
    starts_on = models.DateField("from")
    ends_before = models.DateField(
        "until", null=True, blank=True, help_text="The first day it is no longer there."
    )

    class Meta:
        db_table_comment = "The establishment: funded posts over dates."
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="hr_post_number_once",
                violation_error_message="There is a post with this number already. Give another number, "
                "or change that post.",
            ),
            models.CheckConstraint(
                name="hr_post_fte_above_0",
                condition=Q(fte__gt=0, fte__lte=1),
                violation_error_message="A post's FTE is above 0 and at most 1. Make another post for more.",
            ),
            models.CheckConstraint(
                name="hr_post_workforce_known",
                condition=Q(workforce_type__in=WorkforceType.values),
                violation_error_message="The workforce is OFFICER, STAFF, PCSO or SPECIAL.",
            ),
            models.CheckConstraint(
                name="hr_post_warrant_is_an_officers",
                condition=Q(needs_warrant=False) | Q(workforce_type__in=["OFFICER", "SPECIAL"]),
                violation_error_message="A post that needs a warrant is an officer's or a special "
                "constable's. "
                "Change the workforce, or say that no warrant is needed.",
            ),
            ends_after_start(
                "hr_post_ends_after_start", "A post ends after it starts. Give a later last day."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("hr:post", args=[self.reference])
