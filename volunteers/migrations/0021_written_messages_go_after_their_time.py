"""What a leader wrote goes when its time is over, with an event of its own."""

from django.db import migrations

from database.operations import removal_needs_event

OF_MESSAGE = ("volunteers.leadermessage", "volunteers.leader_message_removed")


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0020_guardians_are_known_by_more_than_a_name"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [
        removal_needs_event("volunteers_leadermessage", *OF_MESSAGE),
        removal_needs_event("volunteers_messagerecipient", *OF_MESSAGE, subject="message_id"),
    ]
