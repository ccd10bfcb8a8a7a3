"""A list of a report, gift by gift and payment by payment, is frozen in parts."""

from django.db import migrations, models

from database.operations import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0009_columns_have_names")]

    operations = [
        KeepingTriggers("disclosure_packtable", [
            migrations.RemoveConstraint("packtable", "disclosure_pack_each_table_once"),
            migrations.AddField(
                "packtable", "part", models.PositiveSmallIntegerField(default=1, verbose_name="part of the list")
            ),
            migrations.AddConstraint(
                "packtable",
                models.UniqueConstraint(fields=("pack", "code", "part"), name="disclosure_pack_each_table_once"),
            ),
        ]),
    ]  # fmt: skip
