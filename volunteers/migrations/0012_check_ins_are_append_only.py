"""Who was seen, when and by whom stays as it was recorded."""

from django.db import migrations

from database.operations import append_only


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0011_people_check_in_at_the_place")]
    operations = [append_only("volunteers_checkinevent")]
