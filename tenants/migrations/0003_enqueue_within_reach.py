from django.db import migrations

from backoffice.migrations import sql_file


class Migration(migrations.Migration):
    dependencies = [("tenants", "0002_api_functions")]
    operations = [sql_file("0003_enqueue_within_reach")]
