from django.db import migrations

from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [("tenants", "0001_initial")]
    operations = [sql_file("0002_api_functions")]
