from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.dating import NoOverlap, ends_after_start
from payroll.models.dated import Detail


@tracked()
class PayElement(Detail):
    """An allowance or a voluntary deduction of the same amount each period."""

    element = models.ForeignKey("payroll.ElementType", on_delete=models.PROTECT, related_name="+")
    amount_pence = models.BigIntegerField("amount each period")

    class Meta:
        verbose_name = "regular payment or deduction"
        verbose_name_plural = "regular payments and deductions"
        constraints = [
            NoOverlap(
                fields=["employment", "element"],
                name="payroll_pay_element_one_at_a_time",
                violation_error_message="This element is paid for some of these days already. End that first.",
            ),
            ends_after_start(
                "payroll_pay_element_ends_after_start", "The end is before the start. Give a later end."
            ),
            models.CheckConstraint(
                name="payroll_pay_element_above_0",
                condition=Q(amount_pence__gt=0),
                violation_error_message="The amount is above 0. A deduction is an element of that kind.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.element} from {self.starts_on:%-d %B %Y}"
