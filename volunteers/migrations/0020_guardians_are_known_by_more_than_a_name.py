import django.db.models.deletion
import protection.fields
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import WordsOnly


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0019_family_appeals_and_takes_standing_places'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='volunteerprofile',
            name='guardian_account',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account of the guardian who agreed'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='guardian_phone_index',
            field=protection.fields.BlindIndexField(max_length=64),
        ),
        WordsOnly([
            migrations.AlterField(
                model_name='signup',
                name='cancel_reason',
                field=models.CharField(blank=True, choices=[('own_wish', 'Cancelled by the volunteer'), ('by_leader', 'Released by the team leader'), ('shift_cancelled', 'The shift was cancelled'), ('offer_declined', 'The offered place was declined'), ('offer_expired', 'The offered place was not answered in time'), ('replaced', 'Somebody else took the place over'), ('not_approved', 'Not approved by the leader'), ('with_group', 'Cancelled with the group')], max_length=20, verbose_name='reason'),
            ),
        ]),
    ]
