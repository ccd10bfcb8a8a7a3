"""Who has no certificate for public fundraising publishes last year's major projects by 31 May (民政部令81号)."""

from datetime import date

from django.db import migrations, models

CHOICES = [
    ("any", "every organisation"),
    ("with", "with a certificate for public fundraising"),
    ("without", "without a certificate for public fundraising"),
]


def load(apps, _schema_editor):
    apps.get_model("disclosure", "StatutoryRule").objects.get_or_create(
        code="major-projects",
        valid_from=date(2026, 1, 1),
        defaults={
            "title_zh": "上年度重大慈善项目情况",
            "title_en": "Major charity projects of last year",
            "subject": "year",
            "rhythm": "after_end",
            "months": 5,
            "bound": "without",
            "first_reminder_days": 60,
            "last_reminder_days": 14,
            "source": "慈善组织信息公开办法（民政部令81号）：不具有公开募捐资格的慈善组织，次年5月31日前",
        },
    )


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0010_reports_hold_long_lists")]
    operations = [
        migrations.AddField(
            "statutoryrule",
            "bound",
            models.CharField(choices=CHOICES, default="any", max_length=8, verbose_name="who is bound"),
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
