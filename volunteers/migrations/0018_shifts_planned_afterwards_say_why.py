from django.db import migrations, models

from database.operations import KeepingTriggers


class Migration(migrations.Migration):

    dependencies = [('volunteers', '0017_excused_says_why')]

    operations = [
        KeepingTriggers(
            "volunteers_shift",
            [
                migrations.AddField(
                    model_name='shift',
                    name='planned_late_reason',
                    field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='why planned afterwards'),
                ),
            ],
        ),
    ]
