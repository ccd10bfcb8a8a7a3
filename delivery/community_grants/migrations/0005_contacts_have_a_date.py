"""When the contact of an organisation was entered: from it and the last grant counts how long contact and account stay."""

from django.db import migrations, models
from django.db.models import F
from database.quick_operations import WordsOnly


def date_of_registration(apps, schema_editor):
    """Later changes of a contact are events, not columns; from the registration on nobody's period becomes longer."""
    apps.get_model("community_grants", "Organisation").objects.update(contact_at=F("registered_at"))


class Migration(migrations.Migration):
    dependencies = [("community_grants", "0004_a_filed_grant_is_forgotten_after_its_years")]

    operations = [
        migrations.AddField(
            "organisation",
            "contact_at",
            models.DateTimeField(blank=True, null=True, verbose_name="contact entered at"),
        ),
        WordsOnly([
            migrations.AlterField(
                "organisation",
                "contact_name",
                models.CharField(blank=True, max_length=60, verbose_name="contact person"),
            ),
        ]),
        migrations.RunPython(date_of_registration, migrations.RunPython.noop),
    ]
