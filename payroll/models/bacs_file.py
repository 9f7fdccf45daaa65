from django.db import models
from django.db.models import Q


class BacsFile(models.Model):
    """The bank file of a run. What it holds follows from this row and the run's payments, so it is always the same bytes."""

    run = models.OneToOneField("payroll.PayRun", on_delete=models.PROTECT, related_name="bacs_file")
    serial = models.CharField(max_length=6, unique=True)
    message_id = models.CharField(max_length=24, unique=True)
    made_on = models.DateField()
    process_on = models.DateField("processing day")
    user_number = models.CharField(max_length=6)
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    account_name = models.CharField(max_length=18)
    total_pence = models.BigIntegerField()
    count = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    modulus_checked = models.BooleanField()
    document = models.ForeignKey("documents.Document", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="payroll_bacs_file_not_negative",
                condition=Q(total_pence__gte=0),
                violation_error_message="A bank file cannot pay less than nothing.",
            )
        ]

    def __str__(self) -> str:
        return self.message_id
