from django.db import models
from django.db.models import Q


class RunException(models.Model):
    """A person whose pay could not be worked out. The rest of the run goes on; somebody says why they are left out."""

    run = models.ForeignKey("payroll.PayRun", on_delete=models.CASCADE, related_name="exceptions")
    employment_id = models.BigIntegerField()
    code = models.CharField(max_length=40)
    message = models.CharField(max_length=400)
    where = models.CharField(max_length=60, blank=True)
    cleared_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, null=True, related_name="+")
    cleared_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payroll_exception_once", fields=["run", "employment_id"]),
            models.CheckConstraint(
                name="payroll_exception_cleared_with_a_reason",
                condition=Q(cleared_by__isnull=True, cleared_at__isnull=True, reason="")
                | Q(cleared_by__isnull=False, cleared_at__isnull=False) & ~Q(reason=""),
                violation_error_message="Say why this person is left out.",
            ),
        ]

    def __str__(self) -> str:
        return self.message
