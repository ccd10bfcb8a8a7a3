from django.db import migrations, models

NAME = "one_open_application_per_program"
AWAITED = [
    "accepted",
    "appraising",
    "approved",
    "collective_review",
    "disburse_failed",
    "disbursing",
    "fast_review",
    "final_review",
    "objection_review",
    "paperwork_pending",
    "preliminary_review",
    "publicity",
    "reconsideration",
    "returned",
    "submitted",
    "surveying",
    "verifying",
]


class Migration(migrations.Migration):
    """A unique index alone: SQLite does not remake the table, so its triggers stay."""

    dependencies = [("applications", "0026_work_has_weights")]

    operations = [
        migrations.RemoveConstraint("application", NAME),
        migrations.AddConstraint(
            "application",
            models.UniqueConstraint(
                fields=["program", "applicant"], condition=models.Q(state__in=AWAITED), name=NAME
            ),
        ),
    ]
