import database.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('volunteers', '0003_series_of_shifts'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='HoursQuestion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('text', models.CharField(max_length=500, verbose_name='what is wrong')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('outcome', models.CharField(blank=True, choices=[('corrected', 'The record was corrected'), ('right', 'The record is right')], max_length=10, verbose_name='result')),
                    ('answer', models.CharField(blank=True, max_length=500, verbose_name='answer')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('entry', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='questions', to='volunteers.hoursentry', verbose_name='record')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours_questions', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ],
                options={
                    'verbose_name': 'question about hours',
                    'verbose_name_plural': 'questions about hours',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at__isnull', True)), fields=('volunteer', 'entry'), name='volunteers_question_one_open_per_entry'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('outcome', '')), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('outcome', ''), _negated=True), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='volunteers_question_answered_whole')],
                },
            ),
            migrations.CreateModel(
                name='VolunteerAward',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=100, verbose_name='name of the award')),
                    ('awarded_on', models.DateField(verbose_name='date')),
                    ('awarded_by', models.CharField(max_length=100, verbose_name='awarded by')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='awards', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ],
                options={
                    'verbose_name': 'award',
                    'verbose_name_plural': 'awards',
                    'ordering': ['-awarded_on', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('volunteer', 'name', 'awarded_on'), name='volunteers_award_once')],
                },
            ),
            migrations.CreateModel(
                name='Evaluation',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('side', models.CharField(choices=[('of_volunteer', 'The leader about the volunteer'), ('of_activity', 'The volunteer about the activity')], max_length=12, verbose_name='who about whom')),
                    ('score', models.PositiveSmallIntegerField(verbose_name='score, 1 to 5')),
                    ('note', models.CharField(blank=True, max_length=300, verbose_name='private note')),
                    ('is_serious', models.BooleanField(default=False, verbose_name='serious misconduct')),
                    ('given_on', models.DateField(verbose_name='date')),
                    ('given_at', models.DateTimeField(verbose_name='given at')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='given by')),
                    ('signup', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='evaluations', to='volunteers.signup', verbose_name='sign-up')),
                ],
                options={
                    'verbose_name': 'evaluation',
                    'verbose_name_plural': 'evaluations',
                    'ordering': ['-given_on', '-pk'],
                    'constraints': [models.UniqueConstraint(fields=('signup', 'side'), name='volunteers_evaluation_one_per_side'), models.CheckConstraint(condition=models.Q(('score__gte', 1), ('score__lte', 5)), name='volunteers_evaluation_one_to_five'), models.CheckConstraint(condition=models.Q(('is_serious', False), models.Q(('score__lte', 2), ('side', 'of_volunteer'), models.Q(('note', ''), _negated=True)), _connector='OR'), name='volunteers_evaluation_serious_says_why')],
                },
            ),
            migrations.CreateModel(
                name='HoursClaim',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(editable=False, max_length=40, verbose_name='state')),
                    ('version', models.PositiveIntegerField(default=0, editable=False)),
                    ('state_since', models.DateTimeField(editable=False, verbose_name='in this state since')),
                    ('edition', models.PositiveSmallIntegerField(default=1, verbose_name='edition')),
                    ('source', models.CharField(choices=[('scan', 'Scanned at the place'), ('roster', 'Roster of the leader'), ('back_fill', 'Entered later by the leader'), ('import', 'Taken over from a list')], max_length=10, verbose_name='known from')),
                    ('title', models.CharField(blank=True, max_length=80, verbose_name='activity')),
                    ('place', models.CharField(blank=True, max_length=120, verbose_name='place')),
                    ('content', models.CharField(blank=True, max_length=300, verbose_name='what volunteers do')),
                    ('organiser', models.CharField(blank=True, max_length=100, verbose_name='organised by')),
                    ('in_charge', models.CharField(blank=True, max_length=60, verbose_name='person in charge')),
                    ('day', models.DateField(verbose_name='day')),
                    ('planned_start', models.DateTimeField()),
                    ('planned_end', models.DateTimeField()),
                    ('starts_at', models.DateTimeField(verbose_name='from')),
                    ('ends_at', models.DateTimeField(verbose_name='until')),
                    ('evidence', models.CharField(blank=True, max_length=300, verbose_name='evidence')),
                    ('evidence_file', models.CharField(blank=True, max_length=120)),
                    ('reviews_needed', models.PositiveSmallIntegerField(default=1, verbose_name='people who review it')),
                    ('entered_at', models.DateTimeField(verbose_name='entered at')),
                    ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='first reviewed at')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='decided at')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='reason of the decision')),
                    ('attendance', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='volunteers.attendance')),
                    ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='first reviewed by')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='decided by')),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                    ('team', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.volunteerteam', verbose_name='volunteer team')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hours_claims', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ],
                options={
                    'verbose_name': 'hours to be reviewed',
                    'verbose_name_plural': 'hours to be reviewed',
                    'ordering': ['-pk'],
                    'indexes': [models.Index(fields=['volunteer', 'day'], name='volunteers_claims_by_day'), models.Index(condition=models.Q(('state__in', ('waiting', 'checked'))), fields=['id'], name='volunteers_claims_open')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('attendance__isnull', False)), fields=('attendance', 'edition'), name='volunteers_claim_once_per_edition'), models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='volunteers_claim_ends_after_start'), models.CheckConstraint(condition=models.Q(('attendance__isnull', False), models.Q(models.Q(('title', ''), _negated=True), models.Q(('evidence', ''), _negated=True)), _connector='OR'), name='volunteers_claim_says_what_and_why'), models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('entered_by')), _negated=True), _connector='OR'), models.Q(('checked_by__isnull', True), models.Q(('checked_by', models.F('entered_by')), _negated=True), _connector='OR'), models.Q(('checked_by__isnull', True), ('decided_by__isnull', True), models.Q(('decided_by', models.F('checked_by')), _negated=True), _connector='OR')), name='volunteers_claim_reviewed_by_others'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'approved'), _negated=True), ('reviews_needed', 1), ('checked_by__isnull', False), _connector='OR'), name='volunteers_claim_all_reviews_done'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True)), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False)), _connector='OR'), name='volunteers_claim_checked_paired')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='volunteertraining',
            name='content',
            field=models.CharField(blank=True, max_length=200, verbose_name='main content'),
        ),
        database.operations.KeepingTriggers(
            table='volunteers_hoursentry',
            operations=[migrations.AddField(
                model_name='hoursentry',
                name='actual_minutes',
                field=models.IntegerField(blank=True, null=True, verbose_name='minutes given'),
            ), migrations.AddField(
                model_name='hoursentry',
                name='scheduled_minutes',
                field=models.IntegerField(blank=True, null=True, verbose_name='planned minutes'),
            ), migrations.AddField(
                model_name='hoursentry',
                name='source',
                field=models.CharField(choices=[('scan', 'Scanned at the place'), ('roster', 'Roster of the leader'), ('back_fill', 'Entered later by the leader'), ('import', 'Taken over from a list')], default='roster', max_length=10, verbose_name='known from'),
            ), migrations.AlterField(
                model_name='hoursentry',
                name='attendance',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='hours', to='volunteers.attendance'),
            ), migrations.AlterField(
                model_name='hoursentry',
                name='minutes',
                field=models.IntegerField(verbose_name='minutes credited'),
            ), migrations.AddField(
                model_name='hoursentry',
                name='claim',
                field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='volunteers.hoursclaim'),
            ), migrations.AddConstraint(
                model_name='hoursentry',
                constraint=models.UniqueConstraint(condition=models.Q(('claim__isnull', False), ('reversal_of__isnull', True)), fields=('claim',), name='volunteers_hours_claim_credited_once'),
            ), migrations.AddConstraint(
                model_name='hoursentry',
                constraint=models.CheckConstraint(condition=models.Q(('attendance__isnull', False), ('claim__isnull', False), _connector='OR'), name='volunteers_hours_have_an_origin'),
            )],
        ),
    ]
