"""Site visits with their record: two visitors, a photograph, append-only."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q

from database.operations import append_only
from database.quick_operations import WordsOnly

KINDS = [
    ("minutes", "Minutes of the residents' meeting"),
    ("quote", "Quote for the budget"),
    ("before", "Picture before the project"),
    ("permit", "Permit, where one is needed"),
    ("certificate", "Registration certificate of the organisation"),
    ("agreement", "Signed agreement"),
    ("progress", "Picture of the work"),
    ("after", "Picture after the project"),
    ("invoice", "Invoice or receipt"),
    ("acceptance", "Acceptance record"),
    ("site", "Picture of a site visit"),
    ("other", "Something else"),
]


def person(label):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL, verbose_name=label
    )


class Migration(migrations.Migration):
    dependencies = [
        ("community_grants", "0002_what_was_judged_stays"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        WordsOnly([
            migrations.AlterField("paper", "kind", models.CharField(choices=KINDS, max_length=20, verbose_name="kind")),
        ]),
        migrations.CreateModel(
            name="SiteVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "moment",
                    models.CharField(
                        choices=[
                            ("before", "before the opinion of the sub-district"),
                            ("midterm", "at mid-term"),
                        ],
                        max_length=10,
                        verbose_name="moment",
                    ),
                ),
                ("visited_on", models.DateField(verbose_name="visited on")),
                ("text", models.TextField(verbose_name="what was seen")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded")),
                ("companion", person("second visitor")),
                (
                    "grant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="site_visits",
                        to="community_grants.grant",
                    ),
                ),
                (
                    "picture",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="community_grants.paper",
                        verbose_name="photograph",
                    ),
                ),
                ("visitor", person("visitor")),
            ],
            options={
                "verbose_name": "site visit",
                "verbose_name_plural": "site visits",
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(condition=~Q(visitor=F("companion")), name="grant_site_visit_by_two"),
                    models.CheckConstraint(condition=~Q(text=""), name="grant_site_visit_says_something"),
                ],
            },
        ),
        append_only("community_grants_sitevisit"),
    ]
