from django.db import migrations

from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [("payroll", "0004_overpayment_taken_back")]
    operations = [sql_file("0005_tax_period_of_its_pay_day")]
