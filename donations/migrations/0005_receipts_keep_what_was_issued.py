"""Receipts are frozen when they are written; numbers only rise by one; a public key never changes.

The sealed name stays out of it, because new keys seal it anew.
"""

from django.db import migrations

from database.operations import OnEachDatabase, append_only

SERIES = "donations_receiptseries"
FROZEN = {
    "donations_acknowledgement": (
        "number", "gift_id", "snapshot", "key_id", "signature", "issued_at", "issued_by_id",
    ),
    "donations_officialreceipt": (
        "gift_id", "title", "code", "number", "check_code", "issued_on", "payer", "payer_code", "lines", "total_fen",
        "remark", "issuer", "checker", "payee", "entered_at", "entered_by_id",
    ),
}  # fmt: skip


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


def frozen(table: str) -> list[OnEachDatabase]:
    message = f"{table} is frozen"
    columns = FROZEN[table]
    sqlite = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in columns)
    postgresql = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in columns)
    return [
        refuse(f"{table}_frozen", table, "UPDATE", message, sqlite=sqlite, postgresql=postgresql),
        refuse(f"{table}_stays", table, "DELETE", message, sqlite="1", postgresql="TRUE"),
    ]


BACKWARDS = "NEW.year <> OLD.year OR NEW.last <> OLD.last + 1"


class Migration(migrations.Migration):
    dependencies = [("donations", "0004_matching_pools_and_receipts")]
    operations = [
        *(operation for table in FROZEN for operation in frozen(table)),
        refuse(
            f"{SERIES}_rises",
            SERIES,
            "UPDATE",
            f"{SERIES} only rises by one",
            sqlite=BACKWARDS,
            postgresql=BACKWARDS,
        ),
        refuse(f"{SERIES}_stays", SERIES, "DELETE", f"{SERIES} stays", sqlite="1", postgresql="TRUE"),
        append_only("donations_receiptkey"),
    ]
