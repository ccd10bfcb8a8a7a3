"""What was written about people goes years after a grant has ended, with its event; project and money stay."""

from django.db import migrations, models

from database.operations import KeepingTriggers, OnEachDatabase, removal_needs_event

APP, EVENT = "community_grants", "community_grants.grant_forgotten"
SHEET = f"{APP}_scoresheet"
KEPT = f"{SHEET}_is_kept"
STAYS = "a score sheet stays"
NO_EVENT = (
    f"NOT EXISTS (SELECT 1 FROM audit_event e WHERE e.subject_type = '{APP}.scoresheet' AND e.subject_id = OLD.id "  # noqa: S608 - constants
    f"AND e.code = '{APP}.sheet_forgotten')"
)
HANDED_IN = "OLD.submitted_at IS NOT NULL"


def kept_when(condition):
    """The trigger of 0002 on SQLite, the body of its function on PostgreSQL."""
    sqlite = [
        f"DROP TRIGGER {KEPT}",
        f"CREATE TRIGGER {KEPT} BEFORE DELETE ON {SHEET} WHEN {condition} BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
    ]
    postgresql = [
        f"CREATE OR REPLACE FUNCTION {KEPT}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
        f"RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$"
    ]
    return sqlite, postgresql


NOW, BEFORE = kept_when(f"{HANDED_IN} AND {NO_EVENT}"), kept_when(HANDED_IN)


class Migration(migrations.Migration):
    dependencies = [(APP, "0003_two_people_visit_the_place")]

    operations = [
        KeepingTriggers(
            f"{APP}_grant",
            [
                migrations.AddField(
                    "grant",
                    "forgotten_at",
                    models.DateTimeField(blank=True, editable=False, null=True, verbose_name="people forgotten"),
                )
            ],
        ),
        *(
            removal_needs_event(f"{APP}_{table}", f"{APP}.grant", EVENT, subject="grant_id")
            for table in ("statement", "sitevisit", "acceptance")
        ),
        removal_needs_event(
            f"{APP}_acceptor", f"{APP}.acceptance", f"{APP}.acceptance_forgotten", subject="acceptance_id"
        ),
        removal_needs_event(f"{APP}_scoreline", f"{APP}.scoresheet", f"{APP}.sheet_forgotten", subject="sheet_id"),
        OnEachDatabase(
            name="a score sheet goes with its event",
            sqlite=NOW[0],
            undo_sqlite=BEFORE[0],
            postgresql=NOW[1],
            undo_postgresql=BEFORE[1],
        ),
    ]
