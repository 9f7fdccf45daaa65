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
        ("finance", "0011_close"),
        ("tenancy", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="PublishingRulesEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField(default=1, serialize=False)),
                ("threshold_pence", models.BigIntegerField(default=50000)),
                ("body_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table": "finance_publishingrulesevent",
                "db_table_comment": "History of finance_publishingrules, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Publication",
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
                    "dataset",
                    models.CharField(
                        choices=[("spend", "Spending"), ("payments", "Payment of suppliers")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("version", models.IntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("review", "Waiting for review"),
                            ("reviewed", "Reviewed"),
                            ("published", "Published"),
                            ("given_up", "Given up"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("threshold_pence", models.BigIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.CharField(blank=True, max_length=500)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("content", models.BinaryField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("row_count", models.IntegerField(blank=True, null=True)),
                ("reconciliation", models.JSONField(blank=True, null=True)),
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
                    "published_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.member",
                    ),
                ),
                (
                    "submitted_by",
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
                "db_table_comment": "Files published, being prepared or given up; a published one never changes.",
            },
        ),
        migrations.CreateModel(
            name="PublicationEvent",
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
                    "dataset",
                    models.CharField(
                        choices=[("spend", "Spending"), ("payments", "Payment of suppliers")], max_length=8
                    ),
                ),
                ("name", models.CharField(max_length=20)),
                ("version", models.IntegerField(default=1)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("review", "Waiting for review"),
                            ("reviewed", "Reviewed"),
                            ("published", "Published"),
                            ("given_up", "Given up"),
                        ],
                        default="draft",
                        max_length=9,
                    ),
                ),
                ("correction_reason", models.CharField(blank=True, max_length=500)),
                ("threshold_pence", models.BigIntegerField()),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("submitted_at", models.DateTimeField(blank=True, null=True)),
                ("returned_reason", models.CharField(blank=True, max_length=500)),
                ("reviewed_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("row_count", models.IntegerField(blank=True, null=True)),
                ("reconciliation", models.JSONField(blank=True, null=True)),
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
                        to="finance.publication",
                    ),
                ),
                (
                    "published_by",
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
                    "reviewed_by",
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
                    "submitted_by",
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
                "db_table": "finance_publicationevent",
                "db_table_comment": "History of finance_publication, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PublicationLine",
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
                ("supplier_name", models.CharField(max_length=200)),
                ("posted_on", models.DateField()),
                ("amount_pence", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=200)),
                ("value_for_money", models.CharField(max_length=300)),
                ("procurement_reference", models.CharField(blank=True, max_length=60)),
                (
                    "redaction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not redacted"),
                            ("personal_data", "Personal data"),
                            ("security", "Operational security"),
                            ("commercial", "Commercial confidentiality"),
                        ],
                        max_length=13,
                    ),
                ),
                ("redaction_note", models.CharField(blank=True, max_length=300)),
                ("is_proposed", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
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
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.invoice"
                    ),
                ),
                (
                    "objective",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="finance.objective",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="finance.publication",
                    ),
                ),
                (
                    "supplier",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="finance.supplier"
                    ),
                ),
            ],
            options={
                "db_table_comment": "Lines of what is published.",
            },
        ),
        migrations.CreateModel(
            name="PublicationLineEvent",
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
                ("supplier_name", models.CharField(max_length=200)),
                ("posted_on", models.DateField()),
                ("amount_pence", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=200)),
                ("value_for_money", models.CharField(max_length=300)),
                ("procurement_reference", models.CharField(blank=True, max_length=60)),
                (
                    "redaction",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "Not redacted"),
                            ("personal_data", "Personal data"),
                            ("security", "Operational security"),
                            ("commercial", "Commercial confidentiality"),
                        ],
                        max_length=13,
                    ),
                ),
                ("redaction_note", models.CharField(blank=True, max_length=300)),
                ("is_proposed", models.BooleanField(default=False)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
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
                    "objective",
                    models.ForeignKey(
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
                        to="finance.publicationline",
                    ),
                ),
                (
                    "publication",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="finance.publication",
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
                "db_table": "finance_publicationlineevent",
                "db_table_comment": "History of finance_publicationline, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PublishingRules",
            fields=[
                ("id", models.BigIntegerField(default=1, primary_key=True, serialize=False)),
                ("threshold_pence", models.BigIntegerField(default=50000)),
                ("body_name", models.CharField(blank=True, max_length=200)),
            ],
            options={
                "db_table_comment": "What an authority decided about what it publishes.",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="finance_publishingrules_one_row"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("threshold_pence__gte", 0)),
                        name="finance_publishingrules_threshold_not_below_nothing",
                        violation_error_message="The threshold is nothing or more.",
                    ),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishingrules",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_publishingrulesevent" ("body_name", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "threshold_pence") VALUES (NEW."body_name", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."threshold_pence"); RETURN NULL;',
                    hash="655c3eba68046f5c940ffb680162f24a87117bb6",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_619e5",
                    table="finance_publishingrules",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishingrules",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_publishingrulesevent" ("body_name", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "threshold_pence") VALUES (NEW."body_name", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."threshold_pence"); RETURN NULL;',
                    hash="51a1334242c0da83df5204cc00fcd3fa5dbcef44",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_a9516",
                    table="finance_publishingrules",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishingrules",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_publishingrulesevent" ("body_name", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "threshold_pence") VALUES (OLD."body_name", OLD."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."threshold_pence"); RETURN NULL;',
                    hash="0c1a38b59894d0be0f9977ea192e92e2fb35fea7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_f435c",
                    table="finance_publishingrules",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="publishingrulesevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.publishingrules",
            ),
        ),
        migrations.AddIndex(
            model_name="publication",
            index=models.Index(
                fields=["-starts_on", "dataset", "-version"], name="finance_publication_by_month"
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "given_up"), _negated=True),
                fields=("dataset", "name", "version"),
                name="finance_publication_version_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "review", "reviewed"])),
                fields=("dataset", "name"),
                name="finance_publication_one_in_hand",
                violation_error_message="This file is being prepared already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("dataset__in", ["spend", "payments"])),
                name="finance_publication_dataset_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "review", "reviewed", "published", "given_up"])),
                name="finance_publication_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gt", models.F("starts_on"))),
                name="finance_publication_dates_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("version", 1),
                    models.Q(("version__gt", 1), models.Q(("correction_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="finance_publication_correction_reasoned",
                violation_error_message="Say what the new version corrects.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reviewed_by__isnull", True),
                    models.Q(
                        models.Q(("reviewed_by", models.F("made_by")), _negated=True),
                        models.Q(("reviewed_by", models.F("submitted_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="finance_publication_reviewed_by_another",
                violation_error_message="Who prepared a publication cannot review it. Ask another reviewer.",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["reviewed", "published"]), _negated=True),
                    models.Q(
                        ("reviewed_at__isnull", False),
                        ("reviewed_by__isnull", False),
                        ("submitted_at__isnull", False),
                        ("submitted_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="finance_publication_reviewed_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("content__isnull", False),
                        ("published_at__isnull", False),
                        ("published_by__isnull", False),
                        ("row_count__isnull", False),
                        ("state", "published"),
                    ),
                    models.Q(
                        models.Q(("state", "published"), _negated=True),
                        ("content__isnull", True),
                        ("published_at__isnull", True),
                        ("published_by__isnull", True),
                        ("row_count__isnull", True),
                        ("sha256", ""),
                    ),
                    _connector="OR",
                ),
                name="finance_publication_published_whole",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_publicationevent" ("correction_reason", "dataset", "ends_before", "id", "made_at", "made_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "reconciliation", "reference", "returned_reason", "reviewed_at", "reviewed_by_id", "row_count", "sha256", "starts_on", "state", "submitted_at", "submitted_by_id", "threshold_pence", "version") VALUES (NEW."correction_reason", NEW."dataset", NEW."ends_before", NEW."id", NEW."made_at", NEW."made_by_id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."reconciliation", NEW."reference", NEW."returned_reason", NEW."reviewed_at", NEW."reviewed_by_id", NEW."row_count", NEW."sha256", NEW."starts_on", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."threshold_pence", NEW."version"); RETURN NULL;',
                    hash="f093cb8f64807971aff2b45995ff24b300aea02b",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_a004f",
                    table="finance_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition='WHEN (OLD."correction_reason" IS DISTINCT FROM (NEW."correction_reason") OR OLD."dataset" IS DISTINCT FROM (NEW."dataset") OR OLD."ends_before" IS DISTINCT FROM (NEW."ends_before") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."made_at" IS DISTINCT FROM (NEW."made_at") OR OLD."made_by_id" IS DISTINCT FROM (NEW."made_by_id") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."published_by_id" IS DISTINCT FROM (NEW."published_by_id") OR OLD."reconciliation" IS DISTINCT FROM (NEW."reconciliation") OR OLD."reference" IS DISTINCT FROM (NEW."reference") OR OLD."returned_reason" IS DISTINCT FROM (NEW."returned_reason") OR OLD."reviewed_at" IS DISTINCT FROM (NEW."reviewed_at") OR OLD."reviewed_by_id" IS DISTINCT FROM (NEW."reviewed_by_id") OR OLD."row_count" IS DISTINCT FROM (NEW."row_count") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."starts_on" IS DISTINCT FROM (NEW."starts_on") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."submitted_at" IS DISTINCT FROM (NEW."submitted_at") OR OLD."submitted_by_id" IS DISTINCT FROM (NEW."submitted_by_id") OR OLD."threshold_pence" IS DISTINCT FROM (NEW."threshold_pence") OR OLD."version" IS DISTINCT FROM (NEW."version"))',
                    func='INSERT INTO "finance_publicationevent" ("correction_reason", "dataset", "ends_before", "id", "made_at", "made_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "reconciliation", "reference", "returned_reason", "reviewed_at", "reviewed_by_id", "row_count", "sha256", "starts_on", "state", "submitted_at", "submitted_by_id", "threshold_pence", "version") VALUES (NEW."correction_reason", NEW."dataset", NEW."ends_before", NEW."id", NEW."made_at", NEW."made_by_id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."published_at", NEW."published_by_id", NEW."reconciliation", NEW."reference", NEW."returned_reason", NEW."reviewed_at", NEW."reviewed_by_id", NEW."row_count", NEW."sha256", NEW."starts_on", NEW."state", NEW."submitted_at", NEW."submitted_by_id", NEW."threshold_pence", NEW."version"); RETURN NULL;',
                    hash="3298d5e3b34fb35f9c55d1852c6dc1eb966bc4ca",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_006d1",
                    table="finance_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publication",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_publicationevent" ("correction_reason", "dataset", "ends_before", "id", "made_at", "made_by_id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "published_by_id", "reconciliation", "reference", "returned_reason", "reviewed_at", "reviewed_by_id", "row_count", "sha256", "starts_on", "state", "submitted_at", "submitted_by_id", "threshold_pence", "version") VALUES (OLD."correction_reason", OLD."dataset", OLD."ends_before", OLD."id", OLD."made_at", OLD."made_by_id", OLD."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."published_by_id", OLD."reconciliation", OLD."reference", OLD."returned_reason", OLD."reviewed_at", OLD."reviewed_by_id", OLD."row_count", OLD."sha256", OLD."starts_on", OLD."state", OLD."submitted_at", OLD."submitted_by_id", OLD."threshold_pence", OLD."version"); RETURN NULL;',
                    hash="f262e7f36d58b3396b6c43b0e34db44a013404e2",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_89c82",
                    table="finance_publication",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicationevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="1166b8cd842610573aef9fe3e2dae21b17f90ccb",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_e4610",
                    table="finance_publicationevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationline",
            constraint=models.UniqueConstraint(
                fields=("publication", "number"), name="finance_publicationline_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationline",
            constraint=models.CheckConstraint(
                condition=models.Q(("redaction__in", ["", "personal_data", "security", "commercial"])),
                name="finance_publicationline_redaction_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="publicationline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("purpose", ""), _negated=True), models.Q(("value_for_money", ""), _negated=True)
                ),
                name="finance_publicationline_says_why",
                violation_error_message="A published line says what was bought and why it is value for money.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicationline",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (NEW.changed_by_id IS NOT NULL)",
                    func='INSERT INTO "finance_publicationlineevent" ("account_id", "amount_pence", "changed_at", "changed_by_id", "id", "invoice_id", "is_proposed", "number", "objective_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "procurement_reference", "publication_id", "purpose", "redaction", "redaction_note", "reference", "supplier_id", "supplier_name", "value_for_money") VALUES (NEW."account_id", NEW."amount_pence", NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."invoice_id", NEW."is_proposed", NEW."number", NEW."objective_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."posted_on", NEW."procurement_reference", NEW."publication_id", NEW."purpose", NEW."redaction", NEW."redaction_note", NEW."reference", NEW."supplier_id", NEW."supplier_name", NEW."value_for_money"); RETURN NULL;',
                    hash="04e028cb3137bcdc1524ac10d99df5309ab7d783",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_06c7e",
                    table="finance_publicationline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicationline",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.* AND (NEW.changed_by_id IS NOT NULL))",
                    func='INSERT INTO "finance_publicationlineevent" ("account_id", "amount_pence", "changed_at", "changed_by_id", "id", "invoice_id", "is_proposed", "number", "objective_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "procurement_reference", "publication_id", "purpose", "redaction", "redaction_note", "reference", "supplier_id", "supplier_name", "value_for_money") VALUES (NEW."account_id", NEW."amount_pence", NEW."changed_at", NEW."changed_by_id", NEW."id", NEW."invoice_id", NEW."is_proposed", NEW."number", NEW."objective_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."posted_on", NEW."procurement_reference", NEW."publication_id", NEW."purpose", NEW."redaction", NEW."redaction_note", NEW."reference", NEW."supplier_id", NEW."supplier_name", NEW."value_for_money"); RETURN NULL;',
                    hash="e2a05845504192726b306b105bf3e244865e9d17",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_5c1ce",
                    table="finance_publicationline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicationline",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.changed_by_id IS NOT NULL)",
                    func='INSERT INTO "finance_publicationlineevent" ("account_id", "amount_pence", "changed_at", "changed_by_id", "id", "invoice_id", "is_proposed", "number", "objective_id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "posted_on", "procurement_reference", "publication_id", "purpose", "redaction", "redaction_note", "reference", "supplier_id", "supplier_name", "value_for_money") VALUES (OLD."account_id", OLD."amount_pence", OLD."changed_at", OLD."changed_by_id", OLD."id", OLD."invoice_id", OLD."is_proposed", OLD."number", OLD."objective_id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."posted_on", OLD."procurement_reference", OLD."publication_id", OLD."purpose", OLD."redaction", OLD."redaction_note", OLD."reference", OLD."supplier_id", OLD."supplier_name", OLD."value_for_money"); RETURN NULL;',
                    hash="c5dc851c1c16cdab5c921f4d90168d50f196a79c",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_1e05c",
                    table="finance_publicationline",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publicationlineevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="fdbc700f8a739a04e4a49fdd560f8d464d1bd5f9",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_fb115",
                    table="finance_publicationlineevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="publishingrulesevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="57db7fce5cb5b6d0a1bc4be73b846f83ab48ae40",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_1419d",
                    table="finance_publishingrulesevent",
                    when="BEFORE",
                ),
            ),
        ),
        sql_file("0012_publishing"),
    ]
