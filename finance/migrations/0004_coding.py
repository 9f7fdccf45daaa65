import backoffice.audit.triggers
import backoffice.numbering.references
import django.db.models.deletion
import pghistory.utils
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("finance", "0003_journal_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="ControlAccount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("creditors", "Trade creditors"),
                            ("goods_received", "Goods received not invoiced"),
                            ("vat", "VAT"),
                            ("accruals", "Accruals"),
                            ("prepayments", "Prepayments"),
                            ("bank_charges", "Bank charges"),
                            ("suspense", "Suspense"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "db_table_comment": "Accounts that functions of finance post to, by purpose.",
            },
        ),
        migrations.CreateModel(
            name="ControlAccountEvent",
            fields=[
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("pgh_id", models.BigAutoField(primary_key=True, serialize=False)),
                ("pgh_context", pghistory.utils.JSONField()),
                ("id", models.BigIntegerField()),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("creditors", "Trade creditors"),
                            ("goods_received", "Goods received not invoiced"),
                            ("vat", "VAT"),
                            ("accruals", "Accruals"),
                            ("prepayments", "Prepayments"),
                            ("bank_charges", "Bank charges"),
                            ("suspense", "Suspense"),
                        ],
                        max_length=20,
                    ),
                ),
            ],
            options={
                "db_table": "finance_controlaccountevent",
                "db_table_comment": "History of finance_controlaccount, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Project",
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
                ("name", models.CharField(max_length=200)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_before", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table_comment": "Projects that lines may be coded to.",
            },
        ),
        migrations.CreateModel(
            name="ProjectEvent",
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
                ("name", models.CharField(max_length=200)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_before", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "finance_projectevent",
                "db_table_comment": "History of finance_project, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="VatCode",
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
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=100)),
                ("rate_basis_points", models.IntegerField()),
                ("recoverable_basis_points", models.IntegerField(default=10000)),
                ("ubl_category", models.CharField(max_length=3)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_before", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table_comment": "VAT codes.",
            },
        ),
        migrations.CreateModel(
            name="VatCodeEvent",
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
                ("code", models.CharField(max_length=10)),
                ("name", models.CharField(max_length=100)),
                ("rate_basis_points", models.IntegerField()),
                ("recoverable_basis_points", models.IntegerField(default=10000)),
                ("ubl_category", models.CharField(max_length=3)),
                ("starts_on", models.DateField(blank=True, null=True)),
                ("ends_before", models.DateField(blank=True, null=True)),
            ],
            options={
                "db_table": "finance_vatcodeevent",
                "db_table_comment": "History of finance_vatcode, written by triggers; insert-only.",
                "abstract": False,
            },
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="update_update",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="account",
            name="delete_delete",
        ),
        migrations.AddField(
            model_name="account",
            name="project_required",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="accountevent",
            name="project_required",
            field=models.BooleanField(default=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_accountevent" ("code", "cost_centre_required", "ends_before", "group", "id", "is_control", "name", "normal_side", "note", "objective_required", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_required", "reference", "starts_on", "type") VALUES (NEW."code", NEW."cost_centre_required", NEW."ends_before", NEW."group", NEW."id", NEW."is_control", NEW."name", NEW."normal_side", NEW."note", NEW."objective_required", NEW."origin", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."project_required", NEW."reference", NEW."starts_on", NEW."type"); RETURN NULL;',
                    hash="d3c177fa1895f741f0e81f86802a5e02d619eb9e",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_f26c4",
                    table="finance_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_accountevent" ("code", "cost_centre_required", "ends_before", "group", "id", "is_control", "name", "normal_side", "note", "objective_required", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_required", "reference", "starts_on", "type") VALUES (NEW."code", NEW."cost_centre_required", NEW."ends_before", NEW."group", NEW."id", NEW."is_control", NEW."name", NEW."normal_side", NEW."note", NEW."objective_required", NEW."origin", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."project_required", NEW."reference", NEW."starts_on", NEW."type"); RETURN NULL;',
                    hash="edce35f8104f861d1735be4360b64a6602dd8563",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_3bee8",
                    table="finance_account",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="account",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_accountevent" ("code", "cost_centre_required", "ends_before", "group", "id", "is_control", "name", "normal_side", "note", "objective_required", "origin", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "project_required", "reference", "starts_on", "type") VALUES (OLD."code", OLD."cost_centre_required", OLD."ends_before", OLD."group", OLD."id", OLD."is_control", OLD."name", OLD."normal_side", OLD."note", OLD."objective_required", OLD."origin", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."project_required", OLD."reference", OLD."starts_on", OLD."type"); RETURN NULL;',
                    hash="ef146331905a1f066caa3efe609680c28b2b4c6b",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_12d6c",
                    table="finance_account",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="controlaccount",
            name="account",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="finance.account"),
        ),
        migrations.AddField(
            model_name="controlaccountevent",
            name="account",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="finance.account",
            ),
        ),
        migrations.AddField(
            model_name="controlaccountevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.controlaccount",
            ),
        ),
        migrations.AddField(
            model_name="project",
            name="cost_centre",
            field=models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, to="finance.costcentre"
            ),
        ),
        migrations.AddField(
            model_name="journalline",
            name="project",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="finance.project",
            ),
        ),
        migrations.AddField(
            model_name="projectevent",
            name="cost_centre",
            field=models.ForeignKey(
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
        migrations.AddField(
            model_name="projectevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.project",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatcode",
            constraint=models.UniqueConstraint(
                fields=("code",),
                name="finance_vat_code_once",
                violation_error_message="There is a VAT code with this code already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatcode",
            constraint=models.CheckConstraint(
                condition=models.Q(("rate_basis_points__gte", 0), ("rate_basis_points__lte", 10000)),
                name="finance_vat_code_rate_0_to_100",
                violation_error_message="A rate is between 0 and 100 per cent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("recoverable_basis_points__gte", 0), ("recoverable_basis_points__lte", 10000)
                ),
                name="finance_vat_code_share_0_to_100",
                violation_error_message="The share that is recovered is between 0 and 100 per cent.",
            ),
        ),
        migrations.AddConstraint(
            model_name="vatcode",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_before__isnull", True),
                    ("ends_before__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="finance_vat_code_dates_in_order",
                violation_error_message="A VAT code ends after it starts.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vatcode",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_vatcodeevent" ("code", "ends_before", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_basis_points", "recoverable_basis_points", "reference", "starts_on", "ubl_category") VALUES (NEW."code", NEW."ends_before", NEW."id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."rate_basis_points", NEW."recoverable_basis_points", NEW."reference", NEW."starts_on", NEW."ubl_category"); RETURN NULL;',
                    hash="3ef9d4b92a699c3662f2893a551bca3d5ead3056",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_43b6b",
                    table="finance_vatcode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vatcode",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_vatcodeevent" ("code", "ends_before", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_basis_points", "recoverable_basis_points", "reference", "starts_on", "ubl_category") VALUES (NEW."code", NEW."ends_before", NEW."id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."rate_basis_points", NEW."recoverable_basis_points", NEW."reference", NEW."starts_on", NEW."ubl_category"); RETURN NULL;',
                    hash="7229b1c821b9efbbfcb79efeafb5f8fd766b494b",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_b71c4",
                    table="finance_vatcode",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vatcode",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_vatcodeevent" ("code", "ends_before", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "rate_basis_points", "recoverable_basis_points", "reference", "starts_on", "ubl_category") VALUES (OLD."code", OLD."ends_before", OLD."id", OLD."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."rate_basis_points", OLD."recoverable_basis_points", OLD."reference", OLD."starts_on", OLD."ubl_category"); RETURN NULL;',
                    hash="949229020c02fe7d8200c2fc8a507074298af6d7",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_690c1",
                    table="finance_vatcode",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddField(
            model_name="vatcodeevent",
            name="pgh_obj",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="history",
                to="finance.vatcode",
            ),
        ),
        migrations.AddConstraint(
            model_name="controlaccount",
            constraint=models.UniqueConstraint(
                fields=("purpose",), name="finance_control_account_once_a_purpose"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="controlaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_controlaccountevent" ("account_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose") VALUES (NEW."account_id", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."purpose"); RETURN NULL;',
                    hash="ed78cb1ef15793104c9fe1cf431a18ab3018bcba",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_35fa4",
                    table="finance_controlaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="controlaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_controlaccountevent" ("account_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose") VALUES (NEW."account_id", NEW."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."purpose"); RETURN NULL;',
                    hash="af1f403bc03d8021755c2688e343d9368dd3ff6e",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_06ef9",
                    table="finance_controlaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="controlaccount",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_controlaccountevent" ("account_id", "id", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose") VALUES (OLD."account_id", OLD."id", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."purpose"); RETURN NULL;',
                    hash="1442daf004a26780d1658ce8fc67c5721d3258fc",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_22671",
                    table="finance_controlaccount",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="controlaccountevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="bb5a001b1d5bd04fbaa431ec466b8f39aaa1f29c",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_b2dea",
                    table="finance_controlaccountevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.UniqueConstraint(
                fields=("code",),
                name="finance_project_code_once",
                violation_error_message="There is a project with this code already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("starts_on__isnull", True),
                    ("ends_before__isnull", True),
                    ("ends_before__gt", models.F("starts_on")),
                    _connector="OR",
                ),
                name="finance_project_dates_in_order",
                violation_error_message="A project ends after it starts.",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_projectevent" ("code", "cost_centre_id", "ends_before", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "starts_on") VALUES (NEW."code", NEW."cost_centre_id", NEW."ends_before", NEW."id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'insert\', NEW."id", NEW."reference", NEW."starts_on"); RETURN NULL;',
                    hash="2d6a0778fa9541fb4637d28f14e76c28c713ee44",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_cf75c",
                    table="finance_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=backoffice.audit.triggers.AlwaysOn(
                    condition="WHEN (OLD.* IS DISTINCT FROM NEW.*)",
                    func='INSERT INTO "finance_projectevent" ("code", "cost_centre_id", "ends_before", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "starts_on") VALUES (NEW."code", NEW."cost_centre_id", NEW."ends_before", NEW."id", NEW."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'update\', NEW."id", NEW."reference", NEW."starts_on"); RETURN NULL;',
                    hash="130abe30bbfb4d78c82ad6d75f1fa61dac9b2d93",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_eec7e",
                    table="finance_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="project",
            trigger=pgtrigger.compiler.Trigger(
                name="delete_delete",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func='INSERT INTO "finance_projectevent" ("code", "cost_centre_id", "ends_before", "id", "name", "pgh_context", "pgh_created_at", "pgh_label", "pgh_obj_id", "reference", "starts_on") VALUES (OLD."code", OLD."cost_centre_id", OLD."ends_before", OLD."id", OLD."name", COALESCE(NULLIF(current_setting(\'backoffice.audit\', true), \'\')::jsonb, jsonb_build_object(\'login\', session_user)), NOW(), \'delete\', OLD."id", OLD."reference", OLD."starts_on"); RETURN NULL;',
                    hash="bb0ed072d282d5f0bfe77aa96583cfd2708192e4",
                    operation="DELETE",
                    pgid="pgtrigger_delete_delete_60630",
                    table="finance_project",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="projectevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="5674d7a7dcea578a54766d03d3a82f7234185ad2",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_cd974",
                    table="finance_projectevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="vatcodeevent",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_only",
                sql=backoffice.audit.triggers.AlwaysOn(
                    func="RAISE EXCEPTION 'history is insert-only' USING ERRCODE = '23514', CONSTRAINT = 'audit_history_insert_only', TABLE = TG_TABLE_NAME;",
                    hash="c8c13817751b0f0ec4398311d4f284976a614229",
                    level="STATEMENT",
                    operation="UPDATE OR DELETE OR TRUNCATE",
                    pgid="pgtrigger_insert_only_33575",
                    table="finance_vatcodeevent",
                    when="BEFORE",
                ),
            ),
        ),
    ]
