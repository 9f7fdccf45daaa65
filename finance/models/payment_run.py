"""Paying suppliers: a run, its payments, the invoices each settles, and the file the bank is sent."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class PaymentRun(models.Model):
    """Payments to suppliers that one person proposed, another approved, and that leave in one bank file.

    Once approved, payments and invoices can only be taken out; once its file is prepared, nothing changes any more
    (finance/migrations/0010_payments.sql).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Approved"
        FILE_MADE = "file_made", "Bank file made"
        CONFIRMED = "confirmed", "Paid"
        CANCELLED = "cancelled", "Cancelled"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=12)
    bank_account = models.ForeignKey("finance.BankAccount", models.PROTECT, related_name="payment_runs")
    due_by = models.DateField()
    pay_on = models.DateField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.PROPOSED)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    approved_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True)
    approved_pence = models.BigIntegerField(null=True)  # what was in at that moment
    approved_count = models.IntegerField(null=True)
    confirmed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    confirmed_at = models.DateTimeField(null=True)
    journal = models.ForeignKey("finance.Journal", models.PROTECT, null=True, related_name="+")
    cancelled_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was cancelled

    total_pence: int  # of what is in it, of runs that come from `runs_for`
    payment_count: int

    class Meta:
        db_table_comment = "Payment runs to suppliers."
        constraints = [
            models.UniqueConstraint(fields=["number"], name="finance_paymentrun_number_once"),
            models.CheckConstraint(
                name="finance_paymentrun_state_known",
                condition=Q(state__in=["proposed", "approved", "file_made", "confirmed", "cancelled"]),
            ),
            models.CheckConstraint(  # money leaves only after two people
                name="finance_paymentrun_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                violation_error_message="The person who proposed a payment run cannot approve it. Ask another approver.",
            ),
            models.CheckConstraint(
                name="finance_paymentrun_approval_whole",
                condition=Q(
                    approved_by__isnull=True,
                    approved_at__isnull=True,
                    approved_pence__isnull=True,
                    approved_count__isnull=True,
                    state__in=["proposed", "cancelled"],
                )
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approved_pence__gt=0,
                    approved_count__gt=0,
                    state__in=["approved", "file_made", "confirmed", "cancelled"],
                ),
            ),
            models.CheckConstraint(  # paid is what the ledger says is paid
                name="finance_paymentrun_confirmed_whole",
                condition=Q(
                    state="confirmed",
                    confirmed_by__isnull=False,
                    confirmed_at__isnull=False,
                    journal__isnull=False,
                )
                | (
                    ~Q(state="confirmed")
                    & Q(confirmed_by__isnull=True, confirmed_at__isnull=True, journal__isnull=True)
                ),
            ),
            models.CheckConstraint(
                name="finance_paymentrun_cancelled_with_a_reason",
                condition=Q(state="cancelled", cancelled_by__isnull=False, cancelled_at__isnull=False)
                & ~Q(reason="")
                | ~Q(state="cancelled"),
            ),
        ]
        indexes = [
            models.Index(  # work lists and the close: few runs are open at any time
                fields=["pay_on", "id"],
                condition=Q(state__in=["proposed", "approved", "file_made"]),
                name="finance_paymentrun_open",
            )
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("finance:payment_run", args=[self.reference])

    @property
    def is_open(self) -> bool:
        """Whether it can still be given up or changed."""
        return self.state in (self.State.PROPOSED, self.State.APPROVED, self.State.FILE_MADE)


@tracked()
class Payment(models.Model):
    """What one supplier gets of a run, to the account that was theirs when it was proposed."""

    class State(models.TextChoices):
        IN = "in", "In the run"
        TAKEN_OUT = "taken_out", "Taken out"
        PAID = "paid", "Paid"
        RETURNED = "returned", "Returned by the bank"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    run = models.ForeignKey(PaymentRun, models.PROTECT, related_name="payments", db_index=False)
    number = models.IntegerField()  # within the run
    supplier = models.ForeignKey("finance.Supplier", models.PROTECT, related_name="payments")
    amount_pence = models.BigIntegerField()
    bank_details = models.ForeignKey(
        "finance.SupplierBankDetails", models.PROTECT, related_name="+", db_index=False
    )
    account_name = models.CharField(max_length=100)
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    payee_reference = models.CharField(max_length=18)  # on the supplier's statement
    state = models.CharField(max_length=9, choices=State.choices, default=State.IN)
    reason = models.CharField(max_length=500, blank=True)  # why it was taken out or came back
    changed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True)
    put_back_by = models.ForeignKey(  # has made the run, too: may not approve it
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    returned_on = models.DateField(null=True)
    return_journal = models.ForeignKey(
        "finance.Journal", models.PROTECT, null=True, related_name="+", db_index=False
    )
    advice_sent_at = models.DateTimeField(null=True)
    advice_sent_to = models.CharField(max_length=254, blank=True)

    class Meta:
        db_table_comment = "Payments of a run, one a supplier."
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="finance_payment_number_once_a_run"),
            models.UniqueConstraint(fields=["run", "supplier"], name="finance_payment_once_a_supplier"),
            models.CheckConstraint(
                name="finance_payment_above_nothing",
                condition=Q(amount_pence__gt=0),
                violation_error_message="A payment is above nothing. Credit notes that are more than the invoices wait"
                " for the next invoice.",
            ),
            models.CheckConstraint(
                name="finance_payment_state_known",
                condition=Q(state__in=["in", "taken_out", "paid", "returned"]),
            ),
            models.CheckConstraint(
                name="finance_payment_out_with_a_reason",
                condition=Q(state__in=["in", "paid"])
                | (Q(changed_by__isnull=False, changed_at__isnull=False) & ~Q(reason="")),
                violation_error_message="Say why the payment is taken out.",
            ),
            models.CheckConstraint(
                name="finance_payment_returned_whole",
                condition=Q(state="returned", returned_on__isnull=False, return_journal__isnull=False)
                | (~Q(state="returned") & Q(returned_on__isnull=True, return_journal__isnull=True)),
            ),
            models.CheckConstraint(
                name="finance_payment_account_in_digits",
                condition=Q(sort_code__regex=r"^[0-9]{6}$", account_number__regex=r"^[0-9]{8}$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run_id}/{self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:payment", args=[self.reference])


class PaymentItem(models.Model):
    """An invoice (above nothing) or credit note (below) that a payment settles.

    At most one item of an invoice is in runs that are under way, by an index, so that no isolation level and no second
    run can pay it twice; what was paid before stands in the invoice and is never exceeded.
    """

    class State(models.TextChoices):
        IN = "in", "In the run"
        OUT = "out", "Taken out"
        PAID = "paid", "Paid"
        RETURNED = "returned", "Returned"

    payment = models.ForeignKey(Payment, models.PROTECT, related_name="items")
    invoice = models.ForeignKey("finance.Invoice", models.PROTECT, related_name="payment_items")
    amount_pence = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.IN)
    reason = models.CharField(max_length=500, blank=True)
    changed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField(null=True)

    class Meta:
        db_table_comment = "What a payment settles: invoices above nothing, credit notes below."
        constraints = [
            models.UniqueConstraint(fields=["payment", "invoice"], name="finance_paymentitem_once_a_payment"),
            models.UniqueConstraint(  # never in two runs at once
                fields=["invoice"],
                condition=Q(state="in"),
                name="finance_paymentitem_one_under_way",
                violation_error_message="An invoice is in another payment run already. Propose the run again.",
            ),
            models.CheckConstraint(
                name="finance_paymentitem_state_known",
                condition=Q(state__in=["in", "out", "paid", "returned"]),
            ),
            models.CheckConstraint(name="finance_paymentitem_not_nothing", condition=~Q(amount_pence=0)),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id}: {self.invoice_id}"


class PaymentFile(models.Model):
    """The bank file of a run. What it holds follows from this row and the run's payments: always the same bytes."""

    run = models.OneToOneField(PaymentRun, models.PROTECT, related_name="bank_file")
    serial = models.CharField(max_length=6, unique=True)
    message_id = models.CharField(max_length=30, unique=True)
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
    document = models.ForeignKey("documents.Document", models.PROTECT, null=True, related_name="+")

    class Meta:
        db_table_comment = (
            "Bank files of payment runs, as they were prepared; only the stored document is added later."
        )
        constraints = [
            models.CheckConstraint(
                name="finance_paymentfile_above_nothing", condition=Q(total_pence__gt=0, count__gt=0)
            )
        ]

    def __str__(self) -> str:
        return self.message_id
