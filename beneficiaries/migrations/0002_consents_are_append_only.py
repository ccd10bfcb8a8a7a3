from django.db import migrations

from database.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("beneficiaries", "0001_initial")]
    operations = [
        append_only("beneficiaries_consenttext"),
        append_only("beneficiaries_consent"),
        append_only("beneficiaries_consentwithdrawal"),
    ]
