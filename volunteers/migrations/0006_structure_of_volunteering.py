import django.db.models.deletion
import protection.fields
import uuid
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables, WordsOnly


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('areas', '0002_places_have_a_visiting_order'),
        ('volunteers', '0005_claims_need_events_and_hours_wait_for_each_other'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='JoinRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(editable=False, max_length=40, verbose_name='state')),
                    ('version', models.PositiveIntegerField(default=0, editable=False)),
                    ('state_since', models.DateTimeField(editable=False, verbose_name='in this state since')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='a few words to the leader')),
                    ('asked_at', models.DateTimeField(verbose_name='asked at')),
                    ('answer', models.CharField(blank=True, max_length=200, verbose_name='answer')),
                    ('decided_at', models.DateTimeField(blank=True, null=True, verbose_name='answered at')),
                    ('decided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='volunteers.volunteerteam', verbose_name='volunteer team')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='join_requests', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                ],
                options={
                    'verbose_name': 'request to join a team',
                    'verbose_name_plural': 'requests to join a team',
                    'ordering': ['-asked_at', '-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'asked')), fields=('team', 'volunteer'), name='volunteers_join_request_one_open'), models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True)), models.Q(('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='volunteers_join_request_decided_paired')],
                },
            ),
            migrations.CreateModel(
                name='QualificationKind',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh', models.CharField(max_length=60, unique=True, verbose_name='qualification')),
                    ('name_en', models.CharField(blank=True, max_length=120, verbose_name='qualification in English')),
                    ('expires', models.BooleanField(default=False, verbose_name='has a last day')),
                    ('is_offered', models.BooleanField(default=True, verbose_name='offered for choosing')),
                ],
                options={
                    'verbose_name': 'kind of qualification',
                    'verbose_name_plural': 'kinds of qualifications',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='Qualification',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('issued_by', models.CharField(max_length=100, verbose_name='issued by')),
                    ('issued_on', models.DateField(verbose_name='issued on')),
                    ('valid_until', models.DateField(blank=True, null=True, verbose_name='valid until')),
                    ('paper', models.CharField(blank=True, editable=False, max_length=120, verbose_name='photograph of the paper')),
                    ('paper_sha256', models.CharField(blank=True, editable=False, max_length=64)),
                    ('paper_mime', models.CharField(blank=True, editable=False, max_length=40)),
                    ('stated_at', models.DateTimeField(verbose_name='entered at')),
                    ('verdict', models.CharField(blank=True, choices=[('accepted', 'Accepted'), ('refused', 'Not accepted')], max_length=10, verbose_name='result of the check')),
                    ('check_note', models.CharField(blank=True, max_length=200, verbose_name='reason')),
                    ('checked_at', models.DateTimeField(blank=True, null=True, verbose_name='checked at')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn at')),
                    ('checked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='checked by')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                    ('kind', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='qualifications', to='volunteers.qualificationkind', verbose_name='qualification')),
                ],
                options={
                    'verbose_name': 'qualification',
                    'verbose_name_plural': 'qualifications',
                    'ordering': ['-issued_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__isnull', True), ('valid_until__gte', models.F('issued_on')), _connector='OR'), name='volunteers_qualification_dates_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('checked_at__isnull', True), ('checked_by__isnull', True), ('verdict', '')), models.Q(('checked_at__isnull', False), ('checked_by__isnull', False), models.Q(('verdict', ''), _negated=True)), _connector='OR'), name='volunteers_qualification_checked_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('verdict', 'refused'), _negated=True), models.Q(('check_note', ''), _negated=True), _connector='OR'), name='volunteers_qualification_refusal_says_why')],
                },
            ),
            migrations.CreateModel(
                name='RiskNotice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='version')),
                    ('level', models.CharField(choices=[('none', 'No particular risk'), ('some', 'Some risk, explained below'), ('danger', 'Possible personal danger')], max_length=10, verbose_name='risk')),
                    ('text_zh', models.CharField(max_length=300, verbose_name='risks told to volunteers')),
                    ('text_en', models.CharField(blank=True, max_length=500, verbose_name='risks told to volunteers, in English')),
                    ('digest', models.CharField(editable=False, max_length=32)),
                    ('published_at', models.DateTimeField(verbose_name='in force since')),
                    ('activity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risk_notices', to='volunteers.activity', verbose_name='activity')),
                ],
                options={
                    'verbose_name': 'risk notice',
                    'verbose_name_plural': 'risk notices',
                    'ordering': ['activity', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('activity', 'number'), name='volunteers_risk_notice_number'), models.UniqueConstraint(fields=('activity', 'digest'), name='volunteers_risk_notice_words')],
                },
            ),
            migrations.CreateModel(
                name='RiskAcceptance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('accepted_at', models.DateTimeField(verbose_name='accepted at')),
                    ('accepted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='accepted by')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='risk_acceptances', to='volunteers.volunteerprofile', verbose_name='volunteer')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acceptances', to='volunteers.risknotice', verbose_name='risk notice')),
                ],
                options={
                    'verbose_name': 'acceptance of a risk notice',
                    'verbose_name_plural': 'acceptances of risk notices',
                    'ordering': ['pk'],
                    'constraints': [models.UniqueConstraint(fields=('notice', 'volunteer'), name='volunteers_risk_accepted_once')],
                },
            ),
            migrations.CreateModel(
                name='ServiceRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('state', models.CharField(editable=False, max_length=40, verbose_name='state')),
                    ('version', models.PositiveIntegerField(default=0, editable=False)),
                    ('state_since', models.DateTimeField(editable=False, verbose_name='in this state since')),
                    ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                    ('asker', models.CharField(choices=[('resident', 'A resident'), ('community', 'A community work station'), ('organisation', 'A school, kindergarten or other organisation')], max_length=12, verbose_name='who asks')),
                    ('field', models.CharField(choices=[('community_governance', 'Community governance'), ('ecology', 'Ecology and environment'), ('care_companion', 'Care and company'), ('safety_integrity', 'Safety and good faith'), ('health', 'Health'), ('science_popularization', 'Popular science'), ('arts_for_people', 'Arts for the people'), ('other', 'Other service')], max_length=30, verbose_name='field of service')),
                    ('need', models.TextField(verbose_name='what is needed')),
                    ('wanted_when', models.CharField(blank=True, max_length=120, verbose_name='when')),
                    ('people_needed', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='how many volunteers')),
                    ('name', models.CharField(max_length=60, verbose_name='name')),
                    ('phone', protection.fields.SealedField(blank=True, default='')),
                    ('phone_mask', protection.fields.MaskField(blank=True, default='', max_length=80, verbose_name='telephone')),
                    ('phone_index', protection.fields.BlindIndexField(max_length=64)),
                    ('address', protection.fields.SealedField(blank=True, default='')),
                    ('address_mask', protection.fields.MaskField(blank=True, default='', max_length=80, verbose_name='address')),
                    ('received_at', models.DateTimeField(verbose_name='received')),
                    ('due_at', models.DateTimeField(blank=True, null=True, verbose_name='due')),
                    ('verified_at', models.DateTimeField(blank=True, null=True, verbose_name='verified at')),
                    ('verification', models.TextField(blank=True, verbose_name='what was found out')),
                    ('answer', models.TextField(blank=True, verbose_name='answer')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                    ('activity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='volunteers.activity', verbose_name='activity')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('area', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.adminarea', verbose_name='community')),
                    ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='service_requests', to=settings.AUTH_USER_MODEL)),
                    ('recorded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='written down by')),
                    ('verified_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='verified by')),
                ],
                options={
                    'verbose_name': 'request for volunteers',
                    'verbose_name_plural': 'requests for volunteers',
                    'ordering': ['-received_at', '-pk'],
                    'indexes': [models.Index(fields=['state', 'due_at', 'id'], name='volunteers_request_due'), models.Index(fields=['-received_at', '-id'], name='volunteers_request_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('need', ''), _negated=True), name='volunteers_request_says_something'), models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='volunteers_request_verified_paired'), models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True)), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='volunteers_request_answered_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('planned', 'fulfilled')), _negated=True), ('activity__isnull', False), _connector='OR'), name='volunteers_request_planned_has_activity'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ('planned', 'fulfilled', 'declined')), _negated=True), ('answered_at__isnull', False), _connector='OR'), name='volunteers_request_decided_is_answered')],
                },
            ),
            migrations.CreateModel(
                name='Skill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name_zh', models.CharField(max_length=40, unique=True, verbose_name='skill')),
                    ('name_en', models.CharField(blank=True, max_length=80, verbose_name='skill in English')),
                    ('is_offered', models.BooleanField(default=True, verbose_name='offered for choosing')),
                ],
                options={
                    'verbose_name': 'skill',
                    'verbose_name_plural': 'skills',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='TeamMembership',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('leader', 'Leader'), ('deputy', 'Deputy leader'), ('member', 'Member')], default='member', max_length=10, verbose_name='role in the team')),
                    ('since', models.DateField(verbose_name='since')),
                    ('until', models.DateField(blank=True, null=True, verbose_name='last day')),
                    ('end_reason', models.CharField(blank=True, choices=[('left', 'Left by own wish'), ('ended', 'Ended by the leader'), ('other_role', 'Took another role')], max_length=12, verbose_name='why it ended')),
                    ('ended_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='ended by')),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='team_memberships', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                    ('started_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='volunteers.volunteerteam', verbose_name='volunteer team')),
                ],
                options={
                    'verbose_name': 'membership of a team',
                    'verbose_name_plural': 'memberships of teams',
                    'ordering': ['team', 'since', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('until__isnull', True)), fields=('team', 'person'), name='volunteers_membership_one_live'), models.CheckConstraint(condition=models.Q(('until__isnull', True), ('until__gte', models.F('since')), _connector='OR'), name='volunteers_membership_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('end_reason', ''), ('until__isnull', True)), models.Q(('until__isnull', False), models.Q(('end_reason', ''), _negated=True)), _connector='OR'), name='volunteers_membership_end_says_why')],
                },
            ),
            migrations.CreateModel(
                name='VolunteerSkill',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('skill', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='volunteers', to='volunteers.skill')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='skill_rows', to='volunteers.volunteerprofile')),
                ],
                options={
                    'verbose_name': 'skill of a volunteer',
                    'verbose_name_plural': 'skills of volunteers',
                    'constraints': [models.UniqueConstraint(fields=('volunteer', 'skill'), name='volunteers_skill_once')],
                },
            ),
            migrations.CreateModel(
                name='BrandProject',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('slug', models.SlugField(max_length=60, unique=True, verbose_name='address of the page')),
                    ('name_zh', models.CharField(max_length=60, unique=True, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=120, verbose_name='name in English')),
                    ('slogan_zh', models.CharField(max_length=120, verbose_name='one sentence')),
                    ('slogan_en', models.CharField(blank=True, max_length=200, verbose_name='one sentence in English')),
                    ('story_zh', models.TextField(blank=True, verbose_name='what it is about')),
                    ('story_en', models.TextField(blank=True, verbose_name='what it is about, in English')),
                    ('field', models.CharField(choices=[('community_governance', 'Community governance'), ('ecology', 'Ecology and environment'), ('care_companion', 'Care and company'), ('safety_integrity', 'Safety and good faith'), ('health', 'Health'), ('science_popularization', 'Popular science'), ('arts_for_people', 'Arts for the people'), ('other', 'Other service')], max_length=30, verbose_name='field of service')),
                    ('since', models.DateField(verbose_name='since')),
                    ('is_published', models.BooleanField(default=False, verbose_name='published')),
                    ('team', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='projects', to='volunteers.volunteerteam', verbose_name='volunteer team')),
                ],
                options={
                    'verbose_name': 'branded project',
                    'verbose_name_plural': 'branded projects',
                    'ordering': ['name_zh'],
                },
            ),
            migrations.CreateModel(
                name='FreeTime',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('weekday', models.PositiveSmallIntegerField(choices=[(0, 'Monday'), (1, 'Tuesday'), (2, 'Wednesday'), (3, 'Thursday'), (4, 'Friday'), (5, 'Saturday'), (6, 'Sunday')], verbose_name='weekday')),
                    ('part', models.CharField(choices=[('early', 'early'), ('morning', 'morning'), ('afternoon', 'afternoon'), ('evening', 'evening')], max_length=10, verbose_name='part of the day')),
                    ('volunteer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='free_times', to='volunteers.volunteerprofile')),
                ],
                options={
                    'verbose_name': 'available time',
                    'verbose_name_plural': 'available times',
                    'ordering': ['weekday', 'pk'],
                    'constraints': [models.UniqueConstraint(fields=('volunteer', 'weekday', 'part'), name='volunteers_free_time_once'), models.CheckConstraint(condition=models.Q(('weekday__lte', 6)), name='volunteers_free_time_weekday')],
                },
            ),
            migrations.CreateModel(
                name='InsurancePolicy',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('insurer', models.CharField(max_length=100, verbose_name='insurer')),
                    ('number', models.CharField(max_length=60, unique=True, verbose_name='policy number')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_until', models.DateField(verbose_name='valid until')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='what it covers')),
                ],
                options={
                    'verbose_name': 'insurance policy',
                    'verbose_name_plural': 'insurance policies',
                    'ordering': ['-valid_until', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('valid_until__gte', models.F('valid_from'))), name='volunteers_policy_dates_in_order')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='activity',
            name='identity_check_required',
            field=models.BooleanField(default=False, verbose_name='only volunteers whose identity was checked'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='declared_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='declared the data to be true'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='guardian_name',
            field=models.CharField(blank=True, max_length=60, verbose_name='guardian'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='guardian_phone',
            field=protection.fields.SealedField(blank=True, default='', verbose_name="guardian's telephone"),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='guardian_phone_mask',
            field=protection.fields.MaskField(blank=True, default='', max_length=80, verbose_name="guardian's telephone"),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='health_limits',
            field=protection.fields.SealedField(blank=True, default='', verbose_name='health limits'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='health_limits_mask',
            field=protection.fields.MaskField(blank=True, default='', max_length=80, verbose_name='health limits'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='verified_at',
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name='identity checked at'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='verified_by',
            field=models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='identity checked by'),
        ),
        migrations.AddField(
            model_name='volunteerteam',
            name='is_active',
            field=models.BooleanField(default=True, verbose_name='active'),
        ),
        migrations.AddField(
            model_name='volunteerteam',
            name='purpose_en',
            field=models.CharField(blank=True, max_length=500, verbose_name='what the team does, in English'),
        ),
        migrations.AddField(
            model_name='volunteerteam',
            name='purpose_zh',
            field=models.CharField(blank=True, max_length=300, verbose_name='what the team does'),
        ),
        migrations.AddField(
            model_name='volunteerteam',
            name='sponsor',
            field=models.CharField(blank=True, max_length=100, verbose_name='body that supports the team'),
        ),
        migrations.AddField(
            model_name='volunteerteam',
            name='takes_members',
            field=models.BooleanField(default=True, verbose_name='takes new members'),
        ),
        WordsOnly([
            migrations.AlterField(
                model_name='volunteerprofile',
                name='skills',
                field=models.CharField(blank=True, max_length=200, verbose_name='other skills'),
            ),
        ]),
        migrations.AddField(
            model_name='activity',
            name='project',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='activities', to='volunteers.brandproject', verbose_name='branded project'),
        ),
        migrations.AddField(
            model_name='volunteerprofile',
            name='insurance_policy',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='insured', to='volunteers.insurancepolicy', verbose_name='insurance policy'),
        ),
        migrations.AddConstraint(
            model_name='volunteerprofile',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('verified_at__isnull', True), ('verified_by__isnull', True)), models.Q(('verified_at__isnull', False), ('verified_by__isnull', False)), _connector='OR'), name='volunteers_profile_verified_paired'),
        ),
        migrations.AddField(
            model_name='activity',
            name='qualification_required',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='volunteers.qualificationkind', verbose_name='qualification required'),
        ),
    ]
