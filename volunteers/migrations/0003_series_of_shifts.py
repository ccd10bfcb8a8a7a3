import django.db.models.deletion
import volunteers.models.series
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('volunteers', '0002_the_database_refuses'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='ShiftSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule', models.CharField(max_length=200, verbose_name='rule')),
                    ('first_on', models.DateField(verbose_name='first day')),
                    ('start_time', models.TimeField(verbose_name='starts at')),
                    ('end_time', models.TimeField(verbose_name='ends at')),
                    ('zone', models.CharField(default=volunteers.models.series.zone_of_the_portal, max_length=40, verbose_name='time zone')),
                    ('arrive_minutes', models.PositiveSmallIntegerField(default=0, verbose_name='minutes to arrive before the start')),
                    ('opens_days', models.PositiveSmallIntegerField(default=0, verbose_name='days before the start when sign-up opens')),
                    ('closes_hours', models.PositiveSmallIntegerField(default=0, verbose_name='hours before the start when sign-up closes')),
                    ('day_policy', models.CharField(choices=[('every_day', 'Holidays make no difference'), ('not_on_holidays', 'Not on public holidays'), ('work_days', 'Only on working days, make-up weekends included')], max_length=20, verbose_name='holidays')),
                    ('place_zh', models.CharField(blank=True, max_length=120, verbose_name="place, when not the activity's")),
                    ('place_en', models.CharField(blank=True, max_length=200, verbose_name='place in English')),
                    ('stopped_from', models.DateField(blank=True, null=True, verbose_name='no shifts from this day on')),
                    ('planned_until', models.DateField(blank=True, null=True, verbose_name='planned up to')),
                    ('planned_at', models.DateTimeField(blank=True, null=True, verbose_name='last planned at')),
                    ('revision', models.PositiveIntegerField(default=0, verbose_name='times changed')),
                    ('created_at', models.DateTimeField(verbose_name='created at')),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='series', to='volunteers.activity', verbose_name='activity')),
                    ('continues', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continued_by', to='volunteers.shiftseries', verbose_name='continues')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='created by')),
                ],
                options={
                    'verbose_name': 'series of shifts',
                    'verbose_name_plural': 'series of shifts',
                    'ordering': ['activity', 'start_time', 'pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('start_time', models.F('end_time')), _negated=True), name='volunteers_series_lasts_some_time')],
                },
            ),
            migrations.CreateModel(
                name='SeriesTask',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh', models.CharField(max_length=40, verbose_name='task')),
                    ('name_en', models.CharField(blank=True, max_length=80, verbose_name='task in English')),
                    ('minimum', models.PositiveIntegerField(default=1, verbose_name='least number of people')),
                    ('capacity', models.PositiveIntegerField(verbose_name='places')),
                    ('min_age', models.PositiveSmallIntegerField(default=0, verbose_name='minimum age')),
                    ('training_required', models.CharField(blank=True, choices=[('food_hygiene', 'Food hygiene'), ('first_aid', 'First aid (CPR)'), ('fire_evacuation', 'Fire and evacuation'), ('drowning_prevention', 'Drowning prevention'), ('visiting_elders', 'Visiting elders who live alone')], max_length=30, verbose_name='training required')),
                    ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='volunteers.shiftseries')),
                ],
                options={
                    'verbose_name': 'task of a series',
                    'verbose_name_plural': 'tasks of a series',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('series', 'name_zh'), name='volunteers_series_task_once')],
                },
            ),
            migrations.CreateModel(
                name='SeriesOccurrence',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('original_start', models.DateTimeField(verbose_name='start by the series')),
                    ('kind', models.CharField(choices=[('rule', 'by the rule'), ('added', 'added by hand'), ('removed', 'taken out by hand')], max_length=10, verbose_name='origin')),
                    ('shift', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='occurrence', to='volunteers.shift', verbose_name='shift')),
                    ('series', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='occurrences', to='volunteers.shiftseries')),
                ],
                options={
                    'verbose_name': 'date of a series',
                    'verbose_name_plural': 'dates of a series',
                    'ordering': ['original_start', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('series', 'original_start'), name='volunteers_occurrence_once'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'removed'), ('shift__isnull', True)), models.Q(models.Q(('kind', 'removed'), _negated=True), ('shift__isnull', False)), _connector='OR'), name='volunteers_occurrence_has_its_shift')],
                },
            ),
        ]),
    ]
