import backoffice.audit.triggers
import backoffice.numbering.references
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0002_document_kept"),
        ("finance", "0008_purchasing"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("number", models.CharField(max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")],
                        default="invoice",
                        max_length=11,
                    ),
                ),
                ("supplier_number", models.CharField(max_length=60)),
                ("supplier_number_key", models.CharField(max_length=60)),
                ("dated_on", models.DateField()),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("description", models.CharField(blank=True, max_length=200)),
                ("net_pence", models.BigIntegerField()),
                ("vat_pence", models.BigIntegerField()),
                ("gross_pence", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("exception", "Exception"),
                            ("awaiting", "Awaiting approval"),
                            ("posted", "Posted"),
                            ("rejected", "Rejected"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="entered",
                        max_length=9,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("screen", "Screen"),
                            ("file", "File"),
                            ("xml", "Electronic invoice"),
                            ("api", "API"),
                            ("take_on", "Taken on"),
                        ],
                        default="screen",
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
                ("match_result", models.JSONField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("posted_on", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("paid_pence", models.BigIntegerField(default=0)),
                ("is_disputed", models.BooleanField(default=False)),
                ("dispute_reason", models.CharField(blank=True, max_length=500)),
                ("disputed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "credits",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="credit_notes",
                        to="finance.invoice",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="finance.purchaseorder",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoices",
                        to="finance.supplier",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Invoices and credit notes of suppliers.",
            },
        ),
        migrations.CreateModel(
            name="InvoiceEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference, editable=False, max_length=12
                    ),
                ),
                ("number", models.CharField(max_length=12)),
                (
                    "kind",
                    models.CharField(
                        choices=[("invoice", "Invoice"), ("credit_note", "Credit note")],
                        default="invoice",
                        max_length=11,
                    ),
                ),
                ("supplier_number", models.CharField(max_length=60)),
                ("supplier_number_key", models.CharField(max_length=60)),
                ("dated_on", models.DateField()),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("description", models.CharField(blank=True, max_length=200)),
                ("net_pence", models.BigIntegerField()),
                ("vat_pence", models.BigIntegerField()),
                ("gross_pence", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("entered", "Entered"),
                            ("exception", "Exception"),
                            ("awaiting", "Awaiting approval"),
                            ("posted", "Posted"),
                            ("rejected", "Rejected"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="entered",
                        max_length=9,
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("screen", "Screen"),
                            ("file", "File"),
                            ("xml", "Electronic invoice"),
                            ("api", "API"),
                            ("take_on", "Taken on"),
                        ],
                        default="screen",
                        max_length=7,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("matched_at", models.DateTimeField(blank=True, null=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("posted_on", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("paid_pence", models.BigIntegerField(default=0)),
                ("is_disputed", models.BooleanField(default=False)),
                ("dispute_reason", models.CharField(blank=True, max_length=500)),
                ("disputed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "credits",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.invoice",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "disputed_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "journal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.journal",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.purchaseorder",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.invoice",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.supplier",
                    ),
                ),
            ],
            options={
                "db_table": "finance_invoiceevent",
                "db_table_comment": "History of finance_invoice, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InvoiceException",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("price", "Price"),
                            ("quantity", "Quantity"),
                            ("not_received", "Not received"),
                            ("total", "Total"),
                            ("vat", "VAT"),
                            ("duplicate", "Looks like a duplicate"),
                            ("order", "Order"),
                            ("supplier", "Supplier"),
                            ("budget", "Budget"),
                            ("coding", "Coding"),
                        ],
                        max_length=12,
                    ),
                ),
                ("message", models.CharField(max_length=500)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settlement", models.CharField(blank=True, max_length=500)),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="exceptions",
                        to="finance.invoice",
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.invoice",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "db_table_comment": "What stands between an invoice and the ledger.",
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("description", models.CharField(max_length=200)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit_price_pence", models.DecimalField(decimal_places=4, max_digits=18)),
                ("net_pence", models.BigIntegerField()),
                ("vat_pence", models.BigIntegerField()),
                ("recoverable_pence", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.account",
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.costcentre",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="finance.invoice",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.objective",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="invoice_lines",
                        to="finance.orderline",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.project",
                    ),
                ),
                (
                    "vat_code",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatcode",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Lines of invoices and credit notes.",
            },
        ),
        migrations.CreateModel(
            name="InvoiceExceptionEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference, editable=False, max_length=12
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("price", "Price"),
                            ("quantity", "Quantity"),
                            ("not_received", "Not received"),
                            ("total", "Total"),
                            ("vat", "VAT"),
                            ("duplicate", "Looks like a duplicate"),
                            ("order", "Order"),
                            ("supplier", "Supplier"),
                            ("budget", "Budget"),
                            ("coding", "Coding"),
                        ],
                        max_length=12,
                    ),
                ),
                ("message", models.CharField(max_length=500)),
                ("opened_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("settlement", models.CharField(blank=True, max_length=500)),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.invoice",
                    ),
                ),
                (
                    "like",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.invoice",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.invoiceexception",
                    ),
                ),
                (
                    "settled_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.invoiceline",
                    ),
                ),
            ],
            options={
                "db_table": "finance_invoiceexceptionevent",
                "db_table_comment": "History of finance_invoiceexception, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="invoiceexception",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.invoiceline",
            ),
        ),
        migrations.CreateModel(
            name="InvoiceUpload",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "document",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="documents.document"
                    ),
                ),
                (
                    "invoice",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="upload",
                        to="finance.invoice",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Electronic invoices that were read, and what they became.",
            },
        ),
        migrations.CreateModel(
            name="MatchTolerance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference,
                        editable=False,
                        max_length=12,
                        unique=True,
                    ),
                ),
                ("price_pence", models.IntegerField(default=0)),
                ("price_basis_points", models.IntegerField(default=0)),
                ("quantity_basis_points", models.IntegerField(default=0)),
                ("total_pence", models.IntegerField(default=0)),
                ("total_basis_points", models.IntegerField(default=0)),
                ("vat_pence", models.IntegerField(default=2)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.category",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Tolerances of the three-way match.",
            },
        ),
        migrations.CreateModel(
            name="MatchToleranceEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                (
                    "reference",
                    models.CharField(
                        default=backoffice.numbering.references.new_reference, editable=False, max_length=12
                    ),
                ),
                ("price_pence", models.IntegerField(default=0)),
                ("price_basis_points", models.IntegerField(default=0)),
                ("quantity_basis_points", models.IntegerField(default=0)),
                ("total_pence", models.IntegerField(default=0)),
                ("total_basis_points", models.IntegerField(default=0)),
                ("vat_pence", models.IntegerField(default=2)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.category",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.matchtolerance",
                    ),
                ),
            ],
            options={
                "db_table": "finance_matchtoleranceevent",
                "db_table_comment": "History of finance_matchtolerance, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["supplier", "dated_on"], name="finance_invoice_by_supplier"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["supplier", "gross_pence"], name="finance_invoice_by_amount"),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(("state__in", ["entered", "exception", "awaiting"])),
                fields=["state", "id"],
                name="finance_invoice_open",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(
                condition=models.Q(
                    ("state", "posted"), models.Q(("paid_pence", models.F("gross_pence")), _negated=True)
                ),
                fields=["due_on", "id"],
                name="finance_invoice_unpaid",
            ),
        ),
        migrations.AddIndex(
            model_name="invoice",
            index=models.Index(fields=["dated_on", "id"], name="finance_invoice_by_date"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(fields=("number",), name="finance_invoice_number_once"),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["rejected", "cancelled"]), _negated=True),
                fields=("supplier", "kind", "supplier_number_key", "dated_on"),
                name="finance_invoice_entered_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("journal__isnull", False)),
                fields=("journal",),
                name="finance_invoice_journal_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("gross_pence__gt", 0),
                    ("net_pence__gte", 0),
                    ("vat_pence__gte", 0),
                    (
                        "gross_pence",
                        django.db.models.expressions.CombinedExpression(
                            models.F("net_pence"), "+", models.F("vat_pence")
                        ),
                    ),
                ),
                name="finance_invoice_amounts_add",
                violation_error_message="Net and VAT together are the total.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("paid_pence__gte", 0), ("paid_pence__lte", models.F("gross_pence"))),
                name="finance_invoice_paid_at_most_all",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["entered", "exception", "awaiting", "posted", "rejected", "cancelled"])
                ),
                name="finance_invoice_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["invoice", "credit_note"])),
                name="finance_invoice_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="finance_invoice_approved_by_another",
                violation_error_message="Who entered an invoice cannot approve it. Ask another approver.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("journal__isnull", True), ("source", "take_on"), ("state", "posted")),
                    models.Q(
                        ("approved_by__isnull", False),
                        ("journal__isnull", False),
                        ("posted_on__isnull", False),
                        ("state", "posted"),
                    ),
                    ("state", "cancelled"),
                    models.Q(
                        models.Q(("state__in", ["posted", "cancelled"]), _negated=True),
                        ("journal__isnull", True),
                        ("posted_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_invoice_posted_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["rejected", "cancelled"]), _negated=True),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_invoice_decided_with_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_disputed", False),
                    models.Q(
                        ("disputed_at__isnull", False),
                        ("disputed_by__isnull", False),
                        models.Q(("dispute_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_invoice_dispute_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoice",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("credits__isnull", True),
                    models.Q(("kind", "credit_note"), models.Q(("credits", models.F("id")), _negated=True)),
                    _connector="OR",
                ),
                name="finance_invoice_credits_another",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_invoiceevent" ("approved_at", "approved_by_id", "credits_id", "dated_on", "decided_at", "decided_by_id", "description", "dispute_reason", "disputed_at", "disputed_by_id", "due_on", "gross_pence", "id", "is_disputed", "journal_id", "kind", "made_at", "made_by_id", "matched_at", "net_pence", "number", "order_id", "paid_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "reason", "received_on", "reference", "source", "state", "supplier_id", "supplier_number", "supplier_number_key", "vat_pence") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."credits_id", NEW."dated_on", NEW."decided_at", NEW."decided_by_id", NEW."description", NEW."dispute_reason", NEW."disputed_at", NEW."disputed_by_id", NEW."due_on", NEW."gross_pence", NEW."id", NEW."is_disputed", NEW."journal_id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."matched_at", NEW."net_pence", NEW."number", NEW."order_id", NEW."paid_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."posted_on", NEW."reason", NEW."received_on", NEW."reference", NEW."source", NEW."state", NEW."supplier_id", NEW."supplier_number", NEW."supplier_number_key", NEW."vat_pence"); RETURN NULL;',
                    hash="08ea15310f366dc51b07daf0c0eae2760ccc3fa5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_75199",
                    table="finance_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition='WHEN (OLD."approved_at" IS DISTINCT FROM (NEW."approved_at") OR OLD."approved_by_id" IS DISTINCT FROM (NEW."approved_by_id") OR OLD."credits_id" IS DISTINCT FROM (NEW."credits_id") OR OLD."dated_on" IS DISTINCT FROM (NEW."dated_on") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."dispute_reason" IS DISTINCT FROM (NEW."dispute_reason") OR OLD."disputed_at" IS DISTINCT FROM (NEW."disputed_at") OR OLD."disputed_by_id" IS DISTINCT FROM (NEW."disputed_by_id") OR OLD."due_on" IS DISTINCT FROM (NEW."due_on") OR OLD."gross_pence" IS DISTINCT FROM (NEW."gross_pence") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_disputed" IS DISTINCT FROM (NEW."is_disputed") OR OLD."journal_id" IS DISTINCT FROM (NEW."journal_id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."matched_at" IS DISTINCT FROM (NEW."matched_at") OR OLD."net_pence" IS DISTINCT FROM (NEW."net_pence") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."paid_pence" IS DISTINCT FROM (NEW."paid_pence") OR OLD."posted_on" IS DISTINCT FROM (NEW."posted_on") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."received_on" IS DISTINCT FROM (NEW."received_on") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."supplier_id" IS DISTINCT FROM (NEW."supplier_id") OR OLD."supplier_number" IS DISTINCT FROM (NEW."supplier_number") OR OLD."supplier_number_key" IS DISTINCT FROM (NEW."supplier_number_key") OR OLD."vat_pence" IS DISTINCT FROM (NEW."vat_pence"))',
                    func='INSERT INTO "finance_invoiceevent" ("approved_at", "approved_by_id", "credits_id", "dated_on", "decided_at", "decided_by_id", "description", "dispute_reason", "disputed_at", "disputed_by_id", "due_on", "gross_pence", "id", "is_disputed", "journal_id", "kind", "made_at", "made_by_id", "matched_at", "net_pence", "number", "order_id", "paid_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "reason", "received_on", "reference", "source", "state", "supplier_id", "supplier_number", "supplier_number_key", "vat_pence") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."credits_id", NEW."dated_on", NEW."decided_at", NEW."decided_by_id", NEW."description", NEW."dispute_reason", NEW."disputed_at", NEW."disputed_by_id", NEW."due_on", NEW."gross_pence", NEW."id", NEW."is_disputed", NEW."journal_id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."matched_at", NEW."net_pence", NEW."number", NEW."order_id", NEW."paid_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."posted_on", NEW."reason", NEW."received_on", NEW."reference", NEW."source", NEW."state", NEW."supplier_id", NEW."supplier_number", NEW."supplier_number_key", NEW."vat_pence"); RETURN NULL;',
                    hash="2f54b511c92d7afb89b0470c4c82f4351fb6e402",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6bf1b",
                    table="finance_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoice",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_invoiceevent" ("approved_at", "approved_by_id", "credits_id", "dated_on", "decided_at", "decided_by_id", "description", "dispute_reason", "disputed_at", "disputed_by_id", "due_on", "gross_pence", "id", "is_disputed", "journal_id", "kind", "made_at", "made_by_id", "matched_at", "net_pence", "number", "order_id", "paid_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "reason", "received_on", "reference", "source", "state", "supplier_id", "supplier_number", "supplier_number_key", "vat_pence") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."credits_id", OLD."dated_on", OLD."decided_at", OLD."decided_by_id", OLD."description", OLD."dispute_reason", OLD."disputed_at", OLD."disputed_by_id", OLD."due_on", OLD."gross_pence", OLD."id", OLD."is_disputed", OLD."journal_id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."matched_at", OLD."net_pence", OLD."number", OLD."order_id", OLD."paid_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."posted_on", OLD."reason", OLD."received_on", OLD."reference", OLD."source", OLD."state", OLD."supplier_id", OLD."supplier_number", OLD."supplier_number_key", OLD."vat_pence"); RETURN NULL;',
                    hash="1279fa226ff80097e99de43082096adc272fb444",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_bcad4",
                    table="finance_invoice",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="d26b71e8d81d339dfafe3ca4e3f7869df1c2c3d8",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_5962a",
                    table="finance_invoiceevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.UniqueConstraint(
                fields=("invoice", "number"), name="finance_invoiceline_number_once_an_invoice"
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity__gt", 0)),
                name="finance_invoiceline_quantity_above_0",
                violation_error_message="A quantity is above nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("net_pence__gte", 0), ("vat_pence__gte", 0)),
                    models.Q(("net_pence__lte", 0), ("vat_pence__lte", 0)),
                    _connector="OR",
                ),
                name="finance_invoiceline_vat_on_its_side",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("recoverable_pence__gte", 0), ("recoverable_pence__lte", models.F("vat_pence"))
                    ),
                    models.Q(
                        ("recoverable_pence__gte", models.F("vat_pence")), ("recoverable_pence__lte", 0)
                    ),
                    _connector="OR",
                ),
                name="finance_invoiceline_recoverable_at_most_vat",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceexceptionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="8151413c70ad9cdd87d0a707cc68a9265f4b5051",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_2a22a",
                    table="finance_invoiceexceptionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="invoiceexception",
            index=models.Index(
                condition=models.Q(("settled_at__isnull", True)),
                fields=["code", "id"],
                name="finance_invoiceexception_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="invoiceexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("settled_at__isnull", True), ("settled_by__isnull", True), ("settlement", "")),
                    models.Q(("settled_at__isnull", False), models.Q(("settlement", ""), _negated=True)),
                    _connector="OR",
                ),
                name="finance_invoiceexception_settled_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceexception",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_invoiceexceptionevent" ("code", "id", "invoice_id", "like_id", "line_id", "message", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "settled_at", "settled_by_id", "settlement") VALUES (NEW."code", NEW."id", NEW."invoice_id", NEW."like_id", NEW."line_id", NEW."message", NEW."opened_at", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."settled_at", NEW."settled_by_id", NEW."settlement"); RETURN NULL;',
                    hash="a25584624952544f9e15d0d45219e08ab693f03e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_432bb",
                    table="finance_invoiceexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceexception",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_invoiceexceptionevent" ("code", "id", "invoice_id", "like_id", "line_id", "message", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "settled_at", "settled_by_id", "settlement") VALUES (NEW."code", NEW."id", NEW."invoice_id", NEW."like_id", NEW."line_id", NEW."message", NEW."opened_at", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."settled_at", NEW."settled_by_id", NEW."settlement"); RETURN NULL;',
                    hash="62af2e3e35fbdfbad0fe7cc3ef4be819a7580b48",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_1d356",
                    table="finance_invoiceexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="invoiceexception",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_invoiceexceptionevent" ("code", "id", "invoice_id", "like_id", "line_id", "message", "opened_at", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "settled_at", "settled_by_id", "settlement") VALUES (OLD."code", OLD."id", OLD."invoice_id", OLD."like_id", OLD."line_id", OLD."message", OLD."opened_at", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."settled_at", OLD."settled_by_id", OLD."settlement"); RETURN NULL;',
                    hash="28aad55be252d73612f1574cd0f29a5426e14e7b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5e917",
                    table="finance_invoiceexception",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="matchtolerance",
            constraint=models.UniqueConstraint(
                fields=("category",),
                name="finance_matchtolerance_once_a_category",
                nulls_distinct=False,
                violation_error_message="There are tolerances for this category already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchtolerance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_basis_points__range", (0, 10000)),
                    ("price_pence__gte", 0),
                    ("quantity_basis_points__range", (0, 10000)),
                    ("total_basis_points__range", (0, 10000)),
                    ("total_pence__gte", 0),
                    ("vat_pence__range", (0, 10000)),
                ),
                name="finance_matchtolerance_bounded",
                violation_error_message="A tolerance is at least nothing, and at most 100 per cent.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchtolerance",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_matchtoleranceevent" ("category_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_basis_points", "price_pence", "quantity_basis_points", "reference", "total_basis_points", "total_pence", "vat_pence") VALUES (NEW."category_id", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."price_basis_points", NEW."price_pence", NEW."quantity_basis_points", NEW."reference", NEW."total_basis_points", NEW."total_pence", NEW."vat_pence"); RETURN NULL;',
                    hash="adcb392f5651b804772dbd3d471880a9b4bda06e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6daeb",
                    table="finance_matchtolerance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchtolerance",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_matchtoleranceevent" ("category_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_basis_points", "price_pence", "quantity_basis_points", "reference", "total_basis_points", "total_pence", "vat_pence") VALUES (NEW."category_id", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."price_basis_points", NEW."price_pence", NEW."quantity_basis_points", NEW."reference", NEW."total_basis_points", NEW."total_pence", NEW."vat_pence"); RETURN NULL;',
                    hash="a0fdf558a12906515c982745230d387aef38cecc",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_e2b2c",
                    table="finance_matchtolerance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchtolerance",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_matchtoleranceevent" ("category_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "price_basis_points", "price_pence", "quantity_basis_points", "reference", "total_basis_points", "total_pence", "vat_pence") VALUES (OLD."category_id", OLD."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."price_basis_points", OLD."price_pence", OLD."quantity_basis_points", OLD."reference", OLD."total_basis_points", OLD."total_pence", OLD."vat_pence"); RETURN NULL;',
                    hash="b36f2e833a1650586216b9663010da01b249c249",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_03364",
                    table="finance_matchtolerance",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchtoleranceevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="32bf319b0994619f9a10719fa222edf6005219e9",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_bebf2",
                    table="finance_matchtoleranceevent",
                    when="BEFORE",
                ),
            ),
        ),
        sql_file("0009_invoices"),
    ]
