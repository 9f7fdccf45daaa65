from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Claim(models.Model):
    """Overtime or a one-off payment or deduction, to be paid with one period."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    employment = models.ForeignKey("hr.Employment", on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey("payroll.PayPeriod", on_delete=models.PROTECT, related_name="+")
    element = models.ForeignKey("payroll.ElementType", on_delete=models.PROTECT, related_name="+")
    worked_on = models.DateField("day worked", null=True, blank=True)
    quantity = models.PositiveIntegerField(
        "quantity",
        default=0,
        help_text="Minutes of overtime, full unsocial hours, days on call, nights away.",
    )
    amount_pence = models.BigIntegerField(
        "amount", default=0, help_text="0 where it is worked out from the quantity."
    )
    note = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = "claim"
        constraints = [
            models.CheckConstraint(
                name="payroll_claim_quantity_or_amount",
                condition=Q(quantity__gt=0, amount_pence=0) | Q(quantity=0, amount_pence__gt=0),
                violation_error_message="Give the quantity or the amount, one of the two.",
            )
        ]
        indexes = [models.Index(fields=["period", "employment"], name="payroll_claim_of_period")]

    def __str__(self) -> str:
        return f"{self.element} for {self.period}"
