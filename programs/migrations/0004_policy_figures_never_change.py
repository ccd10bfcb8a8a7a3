from django.db import migrations

from database.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("programs", "0003_policy_figures_are_versioned")]

    operations = [append_only("programs_policyparameter")]
