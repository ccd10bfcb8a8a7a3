import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('disclosure', '0001_organisation_and_rules_of_publication'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='Occasion',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('emergency', 'Major emergency'), ('change', 'Major change, investment or transaction')], max_length=12, verbose_name='kind of event')),
                    ('title_zh', models.CharField(max_length=100, verbose_name='title (Chinese)')),
                    ('title_en', models.CharField(blank=True, max_length=140, verbose_name='title (English)')),
                    ('started_on', models.DateField(verbose_name='began on')),
                    ('ended_on', models.DateField(blank=True, null=True, verbose_name='ended on')),
                ],
                options={
                    'verbose_name': 'emergency or major change',
                    'verbose_name_plural': 'emergencies and major changes',
                    'ordering': ['-started_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ended_on__isnull', True), ('ended_on__gte', models.F('started_on')), _connector='OR'), name='disclosure_occasion_ends_later')],
                },
            ),
            migrations.CreateModel(
                name='Pack',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(verbose_name='year of the report')),
                    ('quarter', models.PositiveSmallIntegerField(default=0, verbose_name='quarter (0: the year)')),
                    ('version', models.PositiveSmallIntegerField(verbose_name='version of the report')),
                    ('note', models.TextField(blank=True, max_length=1000, verbose_name='what is corrected, and why')),
                    ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('prepared_at', models.DateTimeField(verbose_name='prepared at')),
                    ('published_at', models.DateTimeField(blank=True, null=True, verbose_name='published at')),
                    ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='prepared by')),
                    ('published_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='published by')),
                ],
                options={
                    'verbose_name': 'disclosure report',
                    'verbose_name_plural': 'disclosure reports',
                    'ordering': ['-year', '-quarter', '-version'],
                    'constraints': [models.UniqueConstraint(fields=('year', 'quarter', 'version'), name='disclosure_pack_one_per_version'), models.UniqueConstraint(condition=models.Q(('published_at__isnull', True)), fields=('year', 'quarter'), name='disclosure_pack_one_in_work'), models.CheckConstraint(condition=models.Q(('quarter__lte', 4)), name='disclosure_pack_has_a_quarter'), models.CheckConstraint(condition=models.Q(models.Q(('published_at__isnull', True), ('published_by__isnull', True)), models.Q(('published_at__isnull', False), ('published_by__isnull', False)), _connector='OR'), name='disclosure_pack_published_by_somebody'), models.CheckConstraint(condition=models.Q(('published_by__isnull', True), models.Q(('published_by', models.F('prepared_by')), _negated=True), _connector='OR'), name='disclosure_pack_published_by_another'), models.CheckConstraint(condition=models.Q(('version', 1), models.Q(('note', ''), _negated=True), _connector='OR'), name='disclosure_pack_correction_says_why')],
                },
            ),
            migrations.CreateModel(
                name='Done',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('rule_code', models.CharField(max_length=40, verbose_name='rule')),
                    ('subject_key', models.CharField(max_length=60, verbose_name='about what')),
                    ('due_on', models.DateField(verbose_name='due on')),
                    ('published_on', models.DateField(verbose_name='published on')),
                    ('where', models.CharField(max_length=200, verbose_name='where it was published')),
                    ('noted_at', models.DateTimeField(verbose_name='noted at')),
                    ('noted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='noted by')),
                    ('pack', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='disclosure.pack', verbose_name='report')),
                ],
                options={
                    'verbose_name': 'publication that was due',
                    'verbose_name_plural': 'publications that were due',
                    'ordering': ['-due_on', '-pk'],
                    'constraints': [models.UniqueConstraint(fields=('rule_code', 'subject_key', 'due_on'), name='disclosure_done_once_per_deadline')],
                },
            ),
            migrations.CreateModel(
                name='PackTable',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, verbose_name='table')),
                    ('position', models.PositiveSmallIntegerField(verbose_name='place in the report')),
                    ('content', models.TextField(verbose_name='content')),
                    ('digest', models.CharField(max_length=64, verbose_name='SHA-256')),
                    ('pack', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tables', to='disclosure.pack')),
                ],
                options={
                    'verbose_name': 'table of a report',
                    'verbose_name_plural': 'tables of reports',
                    'ordering': ['pack', 'position'],
                    'constraints': [models.UniqueConstraint(fields=('pack', 'code'), name='disclosure_pack_each_table_once')],
                },
            ),
            migrations.CreateModel(
                name='StatutoryRule',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=40, verbose_name='code')),
                    ('title_zh', models.CharField(max_length=120, verbose_name='what is due (Chinese)')),
                    ('title_en', models.CharField(blank=True, max_length=160, verbose_name='what is due (English)')),
                    ('subject', models.CharField(choices=[('campaign', 'Campaign'), ('program', 'Program'), ('year', 'Year'), ('emergency', 'Major emergency'), ('change', 'Major change, investment or transaction')], max_length=12, verbose_name='about')),
                    ('rhythm', models.CharField(choices=[('repeated', 'again and again while it lasts'), ('after_start', 'once, after it began'), ('after_end', 'once, after it ended')], max_length=12, verbose_name='when')),
                    ('months', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='months')),
                    ('days', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='days')),
                    ('longer_than_months', models.PositiveSmallIntegerField(default=0, validators=[django.core.validators.MaxValueValidator(120)], verbose_name='only for what lasts longer than (months)')),
                    ('first_reminder_days', models.PositiveSmallIntegerField(default=30, validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(366)], verbose_name='first reminder, days before')),
                    ('last_reminder_days', models.PositiveSmallIntegerField(default=7, validators=[django.core.validators.MaxValueValidator(366)], verbose_name='last reminder, days before')),
                    ('valid_from', models.DateField(verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('source', models.CharField(max_length=200, verbose_name='source')),
                ],
                options={
                    'verbose_name': 'rule of the statutory calendar',
                    'verbose_name_plural': 'statutory calendar',
                    'ordering': ['code', '-valid_from'],
                    'constraints': [models.UniqueConstraint(fields=('code', 'valid_from'), name='disclosure_rule_one_per_start'), models.CheckConstraint(condition=models.Q(('months__gt', 0), ('days__gt', 0), _connector='OR'), name='disclosure_rule_leaves_some_time'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='disclosure_rule_ends_later')],
                },
            ),
        ]),
    ]
