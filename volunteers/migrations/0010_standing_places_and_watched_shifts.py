"""Coming every week without signing up each time, and being told of a free place."""

import django.db.models.deletion
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0009_waiting_lists_offer_places'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='ShiftWatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('since', models.DateTimeField(verbose_name='since')),
                    ('shift', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='watches', to='volunteers.shift', verbose_name='shift')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='watches', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ],
                options={
                    'verbose_name': 'watched shift',
                    'verbose_name_plural': 'watched shifts',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('shift', 'volunteer'), name='volunteers_watch_once')],
                },
            ),
            migrations.CreateModel(
                name='StandingPlace',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField(verbose_name='day of the week')),
                    ('since', models.DateTimeField(verbose_name='since')),
                    ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                    ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing', to='volunteers.shiftseries', verbose_name='series')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='standing', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ],
                options={
                    'verbose_name': 'standing place',
                    'verbose_name_plural': 'standing places',
                    'ordering': ['since', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('series', 'volunteer', 'weekday'), name='volunteers_standing_once'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='volunteers_standing_weekday')],
                },
            ),
        ]),
    ]
