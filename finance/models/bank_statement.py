"""Bank statements as they were loaded, the uploads they came from, and how CSV files are read."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class StatementMapping(models.Model):
    """How one bank's CSV is read: which column is what, how dates are written, which way the sign goes."""

    class Signs(models.TextChoices):
        SIGNED = "signed", "One amount: money in is positive, money out negative"
        REVERSED = "reversed", "One amount: money in is negative, money out positive"
        COLUMNS = "columns", "Two columns: paid in and paid out"
        MARKED = "marked", "One amount and a column that says debit or credit"

    class Dates(models.TextChoices):
        UK = "%d/%m/%Y", "31/12/2026"
        UK_SHORT = "%d/%m/%y", "31/12/26"
        ISO = "%Y-%m-%d", "2026-12-31"
        DASHED = "%d-%m-%Y", "31-12-2026"
        WORDS = "%d %b %Y", "31 Dec 2026"
        COMPACT = "%Y%m%d", "20261231"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=100)
    columns = models.JSONField()  # what it is -> heading in the file
    signs = models.CharField(max_length=8, choices=Signs.choices)
    date_format = models.CharField(max_length=10, choices=Dates.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        db_table_comment = "How the CSV statements of a bank are read."
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="finance_statementmapping_name_once",
                violation_error_message="There is a mapping with this name already.",
            ),
            models.CheckConstraint(
                name="finance_statementmapping_signs_known",
                condition=Q(signs__in=["signed", "reversed", "columns", "marked"]),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("finance:statement_mapping", args=[self.reference])


class StatementUpload(models.Model):
    """A file as it was sent, read but not yet loaded: what was understood is shown first."""

    class State(models.TextChoices):
        SENT = "sent", "Waiting to be loaded"
        LOADED = "loaded", "Loaded"
        DISCARDED = "discarded", "Discarded"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey("finance.BankAccount", models.PROTECT, related_name="uploads")
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", db_index=False)
    mapping = models.ForeignKey(
        StatementMapping, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    opening_pence = models.BigIntegerField(null=True, blank=True)  # typed, where a CSV has no balances
    closing_pence = models.BigIntegerField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=State.choices, default=State.SENT)
    sent_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Statement files that were sent, before and after they were loaded."
        constraints = [
            models.CheckConstraint(
                name="finance_statementupload_state_known",
                condition=Q(state__in=["sent", "loaded", "discarded"]),
            ),
        ]

    def __str__(self) -> str:
        return self.document.filename

    def get_absolute_url(self) -> str:
        return reverse("finance:statement_upload", args=[self.reference])


class BankStatement(models.Model):
    """One statement of one account: two balances and the items between them. Added, never changed or removed.

    The database holds that opening + items = closing, and that it goes on where the one before ended.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey(
        "finance.BankAccount", models.PROTECT, related_name="statements", db_index=False
    )
    number = models.IntegerField()  # its place among the account's statements, from 1
    their_id = models.CharField(max_length=100, blank=True)
    from_on = models.DateField()
    to_on = models.DateField()
    opening_pence = models.BigIntegerField()
    closing_pence = models.BigIntegerField()
    item_count = models.IntegerField()
    fingerprint = models.CharField(max_length=64)  # sha256 of what it says: the same statement again
    upload = models.ForeignKey(
        StatementUpload, models.PROTECT, null=True, related_name="statements", db_index=False
    )
    document = models.ForeignKey(
        "documents.Document", models.PROTECT, null=True, related_name="+", db_index=False
    )
    loaded_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    loaded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Bank statements. Insert-only."
        constraints = [
            models.UniqueConstraint(fields=["bank_account", "number"], name="finance_statement_number_once"),
            models.UniqueConstraint(  # the same statement loaded twice would double the money
                fields=["bank_account", "fingerprint"],
                name="finance_statement_once",
                violation_error_message="This statement is loaded already.",
            ),
            models.CheckConstraint(
                name="finance_statement_dates_in_order", condition=Q(to_on__gte=F("from_on"))
            ),
        ]
        indexes = [
            models.Index(  # the last statement of an account, and the balance on a day
                fields=["bank_account", "to_on", "number"], name="finance_statement_by_end"
            ),
        ]

    def __str__(self) -> str:
        return f"Statement {self.their_id or self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:bank_statement", args=[self.reference])


class StatementItem(models.Model):
    """One movement on the account, in pence: money in above nothing, money out below. Insert-only."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey("finance.BankAccount", models.PROTECT, related_name="+", db_index=False)
    statement = models.ForeignKey(BankStatement, models.PROTECT, related_name="items", db_index=False)
    number = models.IntegerField()
    booked_on = models.DateField()
    value_on = models.DateField()
    amount_pence = models.BigIntegerField()
    text = models.CharField(max_length=500, blank=True)
    counterparty = models.CharField(max_length=140, blank=True)
    their_reference = models.CharField(max_length=100, blank=True)
    kind = models.CharField(max_length=40, blank=True)  # the bank's own code

    class Meta:
        db_table_comment = "Items of bank statements. Insert-only."
        constraints = [
            models.UniqueConstraint(fields=["statement", "number"], name="finance_statementitem_number_once"),
            models.CheckConstraint(
                name="finance_statementitem_amount_not_nothing", condition=~Q(amount_pence=0)
            ),
        ]
        indexes = [
            models.Index(  # what is open on an account up to a day
                fields=["bank_account", "booked_on", "id"], name="finance_statementitem_by_day"
            ),
            models.Index(  # somebody asks for an amount; duplicates of an item
                fields=["bank_account", "amount_pence", "booked_on"],
                name="finance_statementitem_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.text or self.counterparty or f"Item {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:bank_item", args=[self.reference])
