import backoffice.audit.triggers
import backoffice.numbering.references
import datetime
import django.db.models.deletion
import django.db.models.expressions
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [("finance", "0010_payments"), ("tenancy", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Accrual",
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
                    "kind",
                    models.CharField(
                        choices=[("accrual", "Accrual"), ("prepayment", "Prepayment")],
                        default="accrual",
                        max_length=10,
                    ),
                ),
                ("waits_for", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table_comment": "Journals that are reversed by themselves in the next period.",
            },
        ),
        migrations.CreateModel(
            name="AccrualEvent",
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
                    "kind",
                    models.CharField(
                        choices=[("accrual", "Accrual"), ("prepayment", "Prepayment")],
                        default="accrual",
                        max_length=10,
                    ),
                ),
                ("waits_for", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "finance_accrualevent",
                "db_table_comment": "History of finance_accrual, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CloseTask",
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
                ("label", models.CharField(max_length=100)),
                ("instructions", models.CharField(blank=True, max_length=500)),
                ("position", models.SmallIntegerField()),
                ("owner_role", models.CharField(blank=True, max_length=40)),
                ("needs_evidence", models.BooleanField(default=False)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done")], default="open", max_length=4
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("undone_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table_comment": "Tasks of the close of a period.",
            },
        ),
        migrations.CreateModel(
            name="CloseTaskEvent",
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
                ("label", models.CharField(max_length=100)),
                ("instructions", models.CharField(blank=True, max_length=500)),
                ("position", models.SmallIntegerField()),
                ("owner_role", models.CharField(blank=True, max_length=40)),
                ("needs_evidence", models.BooleanField(default=False)),
                ("due_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "To do"), ("done", "Done")], default="open", max_length=4
                    ),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("note", models.CharField(blank=True, max_length=1000)),
                ("undone_reason", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "db_table": "finance_closetaskevent",
                "db_table_comment": "History of finance_closetask, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CloseTemplate",
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
                ("label", models.CharField(max_length=100)),
                ("instructions", models.CharField(blank=True, max_length=500)),
                ("position", models.SmallIntegerField()),
                ("owner_role", models.CharField(blank=True, max_length=40)),
                ("needs_evidence", models.BooleanField(default=False)),
                ("due_day", models.SmallIntegerField()),
                ("is_used", models.BooleanField(default=True)),
            ],
            options={
                "db_table_comment": "The checklist that a close begins with.",
            },
        ),
        migrations.CreateModel(
            name="CloseTemplateEvent",
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
                ("label", models.CharField(max_length=100)),
                ("instructions", models.CharField(blank=True, max_length=500)),
                ("position", models.SmallIntegerField()),
                ("owner_role", models.CharField(blank=True, max_length=40)),
                ("needs_evidence", models.BooleanField(default=False)),
                ("due_day", models.SmallIntegerField()),
                ("is_used", models.BooleanField(default=True)),
            ],
            options={
                "db_table": "finance_closetemplateevent",
                "db_table_comment": "History of finance_closetemplate, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PeriodException",
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
                ("reason", models.CharField(max_length=500)),
                ("expires_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table_comment": "Members who may post into a period that is being closed.",
            },
        ),
        migrations.CreateModel(
            name="PeriodExceptionEvent",
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
                ("reason", models.CharField(max_length=500)),
                ("expires_at", models.DateTimeField()),
                ("granted_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "db_table": "finance_periodexceptionevent",
                "db_table_comment": "History of finance_periodexception, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reopening",
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
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for agreement"),
                            ("agreed", "Agreed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=500)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("from_sequence", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("to_sequence", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "db_table_comment": "Requests that a closed period is reopened, and what became of them.",
            },
        ),
        migrations.CreateModel(
            name="ReopeningEvent",
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
                ("reason", models.CharField(max_length=500)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Waiting for agreement"),
                            ("agreed", "Agreed"),
                            ("refused", "Refused"),
                            ("withdrawn", "Withdrawn"),
                        ],
                        default="asked",
                        max_length=9,
                    ),
                ),
                ("asked_at", models.DateTimeField(auto_now_add=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decision_note", models.CharField(blank=True, max_length=500)),
                ("opened_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("from_sequence", models.BigIntegerField(blank=True, editable=False, null=True)),
                ("to_sequence", models.BigIntegerField(blank=True, editable=False, null=True)),
            ],
            options={
                "db_table": "finance_reopeningevent",
                "db_table_comment": "History of finance_reopening, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="period",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="period",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="period",
            name="delete_delete",
        ),
        migrations.RemoveConstraint(
            model_name="period",
            name="finance_period_state_known",
        ),
        migrations.AddField(
            model_name="period",
            name="closing_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="period",
            name="closing_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="period",
            name="locked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="period",
            name="locked_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="periodevent",
            name="closing_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="periodevent",
            name="closing_by",
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
            model_name="periodevent",
            name="locked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="periodevent",
            name="locked_by",
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
        migrations.AlterField(
            model_name="period",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("closing", "Closing"),
                    ("closed", "Closed"),
                    ("locked", "Locked"),
                ],
                default="open",
                max_length=7,
            ),
        ),
        migrations.AlterField(
            model_name="periodevent",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "Open"),
                    ("closing", "Closing"),
                    ("closed", "Closed"),
                    ("locked", "Locked"),
                ],
                default="open",
                max_length=7,
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_periodevent" ("checkpoint_hash", "checkpoint_sequence", "closed_at", "closed_by_id", "closing_at", "closing_by_id", "code", "ends_on", "financial_year", "id", "locked_at", "locked_by_id", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "state") VALUES (NEW."checkpoint_hash", NEW."checkpoint_sequence", NEW."closed_at", NEW."closed_by_id", NEW."closing_at", NEW."closing_by_id", NEW."code", NEW."ends_on", NEW."financial_year", NEW."id", NEW."locked_at", NEW."locked_by_id", NEW."name", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."starts_on", NEW."state"); RETURN NULL;',
                    hash="5339929963fbeb1404d474d897722fd302d78c53",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_2f93d",
                    table="finance_period",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_periodevent" ("checkpoint_hash", "checkpoint_sequence", "closed_at", "closed_by_id", "closing_at", "closing_by_id", "code", "ends_on", "financial_year", "id", "locked_at", "locked_by_id", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "state") VALUES (NEW."checkpoint_hash", NEW."checkpoint_sequence", NEW."closed_at", NEW."closed_by_id", NEW."closing_at", NEW."closing_by_id", NEW."code", NEW."ends_on", NEW."financial_year", NEW."id", NEW."locked_at", NEW."locked_by_id", NEW."name", NEW."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."starts_on", NEW."state"); RETURN NULL;',
                    hash="5dfe6afe34a6acc51238f05439c4cc2970535f49",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2645b",
                    table="finance_period",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="period",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_periodevent" ("checkpoint_hash", "checkpoint_sequence", "closed_at", "closed_by_id", "closing_at", "closing_by_id", "code", "ends_on", "financial_year", "id", "locked_at", "locked_by_id", "name", "number", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "starts_on", "state") VALUES (OLD."checkpoint_hash", OLD."checkpoint_sequence", OLD."closed_at", OLD."closed_by_id", OLD."closing_at", OLD."closing_by_id", OLD."code", OLD."ends_on", OLD."financial_year", OLD."id", OLD."locked_at", OLD."locked_by_id", OLD."name", OLD."number", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."starts_on", OLD."state"); RETURN NULL;',
                    hash="d0128d99e50f6811582e6015cfd405c30031427f",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_65386",
                    table="finance_period",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "closing", "closed", "locked"])),
                name="finance_period_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="period",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "open"),
                    models.Q(
                        ("closing_at__isnull", False), ("closing_by__isnull", False), ("state", "closing")
                    ),
                    models.Q(
                        ("checkpoint_hash__isnull", False),
                        ("checkpoint_sequence__isnull", False),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("state", "closed"),
                    ),
                    models.Q(
                        ("checkpoint_hash__isnull", False),
                        ("checkpoint_sequence__isnull", False),
                        ("closed_at__isnull", False),
                        ("closed_by__isnull", False),
                        ("locked_at__isnull", False),
                        ("locked_by__isnull", False),
                        ("state", "locked"),
                    ),
                    _connector="OR",
                ),
                name="finance_period_who_and_when",
            ),
        ),
        migrations.AddField(
            model_name="accrual",
            name="journal",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE, related_name="accrual", to="finance.journal"
            ),
        ),
        migrations.AddField(
            model_name="accrual",
            name="reversal",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="accrual_reversed",
                to="finance.journal",
            ),
        ),
        migrations.AddField(
            model_name="accrualevent",
            name="journal",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="finance.journal",
            ),
        ),
        migrations.AddField(
            model_name="accrualevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.accrual",
            ),
        ),
        migrations.AddField(
            model_name="accrualevent",
            name="reversal",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="closetask",
            name="done_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="closetask",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="closetask",
            name="period",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="close_tasks",
                to="finance.period",
            ),
        ),
        migrations.AddField(
            model_name="closetaskevent",
            name="done_by",
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
            model_name="closetaskevent",
            name="owner",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="closetaskevent",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="finance.period",
            ),
        ),
        migrations.AddField(
            model_name="closetaskevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.closetask",
            ),
        ),
        migrations.AddField(
            model_name="closetemplate",
            name="owner",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="closetemplateevent",
            name="owner",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="closetemplateevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.closetemplate",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="granted_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="member",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="period",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="exceptions",
                to="finance.period",
            ),
        ),
        migrations.AddField(
            model_name="periodexception",
            name="withdrawn_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="periodexceptionevent",
            name="granted_by",
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
            model_name="periodexceptionevent",
            name="member",
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
            model_name="periodexceptionevent",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="finance.period",
            ),
        ),
        migrations.AddField(
            model_name="periodexceptionevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.periodexception",
            ),
        ),
        migrations.AddField(
            model_name="periodexceptionevent",
            name="withdrawn_by",
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
            model_name="reopening",
            name="asked_by",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tenancy.member",
            ),
        ),
        migrations.AddField(
            model_name="reopening",
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
            model_name="reopening",
            name="period",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reopenings",
                to="finance.period",
            ),
        ),
        migrations.AddField(
            model_name="reopeningevent",
            name="asked_by",
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
            model_name="reopeningevent",
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
            model_name="reopeningevent",
            name="period",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="finance.period",
            ),
        ),
        migrations.AddField(
            model_name="reopeningevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.reopening",
            ),
        ),
        migrations.AddIndex(
            model_name="accrual",
            index=models.Index(
                condition=models.Q(("reversal__isnull", True)),
                fields=["journal"],
                name="finance_accrual_unreversed",
            ),
        ),
        migrations.AddConstraint(
            model_name="accrual",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["accrual", "prepayment"])), name="finance_accrual_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="accrual",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reversal__isnull", True),
                    models.Q(("reversal", models.F("journal")), _negated=True),
                    _connector="OR",
                ),
                name="finance_accrual_reversal_is_another",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accrual",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_accrualevent" ("id", "journal_id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "reversal_id", "waits_for") VALUES (NEW."id", NEW."journal_id", NEW."kind", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."reversal_id", NEW."waits_for"); RETURN NULL;',
                    hash="4a0adfbd35fbc0fa780687ef574616e422b3b3cd",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_8c52f",
                    table="finance_accrual",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accrual",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_accrualevent" ("id", "journal_id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "reversal_id", "waits_for") VALUES (NEW."id", NEW."journal_id", NEW."kind", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."reversal_id", NEW."waits_for"); RETURN NULL;',
                    hash="e8305a84654b0d6623ef55097f9cc49913f7931c",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_099c3",
                    table="finance_accrual",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accrual",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_accrualevent" ("id", "journal_id", "kind", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "reversal_id", "waits_for") VALUES (OLD."id", OLD."journal_id", OLD."kind", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."reversal_id", OLD."waits_for"); RETURN NULL;',
                    hash="7accd633e81f5bc67d7c48a332e385d2ab16b994",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_425ed",
                    table="finance_accrual",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="accrualevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="827431718ecb723a982b3f56ab9355fb1a0bf639",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_0d1b2",
                    table="finance_accrualevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="closetask",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["due_on"], name="finance_close_task_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="closetask",
            constraint=models.UniqueConstraint(
                fields=("period", "code"), name="finance_close_task_once_a_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="closetask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", True), ("done_by__isnull", True), ("state", "open")),
                    models.Q(("done_at__isnull", False), ("done_by__isnull", False), ("state", "done")),
                    _connector="OR",
                ),
                name="finance_close_task_done_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetask",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_closetaskevent" ("code", "done_at", "done_by_id", "due_on", "id", "instructions", "label", "needs_evidence", "note", "owner_id", "owner_role", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference", "state", "undone_reason") VALUES (NEW."code", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."instructions", NEW."label", NEW."needs_evidence", NEW."note", NEW."owner_id", NEW."owner_role", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."position", NEW."reference", NEW."state", NEW."undone_reason"); RETURN NULL;',
                    hash="e3292ca5a0ef8b763c237deec34c5c12535ad925",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_df1f8",
                    table="finance_closetask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetask",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_closetaskevent" ("code", "done_at", "done_by_id", "due_on", "id", "instructions", "label", "needs_evidence", "note", "owner_id", "owner_role", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference", "state", "undone_reason") VALUES (NEW."code", NEW."done_at", NEW."done_by_id", NEW."due_on", NEW."id", NEW."instructions", NEW."label", NEW."needs_evidence", NEW."note", NEW."owner_id", NEW."owner_role", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."position", NEW."reference", NEW."state", NEW."undone_reason"); RETURN NULL;',
                    hash="c5854d82c9549464f35fd002c17f255697954643",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_f9bfa",
                    table="finance_closetask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetask",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_closetaskevent" ("code", "done_at", "done_by_id", "due_on", "id", "instructions", "label", "needs_evidence", "note", "owner_id", "owner_role", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference", "state", "undone_reason") VALUES (OLD."code", OLD."done_at", OLD."done_by_id", OLD."due_on", OLD."id", OLD."instructions", OLD."label", OLD."needs_evidence", OLD."note", OLD."owner_id", OLD."owner_role", OLD."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."position", OLD."reference", OLD."state", OLD."undone_reason"); RETURN NULL;',
                    hash="b76ea91d47d1323fee314384a027b50a3b910e73",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e40cf",
                    table="finance_closetask",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetaskevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="b5345b35cb62151935e67d127e98243771439fc9",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_3cb10",
                    table="finance_closetaskevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="closetemplate",
            constraint=models.UniqueConstraint(
                fields=("code",),
                name="finance_close_template_code_once",
                violation_error_message="There is a task with this code already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closetemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("owner__isnull", True), models.Q(("owner_role", ""), _negated=True)),
                    models.Q(("owner__isnull", False), ("owner_role", "")),
                    _connector="OR",
                ),
                name="finance_close_template_one_owner",
                violation_error_message="A task belongs to a role or to a person: choose one of them.",
            ),
        ),
        migrations.AddConstraint(
            model_name="closetemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(("due_day__gte", -31), ("due_day__lte", 92)),
                name="finance_close_template_due_soon",
                violation_error_message="A task is due between 31 days before the period's end and 92 days after it.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_closetemplateevent" ("code", "due_day", "id", "instructions", "is_used", "label", "needs_evidence", "owner_id", "owner_role", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference") VALUES (NEW."code", NEW."due_day", NEW."id", NEW."instructions", NEW."is_used", NEW."label", NEW."needs_evidence", NEW."owner_id", NEW."owner_role", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."position", NEW."reference"); RETURN NULL;',
                    hash="c8f924a7508ce5768865ba9a629877be75879552",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_65404",
                    table="finance_closetemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_closetemplateevent" ("code", "due_day", "id", "instructions", "is_used", "label", "needs_evidence", "owner_id", "owner_role", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference") VALUES (NEW."code", NEW."due_day", NEW."id", NEW."instructions", NEW."is_used", NEW."label", NEW."needs_evidence", NEW."owner_id", NEW."owner_role", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."position", NEW."reference"); RETURN NULL;',
                    hash="7466e31bc2b1548564e21d4d02e42f5ad15a1938",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_fdd67",
                    table="finance_closetemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetemplate",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_closetemplateevent" ("code", "due_day", "id", "instructions", "is_used", "label", "needs_evidence", "owner_id", "owner_role", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "reference") VALUES (OLD."code", OLD."due_day", OLD."id", OLD."instructions", OLD."is_used", OLD."label", OLD."needs_evidence", OLD."owner_id", OLD."owner_role", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."position", OLD."reference"); RETURN NULL;',
                    hash="07b47223419065927abf3ae109428436b09968f6",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_42fb2",
                    table="finance_closetemplate",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="closetemplateevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="efedb75bc999f17a68b02c46fee232aa6f263ba5",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_25370",
                    table="finance_closetemplateevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="periodexception",
            index=models.Index(fields=["period", "member"], name="finance_exception_by_period"),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("granted_by", models.F("member")), _negated=True),
                name="finance_period_exception_by_another",
                violation_error_message="Another person grants you an exception.",
            ),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="finance_period_exception_reasoned",
                violation_error_message="Say why the exception is needed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("expires_at__gt", models.F("granted_at")),
                    (
                        "expires_at__lte",
                        django.db.models.expressions.CombinedExpression(
                            models.F("granted_at"), "+", models.Value(datetime.timedelta(days=31))
                        ),
                    ),
                ),
                name="finance_period_exception_expires",
                violation_error_message="An exception lasts at most 31 days from when it is granted.",
            ),
        ),
        migrations.AddConstraint(
            model_name="periodexception",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True)),
                    models.Q(("withdrawn_at__isnull", False), ("withdrawn_by__isnull", False)),
                    _connector="OR",
                ),
                name="finance_period_exception_withdrawn_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="periodexception",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_periodexceptionevent" ("expires_at", "granted_at", "granted_by_id", "id", "member_id", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."expires_at", NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."member_id", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;',
                    hash="314593eeab608cd58ffb0b0dcb8737512f641130",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_38174",
                    table="finance_periodexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="periodexception",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_periodexceptionevent" ("expires_at", "granted_at", "granted_by_id", "id", "member_id", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "withdrawn_at", "withdrawn_by_id") VALUES (NEW."expires_at", NEW."granted_at", NEW."granted_by_id", NEW."id", NEW."member_id", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."withdrawn_at", NEW."withdrawn_by_id"); RETURN NULL;',
                    hash="0976a5ec899206560aa3aeb0154dcf99bca29cab",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_9ddaf",
                    table="finance_periodexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="periodexception",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_periodexceptionevent" ("expires_at", "granted_at", "granted_by_id", "id", "member_id", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "withdrawn_at", "withdrawn_by_id") VALUES (OLD."expires_at", OLD."granted_at", OLD."granted_by_id", OLD."id", OLD."member_id", OLD."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."withdrawn_at", OLD."withdrawn_by_id"); RETURN NULL;',
                    hash="4f5f9d084b4e9ec1840a9cdc3fc97ab9409ed154",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_e4b29",
                    table="finance_periodexception",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="periodexceptionevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="f7dc56bc162aa08844ced9a99fe9567f35dd29ee",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e221a",
                    table="finance_periodexceptionevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="reopening",
            index=models.Index(fields=["period", "-id"], name="finance_reopening_by_period"),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "agreed", "refused", "withdrawn"])),
                name="finance_reopening_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True),
                name="finance_reopening_reasoned",
                violation_error_message="Say why the period is reopened.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        models.Q(("state", "asked"), _negated=True),
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_reopening_decided_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["asked", "withdrawn"]),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="finance_reopening_by_another",
                violation_error_message="You asked for this reopening, so another person agrees to it.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.CheckConstraint(
                condition=models.Q(("opened_at__isnull", True), ("state", "agreed"), _connector="OR"),
                name="finance_reopening_opened_when_agreed",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")),
                fields=("period",),
                name="finance_reopening_one_asked",
                violation_error_message="The reopening of this period has been asked for already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="reopening",
            constraint=models.UniqueConstraint(
                condition=models.Q(("opened_at__isnull", True), ("state", "agreed")),
                fields=("period",),
                name="finance_reopening_one_to_use",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reopening",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_reopeningevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision_note", "from_sequence", "id", "opened_at", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "to_sequence") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."from_sequence", NEW."id", NEW."opened_at", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."to_sequence"); RETURN NULL;',
                    hash="b6a4adaaa3c452296535693cd7266cce69eaf117",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_56fea",
                    table="finance_reopening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reopening",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_reopeningevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision_note", "from_sequence", "id", "opened_at", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "to_sequence") VALUES (NEW."asked_at", NEW."asked_by_id", NEW."decided_at", NEW."decided_by_id", NEW."decision_note", NEW."from_sequence", NEW."id", NEW."opened_at", NEW."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reason", NEW."reference", NEW."state", NEW."to_sequence"); RETURN NULL;',
                    hash="a14f48c914d563b70f76d3717d2f03f07ed67813",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_29220",
                    table="finance_reopening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reopening",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_reopeningevent" ("asked_at", "asked_by_id", "decided_at", "decided_by_id", "decision_note", "from_sequence", "id", "opened_at", "period_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "reference", "state", "to_sequence") VALUES (OLD."asked_at", OLD."asked_by_id", OLD."decided_at", OLD."decided_by_id", OLD."decision_note", OLD."from_sequence", OLD."id", OLD."opened_at", OLD."period_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reason", OLD."reference", OLD."state", OLD."to_sequence"); RETURN NULL;',
                    hash="32a26e86b3cb4f66cc74dbd855c4b81185efb0a0",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_7e2e7",
                    table="finance_reopening",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="reopeningevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="1e278f050098193eff8e518728e4305387b6c784",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_04b60",
                    table="finance_reopeningevent",
                    when="BEFORE",
                ),
            ),
        ),
        sql_file("0011_close"),
    ]
