"""Securities are a kind of their own among what gifts bring; sold, they become money of the same gift."""

from django.db import migrations, models
from database.quick_operations import WordsOnly

POOLS = [
    ("money", "Money"), ("goods", "Goods"), ("securities", "Securities"), ("service", "Services"),
    ("passing", "To be passed on"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0007_expense_rules_of_2016")]

    operations = [
        WordsOnly([
            migrations.AlterField(
                model_name="lot", name="pool", field=models.CharField(choices=POOLS, max_length=10)
            ),
            migrations.AlterField(
                model_name="share",
                name="is_moved",
                field=models.BooleanField(default=False, verbose_name="went to another fund or was sold"),
            ),
            migrations.AlterField(
                model_name="share", name="pool", field=models.CharField(choices=POOLS, max_length=10)
            ),
        ]),
    ]
