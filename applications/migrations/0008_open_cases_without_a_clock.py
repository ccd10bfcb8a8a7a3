"""Open cases that nothing hurries get a due time before that of ended ones, so that the open ones are a range."""

from datetime import UTC, datetime

from django.db import migrations

NEVER, NO_CLOCK = datetime(9999, 1, 1, tzinfo=UTC), datetime(9998, 1, 1, tzinfo=UTC)
ENDED = ("not_accepted", "rejected", "closed", "withdrawn", "terminated", "recovered")


def wind(apps, schema_editor):
    Application = apps.get_model("applications", "Application")
    Application.objects.filter(due_at=NEVER).exclude(state__in=ENDED).update(due_at=NO_CLOCK)


def unwind(apps, schema_editor):
    apps.get_model("applications", "Application").objects.filter(due_at=NO_CLOCK).update(due_at=NEVER)


class Migration(migrations.Migration):
    dependencies = [("applications", "0007_newest_first_by_area_and_handler")]
    operations = [migrations.RunPython(wind, unwind)]
