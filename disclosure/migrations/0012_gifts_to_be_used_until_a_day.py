"""How long before its day somebody is reminded of a gift that has to be used until then."""

from django.core.validators import MaxValueValidator
from django.db import migrations, models
from django.db.models import F, Q


def days(default, title):
    return models.PositiveSmallIntegerField(
        default=default, validators=[MaxValueValidator(366)], verbose_name=title
    )


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0011_major_projects_without_a_certificate")]
    operations = [
        migrations.AddField(
            "disclosurepolicy",
            "gift_first_days",
            days(90, "gifts to be used until a day: first reminder, days before"),
        ),
        migrations.AddField(
            "disclosurepolicy", "gift_last_days", days(30, "last reminder of such a gift, days before")
        ),
        migrations.AddConstraint(
            "disclosurepolicy",
            models.CheckConstraint(
                condition=Q(gift_first_days__gte=F("gift_last_days")), name="disclosure_policy_first_reminder_first"
            ),
        ),
    ]
