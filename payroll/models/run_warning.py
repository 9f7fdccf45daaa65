from django.db import models
from django.db.models import Q


class RunWarning(models.Model):
    """Something a person has to look at before the run may be checked. Cleared with a reason, by a named member."""

    KINDS = [
        ("net_zero", "Net pay is zero or negative"),
        ("net_changed", "Net pay has changed a lot"),
        ("no_bank_account", "No bank account"),
        ("bank_changed", "Paid to another bank account than before"),
        ("leaver_paid", "Leaver still paid"),
        ("no_ni_number", "No National Insurance number"),
        ("no_tax_code", "No tax code: emergency code used"),
        ("not_all_taken", "Not everything could be deducted"),
        ("overpaid", "An overpayment is taken back"),
        ("owes", "An overpayment is carried forward"),
    ]
    run = models.ForeignKey("payroll.PayRun", on_delete=models.CASCADE, related_name="warnings")
    employment_id = models.BigIntegerField()
    kind = models.CharField(max_length=20, choices=KINDS)
    detail = models.CharField(max_length=200, blank=True)
    cleared_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payroll_warning_once", fields=["run", "employment_id", "kind"]),
            models.CheckConstraint(
                name="payroll_warning_cleared_with_a_reason",
                condition=Q(cleared_by__isnull=True, cleared_at__isnull=True, reason="")
                | Q(cleared_by__isnull=False, cleared_at__isnull=False) & ~Q(reason=""),
                violation_error_message="Say why the warning can be cleared.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
