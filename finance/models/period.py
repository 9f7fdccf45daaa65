"""An accounting period: a month of a financial year."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked


@tracked()
class Period(models.Model):
    """A month that takes postings while it is open. Its dates never change; the ledger hangs on them.

    No two overlap (finance_period_no_overlap in 0002_ledger.sql): a journal's date leaves no choice of period.
    The checkpoint is where the chain of posted journals stood when the period was last closed. Its state moves as
    0011_close.sql allows: open, closing, closed, locked; back to open only by an agreed `Reopening`; from locked never.
    """

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CLOSING = "closing", "Closing"
        CLOSED = "closed", "Closed"
        LOCKED = "locked", "Locked"

    code = models.CharField(max_length=7)  # 2026-10
    name = models.CharField(max_length=40)  # October 2026
    financial_year = models.CharField(max_length=7)  # 2026/27
    number = models.SmallIntegerField()  # April is 1
    starts_on = models.DateField()
    ends_on = models.DateField()  # the last day, in
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    closing_at = models.DateTimeField(null=True, blank=True)
    closing_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    locked_at = models.DateTimeField(null=True, blank=True)
    locked_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    checkpoint_sequence = models.BigIntegerField(null=True, blank=True)
    checkpoint_hash = models.BinaryField(null=True, blank=True)

    class Meta:
        db_table_comment = "Accounting periods."
        constraints = [
            models.UniqueConstraint(fields=["code"], name="finance_period_code_once"),
            models.UniqueConstraint(
                fields=["financial_year", "number"],
                name="finance_period_number_once_a_year",
            ),
            models.CheckConstraint(
                name="finance_period_ends_after_start",
                condition=Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="finance_period_number_1_to_12",
                condition=Q(number__gte=1, number__lte=12),
            ),
            models.CheckConstraint(
                name="finance_period_state_known",
                condition=Q(state__in=["open", "closing", "closed", "locked"]),
            ),
            models.CheckConstraint(  # nobody closes a month unseen
                name="finance_period_who_and_when",
                condition=Q(state="open")
                | Q(state="closing", closing_at__isnull=False, closing_by__isnull=False)
                | Q(
                    state="closed",
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    checkpoint_sequence__isnull=False,
                    checkpoint_hash__isnull=False,
                )
                | Q(
                    state="locked",
                    closed_at__isnull=False,
                    closed_by__isnull=False,
                    locked_at__isnull=False,
                    locked_by__isnull=False,
                    checkpoint_sequence__isnull=False,
                    checkpoint_hash__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_open(self) -> bool:
        """Whether anybody's journals may be posted into it."""
        return self.state == self.State.OPEN

    @property
    def is_over(self) -> bool:
        """Whether nothing at all can be posted into it any more, until it is reopened."""
        return self.state in (self.State.CLOSED, self.State.LOCKED)

    def get_absolute_url(self) -> str:
        return reverse("finance:period", args=[self.code])
