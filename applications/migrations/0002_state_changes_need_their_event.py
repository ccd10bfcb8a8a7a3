from django.db import migrations

from database.operations import append_only, state_needs_event


class Migration(migrations.Migration):
    dependencies = [("applications", "0001_initial"), ("audit", "0002_events_are_append_only")]
    operations = [
        state_needs_event("applications_application", "applications.application", "draft"),
        append_only("applications_finding"),
    ]
