from django.db import models
from django.db.models import Q

from backoffice.audit.tracking import tracked


@tracked()
class ElementType(models.Model):
    """What may be paid or taken, how it counts, and where it is posted. Adds to the standard ones in `payroll.elements`."""

    KINDS = [("payment", "Payment"), ("deduction", "Deduction"), ("expense", "Expense, paid without tax")]
    BASES = [
        ("amount", "The amount given"),
        ("time_and_a_third", "Time at time and a third"),
        ("time_and_a_half", "Time at time and a half"),
        ("double_time", "Time at double time"),
        ("unsocial_hours", "Full unsocial hours of an officer"),
        ("on_call", "Days on call of an officer"),
        ("away_from_home", "Nights away from home of an officer"),
        ("hardship", "Hardship nights of an officer"),
    ]
    OFFICERS_ONLY = ("time_and_a_third", "unsocial_hours", "on_call", "away_from_home", "hardship")
    """What no scheme counts: officers' overtime and allowances for the hours are outside the police pension."""
    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=KINDS, default="payment")
    basis = models.CharField("claims are worked out from", max_length=16, choices=BASES, default="amount")
    is_taxable = models.BooleanField("taxed", default=True)
    is_niable = models.BooleanField("counts for National Insurance", default=True)
    is_pensionable = models.BooleanField("counts for the pension", default=False)
    account_officer = models.CharField("account for officers", max_length=20)
    account_staff = models.CharField("account for police staff", max_length=20, blank=True)
    account_pcso = models.CharField("account for PCSOs", max_length=20, blank=True)
    account_special = models.CharField("account for specials", max_length=20, blank=True)

    class Meta:
        verbose_name = "pay element"
        constraints = [
            models.CheckConstraint(
                name="payroll_element_type_kind",
                condition=Q(kind__in=["payment", "deduction", "expense"]),
                violation_error_message="An element is a payment, a deduction or an expense.",
            )
        ]

    def __str__(self) -> str:
        return self.name
