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
        ("finance", "0006_budgets"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="StatementMappingEvent",
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
                ("name", models.CharField(max_length=100)),
                ("columns", models.JSONField()),
                (
                    "signs",
                    models.CharField(
                        choices=[
                            ("signed", "One amount: money in is positive, money out negative"),
                            ("reversed", "One amount: money in is negative, money out positive"),
                            ("columns", "Two columns: paid in and paid out"),
                            ("marked", "One amount and a column that says debit or credit"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "date_format",
                    models.CharField(
                        choices=[
                            ("%d/%m/%Y", "31/12/2026"),
                            ("%d/%m/%y", "31/12/26"),
                            ("%Y-%m-%d", "2026-12-31"),
                            ("%d-%m-%Y", "31-12-2026"),
                            ("%d %b %Y", "31 Dec 2026"),
                            ("%Y%m%d", "20261231"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "finance_statementmappingevent",
                "db_table_comment": "History of finance_statementmapping, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatementUpload",
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
                ("opening_pence", models.BigIntegerField(blank=True, null=True)),
                ("closing_pence", models.BigIntegerField(blank=True, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("sent", "Waiting to be loaded"),
                            ("loaded", "Loaded"),
                            ("discarded", "Discarded"),
                        ],
                        default="sent",
                        max_length=9,
                    ),
                ),
                ("sent_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table_comment": "Statement files that were sent, before and after they were loaded.",
            },
        ),
        migrations.CreateModel(
            name="BankAccount",
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
                ("name", models.CharField(max_length=100)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("service_user_number", models.CharField(blank=True, max_length=6)),
                ("currency", models.CharField(default="GBP", max_length=3)),
                ("is_closed", models.BooleanField(default=False)),
                ("take_on_on", models.DateField(blank=True, null=True)),
                ("take_on_statement_pence", models.BigIntegerField(blank=True, null=True)),
                ("take_on_ledger_pence", models.BigIntegerField(blank=True, null=True)),
                ("take_on_sequence", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("taken_on_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ledger_account",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="bank_account",
                        to="finance.account",
                    ),
                ),
                (
                    "taken_on_by",
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
                "db_table_comment": "Bank accounts of the authority.",
            },
        ),
        migrations.CreateModel(
            name="BankAccountEvent",
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
                ("name", models.CharField(max_length=100)),
                ("sort_code", models.CharField(max_length=6)),
                ("account_number", models.CharField(max_length=8)),
                ("iban", models.CharField(blank=True, max_length=34)),
                ("service_user_number", models.CharField(blank=True, max_length=6)),
                ("currency", models.CharField(default="GBP", max_length=3)),
                ("is_closed", models.BooleanField(default=False)),
                ("take_on_on", models.DateField(blank=True, null=True)),
                ("take_on_statement_pence", models.BigIntegerField(blank=True, null=True)),
                ("take_on_ledger_pence", models.BigIntegerField(blank=True, null=True)),
                ("take_on_sequence", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("taken_on_at", models.DateTimeField(blank=True, null=True)),
                (
                    "ledger_account",
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "taken_on_by",
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
            ],
            options={
                "db_table": "finance_bankaccountevent",
                "db_table_comment": "History of finance_bankaccount, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BankMatch",
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
                    "state",
                    models.CharField(
                        choices=[("current", "Matched"), ("undone", "Undone")],
                        default="current",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("part_count", models.IntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_reason", models.CharField(blank=True, max_length=500)),
                (
                    "bank_account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="matches",
                        to="finance.bankaccount",
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
                    "undone_by",
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
                "db_table_comment": "Statement items matched to ledger lines; undone ones stay.",
            },
        ),
        migrations.CreateModel(
            name="BankStatement",
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
                ("their_id", models.CharField(blank=True, max_length=100)),
                ("from_on", models.DateField()),
                ("to_on", models.DateField()),
                ("opening_pence", models.BigIntegerField()),
                ("closing_pence", models.BigIntegerField()),
                ("item_count", models.IntegerField()),
                ("fingerprint", models.CharField(max_length=64)),
                ("loaded_at", models.DateTimeField(auto_now_add=True)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="statements",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "document",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.document",
                    ),
                ),
                (
                    "loaded_by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Bank statements. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="MatchRule",
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
                ("pattern", models.CharField(max_length=200)),
                (
                    "direction",
                    models.CharField(choices=[("in", "Money in"), ("out", "Money out")], max_length=3),
                ),
                ("project", models.CharField(blank=True, max_length=20)),
                ("description", models.CharField(blank=True, max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[("learnt", "Learnt"), ("manual", "Made by hand")],
                        default="learnt",
                        max_length=6,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("uses", models.IntegerField(default=0)),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
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
                    "bank_account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rules",
                        to="finance.bankaccount",
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
            ],
            options={
                "db_table_comment": "What texts on statements have meant.",
            },
        ),
        migrations.CreateModel(
            name="MatchRuleEvent",
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
                ("pattern", models.CharField(max_length=200)),
                (
                    "direction",
                    models.CharField(choices=[("in", "Money in"), ("out", "Money out")], max_length=3),
                ),
                ("project", models.CharField(blank=True, max_length=20)),
                ("description", models.CharField(blank=True, max_length=200)),
                (
                    "origin",
                    models.CharField(
                        choices=[("learnt", "Learnt"), ("manual", "Made by hand")],
                        default="learnt",
                        max_length=6,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
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
                    "bank_account",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.bankaccount",
                    ),
                ),
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
                        to="finance.matchrule",
                    ),
                ),
            ],
            options={
                "db_table": "finance_matchruleevent",
                "db_table_comment": "History of finance_matchrule, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OpeningItem",
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
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("ledger", "In the ledger, not on the statement"),
                            ("statement", "On the statement, not in the ledger"),
                        ],
                        max_length=9,
                    ),
                ),
                ("dated_on", models.DateField()),
                ("amount_pence", models.BigIntegerField()),
                ("text", models.CharField(max_length=200)),
                ("their_reference", models.CharField(blank=True, max_length=100)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opening_items",
                        to="finance.bankaccount",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Items open on a bank account's first day. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="Reconciliation",
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
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "To be signed"),
                            ("signed", "Signed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=9,
                    ),
                ),
                ("statement_pence", models.BigIntegerField()),
                ("ledger_pence", models.BigIntegerField()),
                ("open_ledger_pence", models.BigIntegerField()),
                ("open_statement_pence", models.BigIntegerField()),
                ("open_count", models.IntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
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
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reconciliations",
                        to="finance.bankaccount",
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
                "db_table_comment": "Bank reconciliations; signed ones never change.",
            },
        ),
        migrations.CreateModel(
            name="ReconciliationEvent",
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
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("prepared", "To be signed"),
                            ("signed", "Signed"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="prepared",
                        max_length=9,
                    ),
                ),
                ("statement_pence", models.BigIntegerField()),
                ("ledger_pence", models.BigIntegerField()),
                ("open_ledger_pence", models.BigIntegerField()),
                ("open_statement_pence", models.BigIntegerField()),
                ("open_count", models.IntegerField()),
                ("note", models.CharField(blank=True, max_length=500)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("signed_at", models.DateTimeField(blank=True, null=True)),
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
                        to="finance.reconciliation",
                    ),
                ),
            ],
            options={
                "db_table": "finance_reconciliationevent",
                "db_table_comment": "History of finance_reconciliation, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="StatementItem",
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
                ("booked_on", models.DateField()),
                ("value_on", models.DateField()),
                ("amount_pence", models.BigIntegerField()),
                ("text", models.CharField(blank=True, max_length=500)),
                ("counterparty", models.CharField(blank=True, max_length=140)),
                ("their_reference", models.CharField(blank=True, max_length=100)),
                ("kind", models.CharField(blank=True, max_length=40)),
                (
                    "bank_account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.bankaccount",
                    ),
                ),
                (
                    "statement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="finance.bankstatement",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Items of bank statements. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="ReconciliationItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                (
                    "side",
                    models.CharField(
                        choices=[
                            ("ledger", "In the ledger, not on the statement"),
                            ("statement", "On the statement, not in the ledger"),
                        ],
                        max_length=9,
                    ),
                ),
                ("dated_on", models.DateField()),
                ("amount_pence", models.BigIntegerField()),
                ("text", models.CharField(max_length=500)),
                ("their_reference", models.CharField(blank=True, max_length=100)),
                (
                    "journal_line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.journalline",
                    ),
                ),
                (
                    "opening_item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.openingitem",
                    ),
                ),
                (
                    "reconciliation",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="items",
                        to="finance.reconciliation",
                    ),
                ),
                (
                    "statement_item",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.statementitem",
                    ),
                ),
            ],
            options={
                "db_table_comment": "The unmatched lists of reconciliations. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="MatchPart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount_pence", models.BigIntegerField()),
                ("is_current", models.BooleanField(default=True)),
                (
                    "journal_line",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_parts",
                        to="finance.journalline",
                    ),
                ),
                (
                    "match",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="parts",
                        to="finance.bankmatch",
                    ),
                ),
                (
                    "opening_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_parts",
                        to="finance.openingitem",
                    ),
                ),
                (
                    "statement_item",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="match_parts",
                        to="finance.statementitem",
                    ),
                ),
            ],
            options={
                "db_table_comment": "What a match holds together.",
            },
        ),
        migrations.CreateModel(
            name="StatementMapping",
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
                ("name", models.CharField(max_length=100)),
                ("columns", models.JSONField()),
                (
                    "signs",
                    models.CharField(
                        choices=[
                            ("signed", "One amount: money in is positive, money out negative"),
                            ("reversed", "One amount: money in is negative, money out positive"),
                            ("columns", "Two columns: paid in and paid out"),
                            ("marked", "One amount and a column that says debit or credit"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "date_format",
                    models.CharField(
                        choices=[
                            ("%d/%m/%Y", "31/12/2026"),
                            ("%d/%m/%y", "31/12/26"),
                            ("%Y-%m-%d", "2026-12-31"),
                            ("%d-%m-%Y", "31-12-2026"),
                            ("%d %b %Y", "31 Dec 2026"),
                            ("%Y%m%d", "20261231"),
                        ],
                        max_length=10,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
            ],
            options={
                "db_table_comment": "How the CSV statements of a bank are read.",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="finance_statementmapping_name_once",
                        violation_error_message="There is a mapping with this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("signs__in", ["signed", "reversed", "columns", "marked"])),
                        name="finance_statementmapping_signs_known",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementmapping",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_statementmappingevent" ("columns", "date_format", "id", "is_active", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "signs") VALUES (NEW."columns", NEW."date_format", NEW."id", NEW."is_active", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."signs"); RETURN NULL;',
                    hash="605ba84e7cb7d6eb73145d8a709d99d9a64f562b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e941e",
                    table="finance_statementmapping",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementmapping",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_statementmappingevent" ("columns", "date_format", "id", "is_active", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "signs") VALUES (NEW."columns", NEW."date_format", NEW."id", NEW."is_active", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."signs"); RETURN NULL;',
                    hash="b99de39c1db5aa73255b822abf9e25cee198d19d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6500a",
                    table="finance_statementmapping",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementmapping",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_statementmappingevent" ("columns", "date_format", "id", "is_active", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "signs") VALUES (OLD."columns", OLD."date_format", OLD."id", OLD."is_active", OLD."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."signs"); RETURN NULL;',
                    hash="4049c2f762382b44ae6bf960bf646895b5b10b3c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f9133",
                    table="finance_statementmapping",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="statementmappingevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.statementmapping",
            ),
        ),
        migrations.AddField(
            model_name="statementupload",
            name="bank_account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="uploads", to="finance.bankaccount"
            ),
        ),
        migrations.AddField(
            model_name="statementupload",
            name="document",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.document",
            ),
        ),
        migrations.AddField(
            model_name="statementupload",
            name="mapping",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="finance.statementmapping",
            ),
        ),
        migrations.AddField(
            model_name="statementupload",
            name="sent_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="bankstatement",
            name="upload",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="statements",
                to="finance.statementupload",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                fields=("name",),
                name="finance_bankaccount_name_once",
                violation_error_message="There is a bank account with this name already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.UniqueConstraint(
                fields=("sort_code", "account_number"),
                name="finance_bankaccount_number_once",
                violation_error_message="There is a bank account with this sort code and number already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("account_number__regex", "^\\d{8}$"),
                    ("sort_code__regex", "^\\d{6}$"),
                    models.Q(
                        ("service_user_number", ""),
                        ("service_user_number__regex", "^\\d{6}$"),
                        _connector="OR",
                    ),
                ),
                name="finance_bankaccount_numbers_are_digits",
                violation_error_message="A sort code and a service user number have 6 digits, an account number 8.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("currency", "GBP")), name="finance_bankaccount_in_pounds"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankaccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("take_on_ledger_pence__isnull", True),
                        ("take_on_on__isnull", True),
                        ("take_on_sequence__isnull", True),
                        ("take_on_statement_pence__isnull", True),
                        ("taken_on_at__isnull", True),
                        ("taken_on_by__isnull", True),
                    ),
                    models.Q(
                        ("take_on_ledger_pence__isnull", False),
                        ("take_on_on__isnull", False),
                        ("take_on_sequence__isnull", False),
                        ("take_on_statement_pence__isnull", False),
                        ("taken_on_at__isnull", False),
                        ("taken_on_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_bankaccount_take_on_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_bankaccountevent" ("account_number", "currency", "iban", "id", "is_closed", "ledger_account_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "service_user_number", "sort_code", "take_on_ledger_pence", "take_on_on", "take_on_sequence", "take_on_statement_pence", "taken_on_at", "taken_on_by_id") VALUES (NEW."account_number", NEW."currency", NEW."iban", NEW."id", NEW."is_closed", NEW."ledger_account_id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."service_user_number", NEW."sort_code", NEW."take_on_ledger_pence", NEW."take_on_on", NEW."take_on_sequence", NEW."take_on_statement_pence", NEW."taken_on_at", NEW."taken_on_by_id"); RETURN NULL;',
                    hash="7c16602d92cae92986db4df5a1bbda30045f2338",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0475e",
                    table="finance_bankaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_bankaccountevent" ("account_number", "currency", "iban", "id", "is_closed", "ledger_account_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "service_user_number", "sort_code", "take_on_ledger_pence", "take_on_on", "take_on_sequence", "take_on_statement_pence", "taken_on_at", "taken_on_by_id") VALUES (NEW."account_number", NEW."currency", NEW."iban", NEW."id", NEW."is_closed", NEW."ledger_account_id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."service_user_number", NEW."sort_code", NEW."take_on_ledger_pence", NEW."take_on_on", NEW."take_on_sequence", NEW."take_on_statement_pence", NEW."taken_on_at", NEW."taken_on_by_id"); RETURN NULL;',
                    hash="5823c58aeab3f72af5fb3c16cfb7082d39083ea3",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8c728",
                    table="finance_bankaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_bankaccountevent" ("account_number", "currency", "iban", "id", "is_closed", "ledger_account_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "service_user_number", "sort_code", "take_on_ledger_pence", "take_on_on", "take_on_sequence", "take_on_statement_pence", "taken_on_at", "taken_on_by_id") VALUES (OLD."account_number", OLD."currency", OLD."iban", OLD."id", OLD."is_closed", OLD."ledger_account_id", OLD."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."service_user_number", OLD."sort_code", OLD."take_on_ledger_pence", OLD."take_on_on", OLD."take_on_sequence", OLD."take_on_statement_pence", OLD."taken_on_at", OLD."taken_on_by_id"); RETURN NULL;',
                    hash="26d102f383d14e38eba89eab67b8aa3679af5db0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_5e2ef",
                    table="finance_bankaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="bankaccountevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="448d117c746a5090e14117741ecd435fce5bd10d",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_765df",
                    table="finance_bankaccountevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("state", "current"),
                        ("undone_at__isnull", True),
                        ("undone_by__isnull", True),
                        ("undone_reason", ""),
                    ),
                    models.Q(
                        ("state", "undone"),
                        ("undone_at__isnull", False),
                        ("undone_by__isnull", False),
                        models.Q(("undone_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_match_undone_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankmatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("part_count__gte", 2)), name="finance_match_two_parts"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchrule",
            constraint=models.UniqueConstraint(
                fields=("bank_account", "pattern", "direction"),
                name="finance_matchrule_pattern_once",
                nulls_distinct=False,
                violation_error_message="There is a rule for this text already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("pattern", ""), _negated=True), name="finance_matchrule_has_pattern"
            ),
        ),
        migrations.AddConstraint(
            model_name="matchrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("direction__in", ["in", "out"])), name="finance_matchrule_direction_known"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchrule",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_matchruleevent" ("account_id", "bank_account_id", "cost_centre_id", "description", "direction", "id", "is_active", "objective_id", "origin", "pattern", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project", "reference") VALUES (NEW."account_id", NEW."bank_account_id", NEW."cost_centre_id", NEW."description", NEW."direction", NEW."id", NEW."is_active", NEW."objective_id", NEW."origin", NEW."pattern", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."project", NEW."reference"); RETURN NULL;',
                    hash="0c526d16ac90472e8db75a1d4b38bd84c1f8eca8",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_4056f",
                    table="finance_matchrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchrule",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition='WHEN (OLD."account_id" IS DISTINCT FROM (NEW."account_id") OR OLD."bank_account_id" IS DISTINCT FROM (NEW."bank_account_id") OR OLD."cost_centre_id" IS DISTINCT FROM (NEW."cost_centre_id") OR OLD."description" IS DISTINCT FROM (NEW."description") OR OLD."direction" IS DISTINCT FROM (NEW."direction") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."objective_id" IS DISTINCT FROM (NEW."objective_id") OR OLD."origin" IS DISTINCT FROM (NEW."origin") OR OLD."pattern" IS DISTINCT FROM (NEW."pattern") OR OLD."project" IS DISTINCT FROM (NEW."project") OR OLD."reference" IS DISTINCT FROM (NEW."reference"))',
                    func='INSERT INTO "finance_matchruleevent" ("account_id", "bank_account_id", "cost_centre_id", "description", "direction", "id", "is_active", "objective_id", "origin", "pattern", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project", "reference") VALUES (NEW."account_id", NEW."bank_account_id", NEW."cost_centre_id", NEW."description", NEW."direction", NEW."id", NEW."is_active", NEW."objective_id", NEW."origin", NEW."pattern", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."project", NEW."reference"); RETURN NULL;',
                    hash="ee95ae257bf47c50c1c397e01d2e6cc7b13d870f",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a44fb",
                    table="finance_matchrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchrule",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_matchruleevent" ("account_id", "bank_account_id", "cost_centre_id", "description", "direction", "id", "is_active", "objective_id", "origin", "pattern", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project", "reference") VALUES (OLD."account_id", OLD."bank_account_id", OLD."cost_centre_id", OLD."description", OLD."direction", OLD."id", OLD."is_active", OLD."objective_id", OLD."origin", OLD."pattern", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."project", OLD."reference"); RETURN NULL;',
                    hash="ea46ac038653b3f0faaa50f668fea471fb84a2b2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_be679",
                    table="finance_matchrule",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="matchruleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="6c0af7cb0298722aba782acbcefb26a41b9e7d42",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e82d7",
                    table="finance_matchruleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="openingitem",
            constraint=models.UniqueConstraint(
                fields=("bank_account", "number"), name="finance_openingitem_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="openingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_pence", 0), _negated=True),
                name="finance_openingitem_amount_not_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="openingitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["ledger", "statement"])),
                name="finance_openingitem_side_known",
            ),
        ),
        migrations.AddIndex(
            model_name="reconciliation",
            index=models.Index(fields=["bank_account", "on"], name="finance_reconciliation_by_day"),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "statement_pence",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("ledger_pence"), "-", models.F("open_ledger_pence")
                            ),
                            "+",
                            models.F("open_statement_pence"),
                        ),
                    )
                ),
                name="finance_reconciliation_proves_itself",
                violation_error_message="The statement is not the ledger and the unmatched lists.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="finance_reconciliation_signed_by_another",
                violation_error_message="Whoever prepared a reconciliation cannot sign it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_by__isnull", False), ("signed_at__isnull", False), ("state", "signed")
                    ),
                    models.Q(
                        ("state__in", ["prepared", "withdrawn"]),
                        ("approved_by__isnull", True),
                        ("signed_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_reconciliation_signed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "prepared")),
                fields=("bank_account", "on"),
                name="finance_reconciliation_one_prepared",
                violation_error_message="A reconciliation of this day waits to be signed already.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reconciliation",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_reconciliationevent" ("approved_by_id", "bank_account_id", "id", "ledger_pence", "made_at", "made_by_id", "note", "on", "open_count", "open_ledger_pence", "open_statement_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "signed_at", "state", "statement_pence") VALUES (NEW."approved_by_id", NEW."bank_account_id", NEW."id", NEW."ledger_pence", NEW."made_at", NEW."made_by_id", NEW."note", NEW."on", NEW."open_count", NEW."open_ledger_pence", NEW."open_statement_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."signed_at", NEW."state", NEW."statement_pence"); RETURN NULL;',
                    hash="64c8aa6fa3a24db841b139c6a6bb5cbe8294be51",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_23f44",
                    table="finance_reconciliation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reconciliation",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_reconciliationevent" ("approved_by_id", "bank_account_id", "id", "ledger_pence", "made_at", "made_by_id", "note", "on", "open_count", "open_ledger_pence", "open_statement_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "signed_at", "state", "statement_pence") VALUES (NEW."approved_by_id", NEW."bank_account_id", NEW."id", NEW."ledger_pence", NEW."made_at", NEW."made_by_id", NEW."note", NEW."on", NEW."open_count", NEW."open_ledger_pence", NEW."open_statement_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."signed_at", NEW."state", NEW."statement_pence"); RETURN NULL;',
                    hash="e06cd764b47441c897d73793d2dfee56d99b15c9",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_36810",
                    table="finance_reconciliation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reconciliation",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_reconciliationevent" ("approved_by_id", "bank_account_id", "id", "ledger_pence", "made_at", "made_by_id", "note", "on", "open_count", "open_ledger_pence", "open_statement_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "signed_at", "state", "statement_pence") VALUES (OLD."approved_by_id", OLD."bank_account_id", OLD."id", OLD."ledger_pence", OLD."made_at", OLD."made_by_id", OLD."note", OLD."on", OLD."open_count", OLD."open_ledger_pence", OLD."open_statement_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."signed_at", OLD."state", OLD."statement_pence"); RETURN NULL;',
                    hash="554d8afa4a1df23b408a3ad71ab6837de63830f6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_08fe6",
                    table="finance_reconciliation",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reconciliationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="3d79f70b3c292081da4e57f592462c8d7be6570c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_d3ea9",
                    table="finance_reconciliationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="statementitem",
            index=models.Index(
                fields=["bank_account", "booked_on", "id"], name="finance_statementitem_by_day"
            ),
        ),
        migrations.AddIndex(
            model_name="statementitem",
            index=models.Index(
                fields=["bank_account", "amount_pence", "booked_on"], name="finance_statementitem_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementitem",
            constraint=models.UniqueConstraint(
                fields=("statement", "number"), name="finance_statementitem_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="statementitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_pence", 0), _negated=True),
                name="finance_statementitem_amount_not_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationitem",
            constraint=models.UniqueConstraint(
                fields=("reconciliation", "number"), name="finance_reconciliationitem_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="reconciliationitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("side__in", ["ledger", "statement"])),
                name="finance_reconciliationitem_side_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("statement_item",),
                name="finance_matchpart_item_once",
                violation_error_message="The item is matched already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("journal_line",),
                name="finance_matchpart_line_once",
                violation_error_message="The ledger line is matched already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchpart",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_current", True)),
                fields=("opening_item",),
                name="finance_matchpart_opening_once",
                violation_error_message="The opening item is matched already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="matchpart",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("journal_line__isnull", True),
                        ("opening_item__isnull", True),
                        ("statement_item__isnull", False),
                    ),
                    models.Q(
                        ("journal_line__isnull", False),
                        ("opening_item__isnull", True),
                        ("statement_item__isnull", True),
                    ),
                    models.Q(
                        ("journal_line__isnull", True),
                        ("opening_item__isnull", False),
                        ("statement_item__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_matchpart_one_thing",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="statementmappingevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="5a24a8d39802f4cd7fe35dee8bad119ed15a6db5",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_a058b",
                    table="finance_statementmappingevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="statementupload",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["sent", "loaded", "discarded"])),
                name="finance_statementupload_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="bankstatement",
            index=models.Index(fields=["bank_account", "to_on", "number"], name="finance_statement_by_end"),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(
                fields=("bank_account", "number"), name="finance_statement_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.UniqueConstraint(
                fields=("bank_account", "fingerprint"),
                name="finance_statement_once",
                violation_error_message="This statement is loaded already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankstatement",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on__gte", models.F("from_on"))),
                name="finance_statement_dates_in_order",
            ),
        ),
        sql_file("0007_bank"),
    ]
