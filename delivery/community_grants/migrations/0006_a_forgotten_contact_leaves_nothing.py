"""The contact of an organisation is there as a whole with its date, or gone as a whole."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("community_grants", "0005_contacts_have_a_date")]

    operations = [
        migrations.AddConstraint(
            "organisation",
            models.CheckConstraint(
                condition=Q(contact_at__isnull=True, contact_name="", phone_mask="")
                | (Q(contact_at__isnull=False) & ~Q(contact_name="") & ~Q(phone_mask="")),
                name="grant_organisation_contact_is_whole",
            ),
        )
    ]
