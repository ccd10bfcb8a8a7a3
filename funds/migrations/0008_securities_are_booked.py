"""Gifts of securities and their sale: the account they stand on, and the kinds of their vouchers.

1101 短期投资 is the account of 《民间非营利组织会计制度》 (财会〔2004〕7号) for shares and bonds that are to be sold
within a year. Staff may end it and open another one in the chart, as every account.
"""

from datetime import date

from django.db import migrations, models
from database.quick_operations import WordsOnly

SYSTEM_OF_2005 = date(2005, 1, 1)
KINDS = [
    ("credit", "Money received"), ("payment", "Aid paid"), ("gift", "Gift of money"), ("goods_gift", "Gift of goods"),
    ("service_gift", "Gift of services"), ("shares_gift", "Gift of securities"), ("shares_sale", "Securities sold"),
    ("allocation", "Allocation received"), ("pass_in", "Received to be passed on"), ("pass_on", "Passed on"),
    ("goods_issue", "Goods issued"), ("accrual", "Bill to be paid"), ("payable_paid", "Bill paid"), ("cost", "Cost"),
    ("interest", "Interest"), ("move", "Money moved between accounts"), ("transfer", "Transfer between funds"),
    ("refund", "Part of a gift given back"), ("period_end", "Income and costs carried forward"),
    ("fulfilment", "Restriction fulfilled"), ("reversal", "Reversal"),
]  # fmt: skip


def load(apps, _schema_editor):
    apps.get_model("funds", "Account").objects.get_or_create(
        code="1101",
        valid_from=SYSTEM_OF_2005,
        defaults={"name_zh": "短期投资", "name_en": "Short-term investments", "kind": "asset", "is_money": False},
    )


class Migration(migrations.Migration):
    dependencies = [("funds", "0007_a_used_account_stays_what_it_is")]
    operations = [
        migrations.RunPython(load, migrations.RunPython.noop),
        WordsOnly([
            migrations.AlterField(
                model_name="voucher",
                name="kind",
                field=models.CharField(choices=KINDS, max_length=12, verbose_name="kind"),
            ),
        ]),
    ]
