import django.db.models.deletion
from django.db import migrations, models

import backoffice.numbering.references
from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [("finance", "0004_coding")]

    operations = [
        migrations.AlterField(  # its constraint holds it; three indexes of one column slowed posting
            model_name="journal",
            name="reference",
            field=models.CharField(
                default=backoffice.numbering.references.new_reference, editable=False, max_length=12
            ),
        ),
        *(  # looked up once a statement by triggers, see 0005_posting.sql
            migrations.AlterField(
                model_name="journal",
                name=name,
                field=models.ForeignKey(
                    db_constraint=False,
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    to=to,
                    **given,
                ),
            )
            for name, to, given in (
                ("period", "finance.period", {"related_name": "journals"}),
                ("made_by", "tenancy.member", {"related_name": "+"}),
                ("approved_by", "tenancy.member", {"related_name": "+", "null": True}),
                ("returned_by", "tenancy.member", {"related_name": "+", "null": True}),
            )
        ),
        migrations.RemoveConstraint(model_name="balance", name="finance_balance_once_a_cell"),
        migrations.AddField(
            model_name="balance",
            name="project",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="finance.project",
            ),
        ),
        migrations.AddConstraint(
            model_name="balance",
            constraint=models.UniqueConstraint(
                fields=("period", "account", "cost_centre", "objective", "project"),
                name="finance_balance_once_a_cell",
                nulls_distinct=False,
            ),
        ),
        migrations.CreateModel(
            name="Snapshot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("balance_pence", models.BigIntegerField()),
                ("year_pence", models.BigIntegerField()),
                (
                    "account",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="finance.account",
                    ),
                ),
                (
                    "cost_centre",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        to="finance.costcentre",
                    ),
                ),
                (
                    "period",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, to="finance.period"
                    ),
                ),
            ],
            options={
                "db_table_comment": "Balances of accounts and cost centres at the end of closed periods.",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("period", "account", "cost_centre"),
                        name="finance_snapshot_once_a_cell",
                        nulls_distinct=False,
                    )
                ],
            },
        ),
        sql_file("0005_posting"),
    ]
