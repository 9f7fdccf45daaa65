from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Detail


@tracked()
class NationalInsuranceDetails(Detail):
    """The category letter contributions are worked out with."""

    letter = models.CharField("category letter", max_length=1)

    class Meta:
        verbose_name = "National Insurance category"
        verbose_name_plural = "National Insurance categories"
        constraints = [
            NoOverlap(
                fields=["employment"],
                name="payroll_ni_details_one_at_a_time",
                violation_error_message="There is a category letter for some of these days already. End that first.",
            ),
            ends_after_start(
                "payroll_ni_details_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.CheckConstraint(
                name="payroll_ni_details_letter",
                condition=Q(letter__regex=r"^[A-Z]$"),
                violation_error_message="A category letter is one letter, such as A.",
            ),
        ]

    def __str__(self) -> str:
        return f"Category {self.letter} from {self.starts_on:%-d %B %Y}"
