from django.contrib.postgres.fields import ArrayField
from django.db import models


class RunChunk(models.Model):
    """A stretch of employments calculated in one transaction. Whoever locks an undone one does it."""

    run = models.ForeignKey("payroll.PayRun", on_delete=models.CASCADE, related_name="chunks")
    calculation = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    employment_ids = ArrayField(models.BigIntegerField())
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(name="payroll_run_chunk_number", fields=["run", "calculation", "number"])
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"
