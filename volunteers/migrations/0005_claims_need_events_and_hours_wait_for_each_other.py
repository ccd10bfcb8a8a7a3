"""Claims move with their events; two entries of one person wait for each other before they are compared.

On PostgreSQL the trigger of 0002 compared with what was committed: two transactions at once saw nothing of each other
and both wrote. Now it locks the volunteer first. SQLite's writers take turns anyway.
"""

from django.db import migrations

from database.operations import OnEachDatabase, state_needs_event

OVERLAP = (
    "NEW.reversal_of_id IS NULL AND EXISTS (SELECT 1 FROM volunteers_hoursentry h "
    "WHERE h.volunteer_id = NEW.volunteer_id AND h.kind = NEW.kind AND h.reversal_of_id IS NULL "
    "AND h.starts_at < NEW.ends_at AND NEW.starts_at < h.ends_at "
    "AND NOT EXISTS (SELECT 1 FROM volunteers_hoursentry r WHERE r.reversal_of_id = h.id))"
)
NAME, MESSAGE = "volunteers_hoursentry_no_overlap", "volunteers_hoursentry credits the same time twice"
LOCK = "PERFORM 1 FROM volunteers_volunteerprofile v WHERE v.id = NEW.volunteer_id FOR NO KEY UPDATE; "


def compare(first: str) -> str:
    return (
        f"CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {first}IF {OVERLAP} THEN "
        f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("volunteers", "0004_hours_with_provenance_claims_and_honours"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [
        state_needs_event("volunteers_hoursclaim", "volunteers.hoursclaim", "waiting"),
        OnEachDatabase(
            name="entries of one volunteer wait for each other",
            sqlite=[],
            undo_sqlite=[],
            postgresql=[compare(LOCK)],
            undo_postgresql=[compare("")],
        ),
    ]
