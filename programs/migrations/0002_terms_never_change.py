from django.db import migrations

from database.operations import append_only, state_needs_event


class Migration(migrations.Migration):
    dependencies = [("programs", "0001_programs_and_their_terms"), ("audit", "0002_events_are_append_only")]

    operations = [
        append_only("programs_programterms"),
        state_needs_event("programs_program", "programs.program", "planned"),
    ]
