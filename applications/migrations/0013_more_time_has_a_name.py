"""Who agreed to an extension, which school was asked, and when a family got more time for its papers."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q

from database.operations import KeepingTriggers


class Migration(migrations.Migration):
    dependencies = [
        ("applications", "0012_fast_cases_need_two_people"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        KeepingTriggers(
            "applications_application",
            [
                migrations.AddField(
                    "application",
                    "extension_agreed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="extension agreed by",
                    ),
                ),
                migrations.AddConstraint(
                    "application",
                    models.CheckConstraint(
                        condition=Q(extension_agreed_by__isnull=True) | Q(extended_at__isnull=False),
                        name="application_extended_at_and_by",
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "supplementrequest",
            "extended_at",
            models.DateTimeField(blank=True, null=True, verbose_name="given more time"),
        ),
        migrations.AddField(
            "verificationtask", "named", models.CharField(blank=True, max_length=60, verbose_name="which one")
        ),
    ]
