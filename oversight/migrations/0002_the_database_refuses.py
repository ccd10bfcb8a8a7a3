from django.db import migrations

from database.operations import append_only, state_needs_event


class Migration(migrations.Migration):
    """A complaint moves only with its event; what a reviewer found for a criterion is never changed."""

    dependencies = [("oversight", "0001_complaints_and_blind_reviews"), ("audit", "0002_events_are_append_only")]

    operations = [
        state_needs_event("oversight_complaint", "oversight.complaint", "received"),
        append_only("oversight_criterionjudgement"),
    ]
