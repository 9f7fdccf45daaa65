"""A supplier and the bank accounts it is paid on."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked()
class Supplier(models.Model):
    """Whom the authority buys from and pays. Never deleted: held or closed."""

    class Kind(models.TextChoices):
        BUSINESS = "business", "Business"
        SMALL_BUSINESS = "small_business", "Small or medium business"
        INDIVIDUAL = "individual", "Individual"
        PUBLIC_BODY = "public_body", "Public body"
        VOLUNTARY = "voluntary", "Voluntary or community body"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ON_HOLD = "on_hold", "On hold"
        CLOSED = "closed", "Closed"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=12)  # S00001
    name = models.CharField(max_length=200)
    trading_name = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=14, choices=Kind.choices, default=Kind.BUSINESS)
    company_number = models.CharField(max_length=20, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    address = models.CharField(max_length=500, blank=True)  # lines
    email = models.EmailField(blank=True)  # orders go there
    phone = models.CharField(max_length=40, blank=True)  # known before any change: calls back go there
    remittance_email = models.EmailField(blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.OPEN)
    hold_reason = models.CharField(max_length=500, blank=True)
    payment_days = models.SmallIntegerField(default=30)
    category = models.ForeignKey("finance.Category", models.PROTECT, null=True, blank=True)
    default_account = models.ForeignKey(
        "finance.Account", models.PROTECT, null=True, blank=True, related_name="+"
    )
    default_vat_code = models.ForeignKey(
        "finance.VatCode", models.PROTECT, null=True, blank=True, related_name="+"
    )
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Suppliers."
        constraints = [
            models.UniqueConstraint(fields=["number"], name="finance_supplier_number_once"),
            models.UniqueConstraint(  # one business under two numbers: paid twice, and discounts missed
                fields=["vat_number"],
                condition=~Q(vat_number="") & ~Q(state="closed"),
                name="finance_supplier_vat_number_once",
                violation_error_message="There is a supplier with this VAT number already.",
            ),
            models.CheckConstraint(
                name="finance_supplier_kind_known",
                condition=Q(
                    kind__in=["business", "small_business", "individual", "public_body", "voluntary"]
                ),
            ),
            models.CheckConstraint(
                name="finance_supplier_state_known", condition=Q(state__in=["open", "on_hold", "closed"])
            ),
            models.CheckConstraint(
                name="finance_supplier_payment_days_0_to_120",
                condition=Q(payment_days__gte=0, payment_days__lte=120),
                violation_error_message="Payment is due within 0 to 120 days.",
            ),
            models.CheckConstraint(
                name="finance_supplier_hold_has_reason",
                condition=Q(state="open") | ~Q(hold_reason=""),
                violation_error_message="Say why the supplier is held or closed.",
            ),
        ]
        indexes = [models.Index(fields=["name"], name="finance_supplier_by_name")]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def get_absolute_url(self) -> str:
        return reverse("finance:supplier", args=[self.reference])

    @property
    def can_be_paid(self) -> bool:
        """Whether a payment run takes its invoices."""
        return self.state == self.State.OPEN


@tracked()
class SupplierBankDetails(models.Model):
    """Where a supplier is paid. Proposed by one person, accepted by another who called the supplier back.

    The call goes to a number known before the change was asked for; the record of it stays. Accepted details never
    change: new ones supersede them (finance/migrations/0008_purchasing.sql).
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", "To be checked"
        CURRENT = "current", "In use"
        REJECTED = "rejected", "Rejected"
        SUPERSEDED = "superseded", "No longer in use"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    supplier = models.ForeignKey("finance.Supplier", models.PROTECT, related_name="bank_details")
    account_name = models.CharField(max_length=100)
    sort_code = models.CharField(max_length=6)
    account_number = models.CharField(max_length=8)
    roll_number = models.CharField(max_length=18, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    evidence = models.CharField(max_length=500, blank=True)  # how the change was asked for
    proposed_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    proposed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    called_number = models.CharField(max_length=40, blank=True)
    called_source = models.CharField(max_length=200, blank=True)  # where the number was known from
    called_person = models.CharField(max_length=100, blank=True)
    called_on = models.DateField(null=True)
    called_note = models.CharField(max_length=500, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was rejected

    class Meta:
        db_table_comment = "Bank details of suppliers, with the record of the call back."
        constraints = [
            models.UniqueConstraint(  # two at once: nobody could say where the money goes
                fields=["supplier"],
                condition=Q(state="current"),
                name="finance_bank_details_one_current",
                violation_error_message="The supplier has other bank details in use.",
            ),
            models.UniqueConstraint(
                fields=["supplier"],
                condition=Q(state="proposed"),
                name="finance_bank_details_one_proposed",
                violation_error_message="Other bank details of the supplier wait to be checked.",
            ),
            models.CheckConstraint(
                name="finance_bank_details_state_known",
                condition=Q(state__in=["proposed", "current", "rejected", "superseded"]),
            ),
            models.CheckConstraint(
                name="finance_bank_details_digits",
                condition=Q(sort_code__regex=r"^\d{6}$", account_number__regex=r"^\d{8}$"),
                violation_error_message="A sort code has 6 digits, an account number 8.",
            ),
            models.CheckConstraint(  # whoever can change where money goes alone can take it
                name="finance_bank_details_decided_by_another",
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("proposed_by")),
                violation_error_message="The person who proposed bank details cannot accept them.",
            ),
            models.CheckConstraint(
                name="finance_bank_details_called_back",
                condition=Q(state__in=["proposed", "rejected"])
                | (
                    Q(decided_by__isnull=False, decided_at__isnull=False, called_on__isnull=False)
                    & ~Q(called_number="")
                    & ~Q(called_person="")
                    & ~Q(called_source="")
                    & ~Q(called_note="")
                ),
                violation_error_message="Record the call back before accepting bank details.",
            ),
            models.CheckConstraint(
                name="finance_bank_details_rejected_with_a_reason",
                condition=~Q(state="rejected") | (Q(decided_by__isnull=False) & ~Q(reason="")),
                violation_error_message="Say why the bank details are rejected.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_name} {self.sort_code} {self.account_number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:bank_details", args=[self.reference])
