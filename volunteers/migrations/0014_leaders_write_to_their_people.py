import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('volunteers', '0013_calendars_wanted_skills_and_asking'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='LeaderMessage',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('audience', models.CharField(choices=[('confirmed', 'Those who have a place'), ('waiting', 'Those who wait for a place or an answer'), ('all', 'Everybody signed up'), ('members', 'Everybody of the team')], max_length=10, verbose_name='to whom')),
                    ('text', models.CharField(max_length=300, verbose_name='message')),
                    ('reached', models.PositiveIntegerField(verbose_name='people reached')),
                    ('sent_at', models.DateTimeField(verbose_name='sent at')),
                    ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='sent by')),
                    ('shift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='volunteers.shift', verbose_name='shift')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='messages', to='volunteers.volunteerteam', verbose_name='volunteer team')),
                ],
                options={
                    'verbose_name': 'message to volunteers',
                    'verbose_name_plural': 'messages to volunteers',
                    'ordering': ['-sent_at', '-pk'],
                    'indexes': [models.Index(fields=['sent_by', 'sent_at'], name='volunteers_message_of_sender')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('audience', 'members'), ('shift__isnull', True)), models.Q(('shift__isnull', False), models.Q(('audience', 'members'), _negated=True)), _connector='OR'), name='volunteers_message_to_shift_or_team'), models.CheckConstraint(condition=models.Q(('reached__gt', 0)), name='volunteers_message_reaches_somebody')],
                },
            ),
            migrations.CreateModel(
                name='MessageRecipient',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('message', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='recipients', to='volunteers.leadermessage')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'recipient of a message',
                    'verbose_name_plural': 'recipients of messages',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('message', 'person'), name='volunteers_message_once_per_person')],
                },
            ),
        ]),
    ]
