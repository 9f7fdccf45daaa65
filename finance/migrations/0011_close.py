from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("finance", "0010_payments")]

    operations = []
