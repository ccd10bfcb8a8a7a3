"""What a leader wrote, and to whom it went, stays as it was."""

from django.db import migrations

from database.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0014_leaders_write_to_their_people")]
    operations = [append_only("volunteers_leadermessage"), append_only("volunteers_messagerecipient")]
