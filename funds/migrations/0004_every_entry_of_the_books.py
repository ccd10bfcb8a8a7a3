"""Every entry of the books: what is owed and held, the dimensions of a line, and one live voucher per source."""

import django.db.models.deletion
from django.db import migrations, models

from database.operations import KeepingTriggers


class Migration(migrations.Migration):

    dependencies = [
        ('funds', '0003_chart_of_2005'),
    ]
    operations = [
        migrations.CreateModel(
            name='BooksPolicy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('valid_from', models.DateField(unique=True, verbose_name='valid from')),
                ('books_services', models.BooleanField(default=False, verbose_name='donated services are booked when they can be measured')),
                ('cash_limit_fen', models.BigIntegerField(blank=True, null=True, verbose_name='cash limit (fen)')),
                ('interest_account', models.CharField(default='4901', max_length=10, verbose_name='account for interest')),
                ('carries_forward', models.CharField(choices=[('monthly', 'at the end of every month'), ('yearly', 'at the end of the year')], default='yearly', max_length=10, verbose_name='income and costs are carried forward')),
                ('source', models.CharField(max_length=200, verbose_name='source')),
            ],
            options={
                'verbose_name': 'rule of the books',
                'verbose_name_plural': 'rules of the books',
                'ordering': ['-valid_from'],
            },
        ),
        migrations.AddConstraint(
            model_name='bookspolicy',
            constraint=models.CheckConstraint(condition=models.Q(('cash_limit_fen__isnull', True), ('cash_limit_fen__gte', 0), _connector='OR'), name='funds_books_policy_cash_limit_not_negative'),
        ),
        KeepingTriggers("funds_fund", [
            migrations.AddField(
            model_name='fund',
            name='held_fen',
            field=models.BigIntegerField(default=0, editable=False, verbose_name='owed or held for others'),
        ),
            migrations.AddConstraint(
            model_name='fund',
            constraint=models.CheckConstraint(condition=models.Q(('held_fen__gte', 0)), name='funds_fund_held_not_negative'),
        ),
        ]),
        KeepingTriggers("funds_line", [
            migrations.AddField(
            model_name='line',
            name='area',
            field=models.CharField(blank=True, max_length=40, verbose_name='area'),
        ),
            migrations.AddField(
            model_name='line',
            name='campaign',
            field=models.CharField(blank=True, max_length=60, verbose_name='campaign'),
        ),
            migrations.AddField(
            model_name='line',
            name='project',
            field=models.CharField(blank=True, max_length=60, verbose_name='project'),
        ),
            migrations.AddIndex(
            model_name='line',
            index=models.Index(condition=models.Q(('campaign', ''), _negated=True), fields=['campaign'], name='funds_line_campaign'),
        ),
            migrations.AddIndex(
            model_name='line',
            index=models.Index(condition=models.Q(('project', ''), _negated=True), fields=['project'], name='funds_line_project'),
        ),
        ]),
        KeepingTriggers("funds_voucher", [
            migrations.AddField(
            model_name='voucher',
            name='booking_key',
            field=models.CharField(blank=True, editable=False, max_length=140, null=True, unique=True),
        ),
            migrations.AddField(
            model_name='voucher',
            name='settles',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='settled_by', to='funds.voucher', verbose_name='settles'),
        ),
            migrations.AlterField(
            model_name='voucher',
            name='kind',
            field=models.CharField(choices=[('credit', 'Money received'), ('payment', 'Aid paid'), ('gift', 'Gift of money'), ('goods_gift', 'Gift of goods'), ('service_gift', 'Gift of services'), ('allocation', 'Allocation received'), ('pass_in', 'Received to be passed on'), ('pass_on', 'Passed on'), ('goods_issue', 'Goods issued'), ('accrual', 'Bill to be paid'), ('payable_paid', 'Bill paid'), ('cost', 'Cost'), ('interest', 'Interest'), ('move', 'Money moved between accounts'), ('transfer', 'Transfer between funds'), ('refund', 'Part of a gift given back'), ('period_end', 'Income and costs carried forward'), ('fulfilment', 'Restriction fulfilled'), ('reversal', 'Reversal')], max_length=12, verbose_name='kind'),
        ),
        ]),
    ]
