import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from database.operations import KeepingTriggers

PERSON = {"on_delete": django.db.models.deletion.PROTECT, "to": settings.AUTH_USER_MODEL}
OPTIONAL = {**PERSON, "null": True, "blank": True, "related_name": "+"}


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0015_written_messages_stay'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FamilyLink',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='family_links', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ('actor', models.ForeignKey(**PERSON, related_name='acts_for', verbose_name='who signs up')),
                ('relation', models.CharField(choices=[('child', 'Son or daughter'), ('grandchild', 'Grandchild'), ('spouse', 'Wife or husband'), ('sibling', 'Brother or sister'), ('parent', 'Parent'), ('guardian', 'Guardian'), ('relative', 'Another relative')], max_length=12, verbose_name='relation')),
                ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='family_links', to='volunteers.volunteerteam', verbose_name='team')),
                ('asked_at', models.DateTimeField(verbose_name='asked at')),
                ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                ('confirmed_by', models.ForeignKey(**OPTIONAL, verbose_name='confirmed by')),
                ('agreement', models.CharField(blank=True, choices=[('in_person', "Said so at the leader's desk"), ('paper', 'Signed paper'), ('account', 'With the own account')], max_length=10, verbose_name='how the volunteer agreed')),
                ('evidence', models.CharField(blank=True, max_length=200, verbose_name='where the signed paper is kept')),
                ('ended_at', models.DateTimeField(blank=True, null=True, verbose_name='ended at')),
                ('ended_by', models.ForeignKey(**OPTIONAL, verbose_name='ended by')),
                ('end_reason', models.CharField(blank=True, choices=[('refused', 'Not agreed'), ('withdrawn', 'Taken back before the answer'), ('revoked', 'Revoked')], max_length=10, verbose_name='how it ended')),
            ],
            options={
                'verbose_name': 'right to sign up for family',
                'verbose_name_plural': 'rights to sign up for family',
                'ordering': ['asked_at', 'pk'],
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('volunteer', 'actor'), name='volunteers_family_one_open'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agreement', ''), ('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False), models.Q(('agreement', ''), _negated=True)), _connector='OR'), name='volunteers_family_confirmed_whole'),
                    models.CheckConstraint(condition=models.Q(('confirmed_by__isnull', True), models.Q(('confirmed_by', models.F('actor')), _negated=True), _connector='OR'), name='volunteers_family_confirmed_by_another'),
                    models.CheckConstraint(condition=models.Q(models.Q(('agreement', 'paper'), _negated=True), models.Q(('evidence', ''), _negated=True), _connector='OR'), name='volunteers_family_paper_is_somewhere'),
                    models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('ended_at__isnull', True), ('ended_by__isnull', True)), models.Q(('ended_at__isnull', False), ('ended_by__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='volunteers_family_ended_whole'),
                ],
            },
        ),
        KeepingTriggers(
            "volunteers_signup",
            [
                migrations.AddField(
                    model_name='signup',
                    name='signed_up_by',
                    field=models.ForeignKey(**OPTIONAL, editable=False, verbose_name='who signed up'),
                ),
                migrations.AddField(
                    model_name='signup',
                    name='party_of',
                    field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='members', to='volunteers.signup', verbose_name='group of'),
                ),
                migrations.AlterField(
                    model_name='signup',
                    name='source',
                    field=models.CharField(choices=[('self', 'The volunteer'), ('leader', 'The team leader'), ('import', 'Import'), ('standing', 'Standing place'), ('walk_in', 'Came without signing up'), ('family', 'Family of the volunteer'), ('group', 'Named in a group')], max_length=10, verbose_name='signed up by'),
                ),
            ],
        ),
    ]
