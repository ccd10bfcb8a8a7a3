from django.db import migrations

from database.operations import OnEachDatabase

TABLE, TALLY = "applications_application", "applications_statetally"


def entry(row: str, amount: str) -> str:
    return (
        f"INSERT INTO {TALLY} (area_id, state, is_confidential, amount) "
        f"VALUES ({row}.area_id, {row}.state, {row}.is_confidential, {amount});"
    )


MOVED = "OLD.area_id <> NEW.area_id OR OLD.state <> NEW.state OR OLD.is_confidential <> NEW.is_confidential"


class Migration(migrations.Migration):
    dependencies = [("applications", "0002_state_changes_need_their_event")]
    operations = [
        OnEachDatabase(
            name="every application is tallied by area and state",
            sqlite=[
                f"CREATE TRIGGER {TALLY}_added AFTER INSERT ON {TABLE} BEGIN {entry('NEW', '1')} END",
                f"CREATE TRIGGER {TALLY}_removed AFTER DELETE ON {TABLE} BEGIN {entry('OLD', '-1')} END",
                f"CREATE TRIGGER {TALLY}_moved AFTER UPDATE OF area_id, state, is_confidential ON {TABLE} "
                f"WHEN {MOVED} BEGIN {entry('OLD', '-1')} {entry('NEW', '1')} END",
            ],
            undo_sqlite=[f"DROP TRIGGER {TALLY}_{verb}" for verb in ("added", "removed", "moved")],
            postgresql=[
                f"CREATE FUNCTION {TALLY}_follow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF TG_OP = 'UPDATE' AND NOT ({MOVED}) THEN RETURN NULL; END IF; "
                f"IF TG_OP <> 'INSERT' THEN {entry('OLD', '-1')} END IF; "
                f"IF TG_OP <> 'DELETE' THEN {entry('NEW', '1')} END IF; RETURN NULL; END $$",
                f"CREATE TRIGGER {TALLY}_follow AFTER INSERT OR DELETE OR UPDATE OF area_id, state, is_confidential "
                f"ON {TABLE} FOR EACH ROW EXECUTE FUNCTION {TALLY}_follow()",
            ],
            undo_postgresql=[f"DROP TRIGGER {TALLY}_follow ON {TABLE}", f"DROP FUNCTION {TALLY}_follow()"],
        )
    ]
