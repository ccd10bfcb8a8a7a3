from django.db import migrations

from database.operations import state_needs_event


class Migration(migrations.Migration):
    dependencies = [
        ("beneficiaries", "0005_records_are_compared_and_merged"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [state_needs_event("beneficiaries_duplicatepair", "beneficiaries.duplicatepair", "open")]
