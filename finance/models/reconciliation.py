"""A bank reconciliation: the statement's balance explained by the ledger's, on a day."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Reconciliation(models.Model):
    """Statement = ledger − what the bank does not have yet + what the ledger does not have yet, with both lists.

    Prepared by one person and signed by another; kept with its lists as they were, whatever is matched later.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", "To be signed"
        SIGNED = "signed", "Signed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey(
        "finance.BankAccount", models.PROTECT, related_name="reconciliations", db_index=False
    )
    on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.PREPARED)
    statement_pence = models.BigIntegerField()
    ledger_pence = models.BigIntegerField()
    open_ledger_pence = models.BigIntegerField()  # in the ledger, not on the statement
    open_statement_pence = models.BigIntegerField()  # on the statement, not in the ledger
    open_count = models.IntegerField()
    note = models.CharField(max_length=500, blank=True)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table_comment = "Bank reconciliations; signed ones never change."
        constraints = [
            models.CheckConstraint(  # what a reconciliation is
                name="finance_reconciliation_proves_itself",
                condition=Q(
                    statement_pence=F("ledger_pence") - F("open_ledger_pence") + F("open_statement_pence")
                ),
                violation_error_message="The statement is not the ledger and the unmatched lists.",
            ),
            models.CheckConstraint(
                name="finance_reconciliation_signed_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                violation_error_message="Whoever prepared a reconciliation cannot sign it.",
            ),
            models.CheckConstraint(
                name="finance_reconciliation_signed_whole",
                condition=Q(state="signed", approved_by__isnull=False, signed_at__isnull=False)
                | (
                    Q(state__in=["prepared", "withdrawn"])
                    & Q(approved_by__isnull=True, signed_at__isnull=True)
                ),
            ),
            models.UniqueConstraint(  # two at once: the second sees the first's
                fields=["bank_account", "on"],
                condition=Q(state="prepared"),
                name="finance_reconciliation_one_prepared",
                violation_error_message="A reconciliation of this day waits to be signed already.",
            ),
        ]
        indexes = [
            models.Index(  # when an account was last reconciled
                fields=["bank_account", "on"], name="finance_reconciliation_by_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Reconciliation of {self.bank_account} on {self.on:%-d %B %Y}"

    def get_absolute_url(self) -> str:
        return reverse("finance:reconciliation", args=[self.reference])


class ReconciliationItem(models.Model):
    """An entry of the lists as they were when the reconciliation was prepared. Insert-only."""

    class Side(models.TextChoices):
        LEDGER = "ledger", "In the ledger, not on the statement"
        STATEMENT = "statement", "On the statement, not in the ledger"

    reconciliation = models.ForeignKey(Reconciliation, models.PROTECT, related_name="items", db_index=False)
    number = models.IntegerField()
    side = models.CharField(max_length=9, choices=Side.choices)
    dated_on = models.DateField()
    amount_pence = models.BigIntegerField()
    text = models.CharField(max_length=500)
    their_reference = models.CharField(max_length=100, blank=True)
    statement_item = models.ForeignKey(
        "finance.StatementItem", models.PROTECT, null=True, related_name="+", db_index=False
    )
    journal_line = models.ForeignKey(
        "finance.JournalLine",
        models.PROTECT,
        null=True,
        related_name="+",
        db_index=False,
        db_constraint=False,
    )
    opening_item = models.ForeignKey(
        "finance.OpeningItem", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table_comment = "The unmatched lists of reconciliations. Insert-only."
        constraints = [
            models.UniqueConstraint(
                fields=["reconciliation", "number"], name="finance_reconciliationitem_number_once"
            ),
            models.CheckConstraint(
                name="finance_reconciliationitem_side_known", condition=Q(side__in=["ledger", "statement"])
            ),
        ]

    def __str__(self) -> str:
        return self.text
