"""A sponsor withdraws: its pool ends, with the day, the person and the reason."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("donations", "0008_a_campaign_costs_what_was_booked"),
    ]

    operations = [
        migrations.AddField(
            "matchingpool", "withdrawn_at",
            models.DateTimeField(blank=True, null=True, verbose_name="the sponsor withdrew at"),
        ),
        migrations.AddField(
            "matchingpool", "withdrawn_by",
            models.ForeignKey(
                blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            "matchingpool", "withdraw_reason",
            models.CharField(blank=True, default="", max_length=200, verbose_name="reason of the withdrawal"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "matchingpool",
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True, withdrawn_by__isnull=True)
                | (Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdraw_reason="")),
                name="donations_pool_withdrawn_by_whom",
            ),
        ),
    ]  # fmt: skip
