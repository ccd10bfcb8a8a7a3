"""An offer holds a place until its limit; fairness rules of an activity; stand-ins, parties."""

from django.conf import settings
from django.db import migrations, models

from database.operations import KeepingTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('volunteers', '0008_first_skills_and_history'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        KeepingTriggers(
            "volunteers_activity",
            [
                migrations.AddField(
                    model_name='activity',
                    name='approval_required',
                    field=models.BooleanField(db_default=False, default=False, verbose_name='the leader approves each sign-up'),
                ),
                migrations.AddField(
                    model_name='activity',
                    name='approve_after',
                    field=models.PositiveSmallIntegerField(blank=True, help_text='Empty: always approved by the leader.', null=True, verbose_name='no approval needed after so many services here'),
                ),
                migrations.AddField(
                    model_name='activity',
                    name='draw_hours',
                    field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Until then everybody signs up alike; then whoever served longest ago comes first. 0: at once.', verbose_name='places are given so many hours before the start'),
                ),
                migrations.AddField(
                    model_name='activity',
                    name='newcomer_places',
                    field=models.PositiveSmallIntegerField(db_default=0, default=0, help_text='Of each task, for people who never served at this activity; shortly before the start for all.', verbose_name='places kept for newcomers'),
                ),
                migrations.AddField(
                    model_name='activity',
                    name='places_ahead_limit',
                    field=models.PositiveSmallIntegerField(blank=True, help_text='So that everybody gets a turn. Empty: no limit.', null=True, verbose_name='places ahead per person, at most'),
                ),
            ],
        ),
        KeepingTriggers(
            "volunteers_shiftrole",
            [
                migrations.AddField(
                    model_name='shiftrole',
                    name='called_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='everybody who waits was called at'),
                ),
                migrations.AddField(
                    model_name='shiftrole',
                    name='drawn_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='places given by the draw at'),
                ),
                migrations.AddField(
                    model_name='shiftrole',
                    name='seeking',
                    field=models.PositiveIntegerField(db_default=0, default=0, editable=False, verbose_name='stand-ins looked for'),
                ),
            ],
        ),
        KeepingTriggers(
            "volunteers_signup",
            [
                migrations.RemoveConstraint(
                    model_name='signup',
                    name='volunteers_signup_one_live',
                ),
                migrations.AddField(
                    model_name='signup',
                    name='offer_expires_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='offer stands until'),
                ),
                migrations.AddField(
                    model_name='signup',
                    name='offered_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='place offered at'),
                ),
                migrations.AddField(
                    model_name='signup',
                    name='overfill_reason',
                    field=models.CharField(blank=True, db_default='', default='', editable=False, max_length=200, verbose_name='why above the places'),
                ),
                migrations.AddField(
                    model_name='signup',
                    name='party_size',
                    field=models.PositiveSmallIntegerField(db_default=1, default=1, verbose_name='people'),
                ),
                migrations.AddField(
                    model_name='signup',
                    name='standin_asked_at',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='asked for a stand-in at'),
                ),
                migrations.AddField(
                    model_name='signup',
                    name='waiting_since',
                    field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='on the waiting list since'),
                ),
                migrations.AlterField(
                    model_name='signup',
                    name='cancel_reason',
                    field=models.CharField(blank=True, choices=[('own_wish', 'Cancelled by the volunteer'), ('by_leader', 'Released by the team leader'), ('shift_cancelled', 'The shift was cancelled'), ('offer_declined', 'The offered place was declined'), ('offer_expired', 'The offered place was not answered in time'), ('replaced', 'Somebody else took the place over'), ('not_approved', 'Not approved by the leader')], max_length=20, verbose_name='reason'),
                ),
                migrations.AlterField(
                    model_name='signup',
                    name='source',
                    field=models.CharField(choices=[('self', 'The volunteer'), ('leader', 'The team leader'), ('import', 'Import'), ('standing', 'Standing place'), ('walk_in', 'Came without signing up')], max_length=10, verbose_name='signed up by'),
                ),
                migrations.AddConstraint(
                    model_name='signup',
                    constraint=models.UniqueConstraint(condition=models.Q(('state__in', ('waiting', 'requested', 'offered', 'confirmed'))), fields=('shift', 'volunteer'), name='volunteers_signup_one_live'),
                ),
                migrations.AddConstraint(
                    model_name='signup',
                    constraint=models.CheckConstraint(condition=models.Q(('party_size__gte', 1)), name='volunteers_signup_party_of_one_at_least'),
                ),
                migrations.AddConstraint(
                    model_name='signup',
                    constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'offered'), _negated=True), models.Q(('offer_expires_at__gt', models.F('offered_at')), ('offer_expires_at__isnull', False), ('offered_at__isnull', False)), _connector='OR'), name='volunteers_signup_offer_has_its_limit'),
                ),
            ],
        ),
    ]
