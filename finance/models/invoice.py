"""What suppliers ask to be paid, and take back: invoices and credit notes."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from backoffice.audit.tracking import tracked
from backoffice.numbering.references import new_reference


@tracked(exclude=["match_result"])
class Invoice(models.Model):
    """An invoice or a credit note of a supplier. Amounts are positive in both; `kind` gives the sign.

    Once posted it never changes but for what is paid of it and whether it is disputed; it is corrected by cancelling it
    (which reverses its journal) or by a credit note (finance/migrations/0009_invoices.sql).
    """

    class Kind(models.TextChoices):
        INVOICE = "invoice", "Invoice"
        CREDIT_NOTE = "credit_note", "Credit note"

    class State(models.TextChoices):
        ENTERED = "entered", "Entered"
        EXCEPTION = "exception", "Exception"
        AWAITING = "awaiting", "Awaiting approval"
        POSTED = "posted", "Posted"
        REJECTED = "rejected", "Rejected"
        CANCELLED = "cancelled", "Cancelled"

    class Source(models.TextChoices):
        SCREEN = "screen", "Screen"
        FILE = "file", "File"
        XML = "xml", "Electronic invoice"
        API = "api", "API"
        TAKE_ON = "take_on", "Taken on"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    number = models.CharField(max_length=12)
    kind = models.CharField(max_length=11, choices=Kind.choices, default=Kind.INVOICE)
    supplier = models.ForeignKey("finance.Supplier", models.PROTECT, related_name="invoices", db_index=False)
    supplier_number = models.CharField(max_length=60)
    supplier_number_key = models.CharField(max_length=60)  # the same, without what people type differently
    dated_on = models.DateField()  # the tax point
    received_on = models.DateField()
    due_on = models.DateField()
    order = models.ForeignKey(
        "finance.PurchaseOrder", models.PROTECT, null=True, blank=True, related_name="invoices"
    )
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes", db_index=False
    )
    description = models.CharField(max_length=200, blank=True)
    net_pence = models.BigIntegerField()
    vat_pence = models.BigIntegerField()
    gross_pence = models.BigIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.ENTERED)
    source = models.CharField(max_length=7, choices=Source.choices, default=Source.SCREEN)
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)
    matched_at = models.DateTimeField(null=True, blank=True)
    match_result = models.JSONField(null=True, blank=True)  # the amounts posted for each line, see services
    approved_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    approved_at = models.DateTimeField(null=True, blank=True)
    posted_on = models.DateField(null=True, blank=True)  # the date of the journal, in a period that was open
    journal = models.ForeignKey(
        "finance.Journal", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    decided_by = models.ForeignKey(  # who rejected or cancelled it
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)  # why it was rejected or cancelled
    paid_pence = models.BigIntegerField(default=0)  # of credit notes: used
    is_disputed = models.BooleanField(default=False)
    dispute_reason = models.CharField(max_length=500, blank=True)
    disputed_at = models.DateTimeField(null=True, blank=True)
    disputed_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        db_table_comment = "Invoices and credit notes of suppliers."
        constraints = [
            models.UniqueConstraint(fields=["number"], name="finance_invoice_number_once"),
            models.UniqueConstraint(  # entered by two people at once, it would be paid twice
                fields=["supplier", "kind", "supplier_number_key", "dated_on"],
                condition=~Q(state__in=["rejected", "cancelled"]),
                name="finance_invoice_entered_once",
            ),
            models.UniqueConstraint(  # one journal, one invoice
                fields=["journal"], condition=Q(journal__isnull=False), name="finance_invoice_journal_once"
            ),
            models.CheckConstraint(
                name="finance_invoice_amounts_add",
                condition=Q(net_pence__gte=0, vat_pence__gte=0, gross_pence__gt=0)
                & Q(gross_pence=F("net_pence") + F("vat_pence")),
                violation_error_message="Net and VAT together are the total.",
            ),
            models.CheckConstraint(  # more than all of it: somebody was paid twice
                name="finance_invoice_paid_at_most_all",
                condition=Q(paid_pence__gte=0, paid_pence__lte=F("gross_pence")),
            ),
            models.CheckConstraint(
                name="finance_invoice_state_known",
                condition=Q(
                    state__in=["entered", "exception", "awaiting", "posted", "rejected", "cancelled"]
                ),
            ),
            models.CheckConstraint(
                name="finance_invoice_kind_known", condition=Q(kind__in=["invoice", "credit_note"])
            ),
            models.CheckConstraint(  # nothing is owed on one person's word
                name="finance_invoice_approved_by_another",
                condition=Q(approved_by__isnull=True) | ~Q(approved_by=F("made_by")),
                violation_error_message="Who entered an invoice cannot approve it. Ask another approver.",
            ),
            models.CheckConstraint(  # owed is what the ledger says is owed; the take-on is in the opening balances
                name="finance_invoice_posted_whole",
                condition=Q(state="posted", source="take_on", journal__isnull=True)
                | Q(state="posted", journal__isnull=False, posted_on__isnull=False, approved_by__isnull=False)
                | Q(state="cancelled")
                | (~Q(state__in=["posted", "cancelled"]) & Q(journal__isnull=True, posted_on__isnull=True)),
            ),
            models.CheckConstraint(
                name="finance_invoice_decided_with_a_reason",
                condition=~Q(state__in=["rejected", "cancelled"])
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(reason=""),
            ),
            models.CheckConstraint(
                name="finance_invoice_dispute_whole",
                condition=Q(is_disputed=False)
                | Q(disputed_by__isnull=False, disputed_at__isnull=False) & ~Q(dispute_reason=""),
            ),
            models.CheckConstraint(
                name="finance_invoice_credits_another",
                condition=Q(credits__isnull=True) | Q(kind="credit_note") & ~Q(credits=F("id")),
            ),
        ]
        indexes = [
            models.Index(fields=["supplier", "dated_on"], name="finance_invoice_by_supplier"),  # their page
            models.Index(fields=["supplier", "gross_pence"], name="finance_invoice_by_amount"),  # those alike
            models.Index(  # work lists, the match job and the close: few are open at any time
                fields=["state", "id"],
                condition=Q(state__in=["entered", "exception", "awaiting"]),
                name="finance_invoice_open",
            ),
            models.Index(  # what can be paid
                fields=["due_on", "id"],
                condition=Q(state="posted") & ~Q(paid_pence=F("gross_pence")),
                name="finance_invoice_unpaid",
            ),
            models.Index(fields=["dated_on", "id"], name="finance_invoice_by_date"),  # the list
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"

    def get_absolute_url(self) -> str:
        return reverse("finance:invoice", args=[self.reference])

    @property
    def is_credit(self) -> bool:
        """Whether the supplier owes it."""
        return self.kind == self.Kind.CREDIT_NOTE

    @property
    def sign(self) -> int:
        """1 for what is owed to the supplier, -1 for what they owe."""
        return -1 if self.is_credit else 1

    @property
    def outstanding_pence(self) -> int:
        """What is not paid of it, or not used."""
        return self.gross_pence - self.paid_pence

    @property
    def is_open(self) -> bool:
        """Whether it is still on its way to the ledger."""
        return self.state in (self.State.ENTERED, self.State.EXCEPTION, self.State.AWAITING)


class InvoiceLine(models.Model):
    """One line of it. It changes with its invoice and is frozen with it, so it has no history of its own."""

    invoice = models.ForeignKey(Invoice, models.CASCADE, related_name="lines", db_index=False)
    number = models.IntegerField()
    description = models.CharField(max_length=200)
    order_line = models.ForeignKey(
        "finance.OrderLine", models.PROTECT, null=True, blank=True, related_name="invoice_lines"
    )
    quantity = models.DecimalField(max_digits=14, decimal_places=3)
    unit_price_pence = models.DecimalField(max_digits=18, decimal_places=4)  # unit prices go below a penny
    net_pence = models.BigIntegerField()
    vat_code = models.ForeignKey("finance.VatCode", models.PROTECT, related_name="+", db_index=False)
    vat_pence = models.BigIntegerField()
    recoverable_pence = models.BigIntegerField()
    account = models.ForeignKey("finance.Account", models.PROTECT, related_name="+", db_index=False)
    cost_centre = models.ForeignKey(
        "finance.CostCentre", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    objective = models.ForeignKey(
        "finance.Objective", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    project = models.ForeignKey(
        "finance.Project", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )

    class Meta:
        db_table_comment = "Lines of invoices and credit notes."
        constraints = [
            models.UniqueConstraint(
                fields=["invoice", "number"], name="finance_invoiceline_number_once_an_invoice"
            ),
            models.CheckConstraint(
                name="finance_invoiceline_quantity_above_0",
                condition=Q(quantity__gt=0),
                violation_error_message="A quantity is above nothing.",
            ),
            models.CheckConstraint(  # a discount is a negative price of a line
                name="finance_invoiceline_vat_on_its_side",
                condition=Q(net_pence__gte=0, vat_pence__gte=0) | Q(net_pence__lte=0, vat_pence__lte=0),
            ),
            models.CheckConstraint(  # more recovered than was charged
                name="finance_invoiceline_recoverable_at_most_vat",
                condition=Q(recoverable_pence__gte=0, recoverable_pence__lte=F("vat_pence"))
                | Q(recoverable_pence__lte=0, recoverable_pence__gte=F("vat_pence")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id}/{self.number}"


@tracked()
class InvoiceException(models.Model):
    """Why an invoice cannot go on by itself. Settled by a person with a reason, or by a match that no longer finds it."""

    class Code(models.TextChoices):
        PRICE = "price", "Price"
        QUANTITY = "quantity", "Quantity"
        NOT_RECEIVED = "not_received", "Not received"
        TOTAL = "total", "Total"
        VAT = "vat", "VAT"
        DUPLICATE = "duplicate", "Looks like a duplicate"
        ORDER = "order", "Order"
        SUPPLIER = "supplier", "Supplier"
        BUDGET = "budget", "Budget"
        CODING = "coding", "Coding"

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="exceptions")
    line = models.ForeignKey(InvoiceLine, models.PROTECT, null=True, blank=True, related_name="+")
    code = models.CharField(max_length=12, choices=Code.choices)
    message = models.CharField(max_length=500)
    like = models.ForeignKey(  # the invoice it looks like
        Invoice, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    opened_at = models.DateTimeField(auto_now_add=True)
    settled_by = models.ForeignKey(
        "tenancy.Member", models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    settlement = models.CharField(max_length=500, blank=True)

    class Meta:
        db_table_comment = "What stands between an invoice and the ledger."
        constraints = [
            models.CheckConstraint(  # settled by whom and why is what the auditor asks
                name="finance_invoiceexception_settled_whole",
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, settlement="")
                | Q(settled_at__isnull=False) & ~Q(settlement=""),
            ),
        ]
        indexes = [
            models.Index(  # the queue
                fields=["code", "id"],
                condition=Q(settled_at__isnull=True),
                name="finance_invoiceexception_open",
            ),
        ]

    def __str__(self) -> str:
        return self.message


@tracked()
class MatchTolerance(models.Model):
    """How far an invoice may be from its order and receipt: for one category, or (without one) for all others.

    A difference passes when it is within the pence or within the basis points; both nothing means exactly.
    """

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    category = models.ForeignKey(
        "finance.Category", models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    price_pence = models.IntegerField(default=0)  # of a line's price
    price_basis_points = models.IntegerField(default=0)
    quantity_basis_points = models.IntegerField(default=0)  # above what was received
    total_pence = models.IntegerField(default=0)  # of the whole invoice
    total_basis_points = models.IntegerField(default=0)
    vat_pence = models.IntegerField(default=2)  # of a line's VAT: suppliers round differently

    class Meta:
        db_table_comment = "Tolerances of the three-way match."
        constraints = [
            models.UniqueConstraint(
                fields=["category"],
                nulls_distinct=False,
                name="finance_matchtolerance_once_a_category",
                violation_error_message="There are tolerances for this category already.",
            ),
            models.CheckConstraint(
                name="finance_matchtolerance_bounded",
                condition=Q(
                    price_pence__gte=0,
                    price_basis_points__range=(0, 10_000),
                    quantity_basis_points__range=(0, 10_000),
                    total_pence__gte=0,
                    total_basis_points__range=(0, 10_000),
                    vat_pence__range=(0, 10_000),
                ),
                violation_error_message="A tolerance is at least nothing, and at most 100 per cent.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tolerances for {self.category}" if self.category_id else "Tolerances"


class InvoiceUpload(models.Model):
    """An electronic invoice that was read and shown before it is entered; once entered, it says as what."""

    reference = models.CharField(max_length=12, unique=True, default=new_reference, editable=False)
    document = models.OneToOneField("documents.Document", models.PROTECT, related_name="+")
    invoice = models.OneToOneField(Invoice, models.PROTECT, null=True, blank=True, related_name="upload")
    made_by = models.ForeignKey("tenancy.Member", models.PROTECT, related_name="+", db_index=False)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table_comment = "Electronic invoices that were read, and what they became."

    def __str__(self) -> str:
        return str(self.document)

    def get_absolute_url(self) -> str:
        return reverse("finance:invoice_upload", args=[self.reference])
