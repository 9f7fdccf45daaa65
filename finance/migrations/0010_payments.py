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
        ("documents", "0001_initial"),
        ("finance", "0009_invoices"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Payment",
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
                ("number", models.IntegerField()),
                ("amount_pence", models.BigIntegerField()),
                ("account_name", models.CharField(max_length=100)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("payee_reference", models.CharField(max_length=18)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in", "In the run"),
                            ("taken_out", "Taken out"),
                            ("paid", "Paid"),
                            ("returned", "Returned by the bank"),
                        ],
                        default="in",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField(null=True)),
                ("returned_on", models.DateField(null=True)),
                ("advice_sent_at", models.DateTimeField(null=True)),
                ("advice_sent_to", models.CharField(blank=True, max_length=254)),
                (
                    "bank_details",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.supplierbankdetails",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "put_back_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "return_journal",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journal",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payments",
                        to="finance.supplier",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Payments of a run, one a supplier.",
            },
        ),
        migrations.CreateModel(
            name="PaymentRun",
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
                ("due_by", models.DateField()),
                ("pay_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("file_made", "Bank file made"),
                            ("confirmed", "Paid"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_pence", models.BigIntegerField(null=True)),
                ("approved_count", models.IntegerField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_runs",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "cancelled_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "confirmed_by",
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
            ],
            options={
                "db_table_comment": "Payment runs to suppliers.",
            },
        ),
        migrations.CreateModel(
            name="PaymentFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("serial", models.CharField(max_length=6, unique=True)),
                ("message_id", models.CharField(max_length=30, unique=True)),
                ("made_on", models.DateField()),
                ("process_on", models.DateField(verbose_name="processing day")),
                ("user_number", models.CharField(max_length=6)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("account_name", models.CharField(max_length=18)),
                ("total_pence", models.BigIntegerField()),
                ("count", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("modulus_checked", models.BooleanField()),
                (
                    "document",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "run",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_file",
                        to="finance.paymentrun",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Bank files of payment runs, as they were prepared; only the stored document is added later.",
            },
        ),
        migrations.CreateModel(
            name="PaymentEvent",
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
                ("number", models.IntegerField()),
                ("amount_pence", models.BigIntegerField()),
                ("account_name", models.CharField(max_length=100)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("payee_reference", models.CharField(max_length=18)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in", "In the run"),
                            ("taken_out", "Taken out"),
                            ("paid", "Paid"),
                            ("returned", "Returned by the bank"),
                        ],
                        default="in",
                        max_length=9,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField(null=True)),
                ("returned_on", models.DateField(null=True)),
                ("advice_sent_at", models.DateTimeField(null=True)),
                ("advice_sent_to", models.CharField(blank=True, max_length=254)),
                (
                    "bank_details",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.supplierbankdetails",
                    ),
                ),
                (
                    "changed_by",
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
                        to="finance.payment",
                    ),
                ),
                (
                    "put_back_by",
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
                    "return_journal",
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
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.paymentrun",
                    ),
                ),
            ],
            options={
                "db_table": "finance_paymentevent",
                "db_table_comment": "History of finance_payment, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="run",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="payments",
                to="finance.paymentrun",
            ),
        ),
        migrations.CreateModel(
            name="PaymentRunEvent",
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
                ("due_by", models.DateField()),
                ("pay_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("file_made", "Bank file made"),
                            ("confirmed", "Paid"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_pence", models.BigIntegerField(null=True)),
                ("approved_count", models.IntegerField(null=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(blank=True, max_length=500)),
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
                    "bank_account",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "cancelled_by",
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
                    "confirmed_by",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.paymentrun",
                    ),
                ),
            ],
            options={
                "db_table": "finance_paymentrunevent",
                "db_table_comment": "History of finance_paymentrun, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PaymentItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_pence", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in", "In the run"),
                            ("out", "Taken out"),
                            ("paid", "Paid"),
                            ("returned", "Returned"),
                        ],
                        default="in",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "invoice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payment_items",
                        to="finance.invoice",
                    ),
                ),
                (
                    "payment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="finance.payment",
                    ),
                ),
            ],
            options={
                "db_table_comment": "What a payment settles: invoices above nothing, credit notes below.",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("payment", "invoice"), name="finance_paymentitem_once_a_payment"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in")),
                        fields=("invoice",),
                        name="finance_paymentitem_one_under_way",
                        violation_error_message="An invoice is in another payment run already. Propose the run again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["in", "out", "paid", "returned"])),
                        name="finance_paymentitem_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_pence", 0), _negated=True),
                        name="finance_paymentitem_not_nothing",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="paymentrun",
            index=models.Index(
                condition=models.Q(("state__in", ["proposed", "approved", "file_made"])),
                fields=["pay_on", "id"],
                name="finance_paymentrun_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.UniqueConstraint(fields=("number",), name="finance_paymentrun_number_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["proposed", "approved", "file_made", "confirmed", "cancelled"])
                ),
                name="finance_paymentrun_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="finance_paymentrun_approved_by_another",
                violation_error_message="The person who proposed a payment run cannot approve it. Ask another approver.",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                        ("approved_count__isnull", True),
                        ("approved_pence__isnull", True),
                        ("state__in", ["proposed", "cancelled"]),
                    ),
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("approved_count__gt", 0),
                        ("approved_pence__gt", 0),
                        ("state__in", ["approved", "file_made", "confirmed", "cancelled"]),
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_approval_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("confirmed_at__isnull", False),
                        ("confirmed_by__isnull", False),
                        ("journal__isnull", False),
                        ("state", "confirmed"),
                    ),
                    models.Q(
                        models.Q(("state", "confirmed"), _negated=True),
                        ("confirmed_at__isnull", True),
                        ("confirmed_by__isnull", True),
                        ("journal__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_paymentrun_confirmed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cancelled_at__isnull", False),
                        ("cancelled_by__isnull", False),
                        ("state", "cancelled"),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    models.Q(("state", "cancelled"), _negated=True),
                    _connector="OR",
                ),
                name="finance_paymentrun_cancelled_with_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrun",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_paymentrunevent" ("approved_at", "approved_by_id", "approved_count", "approved_pence", "bank_account_id", "cancelled_at", "cancelled_by_id", "confirmed_at", "confirmed_by_id", "due_by", "id", "journal_id", "made_at", "made_by_id", "number", "pay_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_count", NEW."approved_pence", NEW."bank_account_id", NEW."cancelled_at", NEW."cancelled_by_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."due_by", NEW."id", NEW."journal_id", NEW."made_at", NEW."made_by_id", NEW."number", NEW."pay_on", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."state"); RETURN NULL;',
                    hash="ce8a87cc63e6ac36b0ae8b97a96761401059dad8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_600c9",
                    table="finance_paymentrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrun",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_paymentrunevent" ("approved_at", "approved_by_id", "approved_count", "approved_pence", "bank_account_id", "cancelled_at", "cancelled_by_id", "confirmed_at", "confirmed_by_id", "due_by", "id", "journal_id", "made_at", "made_by_id", "number", "pay_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."approved_count", NEW."approved_pence", NEW."bank_account_id", NEW."cancelled_at", NEW."cancelled_by_id", NEW."confirmed_at", NEW."confirmed_by_id", NEW."due_by", NEW."id", NEW."journal_id", NEW."made_at", NEW."made_by_id", NEW."number", NEW."pay_on", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."state"); RETURN NULL;',
                    hash="04f16f08df6f69edeb0e065ab80e5d983490cbb8",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b2885",
                    table="finance_paymentrun",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrun",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_paymentrunevent" ("approved_at", "approved_by_id", "approved_count", "approved_pence", "bank_account_id", "cancelled_at", "cancelled_by_id", "confirmed_at", "confirmed_by_id", "due_by", "id", "journal_id", "made_at", "made_by_id", "number", "pay_on", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."approved_count", OLD."approved_pence", OLD."bank_account_id", OLD."cancelled_at", OLD."cancelled_by_id", OLD."confirmed_at", OLD."confirmed_by_id", OLD."due_by", OLD."id", OLD."journal_id", OLD."made_at", OLD."made_by_id", OLD."number", OLD."pay_on", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."state"); RETURN NULL;',
                    hash="6d5c821fcfb73b9d32b7a3268458e42d54077d59",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_cb2c2",
                    table="finance_paymentrun",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gt", 0), ("total_pence__gt", 0)),
                name="finance_paymentfile_above_nothing",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="bf4b49546399b9b886d761f55bec57e907451c00",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_26ca0",
                    table="finance_paymentevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("run", "number"), name="finance_payment_number_once_a_run"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.UniqueConstraint(
                fields=("run", "supplier"), name="finance_payment_once_a_supplier"
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_pence__gt", 0)),
                name="finance_payment_above_nothing",
                violation_error_message="A payment is above nothing. Credit notes that are more than the invoices wait for the next invoice.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["in", "taken_out", "paid", "returned"])),
                name="finance_payment_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["in", "paid"]),
                    models.Q(
                        ("changed_at__isnull", False),
                        ("changed_by__isnull", False),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_payment_out_with_a_reason",
                violation_error_message="Say why the payment is taken out.",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("return_journal__isnull", False),
                        ("returned_on__isnull", False),
                        ("state", "returned"),
                    ),
                    models.Q(
                        models.Q(("state", "returned"), _negated=True),
                        ("return_journal__isnull", True),
                        ("returned_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_payment_returned_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_number__regex", "^[0-9]{8}$"), ("sort_code__regex", "^[0-9]{6}$")
                ),
                name="finance_payment_account_in_digits",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_paymentevent" ("account_name", "account_number", "advice_sent_at", "advice_sent_to", "amount_pence", "bank_details_id", "changed_at", "changed_by_id", "id", "number", "payee_reference", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_back_by_id", "reason", "reference", "return_journal_id", "returned_on", "run_id", "sort_code", "state", "supplier_id") VALUES (NEW."account_name", NEW."account_number", NEW."advice_sent_at", NEW."advice_sent_to", NEW."amount_pence", NEW."bank_details_id", NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."number", NEW."payee_reference", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."put_back_by_id", NEW."reason", NEW."reference", NEW."return_journal_id", NEW."returned_on", NEW."run_id", NEW."sort_code", NEW."state", NEW."supplier_id"); RETURN NULL;',
                    hash="86b40d573a7f50e3a9909db32fc2942523d08396",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_dcfc2",
                    table="finance_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_paymentevent" ("account_name", "account_number", "advice_sent_at", "advice_sent_to", "amount_pence", "bank_details_id", "changed_at", "changed_by_id", "id", "number", "payee_reference", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_back_by_id", "reason", "reference", "return_journal_id", "returned_on", "run_id", "sort_code", "state", "supplier_id") VALUES (NEW."account_name", NEW."account_number", NEW."advice_sent_at", NEW."advice_sent_to", NEW."amount_pence", NEW."bank_details_id", NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."number", NEW."payee_reference", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."put_back_by_id", NEW."reason", NEW."reference", NEW."return_journal_id", NEW."returned_on", NEW."run_id", NEW."sort_code", NEW."state", NEW."supplier_id"); RETURN NULL;',
                    hash="8c2b92c00d4fd6427c90ae854a5888b0fca37ae1",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_beedc",
                    table="finance_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="payment",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_paymentevent" ("account_name", "account_number", "advice_sent_at", "advice_sent_to", "amount_pence", "bank_details_id", "changed_at", "changed_by_id", "id", "number", "payee_reference", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "put_back_by_id", "reason", "reference", "return_journal_id", "returned_on", "run_id", "sort_code", "state", "supplier_id") VALUES (OLD."account_name", OLD."account_number", OLD."advice_sent_at", OLD."advice_sent_to", OLD."amount_pence", OLD."bank_details_id", OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."number", OLD."payee_reference", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."put_back_by_id", OLD."reason", OLD."reference", OLD."return_journal_id", OLD."returned_on", OLD."run_id", OLD."sort_code", OLD."state", OLD."supplier_id"); RETURN NULL;',
                    hash="e6a4aa193e24292eafcf0dc31d5e1cb238ee0244",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_730c5",
                    table="finance_payment",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="paymentrunevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="649f396009505f4601492064d4a7cb8c4f463f9a",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_37b70",
                    table="finance_paymentrunevent",
                    when="BEFORE",
                ),
            ),
        ),
        sql_file("0010_payments"),
    ]
