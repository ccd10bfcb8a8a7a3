"""What a report of a season said stays as it was made."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from database.operations import append_only

APP = "festival_visits"


class Migration(migrations.Migration):
    dependencies = [
        (APP, "0003_a_season_is_forgotten_after_its_years"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="SeasonReport",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("remark", models.TextField(blank=True, verbose_name="remark")),
                ("shown", models.JSONField()),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
                (
                    "season",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to=f"{APP}.season",
                        verbose_name="season",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a season",
                "verbose_name_plural": "reports of seasons",
                "ordering": ("-pk",),
            },
        ),
        append_only(f"{APP}_seasonreport"),
    ]
