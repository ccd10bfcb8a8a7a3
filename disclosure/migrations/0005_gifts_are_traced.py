import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models
from database.quick_operations import NewTables


class Migration(migrations.Migration):

    dependencies = [
        ('areas', '0002_places_have_a_visiting_order'),
        ('disclosure', '0004_calendar_of_the_law'),
        ('funds', '0005_rules_of_the_books'),
    ]

    operations = [
        NewTables([
            migrations.CreateModel(
                name='Lot',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pool', models.CharField(choices=[('money', 'Money'), ('goods', 'Goods'), ('service', 'Services'), ('passing', 'To be passed on')], max_length=10)),
                    ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                    ('left_fen', models.BigIntegerField(verbose_name='not spent yet')),
                    ('returned_fen', models.BigIntegerField(default=0, verbose_name='given back')),
                    ('scheme', models.CharField(blank=True, max_length=60)),
                    ('project', models.CharField(blank=True, max_length=60)),
                    ('area', models.CharField(blank=True, max_length=60)),
                    ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.voucher')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.fund')),
                    ('origin', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.voucher')),
                ],
                options={
                    'verbose_name': 'traced receipt',
                    'verbose_name_plural': 'traced receipts',
                    'indexes': [models.Index(condition=models.Q(('left_fen__gt', 0)), fields=['fund', 'pool', 'id'], name='disclosure_lot_open')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0), ('left_fen__gte', 0), ('returned_fen__gte', 0), ('amount_fen__gte', django.db.models.expressions.CombinedExpression(models.F('left_fen'), '+', models.F('returned_fen')))), name='disclosure_lot_adds_up')],
                },
            ),
            migrations.CreateModel(
                name='Share',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('pool', models.CharField(choices=[('money', 'Money'), ('goods', 'Goods'), ('service', 'Services'), ('passing', 'To be passed on')], max_length=10)),
                    ('amount_fen', models.BigIntegerField(verbose_name='amount')),
                    ('is_moved', models.BooleanField(default=False, verbose_name='went to another fund')),
                    ('is_outside', models.BooleanField(default=False, verbose_name='outside the restriction')),
                    ('area', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='areas.adminarea')),
                    ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='funds.line')),
                    ('lot', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='shares', to='disclosure.lot')),
                ],
                options={
                    'verbose_name': 'share of a gift in a payment',
                    'verbose_name_plural': 'shares of gifts in payments',
                    'indexes': [models.Index(condition=models.Q(('lot__isnull', True)), fields=['pool'], name='disclosure_share_uncovered')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('amount_fen__gt', 0)), name='disclosure_share_above_zero')],
                },
            ),
            migrations.CreateModel(
                name='TraceHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('last_number', models.PositiveIntegerField()),
                    ('traced_at', models.DateTimeField()),
                    ('period', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='trace_head', to='funds.period')),
                ],
                options={
                    'verbose_name': 'how far the books are traced',
                    'verbose_name_plural': 'how far the books are traced',
                },
            ),
        ]),
    ]
