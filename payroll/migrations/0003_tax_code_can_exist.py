from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("payroll", "0002_pay_run_integrity")]

    operations = [
        migrations.AddConstraint(
            model_name="taxdetails",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("tax_code__regex", "^(NT|[CS]?(K[1-9][0-9]*|[1-9][0-9]*[LMNT]|0T|BR|D[0-3]))$")
                ),
                name="payroll_tax_details_code_can_exist",
                violation_error_message="No such tax code can exist. A code is like 1257L, K475, BR, 0T or NT.",
            ),
        ),
    ]
