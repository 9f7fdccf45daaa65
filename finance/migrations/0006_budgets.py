import backoffice.audit.triggers
import backoffice.numbering.references
import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.datetime
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0005_posting"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PhasingProfileEvent",
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
                (
                    "weights",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=12),
                ),
                ("is_used", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "finance_phasingprofileevent",
                "db_table_comment": "History of finance_phasingprofile, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Virement",
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
                ("number", models.CharField(max_length=20, unique=True)),
                ("financial_year", models.CharField(max_length=7)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table_comment": "Virements. Decided ones never change.",
            },
        ),
        migrations.CreateModel(
            name="VirementAgreement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "basis",
                    models.CharField(
                        choices=[("holder", "Budget holder"), ("finance", "Finance approver")], max_length=7
                    ),
                ),
                ("agreed_on", models.DateField()),
                ("agreed_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "db_table_comment": "Who agreed to a virement, for which cost centre. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="VirementEvent",
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
                ("number", models.CharField(max_length=20)),
                ("financial_year", models.CharField(max_length=7)),
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("proposed", "Proposed"),
                            ("approved", "Approved"),
                            ("rejected", "Rejected"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="proposed",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table": "finance_virementevent",
                "db_table_comment": "History of finance_virement, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VirementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.IntegerField()),
                ("total_pence", models.BigIntegerField()),
                (
                    "months",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=12),
                ),
            ],
            options={
                "db_table_comment": "Lines of virements, in pence. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="BudgetControl",
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
                ("account_group", models.CharField(blank=True, max_length=100)),
                (
                    "action",
                    models.CharField(
                        choices=[("stop", "Stop"), ("warn", "Warn"), ("none", "Do nothing")],
                        default="stop",
                        max_length=4,
                    ),
                ),
                ("tolerance_pence", models.BigIntegerField(default=0)),
                ("tolerance_basis_points", models.IntegerField(default=0)),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="controls",
                        to="finance.costcentre",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Budget controls of cost centres, each for its whole subtree.",
            },
        ),
        migrations.CreateModel(
            name="BudgetControlEvent",
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
                ("account_group", models.CharField(blank=True, max_length=100)),
                (
                    "action",
                    models.CharField(
                        choices=[("stop", "Stop"), ("warn", "Warn"), ("none", "Do nothing")],
                        default="stop",
                        max_length=4,
                    ),
                ),
                ("tolerance_pence", models.BigIntegerField(default=0)),
                ("tolerance_basis_points", models.IntegerField(default=0)),
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
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.budgetcontrol",
                    ),
                ),
            ],
            options={
                "db_table": "finance_budgetcontrolevent",
                "db_table_comment": "History of finance_budgetcontrol, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetHolder",
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
                ("ends_before", models.DateField(blank=True, null=True)),
                (
                    "cost_centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="holders",
                        to="finance.costcentre",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tenancy.member"
                    ),
                ),
            ],
            options={
                "db_table_comment": "Who holds which cost centre, and when.",
            },
        ),
        migrations.CreateModel(
            name="BudgetHolderEvent",
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
                ("ends_before", models.DateField(blank=True, null=True)),
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
                    "member",
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
                        to="finance.budgetholder",
                    ),
                ),
            ],
            options={
                "db_table": "finance_budgetholderevent",
                "db_table_comment": "History of finance_budgetholder, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="BudgetVersion",
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
                ("financial_year", models.CharField(max_length=7)),
                ("number", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("original", "Original"), ("revised", "Revised")],
                        default="original",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Awaiting approval"),
                            ("approved", "Approved"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
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
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.budgetversion",
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
                "db_table_comment": "Versions of a year's budget. Approved ones never change.",
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("total_pence", models.BigIntegerField()),
                (
                    "months",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=12),
                ),
                (
                    "phasing",
                    models.CharField(
                        choices=[
                            ("flat", "Equally"),
                            ("actual", "By last year's actuals"),
                            ("profile", "By a profile"),
                            ("by_hand", "By hand"),
                        ],
                        default="flat",
                        max_length=8,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.account"
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.costcentre"
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        blank=True,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
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
                        to="finance.project",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="finance.budgetversion",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Budget lines by month, in pence: spending positive, income negative.",
            },
        ),
        migrations.CreateModel(
            name="BudgetVersionEvent",
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
                ("financial_year", models.CharField(max_length=7)),
                ("number", models.IntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("original", "Original"), ("revised", "Revised")],
                        default="original",
                        max_length=8,
                    ),
                ),
                ("name", models.CharField(max_length=100)),
                ("note", models.CharField(blank=True, max_length=1000)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("awaiting", "Awaiting approval"),
                            ("approved", "Approved"),
                        ],
                        default="draft",
                        max_length=8,
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
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
                    "based_on",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.budgetversion",
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
                        to="finance.budgetversion",
                    ),
                ),
            ],
            options={
                "db_table": "finance_budgetversionevent",
                "db_table_comment": "History of finance_budgetversion, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CommitmentEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("source_kind", models.CharField(max_length=60)),
                ("source_id", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("financial_year", models.CharField(max_length=7)),
                ("dated_on", models.DateField()),
                ("amount_pence", models.BigIntegerField()),
                ("entered_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.account"
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.costcentre"
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
                    "objective",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="finance.objective",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="finance.project",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Commitments: budget held and given back, by document line. Insert-only.",
            },
        ),
        migrations.CreateModel(
            name="Forecast",
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
                ("outturn_pence", models.BigIntegerField()),
                ("commentary", models.CharField(blank=True, max_length=2000)),
                ("made_at", models.DateTimeField(auto_now=True)),
                (
                    "cost_centre",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forecasts",
                        to="finance.costcentre",
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
                "db_table_comment": "Forecasts of the year's spending by cost centre and month.",
            },
        ),
        migrations.CreateModel(
            name="ForecastRound",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("locked", "Locked")], default="open", max_length=6
                    ),
                ),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "locked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "period",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="forecast_round",
                        to="finance.period",
                    ),
                ),
            ],
            options={
                "db_table_comment": "Months of forecasts. Locked ones never change.",
            },
        ),
        migrations.CreateModel(
            name="ForecastEvent",
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
                ("outturn_pence", models.BigIntegerField()),
                ("commentary", models.CharField(blank=True, max_length=2000)),
                ("made_at", models.DateTimeField(auto_now=True)),
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
                        to="finance.forecast",
                    ),
                ),
                (
                    "round",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.forecastround",
                    ),
                ),
            ],
            options={
                "db_table": "finance_forecastevent",
                "db_table_comment": "History of finance_forecast, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="forecast",
            name="round",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="forecasts",
                to="finance.forecastround",
            ),
        ),
        migrations.CreateModel(
            name="ForecastRoundEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("locked", "Locked")], default="open", max_length=6
                    ),
                ),
                ("locked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "locked_by",
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
                    "period",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.period",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="history",
                        to="finance.forecastround",
                    ),
                ),
            ],
            options={
                "db_table": "finance_forecastroundevent",
                "db_table_comment": "History of finance_forecastround, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PhasingProfile",
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
                (
                    "weights",
                    django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=12),
                ),
                ("is_used", models.BooleanField(default=True)),
            ],
            options={
                "db_table_comment": "Saved ways of phasing a budget over the months of a year.",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("name",),
                        name="finance_phasing_profile_name_once",
                        violation_error_message="There is a profile with this name already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("weights__len", 12)),
                        name="finance_phasing_profile_twelve_weights",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phasingprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_phasingprofileevent" ("id", "is_used", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "weights") VALUES (NEW."id", NEW."is_used", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."weights"); RETURN NULL;',
                    hash="244513ad7ba4950033fe440ed07a49f041b7642b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_6a3bc",
                    table="finance_phasingprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phasingprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_phasingprofileevent" ("id", "is_used", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "weights") VALUES (NEW."id", NEW."is_used", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."weights"); RETURN NULL;',
                    hash="9534755a54ba8e672b9e40e0ad6dcd845c279e6c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a3ef9",
                    table="finance_phasingprofile",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phasingprofile",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_phasingprofileevent" ("id", "is_used", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "weights") VALUES (OLD."id", OLD."is_used", OLD."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."weights"); RETURN NULL;',
                    hash="e20de8612a07fa91bbb4447782d8c5f06673ee71",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_ecdf9",
                    table="finance_phasingprofile",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="phasingprofileevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.phasingprofile",
            ),
        ),
        migrations.AddField(
            model_name="virement",
            name="decided_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="virement",
            name="made_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="virement",
            name="version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="virements",
                to="finance.budgetversion",
            ),
        ),
        migrations.AddField(
            model_name="virementagreement",
            name="cost_centre",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.costcentre"
            ),
        ),
        migrations.AddField(
            model_name="virementagreement",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="virementagreement",
            name="virement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="agreements",
                to="finance.virement",
            ),
        ),
        migrations.AddField(
            model_name="virementevent",
            name="decided_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="virementevent",
            name="made_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="virementevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.virement",
            ),
        ),
        migrations.AddField(
            model_name="virementevent",
            name="version",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="finance.budgetversion",
            ),
        ),
        migrations.AddField(
            model_name="virementline",
            name="account",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.account"
            ),
        ),
        migrations.AddField(
            model_name="virementline",
            name="cost_centre",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.costcentre"
            ),
        ),
        migrations.AddField(
            model_name="virementline",
            name="objective",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="finance.objective",
            ),
        ),
        migrations.AddField(
            model_name="virementline",
            name="project",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="finance.project",
            ),
        ),
        migrations.AddField(
            model_name="virementline",
            name="virement",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="finance.virement",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetcontrol",
            constraint=models.UniqueConstraint(
                fields=("cost_centre", "account_group"),
                name="finance_budget_control_once",
                violation_error_message="This cost centre has such a control already. Change that one.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetcontrol",
            constraint=models.CheckConstraint(
                condition=models.Q(("action__in", ["stop", "warn", "none"])),
                name="finance_budget_control_action_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetcontrol",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tolerance_basis_points__gte", 0),
                    ("tolerance_basis_points__lte", 10000),
                    ("tolerance_pence__gte", 0),
                ),
                name="finance_budget_control_tolerance_sane",
                violation_error_message="A tolerance is nothing or more, and at most 100 %.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetcontrol",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_budgetcontrolevent" ("account_group", "action", "cost_centre_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "tolerance_basis_points", "tolerance_pence") VALUES (NEW."account_group", NEW."action", NEW."cost_centre_id", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."tolerance_basis_points", NEW."tolerance_pence"); RETURN NULL;',
                    hash="562c685d40c1c1d8077a6b0395bc9579d2458565",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_0b061",
                    table="finance_budgetcontrol",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetcontrol",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_budgetcontrolevent" ("account_group", "action", "cost_centre_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "tolerance_basis_points", "tolerance_pence") VALUES (NEW."account_group", NEW."action", NEW."cost_centre_id", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."tolerance_basis_points", NEW."tolerance_pence"); RETURN NULL;',
                    hash="55065bc01bc8ae5e06560ba4d4260f16784a3f1c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_77a7b",
                    table="finance_budgetcontrol",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetcontrol",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_budgetcontrolevent" ("account_group", "action", "cost_centre_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "tolerance_basis_points", "tolerance_pence") VALUES (OLD."account_group", OLD."action", OLD."cost_centre_id", OLD."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."tolerance_basis_points", OLD."tolerance_pence"); RETURN NULL;',
                    hash="3b7d147e1d63e58311404a60417723b7baa890c5",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_72d1e",
                    table="finance_budgetcontrol",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetcontrolevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="6652b42748c84196d71ba7c91cc9380257333499",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_bbdd5",
                    table="finance_budgetcontrolevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetholder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_before__isnull", True), ("ends_before__gt", models.F("starts_on")), _connector="OR"
                ),
                name="finance_budget_holder_dates_in_order",
                violation_error_message="A budget holder holds a cost centre for a day at least.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetholder",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_budgetholderevent" ("cost_centre_id", "ends_before", "id", "member_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "starts_on") VALUES (NEW."cost_centre_id", NEW."ends_before", NEW."id", NEW."member_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."starts_on"); RETURN NULL;',
                    hash="3a485e09682e3b42521773b92285a7b59a66343a",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_e4fcc",
                    table="finance_budgetholder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetholder",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_budgetholderevent" ("cost_centre_id", "ends_before", "id", "member_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "starts_on") VALUES (NEW."cost_centre_id", NEW."ends_before", NEW."id", NEW."member_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."starts_on"); RETURN NULL;',
                    hash="384835310ce949b2b4b4dc88975173ee5e9499d5",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9d063",
                    table="finance_budgetholder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetholder",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_budgetholderevent" ("cost_centre_id", "ends_before", "id", "member_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "starts_on") VALUES (OLD."cost_centre_id", OLD."ends_before", OLD."id", OLD."member_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."starts_on"); RETURN NULL;',
                    hash="35532f4ec153053e8cdec7b86354ae36f05a23d8",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_b7ddf",
                    table="finance_budgetholder",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetholderevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="32f9d409380382db9cf1dcf4fb10a4b0f8c23bb1",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_d9a97",
                    table="finance_budgetholderevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.UniqueConstraint(
                fields=("financial_year", "number"), name="finance_budget_version_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "original"), ("state", "approved")),
                fields=("financial_year",),
                name="finance_budget_version_one_original",
                violation_error_message="The year has an original already. Withdraw this one and submit it again as a revision.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "awaiting", "approved"]), ("kind__in", ["original", "revised"])
                ),
                name="finance_budget_version_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("approved_at__isnull", False),
                        ("approved_by__isnull", False),
                        ("state", "approved"),
                        models.Q(("approved_by", models.F("made_by")), _negated=True),
                    ),
                    models.Q(
                        models.Q(("state", "approved"), _negated=True),
                        ("approved_at__isnull", True),
                        ("approved_by__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_budget_version_approved_by_another",
                violation_error_message="The person who made a budget cannot approve it. Ask another approver.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("financial_year__regex", "^\\d{4}/\\d{2}$")),
                name="finance_budget_version_year_written",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetversion",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_budgetversionevent" ("approved_at", "approved_by_id", "based_on_id", "financial_year", "id", "kind", "made_at", "made_by_id", "name", "note", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."based_on_id", NEW."financial_year", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", NEW."note", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."state"); RETURN NULL;',
                    hash="9e44b33e2e879a118dc4c8d72760074386735928",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_84161",
                    table="finance_budgetversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetversion",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_budgetversionevent" ("approved_at", "approved_by_id", "based_on_id", "financial_year", "id", "kind", "made_at", "made_by_id", "name", "note", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state") VALUES (NEW."approved_at", NEW."approved_by_id", NEW."based_on_id", NEW."financial_year", NEW."id", NEW."kind", NEW."made_at", NEW."made_by_id", NEW."name", NEW."note", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."state"); RETURN NULL;',
                    hash="445ea2aebf4243a640f0ee3bb06b7f6134f3d96d",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_46a19",
                    table="finance_budgetversion",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetversion",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_budgetversionevent" ("approved_at", "approved_by_id", "based_on_id", "financial_year", "id", "kind", "made_at", "made_by_id", "name", "note", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "state") VALUES (OLD."approved_at", OLD."approved_by_id", OLD."based_on_id", OLD."financial_year", OLD."id", OLD."kind", OLD."made_at", OLD."made_by_id", OLD."name", OLD."note", OLD."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."state"); RETURN NULL;',
                    hash="20362d2eac423cf4bde5821a71b7ce5e57e4007f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_0763f",
                    table="finance_budgetversion",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.UniqueConstraint(
                fields=("version", "cost_centre", "account", "objective", "project"),
                name="finance_budget_line_once_a_coding",
                nulls_distinct=False,
                violation_error_message="The version has a line of this coding already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="budgetline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("months__len", 12),
                    (
                        "total_pence",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.expressions.CombinedExpression(
                                                                    models.F("months__0"),
                                                                    "+",
                                                                    models.F("months__1"),
                                                                ),
                                                                "+",
                                                                models.F("months__2"),
                                                            ),
                                                            "+",
                                                            models.F("months__3"),
                                                        ),
                                                        "+",
                                                        models.F("months__4"),
                                                    ),
                                                    "+",
                                                    models.F("months__5"),
                                                ),
                                                "+",
                                                models.F("months__6"),
                                            ),
                                            "+",
                                            models.F("months__7"),
                                        ),
                                        "+",
                                        models.F("months__8"),
                                    ),
                                    "+",
                                    models.F("months__9"),
                                ),
                                "+",
                                models.F("months__10"),
                            ),
                            "+",
                            models.F("months__11"),
                        ),
                    ),
                ),
                name="finance_budgetline_months_add_up",
                violation_error_message="The twelve months do not add up to the total.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="budgetversionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="662c461cbd84a439d9959dacc523fb3f8f8196f4",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_7a550",
                    table="finance_budgetversionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="commitmententry",
            index=models.Index(
                fields=["source_kind", "source_id", "line"], name="finance_commitment_by_source"
            ),
        ),
        migrations.AddIndex(
            model_name="commitmententry",
            index=models.Index(
                fields=["financial_year", "cost_centre", "account"],
                include=("amount_pence",),
                name="finance_commitment_by_centre",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_pence", 0), _negated=True),
                name="finance_commitment_amount_not_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitmententry",
            constraint=models.CheckConstraint(
                condition=models.Q(("financial_year__regex", "^\\d{4}/\\d{2}$")),
                name="finance_commitment_year_written",
            ),
        ),
        migrations.AddConstraint(
            model_name="forecastround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("locked_at__isnull", True), ("locked_by__isnull", True), ("state", "open")),
                    models.Q(("locked_at__isnull", False), ("locked_by__isnull", False), ("state", "locked")),
                    _connector="OR",
                ),
                name="finance_forecast_round_locked_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecastround",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_forecastroundevent" ("due_on", "id", "locked_at", "locked_by_id", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."due_on", NEW."id", NEW."locked_at", NEW."locked_by_id", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="2013e102b44be0623aac2f844f4f14a24c2b00df",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_1af7c",
                    table="finance_forecastround",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecastround",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_forecastroundevent" ("due_on", "id", "locked_at", "locked_by_id", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (NEW."due_on", NEW."id", NEW."locked_at", NEW."locked_by_id", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."state"); RETURN NULL;',
                    hash="f9090d59757db31a840eaaf1f39334cd19ba8107",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_6578d",
                    table="finance_forecastround",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecastround",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_forecastroundevent" ("due_on", "id", "locked_at", "locked_by_id", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "state") VALUES (OLD."due_on", OLD."id", OLD."locked_at", OLD."locked_by_id", OLD."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."state"); RETURN NULL;',
                    hash="9c3074485b5c3a0654d60d347d0450109d16d898",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_fb074",
                    table="finance_forecastround",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecastevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="2515ffbb1d78329331eadee873efe5ab2ab95a67",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e4b48",
                    table="finance_forecastevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="forecast",
            constraint=models.UniqueConstraint(
                fields=("round", "cost_centre"), name="finance_forecast_once_a_month"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecast",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_forecastevent" ("commentary", "cost_centre_id", "id", "made_at", "made_by_id", "outturn_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "round_id") VALUES (NEW."commentary", NEW."cost_centre_id", NEW."id", NEW."made_at", NEW."made_by_id", NEW."outturn_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."round_id"); RETURN NULL;',
                    hash="1ae2f8970a500bb77b81896e84b68270baf0b1f1",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_400ef",
                    table="finance_forecast",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecast",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_forecastevent" ("commentary", "cost_centre_id", "id", "made_at", "made_by_id", "outturn_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "round_id") VALUES (NEW."commentary", NEW."cost_centre_id", NEW."id", NEW."made_at", NEW."made_by_id", NEW."outturn_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."round_id"); RETURN NULL;',
                    hash="0b15c44c37bf961ef39e98a83502d1cdab72f475",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_8299b",
                    table="finance_forecast",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecast",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_forecastevent" ("commentary", "cost_centre_id", "id", "made_at", "made_by_id", "outturn_pence", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "round_id") VALUES (OLD."commentary", OLD."cost_centre_id", OLD."id", OLD."made_at", OLD."made_by_id", OLD."outturn_pence", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."round_id"); RETURN NULL;',
                    hash="22669ac3287f4cfb6cbd3716244ccbc00f070ae1",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_d1085",
                    table="finance_forecast",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="forecastroundevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="92df1ab86d7cbf03315e5892b7aedfc15ce24bf9",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_736c1",
                    table="finance_forecastroundevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="phasingprofileevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="17f7d436a81a5cbcb2a6168fabf8878928b78f09",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_4ea9b",
                    table="finance_phasingprofileevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="virement",
            index=models.Index(
                condition=models.Q(("state", "proposed")),
                fields=["financial_year"],
                name="finance_virement_proposed",
            ),
        ),
        migrations.AddConstraint(
            model_name="virement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("decided_at__isnull", True),
                        ("decided_by__isnull", True),
                        ("state", "proposed"),
                        ("version__isnull", True),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state", "approved"),
                        ("version__isnull", False),
                    ),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["rejected", "withdrawn"]),
                        ("version__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="finance_virement_state_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="virement",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_virementevent" ("decided_at", "decided_by_id", "decision", "financial_year", "id", "made_at", "made_by_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "version_id") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."financial_year", NEW."id", NEW."made_at", NEW."made_by_id", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."version_id"); RETURN NULL;',
                    hash="725324e265734f4a731eca10fc92ce17fbf31f95",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_06698",
                    table="finance_virement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="virement",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_virementevent" ("decided_at", "decided_by_id", "decision", "financial_year", "id", "made_at", "made_by_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "version_id") VALUES (NEW."decided_at", NEW."decided_by_id", NEW."decision", NEW."financial_year", NEW."id", NEW."made_at", NEW."made_by_id", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."version_id"); RETURN NULL;',
                    hash="fbbdf9ec780bb73e09eb20b955c05a3d66dd356e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b7432",
                    table="finance_virement",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="virement",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_virementevent" ("decided_at", "decided_by_id", "decision", "financial_year", "id", "made_at", "made_by_id", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "version_id") VALUES (OLD."decided_at", OLD."decided_by_id", OLD."decision", OLD."financial_year", OLD."id", OLD."made_at", OLD."made_by_id", OLD."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."state", OLD."version_id"); RETURN NULL;',
                    hash="0d5ab6f00f5d12f02ef79570a9855fdd009d5bba",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e4de4",
                    table="finance_virement",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="virementagreement",
            constraint=models.UniqueConstraint(
                fields=("virement", "cost_centre", "member", "basis"), name="finance_virement_agreement_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="virementagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(("basis__in", ["holder", "finance"])),
                name="finance_virement_agreement_basis_known",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="virementevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="86091d49f5b161568cdc206aa5ee7e8520cb7c41",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e0254",
                    table="finance_virementevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="virementline",
            index=models.Index(fields=["cost_centre", "virement"], name="finance_virementline_by_centre"),
        ),
        migrations.AddConstraint(
            model_name="virementline",
            constraint=models.UniqueConstraint(
                fields=("virement", "number"), name="finance_virement_line_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="virementline",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_pence", 0), _negated=True),
                name="finance_virement_line_not_nothing",
            ),
        ),
        migrations.AddConstraint(
            model_name="virementline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("months__len", 12),
                    (
                        "total_pence",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        django.db.models.expressions.CombinedExpression(
                                            django.db.models.expressions.CombinedExpression(
                                                django.db.models.expressions.CombinedExpression(
                                                    django.db.models.expressions.CombinedExpression(
                                                        django.db.models.expressions.CombinedExpression(
                                                            django.db.models.expressions.CombinedExpression(
                                                                django.db.models.expressions.CombinedExpression(
                                                                    models.F("months__0"),
                                                                    "+",
                                                                    models.F("months__1"),
                                                                ),
                                                                "+",
                                                                models.F("months__2"),
                                                            ),
                                                            "+",
                                                            models.F("months__3"),
                                                        ),
                                                        "+",
                                                        models.F("months__4"),
                                                    ),
                                                    "+",
                                                    models.F("months__5"),
                                                ),
                                                "+",
                                                models.F("months__6"),
                                            ),
                                            "+",
                                            models.F("months__7"),
                                        ),
                                        "+",
                                        models.F("months__8"),
                                    ),
                                    "+",
                                    models.F("months__9"),
                                ),
                                "+",
                                models.F("months__10"),
                            ),
                            "+",
                            models.F("months__11"),
                        ),
                    ),
                ),
                name="finance_virementline_months_add_up",
                violation_error_message="The twelve months do not add up to the total.",
            ),
        ),
        sql_file("0006_budgets"),
    ]
