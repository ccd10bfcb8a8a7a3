from django.db import migrations

from database.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("protection", "0002_who_looked_at_personal_data")]
    operations = [append_only("protection_personaldataaccess")]
