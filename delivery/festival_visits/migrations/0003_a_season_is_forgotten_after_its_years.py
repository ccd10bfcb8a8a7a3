"""Whom a season visited goes after its years; goods, money and numbers stay."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from database.operations import KeepingTriggers, removal_needs_event

APP = "festival_visits"


def may_be_empty(name, target, label):
    field = models.ForeignKey(
        blank=True,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="festival_nominations",
        to=target,
        verbose_name=label,
    )
    return migrations.AlterField("nomination", name, field)


class Migration(migrations.Migration):
    dependencies = [
        ("areas", "0002_places_have_a_visiting_order"),
        ("beneficiaries", "0009_papers_hold_as_long_as_staff_say"),
        (APP, "0002_the_database_counts_the_goods"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        KeepingTriggers(
            f"{APP}_season",
            [
                migrations.AddField(
                    "season",
                    "forgotten_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="people forgotten"),
                )
            ],
        ),
        KeepingTriggers(
            f"{APP}_nomination",
            [
                may_be_empty("household", "beneficiaries.household", "household"),
                may_be_empty("person", "beneficiaries.person", "visited person"),
                migrations.AddConstraint(
                    "nomination",
                    models.CheckConstraint(
                        condition=Q(household__isnull=True, person__isnull=True)
                        | Q(household__isnull=False, person__isnull=False),
                        name="festival_person_of_a_household",
                    ),
                ),
            ],
        ),
        removal_needs_event(f"{APP}_boardpicture", f"{APP}.boardnotice", f"{APP}.list_forgotten", subject="notice_id"),
    ]
