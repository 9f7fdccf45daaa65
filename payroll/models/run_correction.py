from django.db import models


class RunCorrection(models.Model):
    """A released payslip that a supplementary run is to reverse, and whether it is to be replaced."""

    run = models.ForeignKey("payroll.PayRun", on_delete=models.CASCADE, related_name="corrections")
    payslip = models.ForeignKey("payroll.Payslip", on_delete=models.PROTECT, related_name="+")
    is_replaced = models.BooleanField("worked out again", default=True)
    reason = models.CharField(max_length=200)
    asked_by = models.ForeignKey("tenancy.Member", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(name="payroll_run_correction_once", fields=["run", "payslip"])]

    def __str__(self) -> str:
        return self.reason
