"""Which fund a batch belongs to, and which movements are in its books."""

import django.db.models.deletion
from django.db import migrations, models

from database.operations import KeepingTriggers, append_only


class Migration(migrations.Migration):
    dependencies = [
        ("funds", "0010_entries_are_prepared_and_booked"),
        ("wristbands", "0003_an_alert_ends_by_itself"),
    ]

    operations = [
        KeepingTriggers(
            "wristbands_batch",
            [
                migrations.AddField(
                    "batch",
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.fund",
                        verbose_name="fund",
                    ),
                ),
                migrations.AddField(
                    "batch",
                    "origin",
                    models.CharField(
                        choices=[("bought", "bought"), ("gift", "a gift")],
                        default="bought",
                        max_length=10,
                        verbose_name="bought or a gift",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Posting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "movement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="posting", to="wristbands.movement"
                    ),
                ),
                (
                    "voucher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="funds.voucher",
                        verbose_name="voucher",
                    ),
                ),
            ],
            options={
                "verbose_name": "movement in the books",
                "verbose_name_plural": "movements in the books",
            },
        ),
        append_only("wristbands_posting"),
    ]
