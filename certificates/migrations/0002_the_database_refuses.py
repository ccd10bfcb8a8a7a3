"""A certificate is frozen when it is written; numbers only rise; a public key never changes."""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

TABLE, SERIES = "certificates_certificate", "certificates_certificateseries"
FROZEN = ("number", "volunteer_id", "snapshot", "key_id", "signature", "issued_at", "issued_by_id", "notice_until")
MESSAGE = f"{TABLE} is frozen"
CHANGED_ON_SQLITE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN)
CHANGED_ON_POSTGRESQL = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN)
BACKWARDS = f"{SERIES} only rises by one"


def refuse(name: str, table: str, event: str, message: str, *, sqlite: str, postgresql: str) -> OnEachDatabase:
    """`event`: UPDATE or DELETE; the conditions say what is refused."""
    answer = "OLD" if event == "DELETE" else "NEW"
    return OnEachDatabase(
        name=name,
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {sqlite} BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {postgresql} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0001_certificates_numbers_and_keys"), ("audit", "0002_events_are_append_only")]
    operations = [
        state_needs_event(TABLE, "certificates.certificate", "on_notice"),
        refuse(
            f"{TABLE}_frozen", TABLE, "UPDATE", MESSAGE, sqlite=CHANGED_ON_SQLITE, postgresql=CHANGED_ON_POSTGRESQL
        ),
        refuse(f"{TABLE}_stays", TABLE, "DELETE", MESSAGE, sqlite="1", postgresql="TRUE"),
        refuse(
            f"{SERIES}_rises",
            SERIES,
            "UPDATE",
            BACKWARDS,
            sqlite="NEW.year <> OLD.year OR NEW.last <> OLD.last + 1",
            postgresql="NEW.year <> OLD.year OR NEW.last <> OLD.last + 1",
        ),
        refuse(f"{SERIES}_stays", SERIES, "DELETE", BACKWARDS, sqlite="1", postgresql="TRUE"),
        append_only("certificates_signingkey"),
    ]
