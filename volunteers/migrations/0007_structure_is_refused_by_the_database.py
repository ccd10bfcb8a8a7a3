"""Requests move only with their event; what was told about risks, and who accepted it, stays."""

from django.db import migrations

from database.operations import append_only, state_needs_event


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0006_structure_of_volunteering"), ("audit", "0002_events_are_append_only")]
    operations = [
        state_needs_event("volunteers_joinrequest", "volunteers.joinrequest", "asked"),
        state_needs_event("volunteers_servicerequest", "volunteers.servicerequest", "received"),
        append_only("volunteers_risknotice"),
        append_only("volunteers_riskacceptance"),
    ]
