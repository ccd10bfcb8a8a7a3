"""The month of a voucher has a name in the back office. Changes nothing in the database."""

import django.db.models.deletion
from django.db import migrations, models
from database.quick_operations import WordsOnly


class Migration(migrations.Migration):
    dependencies = [("funds", "0011_entries_name_their_campaign")]

    operations = [
        WordsOnly([
            migrations.AlterField(
                "voucher", "period",
                models.ForeignKey(
                    on_delete=django.db.models.deletion.PROTECT, related_name="vouchers", to="funds.period",
                    verbose_name="accounting period",
                ),
            ),
        ]),
    ]  # fmt: skip
