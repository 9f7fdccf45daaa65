import backoffice.audit.triggers
import backoffice.numbering.references
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0007_bank"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApprovalLimit",
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
                ("role", models.CharField(blank=True, max_length=40)),
                ("limit_pence", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(blank=True, null=True)),
                (
                    "cost_centre",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="finance.costcentre",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="approval_limits",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Approval limits.",
            },
        ),
        migrations.CreateModel(
            name="Category",
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
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("over_receipt_basis_points", models.IntegerField(default=0)),
                ("is_closed", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.account",
                    ),
                ),
                (
                    "vat_code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatcode",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Purchasing categories.",
            },
        ),
        migrations.CreateModel(
            name="ApprovalLimitEvent",
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
                ("role", models.CharField(blank=True, max_length=40)),
                ("limit_pence", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(blank=True, null=True)),
                (
                    "cost_centre",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.costcentre",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        blank=True,
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.approvallimit",
                    ),
                ),
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
            ],
            options={
                "db_table": "finance_approvallimitevent",
                "db_table_comment": "History of finance_approvallimit, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="approvallimit",
            name="category",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="finance.category"
            ),
        ),
        migrations.CreateModel(
            name="CategoryEvent",
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
                ("code", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("over_receipt_basis_points", models.IntegerField(default=0)),
                ("is_closed", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.account",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.category",
                    ),
                ),
                (
                    "vat_code",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.vatcode",
                    ),
                ),
            ],
            options={
                "db_table": "finance_categoryevent",
                "db_table_comment": "History of finance_category, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Delegation",
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
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "from_member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_given",
                        to="tenancy.member",
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
                    "to_member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations_held",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Who approves for whom while away.",
            },
        ),
        migrations.CreateModel(
            name="DelegationEvent",
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
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("reason", models.CharField(max_length=200)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "from_member",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.delegation",
                    ),
                ),
                (
                    "to_member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "db_table": "finance_delegationevent",
                "db_table_comment": "History of finance_delegation, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.SmallIntegerField()),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit", models.CharField(default="each", max_length=20)),
                ("unit_price_pence", models.BigIntegerField()),
                ("net_pence", models.BigIntegerField()),
                ("received_quantity", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("received_pence", models.BigIntegerField(default=0)),
                ("invoiced_quantity", models.DecimalField(decimal_places=3, default=0, max_digits=14)),
                ("invoiced_pence", models.BigIntegerField(default=0)),
                ("is_closed", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.account"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.category",
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.costcentre"
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
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatcode",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Lines of purchase orders.",
            },
        ),
        migrations.CreateModel(
            name="PurchaseOrder",
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
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("issued", "Issued"), ("closed", "Closed"), ("cancelled", "Cancelled")],
                        default="issued",
                        max_length=9,
                    ),
                ),
                ("ordered_on", models.DateField()),
                ("needed_on", models.DateField(blank=True, null=True)),
                ("deliver_to", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_to", models.EmailField(blank=True, max_length=254)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=500)),
                ("origin", models.CharField(blank=True, max_length=10)),
                (
                    "approved_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
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
                "db_table_comment": "Purchase orders.",
            },
        ),
        migrations.CreateModel(
            name="OrderLineEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit", models.CharField(default="each", max_length=20)),
                ("unit_price_pence", models.BigIntegerField()),
                ("net_pence", models.BigIntegerField()),
                ("is_closed", models.BooleanField(default=False)),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.account",
                    ),
                ),
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
                    "cost_centre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.costcentre",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.objective",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.orderline",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.project",
                    ),
                ),
                (
                    "vat_code",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.vatcode",
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.purchaseorder",
                    ),
                ),
            ],
            options={
                "db_table": "finance_orderlineevent",
                "db_table_comment": "History of finance_orderline, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="orderline",
            name="order",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="lines", to="finance.purchaseorder"
            ),
        ),
        migrations.CreateModel(
            name="Receipt",
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
                        choices=[("receipt", "Receipt"), ("return", "Return")],
                        default="receipt",
                        max_length=7,
                    ),
                ),
                ("received_on", models.DateField()),
                ("delivery_note", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "journal",
                    models.ForeignKey(
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
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="finance.purchaseorder",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Goods and services received, and returns.",
            },
        ),
        migrations.CreateModel(
            name="ReceiptEvent",
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
                        choices=[("receipt", "Receipt"), ("return", "Return")],
                        default="receipt",
                        max_length=7,
                    ),
                ),
                ("received_on", models.DateField()),
                ("delivery_note", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("key", models.CharField(blank=True, max_length=40)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "journal",
                    models.ForeignKey(
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
                        db_constraint=False,
                        db_index=False,
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
                        to="finance.receipt",
                    ),
                ),
            ],
            options={
                "db_table": "finance_receiptevent",
                "db_table_comment": "History of finance_receipt, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReceiptLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("net_pence", models.BigIntegerField()),
                (
                    "order_line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipt_lines",
                        to="finance.orderline",
                    ),
                ),
                (
                    "receipt",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="finance.receipt",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Lines of receipts.",
            },
        ),
        migrations.CreateModel(
            name="Requisition",
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
                ("title", models.CharField(max_length=200)),
                ("needed_on", models.DateField(blank=True, null=True)),
                ("deliver_to", models.CharField(blank=True, max_length=300)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Awaiting approval"),
                            ("approved", "Approved, to be ordered"),
                            ("ordered", "Ordered"),
                            ("rejected", "Rejected"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=500)),
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
                    "decided_for",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.member"
                    ),
                ),
            ],
            options={
                "db_table_comment": "Requisitions.",
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="requisition",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="order",
                to="finance.requisition",
            ),
        ),
        migrations.CreateModel(
            name="RequisitionLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.SmallIntegerField()),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit", models.CharField(default="each", max_length=20)),
                ("unit_price_pence", models.BigIntegerField()),
                ("net_pence", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.account"
                    ),
                ),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.category",
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.costcentre"
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
                    "requisition",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="finance.requisition",
                    ),
                ),
                (
                    "vat_code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatcode",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Lines of requisitions.",
            },
        ),
        migrations.CreateModel(
            name="RequisitionLineEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("description", models.CharField(max_length=300)),
                ("quantity", models.DecimalField(decimal_places=3, max_digits=14)),
                ("unit", models.CharField(default="each", max_length=20)),
                ("unit_price_pence", models.BigIntegerField()),
                ("net_pence", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.account",
                    ),
                ),
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
                    "cost_centre",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.costcentre",
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.objective",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.requisitionline",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.project",
                    ),
                ),
                (
                    "requisition",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.requisition",
                    ),
                ),
                (
                    "vat_code",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.vatcode",
                    ),
                ),
            ],
            options={
                "db_table": "finance_requisitionlineevent",
                "db_table_comment": "History of finance_requisitionline, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Supplier",
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
                ("name", models.CharField(max_length=200)),
                ("trading_name", models.CharField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("business", "Business"),
                            ("small_business", "Small or medium business"),
                            ("individual", "Individual"),
                            ("public_body", "Public body"),
                            ("voluntary", "Voluntary or community body"),
                        ],
                        default="business",
                        max_length=14,
                    ),
                ),
                ("company_number", models.CharField(blank=True, max_length=20)),
                ("vat_number", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("remittance_email", models.EmailField(blank=True, max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("on_hold", "On hold"), ("closed", "Closed")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("hold_reason", models.CharField(blank=True, max_length=500)),
                ("payment_days", models.SmallIntegerField(default=30)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "category",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="finance.category",
                    ),
                ),
                (
                    "default_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.account",
                    ),
                ),
                (
                    "default_vat_code",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.vatcode",
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
                "db_table_comment": "Suppliers.",
            },
        ),
        migrations.CreateModel(
            name="RequisitionEvent",
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
                ("title", models.CharField(max_length=200)),
                ("needed_on", models.DateField(blank=True, null=True)),
                ("deliver_to", models.CharField(blank=True, max_length=300)),
                ("reason", models.CharField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Awaiting approval"),
                            ("approved", "Approved, to be ordered"),
                            ("ordered", "Ordered"),
                            ("rejected", "Rejected"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=500)),
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
                    "decided_for",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.requisition",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.supplier",
                    ),
                ),
            ],
            options={
                "db_table": "finance_requisitionevent",
                "db_table_comment": "History of finance_requisition, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="requisition",
            name="supplier",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="finance.supplier"
            ),
        ),
        migrations.CreateModel(
            name="PurchaseOrderEvent",
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
                ("title", models.CharField(max_length=200)),
                (
                    "state",
                    models.CharField(
                        choices=[("issued", "Issued"), ("closed", "Closed"), ("cancelled", "Cancelled")],
                        default="issued",
                        max_length=9,
                    ),
                ),
                ("ordered_on", models.DateField()),
                ("needed_on", models.DateField(blank=True, null=True)),
                ("deliver_to", models.CharField(blank=True, max_length=300)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_to", models.EmailField(blank=True, max_length=254)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_reason", models.CharField(blank=True, max_length=500)),
                ("origin", models.CharField(blank=True, max_length=10)),
                (
                    "approved_by",
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
                    "ended_by",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.purchaseorder",
                    ),
                ),
                (
                    "requisition",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.requisition",
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
                "db_table": "finance_purchaseorderevent",
                "db_table_comment": "History of finance_purchaseorder, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="purchaseorder",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="orders", to="finance.supplier"
            ),
        ),
        migrations.CreateModel(
            name="SupplierBankDetails",
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
                ("account_name", models.CharField(max_length=100)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("roll_number", models.CharField(blank=True, max_length=18)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "To be checked"),
                            ("current", "In use"),
                            ("rejected", "Rejected"),
                            ("superseded", "No longer in use"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("evidence", models.CharField(blank=True, max_length=500)),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("called_number", models.CharField(blank=True, max_length=40)),
                ("called_source", models.CharField(blank=True, max_length=200)),
                ("called_person", models.CharField(blank=True, max_length=100)),
                ("called_on", models.DateField(null=True)),
                ("called_note", models.CharField(blank=True, max_length=500)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "proposed_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_details",
                        to="finance.supplier",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Bank details of suppliers, with the record of the call back.",
            },
        ),
        migrations.CreateModel(
            name="SupplierBankDetailsEvent",
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
                ("account_name", models.CharField(max_length=100)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("roll_number", models.CharField(blank=True, max_length=18)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "To be checked"),
                            ("current", "In use"),
                            ("rejected", "Rejected"),
                            ("superseded", "No longer in use"),
                        ],
                        default="proposed",
                        max_length=10,
                    ),
                ),
                ("evidence", models.CharField(blank=True, max_length=500)),
                ("proposed_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("called_number", models.CharField(blank=True, max_length=40)),
                ("called_source", models.CharField(blank=True, max_length=200)),
                ("called_person", models.CharField(blank=True, max_length=100)),
                ("called_on", models.DateField(null=True)),
                ("called_note", models.CharField(blank=True, max_length=500)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.supplierbankdetails",
                    ),
                ),
                (
                    "proposed_by",
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
                "db_table": "finance_supplierbankdetailsevent",
                "db_table_comment": "History of finance_supplierbankdetails, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SupplierEvent",
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
                ("name", models.CharField(max_length=200)),
                ("trading_name", models.CharField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("business", "Business"),
                            ("small_business", "Small or medium business"),
                            ("individual", "Individual"),
                            ("public_body", "Public body"),
                            ("voluntary", "Voluntary or community body"),
                        ],
                        default="business",
                        max_length=14,
                    ),
                ),
                ("company_number", models.CharField(blank=True, max_length=20)),
                ("vat_number", models.CharField(blank=True, max_length=20)),
                ("address", models.CharField(blank=True, max_length=500)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("remittance_email", models.EmailField(blank=True, max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("on_hold", "On hold"), ("closed", "Closed")],
                        default="open",
                        max_length=7,
                    ),
                ),
                ("hold_reason", models.CharField(blank=True, max_length=500)),
                ("payment_days", models.SmallIntegerField(default=30)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
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
                    "default_account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.account",
                    ),
                ),
                (
                    "default_vat_code",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.vatcode",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.supplier",
                    ),
                ),
            ],
            options={
                "db_table": "finance_supplierevent",
                "db_table_comment": "History of finance_supplier, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(
                fields=("code",),
                name="finance_category_code_once",
                violation_error_message="There is a category with this code already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("over_receipt_basis_points__gte", 0), ("over_receipt_basis_points__lte", 10000)
                ),
                name="finance_category_over_receipt_0_to_100",
                violation_error_message="More than ordered: between 0 and 100 per cent.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_categoryevent" ("account_id", "code", "id", "is_closed", "name", "over_receipt_basis_points", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "vat_code_id") VALUES (NEW."account_id", NEW."code", NEW."id", NEW."is_closed", NEW."name", NEW."over_receipt_basis_points", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."vat_code_id"); RETURN NULL;',
                    hash="d7ba282d3f389307a7944f9174887f5e72fed0de",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_76746",
                    table="finance_category",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_categoryevent" ("account_id", "code", "id", "is_closed", "name", "over_receipt_basis_points", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "vat_code_id") VALUES (NEW."account_id", NEW."code", NEW."id", NEW."is_closed", NEW."name", NEW."over_receipt_basis_points", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."vat_code_id"); RETURN NULL;',
                    hash="7c08d80bca2cd7e7de7199b6a37db62f1b871737",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_33eae",
                    table="finance_category",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="category",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_categoryevent" ("account_id", "code", "id", "is_closed", "name", "over_receipt_basis_points", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "vat_code_id") VALUES (OLD."account_id", OLD."code", OLD."id", OLD."is_closed", OLD."name", OLD."over_receipt_basis_points", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."vat_code_id"); RETURN NULL;',
                    hash="22f0c864c514d03e605e8d38942b658b21c43ca8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_90932",
                    table="finance_category",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approvallimitevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="82706872fb64ebbca7ae40df2672d5e9de09ff0f",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_24e9c",
                    table="finance_approvallimitevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("member__isnull", False), ("role", "")),
                    models.Q(("member__isnull", True), models.Q(("role", ""), _negated=True)),
                    _connector="OR",
                ),
                name="finance_approval_limit_member_or_role",
                violation_error_message="A limit is of a person or of a role.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimit",
            constraint=models.CheckConstraint(
                condition=models.Q(("limit_pence__gt", 0)),
                name="finance_approval_limit_above_nothing",
                violation_error_message="A limit is above nothing.",
            ),
        ),
        migrations.AddConstraint(
            model_name="approvallimit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_before__isnull", True), ("ends_before__gt", models.F("starts_on")), _connector="OR"
                ),
                name="finance_approval_limit_dates_in_order",
                violation_error_message="A limit ends after it starts.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approvallimit",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_approvallimitevent" ("category_id", "cost_centre_id", "ends_before", "id", "limit_pence", "member_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "role", "starts_on") VALUES (NEW."category_id", NEW."cost_centre_id", NEW."ends_before", NEW."id", NEW."limit_pence", NEW."member_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."role", NEW."starts_on"); RETURN NULL;',
                    hash="013ecd14007c4321e606bd537ca8ee694998658d",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f32bc",
                    table="finance_approvallimit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approvallimit",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_approvallimitevent" ("category_id", "cost_centre_id", "ends_before", "id", "limit_pence", "member_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "role", "starts_on") VALUES (NEW."category_id", NEW."cost_centre_id", NEW."ends_before", NEW."id", NEW."limit_pence", NEW."member_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."role", NEW."starts_on"); RETURN NULL;',
                    hash="a6e4bd400626666718d2098d513b9ea0b8c66c92",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_97065",
                    table="finance_approvallimit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="approvallimit",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_approvallimitevent" ("category_id", "cost_centre_id", "ends_before", "id", "limit_pence", "member_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "role", "starts_on") VALUES (OLD."category_id", OLD."cost_centre_id", OLD."ends_before", OLD."id", OLD."limit_pence", OLD."member_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."role", OLD."starts_on"); RETURN NULL;',
                    hash="738cf65421731ad55897735ec892306bd7b50c6a",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_6c0c8",
                    table="finance_approvallimit",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="categoryevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="f797d2592f18a78a9548424dc10f6f363063f778",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_99ebc",
                    table="finance_categoryevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_member", models.F("from_member")), _negated=True),
                name="finance_delegation_to_another",
                violation_error_message="Choose another person to stand in.",
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gt", models.F("starts_on"))),
                name="finance_delegation_dates_in_order",
                violation_error_message="The last day is not before the first.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delegation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_delegationevent" ("ends_before", "from_member_id", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "starts_on", "to_member_id") VALUES (NEW."ends_before", NEW."from_member_id", NEW."id", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."starts_on", NEW."to_member_id"); RETURN NULL;',
                    hash="0fdaee77e46b6c1d1cf0e17e34413fd2e4810e70",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cc600",
                    table="finance_delegation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delegation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_delegationevent" ("ends_before", "from_member_id", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "starts_on", "to_member_id") VALUES (NEW."ends_before", NEW."from_member_id", NEW."id", NEW."made_at", NEW."made_by_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."starts_on", NEW."to_member_id"); RETURN NULL;',
                    hash="ded1284ec6e5ea850b96ff3c5ee0d2bebb3a904a",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_04ce5",
                    table="finance_delegation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delegation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_delegationevent" ("ends_before", "from_member_id", "id", "made_at", "made_by_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "starts_on", "to_member_id") VALUES (OLD."ends_before", OLD."from_member_id", OLD."id", OLD."made_at", OLD."made_by_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."starts_on", OLD."to_member_id"); RETURN NULL;',
                    hash="0b3904e301979c33282b1e7dfc6b7cef52478507",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2619a",
                    table="finance_delegation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="delegationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="136af1935e7ee57101c24a11500d313037cd03e3",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_daf4c",
                    table="finance_delegationevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderlineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="4fb792740246c6f17a3bc5a33fcd1861707bcf2c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e43f8",
                    table="finance_orderlineevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.UniqueConstraint(
                fields=("order", "number"), name="finance_order_line_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_pence__gte", 0), ("quantity__gt", 0), ("unit_price_pence__gte", 0)),
                name="finance_order_line_above_nothing",
                violation_error_message="Quantities are above nothing, prices not below.",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderline",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_pence__gte", 0), ("received_quantity__gte", 0)),
                name="finance_order_line_received_not_below_nothing",
                violation_error_message="More is sent back than was received.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_orderlineevent" ("account_id", "category_id", "cost_centre_id", "description", "id", "is_closed", "net_pence", "number", "objective_id", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "unit", "unit_price_pence", "vat_code_id") VALUES (NEW."account_id", NEW."category_id", NEW."cost_centre_id", NEW."description", NEW."id", NEW."is_closed", NEW."net_pence", NEW."number", NEW."objective_id", NEW."order_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."quantity", NEW."unit", NEW."unit_price_pence", NEW."vat_code_id"); RETURN NULL;',
                    hash="98ecb624b94880441c8997357ab0d98a77ba21da",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_89794",
                    table="finance_orderline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."category_id" IS DISTINCT FROM (NEW."category_id") OR OLD."cost_centre_id" IS DISTINCT FROM (NEW."cost_centre_id") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_closed" IS DISTINCT FROM (NEW."is_closed") OR OLD."net_pence" IS DISTINCT FROM (NEW."net_pence") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."objective_id" IS DISTINCT FROM (NEW."objective_id") OR OLD."order_id" IS DISTINCT FROM (NEW."order_id") OR OLD."project_id" IS DISTINCT FROM (NEW."project_id") OR OLD."quantity" IS DISTINCT FROM (NEW."quantity") OR OLD."unit" IS DISTINCT FROM (NEW."unit") OR OLD."unit_price_pence" IS DISTINCT FROM (NEW."unit_price_pence") OR OLD."vat_code_id" IS DISTINCT FROM (NEW."vat_code_id"))',
                    func='INSERT INTO "finance_orderlineevent" ("account_id", "category_id", "cost_centre_id", "description", "id", "is_closed", "net_pence", "number", "objective_id", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "unit", "unit_price_pence", "vat_code_id") VALUES (NEW."account_id", NEW."category_id", NEW."cost_centre_id", NEW."description", NEW."id", NEW."is_closed", NEW."net_pence", NEW."number", NEW."objective_id", NEW."order_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."project_id", NEW."quantity", NEW."unit", NEW."unit_price_pence", NEW."vat_code_id"); RETURN NULL;',
                    hash="1f67c96ac8ce503f4a43f027ef17a51addd0f725",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b94b7",
                    table="finance_orderline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="orderline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_orderlineevent" ("account_id", "category_id", "cost_centre_id", "description", "id", "is_closed", "net_pence", "number", "objective_id", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "unit", "unit_price_pence", "vat_code_id") VALUES (OLD."account_id", OLD."category_id", OLD."cost_centre_id", OLD."description", OLD."id", OLD."is_closed", OLD."net_pence", OLD."number", OLD."objective_id", OLD."order_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."project_id", OLD."quantity", OLD."unit", OLD."unit_price_pence", OLD."vat_code_id"); RETURN NULL;',
                    hash="a3bb2d16521800f4273ae60470602d12936f2395",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_45983",
                    table="finance_orderline",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="receipt",
            index=models.Index(fields=["-received_on", "-id"], name="finance_receipt_by_day"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(fields=("number",), name="finance_receipt_number_once"),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key", ""), _negated=True),
                fields=("order", "key"),
                name="finance_receipt_key_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["receipt", "return"])), name="finance_receipt_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="receipt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind", "receipt"), models.Q(("reason", ""), _negated=True), _connector="OR"
                ),
                name="finance_receipt_return_has_reason",
                violation_error_message="Say why it goes back.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_receiptevent" ("delivery_note", "id", "journal_id", "key", "kind", "made_at", "made_by_id", "number", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_on", "reference") VALUES (NEW."delivery_note", NEW."id", NEW."journal_id", NEW."key", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."number", NEW."order_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."received_on", NEW."reference"); RETURN NULL;',
                    hash="537eb7568e9bedcfe028cb6903de3333313f08b9",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2da7a",
                    table="finance_receipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_receiptevent" ("delivery_note", "id", "journal_id", "key", "kind", "made_at", "made_by_id", "number", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_on", "reference") VALUES (NEW."delivery_note", NEW."id", NEW."journal_id", NEW."key", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."number", NEW."order_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."received_on", NEW."reference"); RETURN NULL;',
                    hash="e81ec500ce1a8407df70ac0f84f575d964814500",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9e17e",
                    table="finance_receipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receipt",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_receiptevent" ("delivery_note", "id", "journal_id", "key", "kind", "made_at", "made_by_id", "number", "order_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "received_on", "reference") VALUES (OLD."delivery_note", OLD."id", OLD."journal_id", OLD."key", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."number", OLD."order_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."received_on", OLD."reference"); RETURN NULL;',
                    hash="a8e731824d9eb045b15951661151edcea487e9d7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_60d0b",
                    table="finance_receipt",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="receiptevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="5585cc2b42e2f8b2536909923810ee02b5d1f08a",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e4948",
                    table="finance_receiptevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptline",
            constraint=models.UniqueConstraint(
                fields=("receipt", "order_line"), name="finance_receipt_line_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="receiptline",
            constraint=models.CheckConstraint(
                condition=models.Q(("quantity", 0), _negated=True),
                name="finance_receipt_line_not_nothing",
                violation_error_message="Give a quantity.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requisitionline",
            constraint=models.UniqueConstraint(
                fields=("requisition", "number"), name="finance_requisition_line_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="requisitionline",
            constraint=models.CheckConstraint(
                condition=models.Q(("net_pence__gte", 0), ("quantity__gt", 0), ("unit_price_pence__gte", 0)),
                name="finance_requisition_line_above_nothing",
                violation_error_message="Quantities are above nothing, prices not below.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisitionline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_requisitionlineevent" ("account_id", "category_id", "cost_centre_id", "description", "id", "net_pence", "number", "objective_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "requisition_id", "unit", "unit_price_pence", "vat_code_id") VALUES (NEW."account_id", NEW."category_id", NEW."cost_centre_id", NEW."description", NEW."id", NEW."net_pence", NEW."number", NEW."objective_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."project_id", NEW."quantity", NEW."requisition_id", NEW."unit", NEW."unit_price_pence", NEW."vat_code_id"); RETURN NULL;',
                    hash="b4191b0423ca9349b31ea3612d26a0203af838e6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_15e19",
                    table="finance_requisitionline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisitionline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_requisitionlineevent" ("account_id", "category_id", "cost_centre_id", "description", "id", "net_pence", "number", "objective_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "requisition_id", "unit", "unit_price_pence", "vat_code_id") VALUES (NEW."account_id", NEW."category_id", NEW."cost_centre_id", NEW."description", NEW."id", NEW."net_pence", NEW."number", NEW."objective_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."project_id", NEW."quantity", NEW."requisition_id", NEW."unit", NEW."unit_price_pence", NEW."vat_code_id"); RETURN NULL;',
                    hash="89c3c8fe35634802a694365ee0c252f4857132f1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_891ec",
                    table="finance_requisitionline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisitionline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_requisitionlineevent" ("account_id", "category_id", "cost_centre_id", "description", "id", "net_pence", "number", "objective_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_id", "quantity", "requisition_id", "unit", "unit_price_pence", "vat_code_id") VALUES (OLD."account_id", OLD."category_id", OLD."cost_centre_id", OLD."description", OLD."id", OLD."net_pence", OLD."number", OLD."objective_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."project_id", OLD."quantity", OLD."requisition_id", OLD."unit", OLD."unit_price_pence", OLD."vat_code_id"); RETURN NULL;',
                    hash="9584870c5df21522ff9b740a173a33e082559655",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_383e0",
                    table="finance_requisitionline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisitionlineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="6edb0f994850e68c6ec84bef68a4617668f4cdcc",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_58944",
                    table="finance_requisitionlineevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="supplier",
            index=models.Index(fields=["name"], name="finance_supplier_by_name"),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.UniqueConstraint(fields=("number",), name="finance_supplier_number_once"),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    models.Q(("vat_number", ""), _negated=True), models.Q(("state", "closed"), _negated=True)
                ),
                fields=("vat_number",),
                name="finance_supplier_vat_number_once",
                violation_error_message="There is a supplier with this VAT number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("kind__in", ["business", "small_business", "individual", "public_body", "voluntary"])
                ),
                name="finance_supplier_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "on_hold", "closed"])),
                name="finance_supplier_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.CheckConstraint(
                condition=models.Q(("payment_days__gte", 0), ("payment_days__lte", 120)),
                name="finance_supplier_payment_days_0_to_120",
                violation_error_message="Payment is due within 0 to 120 days.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplier",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"), models.Q(("hold_reason", ""), _negated=True), _connector="OR"
                ),
                name="finance_supplier_hold_has_reason",
                violation_error_message="Say why the supplier is held or closed.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplier",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_supplierevent" ("address", "category_id", "company_number", "default_account_id", "default_vat_code_id", "email", "hold_reason", "id", "kind", "made_at", "made_by_id", "name", "number", "payment_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reference", "remittance_email", "state", "trading_name", "vat_number") VALUES (NEW."address", NEW."category_id", NEW."company_number", NEW."default_account_id", NEW."default_vat_code_id", NEW."email", NEW."hold_reason", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", NEW."number", NEW."payment_days", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."phone", NEW."reference", NEW."remittance_email", NEW."state", NEW."trading_name", NEW."vat_number"); RETURN NULL;',
                    hash="ecb0d8041d0ee405a29cef18f47f9f7ac5e89404",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_eb6f9",
                    table="finance_supplier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplier",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_supplierevent" ("address", "category_id", "company_number", "default_account_id", "default_vat_code_id", "email", "hold_reason", "id", "kind", "made_at", "made_by_id", "name", "number", "payment_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reference", "remittance_email", "state", "trading_name", "vat_number") VALUES (NEW."address", NEW."category_id", NEW."company_number", NEW."default_account_id", NEW."default_vat_code_id", NEW."email", NEW."hold_reason", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", NEW."number", NEW."payment_days", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."phone", NEW."reference", NEW."remittance_email", NEW."state", NEW."trading_name", NEW."vat_number"); RETURN NULL;',
                    hash="4a8a6b173d6997edd3ebe9399d8acafeff133c49",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_36400",
                    table="finance_supplier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplier",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_supplierevent" ("address", "category_id", "company_number", "default_account_id", "default_vat_code_id", "email", "hold_reason", "id", "kind", "made_at", "made_by_id", "name", "number", "payment_days", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "reference", "remittance_email", "state", "trading_name", "vat_number") VALUES (OLD."address", OLD."category_id", OLD."company_number", OLD."default_account_id", OLD."default_vat_code_id", OLD."email", OLD."hold_reason", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", OLD."number", OLD."payment_days", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."phone", OLD."reference", OLD."remittance_email", OLD."state", OLD."trading_name", OLD."vat_number"); RETURN NULL;',
                    hash="89b32a500cc49451e334e3785286fe9398c6e7eb",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_2ad8e",
                    table="finance_supplier",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisitionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="d82dfbd0e8dc0e5b6f8227d96bcd7ddbd9dfdf1b",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_9e418",
                    table="finance_requisitionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="requisition",
            index=models.Index(
                condition=models.Q(("state__in", ["draft", "awaiting", "approved"])),
                fields=["state", "id"],
                name="finance_requisition_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="requisition",
            constraint=models.UniqueConstraint(fields=("number",), name="finance_requisition_number_once"),
        ),
        migrations.AddConstraint(
            model_name="requisition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "awaiting", "approved", "ordered", "rejected", "cancelled"])
                ),
                name="finance_requisition_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="requisition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="finance_requisition_decided_by_another",
                violation_error_message="The person who raised a requisition cannot approve it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="requisition",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["approved", "ordered"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_requisition_approved_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_requisitionevent" ("decided_at", "decided_by_id", "decided_for_id", "decided_reason", "deliver_to", "id", "made_at", "made_by_id", "needed_on", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "submitted_at", "supplier_id", "title") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decided_for_id", NEW."decided_reason", NEW."deliver_to", NEW."id", NEW."made_at", NEW."made_by_id", NEW."needed_on", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."submitted_at", NEW."supplier_id", NEW."title"); RETURN NULL;',
                    hash="43e2a0f72f265c1fad6c15ef05af3549b12ad8b4",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_51f78",
                    table="finance_requisition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_requisitionevent" ("decided_at", "decided_by_id", "decided_for_id", "decided_reason", "deliver_to", "id", "made_at", "made_by_id", "needed_on", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "submitted_at", "supplier_id", "title") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decided_for_id", NEW."decided_reason", NEW."deliver_to", NEW."id", NEW."made_at", NEW."made_by_id", NEW."needed_on", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."submitted_at", NEW."supplier_id", NEW."title"); RETURN NULL;',
                    hash="adf8e61d4a94200069c5fdbb19048149a2231e23",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_ad1d1",
                    table="finance_requisition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="requisition",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_requisitionevent" ("decided_at", "decided_by_id", "decided_for_id", "decided_reason", "deliver_to", "id", "made_at", "made_by_id", "needed_on", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "submitted_at", "supplier_id", "title") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."decided_for_id", OLD."decided_reason", OLD."deliver_to", OLD."id", OLD."made_at", OLD."made_by_id", OLD."needed_on", OLD."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."state", OLD."submitted_at", OLD."supplier_id", OLD."title"); RETURN NULL;',
                    hash="1a4c722d2ad4b638743dc5311ba006fbb240784d",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_a2c26",
                    table="finance_requisition",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="90aa892fdf62c0dedc33f10162ee2190ca0cb1ac",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_a0794",
                    table="finance_purchaseorderevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(fields=["-ordered_on", "-id"], name="finance_order_by_day"),
        ),
        migrations.AddIndex(
            model_name="purchaseorder",
            index=models.Index(
                condition=models.Q(("state", "issued")),
                fields=["supplier", "id"],
                name="finance_order_issued",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.UniqueConstraint(fields=("number",), name="finance_order_number_once"),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["issued", "closed", "cancelled"])),
                name="finance_order_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("state", "issued"), ("ended_at__isnull", False), _connector="OR"),
                name="finance_order_ended_by_somebody",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_purchaseorderevent" ("approved_by_id", "deliver_to", "ended_at", "ended_by_id", "ended_reason", "id", "made_at", "made_by_id", "needed_on", "number", "ordered_on", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "requisition_id", "sent_at", "sent_to", "state", "supplier_id", "title") VALUES (NEW."approved_by_id", NEW."deliver_to", NEW."ended_at", NEW."ended_by_id", NEW."ended_reason", NEW."id", NEW."made_at", NEW."made_by_id", NEW."needed_on", NEW."number", NEW."ordered_on", NEW."origin", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."requisition_id", NEW."sent_at", NEW."sent_to", NEW."state", NEW."supplier_id", NEW."title"); RETURN NULL;',
                    hash="09bef6cda3a15b657a4c5801ef0d3096f4be7da5",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_476dc",
                    table="finance_purchaseorder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_purchaseorderevent" ("approved_by_id", "deliver_to", "ended_at", "ended_by_id", "ended_reason", "id", "made_at", "made_by_id", "needed_on", "number", "ordered_on", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "requisition_id", "sent_at", "sent_to", "state", "supplier_id", "title") VALUES (NEW."approved_by_id", NEW."deliver_to", NEW."ended_at", NEW."ended_by_id", NEW."ended_reason", NEW."id", NEW."made_at", NEW."made_by_id", NEW."needed_on", NEW."number", NEW."ordered_on", NEW."origin", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."requisition_id", NEW."sent_at", NEW."sent_to", NEW."state", NEW."supplier_id", NEW."title"); RETURN NULL;',
                    hash="38abdad4b0cdb76f35bcfdc11aee7eb49b53d17c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f93fb",
                    table="finance_purchaseorder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="purchaseorder",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_purchaseorderevent" ("approved_by_id", "deliver_to", "ended_at", "ended_by_id", "ended_reason", "id", "made_at", "made_by_id", "needed_on", "number", "ordered_on", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "requisition_id", "sent_at", "sent_to", "state", "supplier_id", "title") VALUES (OLD."approved_by_id", OLD."deliver_to", OLD."ended_at", OLD."ended_by_id", OLD."ended_reason", OLD."id", OLD."made_at", OLD."made_by_id", OLD."needed_on", OLD."number", OLD."ordered_on", OLD."origin", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."requisition_id", OLD."sent_at", OLD."sent_to", OLD."state", OLD."supplier_id", OLD."title"); RETURN NULL;',
                    hash="86efd92a339a10e24114b09ceb4f378010bf5c4e",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_c6bd9",
                    table="finance_purchaseorder",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "current")),
                fields=("supplier",),
                name="finance_bank_details_one_current",
                violation_error_message="The supplier has other bank details in use.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "proposed")),
                fields=("supplier",),
                name="finance_bank_details_one_proposed",
                violation_error_message="Other bank details of the supplier wait to be checked.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["proposed", "current", "rejected", "superseded"])),
                name="finance_bank_details_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(("account_number__regex", "^\\d{8}$"), ("sort_code__regex", "^\\d{6}$")),
                name="finance_bank_details_digits",
                violation_error_message="A sort code has 6 digits, an account number 8.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    _connector="OR",
                ),
                name="finance_bank_details_decided_by_another",
                violation_error_message="The person who proposed bank details cannot accept them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "rejected"]),
                    models.Q(
                        ("called_on__isnull", False),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("called_number", ""), _negated=True),
                        models.Q(("called_person", ""), _negated=True),
                        models.Q(("called_source", ""), _negated=True),
                        models.Q(("called_note", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_bank_details_called_back",
                violation_error_message="Record the call back before accepting bank details.",
            ),
        ),
        migrations.AddConstraint(
            model_name="supplierbankdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "rejected"), _negated=True),
                    models.Q(("decided_by__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="finance_bank_details_rejected_with_a_reason",
                violation_error_message="Say why the bank details are rejected.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierbankdetails",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_supplierbankdetailsevent" ("account_name", "account_number", "called_note", "called_number", "called_on", "called_person", "called_source", "decided_at", "decided_by_id", "evidence", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "reference", "roll_number", "sort_code", "state", "supplier_id") VALUES (NEW."account_name", NEW."account_number", NEW."called_note", NEW."called_number", NEW."called_on", NEW."called_person", NEW."called_source", NEW."decided_at", NEW."decided_by_id", NEW."evidence", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."reference", NEW."roll_number", NEW."sort_code", NEW."state", NEW."supplier_id"); RETURN NULL;',
                    hash="56b210a1e55e9e8ed328f62591934d0ae3a5423b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0c1ee",
                    table="finance_supplierbankdetails",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierbankdetails",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_supplierbankdetailsevent" ("account_name", "account_number", "called_note", "called_number", "called_on", "called_person", "called_source", "decided_at", "decided_by_id", "evidence", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "reference", "roll_number", "sort_code", "state", "supplier_id") VALUES (NEW."account_name", NEW."account_number", NEW."called_note", NEW."called_number", NEW."called_on", NEW."called_person", NEW."called_source", NEW."decided_at", NEW."decided_by_id", NEW."evidence", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."proposed_at", NEW."proposed_by_id", NEW."reason", NEW."reference", NEW."roll_number", NEW."sort_code", NEW."state", NEW."supplier_id"); RETURN NULL;',
                    hash="a01a8ce3d1d89d92b85ac1934a1afaca6cc50cca",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_d52f4",
                    table="finance_supplierbankdetails",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierbankdetails",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_supplierbankdetailsevent" ("account_name", "account_number", "called_note", "called_number", "called_on", "called_person", "called_source", "decided_at", "decided_by_id", "evidence", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "proposed_at", "proposed_by_id", "reason", "reference", "roll_number", "sort_code", "state", "supplier_id") VALUES (OLD."account_name", OLD."account_number", OLD."called_note", OLD."called_number", OLD."called_on", OLD."called_person", OLD."called_source", OLD."decided_at", OLD."decided_by_id", OLD."evidence", OLD."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."proposed_at", OLD."proposed_by_id", OLD."reason", OLD."reference", OLD."roll_number", OLD."sort_code", OLD."state", OLD."supplier_id"); RETURN NULL;',
                    hash="46eb6d72be4058f9f675f5b6f6cc9fa9f118c8e6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_9fa5d",
                    table="finance_supplierbankdetails",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierbankdetailsevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="098d9dc8d2c98f958126430a92235679ca2d67e2",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e5231",
                    table="finance_supplierbankdetailsevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="supplierevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="e732d3b54c06f5bab3c9a5e30f29336abdfdef94",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_ca821",
                    table="finance_supplierevent",
                    when="BEFORE",
                ),
            ),
        ),
        sql_file("0008_purchasing"),
    ]
