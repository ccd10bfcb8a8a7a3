"""What must never happen to sign-ups and hours is refused by the database itself."""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

SIGNUP = "volunteers_signup"

# An exclusion constraint over (volunteer, time). int8range(x, x, '[]') makes the person a range as well, so core GiST
# serves it and no extension is needed. SQLite has no such constraint; its writers take turns, so a trigger is enough.
CLASH = (
    f"NEW.state = 'confirmed' AND EXISTS (SELECT 1 FROM {SIGNUP} s WHERE s.volunteer_id = NEW.volunteer_id "
    "AND s.state = 'confirmed' AND s.id IS NOT NEW.id AND s.starts_at < NEW.ends_at AND NEW.starts_at < s.ends_at)"
)
NO_CLASH = f"{SIGNUP}_no_clash"

MATCHING_SHIFT = (
    "SELECT 1 FROM volunteers_shiftrole r JOIN volunteers_shift s ON s.id = r.shift_id WHERE r.id = NEW.role_id "
    "AND s.id = NEW.shift_id AND s.starts_at = NEW.starts_at AND s.ends_at = NEW.ends_at"
)
MATCH = f"{SIGNUP}_matches_shift"
MISMATCH = f"{SIGNUP} does not match its shift"

HOURS_OVERLAP = (
    "NEW.reversal_of_id IS NULL AND EXISTS (SELECT 1 FROM volunteers_hoursentry h "
    "WHERE h.volunteer_id = NEW.volunteer_id AND h.kind = NEW.kind AND h.reversal_of_id IS NULL "
    "AND h.starts_at < NEW.ends_at AND NEW.starts_at < h.ends_at "
    "AND NOT EXISTS (SELECT 1 FROM volunteers_hoursentry r WHERE r.reversal_of_id = h.id))"
)
HOURS = "volunteers_hoursentry_no_overlap"
HOURS_TWICE = "volunteers_hoursentry credits the same time twice"


def before_insert(name: str, table: str, wrong: str, message: str) -> OnEachDatabase:
    return OnEachDatabase(
        name=name,
        sqlite=[f"CREATE TRIGGER {name} BEFORE INSERT ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{message}'); END"],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0001_initial"), ("audit", "0002_events_are_append_only")]
    operations = [
        state_needs_event("volunteers_shift", "volunteers.shift", "draft"),
        state_needs_event(SIGNUP, "volunteers.signup", "waiting"),
        append_only("volunteers_hoursentry"),
        before_insert(HOURS, "volunteers_hoursentry", HOURS_OVERLAP, HOURS_TWICE),
        OnEachDatabase(
            name="no two confirmed sign-ups of a volunteer at the same time",
            sqlite=[
                f"CREATE TRIGGER {NO_CLASH}_{verb} BEFORE {event} ON {SIGNUP} WHEN {CLASH} "
                f"BEGIN SELECT RAISE(ABORT, '{NO_CLASH}'); END"
                for verb, event in (("insert", "INSERT"), ("update", "UPDATE OF state, starts_at, ends_at, volunteer_id"))
            ],
            undo_sqlite=[f"DROP TRIGGER {NO_CLASH}_insert", f"DROP TRIGGER {NO_CLASH}_update"],
            postgresql=[
                f"ALTER TABLE {SIGNUP} ADD CONSTRAINT {NO_CLASH} EXCLUDE USING gist ("
                "int8range(volunteer_id, volunteer_id, '[]') WITH &&, tstzrange(starts_at, ends_at) WITH &&) "
                "WHERE (state = 'confirmed')"
            ],
            undo_postgresql=[f"ALTER TABLE {SIGNUP} DROP CONSTRAINT {NO_CLASH}"],
        ),
        OnEachDatabase(
            name="a sign-up carries the shift and the time of its role",
            sqlite=[
                f"CREATE TRIGGER {MATCH}_{verb} BEFORE {event} ON {SIGNUP} WHEN NOT EXISTS ({MATCHING_SHIFT}) "
                f"BEGIN SELECT RAISE(ABORT, '{MISMATCH}'); END"
                for verb, event in (("insert", "INSERT"), ("update", "UPDATE OF role_id, shift_id, starts_at, ends_at"))
            ],
            undo_sqlite=[f"DROP TRIGGER {MATCH}_insert", f"DROP TRIGGER {MATCH}_update"],
            postgresql=[
                f"CREATE FUNCTION {MATCH}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF NOT EXISTS ({MATCHING_SHIFT}) THEN RAISE EXCEPTION '{MISMATCH}' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {MATCH} BEFORE INSERT OR UPDATE OF role_id, shift_id, starts_at, ends_at ON {SIGNUP} "
                f"FOR EACH ROW EXECUTE FUNCTION {MATCH}()",
            ],
            undo_postgresql=[f"DROP TRIGGER {MATCH} ON {SIGNUP}", f"DROP FUNCTION {MATCH}()"],
        ),
    ]
