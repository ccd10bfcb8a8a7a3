"""A published report and its tables stay; before it is published only that one act changes it."""

from django.db import migrations

from database.operations import OnEachDatabase, append_only

PACK, TABLE = "disclosure_pack", "disclosure_packtable"
FROZEN = ("year", "quarter", "version", "note", "digest", "prepared_at", "prepared_by_id")
CHANGED_ON_SQLITE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN)
CHANGED_ON_POSTGRESQL = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
IS_OUT = f"EXISTS (SELECT 1 FROM {PACK} p WHERE p.id = %s.pack_id AND p.published_at IS NOT NULL)"


def refuse(name, table, event, *, sqlite, postgresql=None):
    answer = "OLD" if event == "DELETE" else "NEW"
    message = f"{table}: published reports stay"
    return OnEachDatabase(
        name=name,
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {sqlite} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {postgresql or sqlite} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("disclosure", "0002_reports_and_calendar")]
    operations = [
        refuse(
            f"{PACK}_frozen",
            PACK,
            "UPDATE",
            sqlite=f"OLD.published_at IS NOT NULL OR {CHANGED_ON_SQLITE}",
            postgresql=f"OLD.published_at IS NOT NULL OR {CHANGED_ON_POSTGRESQL}",
        ),
        refuse(f"{PACK}_stays", PACK, "DELETE", sqlite="OLD.published_at IS NOT NULL"),
        refuse(f"{TABLE}_frozen", TABLE, "UPDATE", sqlite="1", postgresql="TRUE"),
        refuse(f"{TABLE}_stays", TABLE, "DELETE", sqlite=IS_OUT % "OLD"),
        refuse(f"{TABLE}_complete", TABLE, "INSERT", sqlite=IS_OUT % "NEW"),
        append_only("disclosure_done"),
    ]
