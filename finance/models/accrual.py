"""Accruals and prepayments that reverse themselves."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Accrual(models.Model):
    """A journal whose reversal is posted by itself on the first day of the next period.

    The approver of the journal approves its reversal with it. The reversal is posted once (its key names this row, and a
    journal has one reversal); while the next period takes no postings it waits, and `waits_for` says why.
    """

    class Kind(models.TextChoices):
        ACCRUAL = "accrual", "Accrual"
        PREPAYMENT = "prepayment", "Prepayment"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.ACCRUAL)
    journal = models.OneToOneField("finance.Journal", models.CASCADE, related_name="accrual")
    reversal = models.OneToOneField(
        "finance.Journal", models.PROTECT, null=True, blank=True, related_name="accrual_reversed"
    )
    waits_for = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table_comment = "Journals that are reversed by themselves in the next period."
        constraints = [
            models.CheckConstraint(
                name="finance_accrual_kind_known", condition=Q(kind__in=["accrual", "prepayment"])
            ),
            models.CheckConstraint(
                name="finance_accrual_reversal_is_another",
                condition=Q(reversal__isnull=True) | ~Q(reversal=F("journal")),
            ),
        ]
        indexes = [  # what the daily task looks through
            models.Index(
                fields=["journal"], condition=Q(reversal__isnull=True), name="finance_accrual_unreversed"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} “{self.journal.description}”"

    def get_absolute_url(self) -> str:
        return reverse("finance:accrual", args=[self.reference])

    @property
    def reverse_on(self) -> date:
        """The first day of the period after the journal's."""
        return self.journal.period.ends_on + timedelta(days=1)
