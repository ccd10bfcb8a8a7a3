"""Statements of the bank with their lines, and which line of the books each is."""

import database.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '__first__'),
        ('funds', '0005_rules_of_the_books'),
    ]

    operations = [
        migrations.AddField(
            model_name='bookspolicy',
            name='match_days',
            field=models.PositiveSmallIntegerField(default=3, verbose_name='days between bank and books within which equal amounts are matched'),
        ),
        database.operations.KeepingTriggers(
            table='funds_voucher',
            operations=[migrations.AddField(
                model_name='voucher',
                name='bank_reference',
                field=models.CharField(blank=True, max_length=60, verbose_name='bank reference'),
            )],
        ),
        NewTables([
            migrations.CreateModel(
                name='BankStatement',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('reference', models.CharField(max_length=12, unique=True, verbose_name='reference')),
                    ('account_code', models.CharField(max_length=10, verbose_name='ledger account')),
                    ('sha256', models.CharField(max_length=64, unique=True)),
                    ('first_on', models.DateField(verbose_name='first day')),
                    ('last_on', models.DateField(verbose_name='last day')),
                    ('opening_fen', models.BigIntegerField(verbose_name='balance before')),
                    ('closing_fen', models.BigIntegerField(verbose_name='balance after')),
                    ('has_balances', models.BooleanField(verbose_name='with balances')),
                    ('known_lines', models.PositiveIntegerField(default=0, verbose_name='lines known before')),
                    ('imported_at', models.DateTimeField(verbose_name='imported at')),
                    ('imported_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'bank statement',
                    'verbose_name_plural': 'bank statements',
                    'ordering': ['-last_on', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_on__gte', models.F('first_on'))), name='funds_bank_statement_ends_later')],
                },
            ),
            migrations.CreateModel(
                name='BankLine',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('number', models.PositiveIntegerField(verbose_name='line')),
                    ('identity', models.CharField(max_length=100, unique=True)),
                    ('booked_on', models.DateField(verbose_name='date')),
                    ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                    ('bank_reference', models.CharField(blank=True, max_length=60, verbose_name='bank reference')),
                    ('party', models.CharField(blank=True, max_length=80, verbose_name='other side')),
                    ('note', models.CharField(blank=True, max_length=200, verbose_name='note')),
                    ('explanation', models.CharField(blank=True, choices=[('to_book', 'The voucher is still to be written'), ('unknown', 'Payer or purpose is being asked for'), ('bank_error', 'A mistake of the bank, reported to it')], max_length=12, verbose_name='explanation')),
                    ('explained_at', models.DateTimeField(blank=True, null=True, verbose_name='explained at')),
                    ('explained_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='lines', to='funds.bankstatement')),
                ],
                options={
                    'verbose_name': 'bank line',
                    'verbose_name_plural': 'bank lines',
                    'ordering': ['booked_on', 'pk'],
                    'indexes': [models.Index(fields=['booked_on', 'id'], name='funds_bank_line_by_day')],
                    'constraints': [models.UniqueConstraint(fields=('statement', 'number'), name='funds_bank_line_number_once'), models.CheckConstraint(condition=models.Q(('amount_fen', 0), _negated=True), name='funds_bank_line_not_zero'), models.CheckConstraint(condition=models.Q(models.Q(('explained_at__isnull', True), ('explanation', '')), models.Q(models.Q(('explanation', ''), _negated=True), ('explained_at__isnull', False)), _connector='OR'), name='funds_bank_line_explained_at_some_time')],
                },
            ),
            migrations.CreateModel(
                name='BankMatch',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('is_automatic', models.BooleanField(default=False, verbose_name='found by the portal')),
                    ('matched_at', models.DateTimeField(verbose_name='matched at')),
                    ('bank_line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='matches', to='funds.bankline')),
                    ('line', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='bank_match', to='funds.line')),
                    ('matched_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'verbose_name': 'match with the bank',
                    'verbose_name_plural': 'matches with the bank',
                },
            ),
        ]),
    ]
