import django.db.models.deletion
import protection.fields
import uuid
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('donations', '0003_files_of_platforms_and_banks'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='ReceiptKey',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kid', models.CharField(max_length=20, unique=True, verbose_name='key')),
                    ('public_key', models.CharField(max_length=60, verbose_name='public key')),
                    ('first_used_at', models.DateTimeField(verbose_name='first used at')),
                ],
                options={
                    'verbose_name': 'key of acknowledgements',
                    'verbose_name_plural': 'keys of acknowledgements',
                    'ordering': ['-first_used_at', 'kid'],
                },
            ),
            migrations.CreateModel(
                name='MatchingPool',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=20, unique=True, verbose_name='reference')),
                    ('mode', models.CharField(choices=[('fixed_ratio', 'First come, at a fixed ratio'), ('pro_rata', 'Shared out in proportion at the end'), ('imported', 'Settled by the platform, taken over from its file')], default='fixed_ratio', max_length=12, verbose_name='way of matching')),
                    ('total_fen', models.BigIntegerField(verbose_name='total')),
                    ('ratio_given', models.PositiveSmallIntegerField(default=1, verbose_name='yuan of the sponsor')),
                    ('ratio_for', models.PositiveSmallIntegerField(default=1, verbose_name='for so many yuan of a donor')),
                    ('least_gift_fen', models.BigIntegerField(default=100, verbose_name='smallest gift that is matched')),
                    ('per_gift_fen', models.BigIntegerField(blank=True, null=True, verbose_name='at most per gift')),
                    ('per_donor_day_fen', models.BigIntegerField(blank=True, null=True, verbose_name='at most per donor and day')),
                    ('starts_on', models.DateField(verbose_name='first day')),
                    ('ends_on', models.DateField(verbose_name='last day')),
                    ('opens', models.TimeField(blank=True, null=True, verbose_name='each day from')),
                    ('closes', models.TimeField(blank=True, null=True, verbose_name='each day until')),
                    ('schemes', models.JSONField(blank=True, default=list, verbose_name='only for these kinds of aid')),
                    ('matched_fen', models.BigIntegerField(default=0, verbose_name='matched')),
                    ('is_stale', models.BooleanField(default=True, verbose_name='gifts came since it was calculated')),
                    ('calculated_at', models.DateTimeField(blank=True, null=True, verbose_name='calculated at')),
                    ('confirmed_at', models.DateTimeField(blank=True, null=True, verbose_name='confirmed at')),
                    ('opened_at', models.DateTimeField(verbose_name='entered at')),
                    ('campaign', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='donations.campaign', verbose_name='campaign')),
                    ('confirmed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('sponsor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='pools', to='donations.donor', verbose_name='sponsor')),
                ],
                options={
                    'verbose_name': 'matching pool',
                    'verbose_name_plural': 'matching pools',
                    'ordering': ['-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('matched_fen__gte', 0), ('matched_fen__lte', models.F('total_fen'))), name='donations_pool_never_negative'), models.CheckConstraint(condition=models.Q(('least_gift_fen__gte', 0), ('ratio_for__gt', 0), ('ratio_given__gt', 0), ('total_fen__gt', 0)), name='donations_pool_terms_make_sense'), models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='donations_pool_ends_later'), models.CheckConstraint(condition=models.Q(models.Q(('confirmed_at__isnull', True), ('confirmed_by__isnull', True)), models.Q(('confirmed_at__isnull', False), ('confirmed_by__isnull', False)), _connector='OR'), name='donations_pool_confirmed_by_whom')],
                },
            ),
            migrations.CreateModel(
                name='MatchEntry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='day')),
                    ('amount_fen', models.BigIntegerField(verbose_name='matched')),
                    ('state', models.CharField(choices=[('calculated', 'Calculated'), ('confirmed', 'Confirmed'), ('paid', 'Paid'), ('reversed', 'Taken back')], default='calculated', max_length=12, verbose_name='state')),
                    ('gift', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='donations.donation')),
                    ('payment', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='match_paid', to='donations.donation')),
                    ('pledge', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='donations.pledge')),
                    ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='donations.matchingpool')),
                ],
                options={
                    'verbose_name': 'match of a gift',
                    'verbose_name_plural': 'matches of gifts',
                    'indexes': [models.Index(fields=['pool', 'state', '-id'], name='donations_match_of_pool')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'reversed'), _negated=True), fields=('pool', 'gift'), name='donations_match_once_per_gift'), models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='donations_match_above_zero'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'confirmed'), _negated=True), ('pledge__isnull', False), _connector='OR'), name='donations_match_confirmed_by_pledge'), models.CheckConstraint(condition=models.Q(('gift__isnull', False), ('payment__isnull', False), _connector='OR'), name='donations_match_of_something')],
                },
            ),
            migrations.CreateModel(
                name='OfficialReceipt',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('title', models.CharField(default='公益事业捐赠统一票据（电子）', max_length=60, verbose_name='name of the receipt')),
                    ('code', models.CharField(max_length=20, verbose_name='receipt code')),
                    ('number', models.CharField(max_length=20, verbose_name='receipt number')),
                    ('check_code', models.CharField(max_length=20, verbose_name='check code')),
                    ('issued_on', models.DateField(verbose_name='issued on')),
                    ('payer', models.CharField(max_length=100, verbose_name='payer')),
                    ('payer_code', models.CharField(blank=True, max_length=18, verbose_name='credit code of the payer')),
                    ('lines', models.JSONField(default=list, verbose_name='lines')),
                    ('total_fen', models.BigIntegerField(verbose_name='total')),
                    ('remark', models.CharField(blank=True, max_length=200, verbose_name='remark')),
                    ('issuer', models.CharField(max_length=100, verbose_name='issuing organisation')),
                    ('checker', models.CharField(blank=True, max_length=60, verbose_name='checked by')),
                    ('payee', models.CharField(blank=True, max_length=60, verbose_name='received by')),
                    ('entered_at', models.DateTimeField(verbose_name='entered at')),
                    ('voided_at', models.DateTimeField(blank=True, null=True, verbose_name='voided at')),
                    ('void_reason', models.CharField(blank=True, max_length=200, verbose_name='reason of the voiding')),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('gift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='official_receipts', to='donations.donation', verbose_name='donation')),
                    ('voided_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'official receipt',
                    'verbose_name_plural': 'official receipts',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(fields=('code', 'number'), name='donations_official_receipt_once'), models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('gift',), name='donations_one_valid_receipt_per_gift'), models.CheckConstraint(condition=models.Q(('total_fen__gt', 0)), name='donations_official_receipt_above_zero'), models.CheckConstraint(condition=models.Q(models.Q(('void_reason', ''), ('voided_at__isnull', True), ('voided_by__isnull', True)), models.Q(('voided_at__isnull', False), ('voided_by__isnull', False), models.Q(('void_reason', ''), _negated=True)), _connector='OR'), name='donations_official_receipt_voided_why')],
                },
            ),
            migrations.CreateModel(
                name='PoolDay',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='day')),
                    ('cap_fen', models.BigIntegerField(verbose_name='at most on this day')),
                    ('matched_fen', models.BigIntegerField(default=0, verbose_name='matched')),
                    ('pool', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='days', to='donations.matchingpool')),
                ],
                options={
                    'verbose_name': 'day of a matching pool',
                    'verbose_name_plural': 'days of matching pools',
                    'ordering': ['day'],
                    'constraints': [models.UniqueConstraint(fields=('pool', 'day'), name='donations_pool_day_once'), models.CheckConstraint(condition=models.Q(('matched_fen__gte', 0), ('matched_fen__lte', models.F('cap_fen'))), name='donations_pool_day_within_cap')],
                },
            ),
            migrations.CreateModel(
                name='ReceiptSeries',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('year', models.PositiveSmallIntegerField(unique=True, verbose_name='year')),
                    ('last', models.PositiveIntegerField(default=0, verbose_name='last number')),
                ],
                options={
                    'verbose_name': 'series of acknowledgement numbers',
                    'verbose_name_plural': 'series of acknowledgement numbers',
                    'ordering': ['-year'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last__lte', 9999999)), name='donations_series_seven_digits')],
                },
            ),
            migrations.CreateModel(
                name='Acknowledgement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('seal_id', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                    ('number', models.CharField(max_length=14, unique=True, verbose_name='number')),
                    ('snapshot', models.TextField(verbose_name='what is acknowledged')),
                    ('private', protection.fields.SealedField(blank=True, default='')),
                    ('key_id', models.CharField(max_length=20, verbose_name='signed with key')),
                    ('signature', models.CharField(max_length=100, verbose_name='signature')),
                    ('issued_at', models.DateTimeField(verbose_name='issued at')),
                    ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                    ('revoke_reason', models.CharField(blank=True, max_length=200, verbose_name='reason of the revocation')),
                    ('gift', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='acknowledgements', to='donations.donation', verbose_name='donation')),
                    ('issued_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'acknowledgement',
                    'verbose_name_plural': 'acknowledgements',
                    'ordering': ['-pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at__isnull', True)), fields=('gift',), name='donations_one_acknowledgement_per_gift'), models.CheckConstraint(condition=models.Q(models.Q(('revoke_reason', ''), ('revoked_at__isnull', True)), models.Q(('revoked_at__isnull', False), models.Q(('revoke_reason', ''), _negated=True)), _connector='OR'), name='donations_acknowledgement_revoked_why')],
                },
            ),
        ]),
        migrations.AddField(
            model_name='giftfile',
            name='pool',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='files', to='donations.matchingpool', verbose_name='matching that the platform settled'),
        ),
    ]
