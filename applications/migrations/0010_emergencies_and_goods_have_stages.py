"""Three states of two new lanes: their stage, and what the database demands of a case in them.

A computed column is changed by taking it away, with the indexes that read it, and adding it anew.
"""

from django.db import migrations, models

from database.operations import KeepingTriggers

STAGE_INDEXES = {
    "application_stage_due": ["stage", "due_at", "id"],
    "application_area_stage_due": ["area", "stage", "due_at", "id"],
    "application_stage_newest": ["stage", "-submitted_at", "-id"],
    "application_totals": [
        "stage",
        "state",
        "lane",
        "is_confidential",
        "program",
        "proposed_amount_fen",
        "approved_amount_fen",
    ],
    "application_area_stage_newest": ["area", "stage", "-submitted_at", "-id", "program"],
    "application_handler_newest": ["handler", "stage", "-submitted_at", "-id"],
}


class Migration(migrations.Migration):
    dependencies = [("applications", "0009_totals_are_read_from_an_index")]
    operations = [
        KeepingTriggers(
            "applications_application",
            [
                *(migrations.RemoveIndex("application", name) for name in STAGE_INDEXES),
                migrations.RemoveConstraint("application", "one_open_application_per_program"),
                migrations.RemoveConstraint("application", "application_approved_has_amount"),
                migrations.RemoveField("application", "stage"),
                migrations.AddField(
                    "application",
                    "stage",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Case(
                            models.When(state__in=["submitted"], then=models.Value("submitted")),
                            models.When(
                                state__in=[
                                    "accepted",
                                    "verifying",
                                    "surveying",
                                    "appraising",
                                    "preliminary_review",
                                    "publicity",
                                    "objection_review",
                                    "final_review",
                                    "collective_review",
                                    "fast_review",
                                    "reconsideration",
                                ],
                                then=models.Value("review"),
                            ),
                            models.When(state__in=["returned"], then=models.Value("returned")),
                            models.When(
                                state__in=["approved", "disbursing", "disburse_failed"], then=models.Value("approved")
                            ),
                            models.When(
                                state__in=["disbursed", "paperwork_pending", "handed_over", "follow_up", "recovering"],
                                then=models.Value("paid"),
                            ),
                            models.When(
                                state__in=[
                                    "closed",
                                    "not_accepted",
                                    "recovered",
                                    "rejected",
                                    "terminated",
                                    "withdrawn",
                                ],
                                then=models.Value("closed"),
                            ),
                            models.When(state__in=["draft"], then=models.Value("draft")),
                            default=models.Value("draft"),
                            output_field=models.CharField(max_length=20),
                        ),
                        output_field=models.CharField(max_length=20),
                    ),
                ),
                migrations.AddConstraint(
                    "application",
                    models.UniqueConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                [
                                    "accepted",
                                    "appraising",
                                    "approved",
                                    "collective_review",
                                    "disburse_failed",
                                    "disbursed",
                                    "disbursing",
                                    "fast_review",
                                    "final_review",
                                    "follow_up",
                                    "handed_over",
                                    "objection_review",
                                    "paperwork_pending",
                                    "preliminary_review",
                                    "publicity",
                                    "reconsideration",
                                    "recovering",
                                    "returned",
                                    "submitted",
                                    "surveying",
                                    "verifying",
                                ],
                            )
                        ),
                        fields=("program", "applicant"),
                        name="one_open_application_per_program",
                    ),
                ),
                migrations.AddConstraint(
                    "application",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                (
                                    "state__in",
                                    [
                                        "approved",
                                        "closed",
                                        "disburse_failed",
                                        "disbursed",
                                        "disbursing",
                                        "follow_up",
                                        "handed_over",
                                        "paperwork_pending",
                                    ],
                                ),
                                _negated=True,
                            ),
                            ("approved_amount_fen__isnull", False),
                            ("lane", "in_kind"),
                            _connector="OR",
                        ),
                        name="application_approved_has_amount",
                    ),
                ),
                migrations.AddConstraint(
                    "application",
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lane", "in_kind"), _negated=True),
                            models.Q(("approved_amount_fen__isnull", True), ("proposed_amount_fen__isnull", True)),
                            _connector="OR",
                        ),
                        name="application_in_kind_has_no_amount",
                    ),
                ),
                *(
                    migrations.AddIndex("application", models.Index(fields=fields, name=name))
                    for name, fields in STAGE_INDEXES.items()
                ),
            ],
        )
    ]
