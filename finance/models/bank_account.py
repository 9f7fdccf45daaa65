"""A bank account of the authority, and what stood open on it when its first statement came."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class BankAccount(models.Model):
    """An account at a bank, with the one account of the chart that it is in the ledger.

    Reconciliation begins on its first day (`take_on_on`): what the statement and the ledger said at its end, with the
    open items that explain the difference. The ledger's lines up to there are settled by that; `take_on_sequence` tells
    a line posted later for an earlier day from one the first balance holds already.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    name = models.CharField(max_length=100)
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    iban = models.CharField(max_length=34, blank=True)
    ledger_account = models.OneToOneField("finance.Account", models.PROTECT, related_name="bank_account")
    service_user_number = models.CharField(max_length=6, blank=True)  # for Bacs files
    currency = models.CharField(max_length=3, default="GBP")
    is_closed = models.BooleanField(default=False)
    take_on_on = models.DateField(null=True, blank=True)
    take_on_statement_pence = models.BigIntegerField(null=True, blank=True)
    take_on_ledger_pence = models.BigIntegerField(null=True, blank=True)
    take_on_sequence = models.BigIntegerField(null=True, blank=True, editable=False)
    taken_on_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    taken_on_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table_comment = "Bank accounts of the authority."
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="finance_bankaccount_name_once",
                violation_error_message="There is a bank account with this name already.",
            ),
            models.UniqueConstraint(  # one account under two names would take its statements twice
                fields=["sort_code", "account_number"],
                name="finance_bankaccount_number_once",
                violation_error_message="There is a bank account with this sort code and number already.",
            ),
            models.CheckConstraint(
                name="finance_bankaccount_numbers_are_digits",
                condition=Q(sort_code__regex=r"^\d{6}$", account_number__regex=r"^\d{8}$")
                & (Q(service_user_number="") | Q(service_user_number__regex=r"^\d{6}$")),
                violation_error_message="A sort code and a service user number have 6 digits, an account number 8.",
            ),
            models.CheckConstraint(  # the ledger is in pounds
                name="finance_bankaccount_in_pounds", condition=Q(currency="GBP")
            ),
            models.CheckConstraint(  # half a first day would reconcile with nothing
                name="finance_bankaccount_take_on_whole",
                condition=Q(
                    take_on_on__isnull=True,
                    take_on_statement_pence__isnull=True,
                    take_on_ledger_pence__isnull=True,
                    take_on_sequence__isnull=True,
                    taken_on_by__isnull=True,
                    taken_on_at__isnull=True,
                )
                | Q(
                    take_on_on__isnull=False,
                    take_on_statement_pence__isnull=False,
                    take_on_ledger_pence__isnull=False,
                    take_on_sequence__isnull=False,
                    taken_on_by__isnull=False,
                    taken_on_at__isnull=False,
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("finance:bank_account", args=[self.reference])

    @property
    def written_sort_code(self) -> str:
        """12-34-56."""
        return "-".join((self.sort_code[:2], self.sort_code[2:4], self.sort_code[4:]))


class OpeningItem(models.Model):
    """What was open on the first day: in the ledger and not on the statement (a cheque), or the other way round.

    Added with the first day, never changed or removed.
    """

    class Side(models.TextChoices):
        LEDGER = "ledger", "In the ledger, not on the statement"
        STATEMENT = "statement", "On the statement, not in the ledger"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    bank_account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="opening_items", db_index=False
    )
    number = models.IntegerField()
    side = models.CharField(max_length=9, choices=Side.choices)
    dated_on = models.DateField()
    amount_pence = models.BigIntegerField()  # money in above nothing
    text = models.CharField(max_length=200)
    their_reference = models.CharField(max_length=100, blank=True)

    class Meta:
        db_table_comment = "Items open on a bank account's first day. Insert-only."
        constraints = [
            models.UniqueConstraint(
                fields=["bank_account", "number"], name="finance_openingitem_number_once"
            ),
            models.CheckConstraint(
                name="finance_openingitem_amount_not_nothing", condition=~Q(amount_pence=0)
            ),
            models.CheckConstraint(
                name="finance_openingitem_side_known", condition=Q(side__in=["ledger", "statement"])
            ),
        ]

    def __str__(self) -> str:
        return self.text
