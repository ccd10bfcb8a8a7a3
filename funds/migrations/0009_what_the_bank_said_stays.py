"""Statements of the bank, their lines and what was matched are added, never changed; a line only gets its explanation.

A match is taken back by removing it (with its event), never bent. Needed because reconciliation trusts these rows.
"""

from django.db import migrations

from database.operations import OnEachDatabase, append_only

LINE, MATCH = "funds_bankline", "funds_bankmatch"
FROZEN = {
    LINE: (
        "statement_id", "number", "identity", "booked_on", "amount_fen", "bank_reference", "party", "note",
    ),
    MATCH: ("bank_line_id", "line_id", "is_automatic", "matched_at", "matched_by_id"),
}  # fmt: skip


def frozen(table: str) -> OnEachDatabase:
    message = f"{table} keeps what was written"
    sqlite = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN[table])
    postgresql = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN[table])
    return OnEachDatabase(
        name=message,
        sqlite=[
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {sqlite} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_frozen"],
        postgresql=[
            f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {postgresql} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
        ],
        undo_postgresql=[f"DROP TRIGGER {table}_frozen ON {table}", f"DROP FUNCTION {table}_frozen()"],
    )


def staying(table: str) -> OnEachDatabase:
    message = f"rows of {table} stay"
    return OnEachDatabase(
        name=message,
        sqlite=[f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END"],
        undo_sqlite=[f"DROP TRIGGER {table}_stays"],
        postgresql=[
            f"CREATE FUNCTION {table}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_stays()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_stays()",
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_no_truncate ON {table}",
            f"DROP TRIGGER {table}_stays ON {table}",
            f"DROP FUNCTION {table}_stays()",
        ],
    )


class Migration(migrations.Migration):
    dependencies = [("funds", "0008_securities_are_booked")]
    operations = [append_only("funds_bankstatement"), frozen(LINE), staying(LINE), frozen(MATCH)]
