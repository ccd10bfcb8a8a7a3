import django.db.models.deletion
import protection.fields
import uuid
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('donations', '0002_gifts_keep_what_was_given'),
        ('funds', '0005_rules_of_the_books'),
        ('jobs', '0001_jobs_with_rows_and_leases'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='GiftFile',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                    ('channel', models.CharField(choices=[('tencent', 'Tencent charity platform'), ('bank', 'Bank transfer'), ('cash_box', 'Donation box'), ('on_site_qr', 'QR code on site'), ('goods', 'Goods handed over'), ('service', 'Service given'), ('allocation', 'Allocation from the city federation')], max_length=12, verbose_name='channel')),
                    ('sha256', models.CharField(max_length=64)),
                    ('headings', models.JSONField(default=list)),
                    ('columns', models.JSONField(default=dict)),
                    ('lines', models.PositiveIntegerField(verbose_name='lines')),
                    ('uploaded_at', models.DateTimeField(verbose_name='uploaded')),
                    ('emptied_at', models.DateTimeField(blank=True, null=True, verbose_name='emptied')),
                    ('campaign', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='donations.campaign', verbose_name='campaign')),
                    ('check_job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund', verbose_name='fund')),
                    ('take_job', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                    ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='uploaded by')),
                ],
                options={
                    'verbose_name': 'file of donations',
                    'verbose_name_plural': 'files of donations',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('emptied_at__isnull', True)), fields=('sha256',), name='donations_same_file_once')],
                },
            ),
            migrations.CreateModel(
                name='GiftFileChunk',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('number', models.PositiveIntegerField()),
                    ('cells', protection.fields.SealedField(blank=True, default='')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='chunks', to='donations.giftfile')),
                ],
                options={
                    'verbose_name': 'part of a file of donations',
                    'verbose_name_plural': 'parts of files of donations',
                    'ordering': ['file', 'number'],
                    'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='donations_chunk_once')],
                },
            ),
            migrations.CreateModel(
                name='GiftFileRow',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('chunk', models.PositiveIntegerField()),
                    ('number', models.PositiveIntegerField(verbose_name='line')),
                    ('state', models.CharField(choices=[('ready', 'ready'), ('wrong', 'to correct'), ('skipped', 'no gift'), ('known', 'taken over before'), ('taken', 'taken over'), ('refused', 'not taken over')], max_length=10, verbose_name='state')),
                    ('rank', models.PositiveSmallIntegerField()),
                    ('bank_reference', models.CharField(blank=True, max_length=64, verbose_name='transaction number')),
                    ('amount_fen', models.BigIntegerField(blank=True, null=True, verbose_name='amount')),
                    ('paid_at', models.DateTimeField(blank=True, null=True, verbose_name='paid at')),
                    ('problem', models.CharField(blank=True, max_length=300, verbose_name='what is wrong')),
                    ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='donations.giftfile')),
                    ('gift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donations.donation')),
                ],
                options={
                    'verbose_name': 'line of a file of donations',
                    'verbose_name_plural': 'lines of files of donations',
                    'indexes': [models.Index(fields=['file', 'rank', 'number', 'id'], name='donations_line_errors_first'), models.Index(fields=['file', 'bank_reference'], name='donations_line_reference')],
                    'constraints': [models.UniqueConstraint(fields=('file', 'number'), name='donations_line_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'taken'), _negated=True), ('gift__isnull', False), _connector='OR'), name='donations_taken_line_is_a_gift')],
                },
            ),
            migrations.CreateModel(
                name='ColumnMap',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('channel', models.CharField(choices=[('tencent', 'Tencent charity platform'), ('bank', 'Bank transfer'), ('cash_box', 'Donation box'), ('on_site_qr', 'QR code on site'), ('goods', 'Goods handed over'), ('service', 'Service given'), ('allocation', 'Allocation from the city federation')], max_length=12, verbose_name='channel')),
                    ('headings_key', models.CharField(max_length=64)),
                    ('columns', models.JSONField(default=dict, verbose_name='columns')),
                    ('saved_at', models.DateTimeField(verbose_name='saved at')),
                    ('saved_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'columns of a kind of file',
                    'verbose_name_plural': 'columns of kinds of files',
                    'constraints': [models.UniqueConstraint(fields=('channel', 'headings_key'), name='donations_columns_once_per_headings')],
                },
            ),
        ]),
    ]
