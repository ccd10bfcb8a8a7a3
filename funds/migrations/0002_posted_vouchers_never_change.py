"""A voucher is sealed only when it balances; sealed, neither it nor its lines change. A closed month takes no more.

PostgreSQL: the line trigger takes FOR SHARE on the voucher, so that a line cannot slip in beside a sealing that has
checked the sum but not committed (without it a posted voucher that sums to 7 was possible).
SQLite: writers are one at a time; `PRAGMA recursive_triggers=ON` closes INSERT OR REPLACE.
"""

from django.db import migrations

from database.operations import OnEachDatabase

UNBALANCED = "a voucher needs two lines or more that sum to zero for each fund"
SEALED = "a posted voucher and its lines never change"
BORN_SEALED = "a voucher is posted after its lines"
CLOSED = "the month is closed or another one"
STAYS_CLOSED = "a closed month stays closed"
KEPT = "a reservation is ended once, never edited"

SUMS = """SELECT 1 FROM funds_line WHERE voucher_id = NEW.id GROUP BY fund_id HAVING SUM(amount_fen) <> 0"""
COUNT = "(SELECT COUNT(*) FROM funds_line WHERE voucher_id = NEW.id) < 2"
TOTAL = "(SELECT COALESCE(SUM(amount_fen), 0) FROM funds_line WHERE voucher_id = NEW.id) <> 0"
UNBALANCED_WHEN = f"{COUNT} OR {TOTAL} OR EXISTS ({SUMS})"


def _abort(message):
    return f"SELECT RAISE(ABORT, '{message}')"


def _raise(message):
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'"


def _posted(row):
    return f"(SELECT posted_at FROM funds_voucher WHERE id = {row}.voucher_id) IS NOT NULL"


SQLITE_OPEN_MONTH = (
    "EXISTS (SELECT 1 FROM funds_period p WHERE p.id = NEW.period_id AND p.closed_at IS NULL"
    " AND strftime('%Y-%m', p.month) = strftime('%Y-%m', NEW.booked_on))"
)

voucher = OnEachDatabase(
    name="A posted voucher balances and never changes",
    sqlite=[
        "CREATE TRIGGER funds_voucher_no_birth_sealed BEFORE INSERT ON funds_voucher "
        f"WHEN NEW.posted_at IS NOT NULL BEGIN {_abort(BORN_SEALED)}; END",
        "CREATE TRIGGER funds_voucher_no_change BEFORE UPDATE ON funds_voucher "
        f"WHEN OLD.posted_at IS NOT NULL BEGIN {_abort(SEALED)}; END",
        "CREATE TRIGGER funds_voucher_no_delete BEFORE DELETE ON funds_voucher "
        f"WHEN OLD.posted_at IS NOT NULL BEGIN {_abort(SEALED)}; END",
        "CREATE TRIGGER funds_voucher_seal_balances BEFORE UPDATE ON funds_voucher "
        f"WHEN NEW.posted_at IS NOT NULL AND ({UNBALANCED_WHEN}) BEGIN {_abort(UNBALANCED)}; END",
        "CREATE TRIGGER funds_voucher_seal_in_open_month BEFORE UPDATE ON funds_voucher "
        f"WHEN NEW.posted_at IS NOT NULL AND NOT {SQLITE_OPEN_MONTH} BEGIN {_abort(CLOSED)}; END",
    ],
    undo_sqlite=[
        f"DROP TRIGGER funds_voucher_{name}"
        for name in ("no_birth_sealed", "no_change", "no_delete", "seal_balances", "seal_in_open_month")
    ],
    postgresql=[
        f"""CREATE FUNCTION funds_voucher_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'TRUNCATE' THEN {_raise(SEALED)}; END IF;
            IF TG_OP = 'INSERT' THEN
                IF NEW.posted_at IS NOT NULL THEN {_raise(BORN_SEALED)}; END IF;
                RETURN NEW;
            END IF;
            IF OLD.posted_at IS NOT NULL THEN {_raise(SEALED)}; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            IF NEW.posted_at IS NOT NULL THEN
                IF {UNBALANCED_WHEN} THEN {_raise(UNBALANCED)}; END IF;
                PERFORM 1 FROM funds_period p WHERE p.id = NEW.period_id AND p.closed_at IS NULL
                    AND p.month = date_trunc('month', NEW.booked_on)::date FOR SHARE;
                IF NOT FOUND THEN {_raise(CLOSED)}; END IF;
            END IF;
            RETURN NEW; END $$""",
        "CREATE TRIGGER funds_voucher_guard BEFORE INSERT OR UPDATE OR DELETE ON funds_voucher "
        "FOR EACH ROW EXECUTE FUNCTION funds_voucher_guard()",
        "CREATE TRIGGER funds_voucher_no_truncate BEFORE TRUNCATE ON funds_voucher "
        "FOR EACH STATEMENT EXECUTE FUNCTION funds_voucher_guard()",
    ],
    undo_postgresql=[
        "DROP TRIGGER funds_voucher_no_truncate ON funds_voucher",
        "DROP TRIGGER funds_voucher_guard ON funds_voucher",
        "DROP FUNCTION funds_voucher_guard()",
    ],
)

line = OnEachDatabase(
    name="Lines of a posted voucher never change",
    sqlite=[
        "CREATE TRIGGER funds_line_no_insert BEFORE INSERT ON funds_line "
        f"WHEN {_posted('NEW')} BEGIN {_abort(SEALED)}; END",
        "CREATE TRIGGER funds_line_no_update BEFORE UPDATE ON funds_line "
        f"WHEN {_posted('OLD')} OR {_posted('NEW')} BEGIN {_abort(SEALED)}; END",
        "CREATE TRIGGER funds_line_no_delete BEFORE DELETE ON funds_line "
        f"WHEN {_posted('OLD')} BEGIN {_abort(SEALED)}; END",
    ],
    undo_sqlite=[f"DROP TRIGGER funds_line_no_{verb}" for verb in ("insert", "update", "delete")],
    postgresql=[
        f"""CREATE FUNCTION funds_line_guard() RETURNS trigger LANGUAGE plpgsql AS $$ DECLARE sealed timestamptz; BEGIN
            IF TG_OP = 'TRUNCATE' THEN {_raise(SEALED)}; END IF;
            IF TG_OP <> 'INSERT' THEN
                SELECT posted_at INTO sealed FROM funds_voucher WHERE id = OLD.voucher_id FOR SHARE;
                IF sealed IS NOT NULL THEN {_raise(SEALED)}; END IF;
            END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            SELECT posted_at INTO sealed FROM funds_voucher WHERE id = NEW.voucher_id FOR SHARE;
            IF sealed IS NOT NULL THEN {_raise(SEALED)}; END IF;
            RETURN NEW; END $$""",
        "CREATE TRIGGER funds_line_guard BEFORE INSERT OR UPDATE OR DELETE ON funds_line "
        "FOR EACH ROW EXECUTE FUNCTION funds_line_guard()",
        "CREATE TRIGGER funds_line_no_truncate BEFORE TRUNCATE ON funds_line "
        "FOR EACH STATEMENT EXECUTE FUNCTION funds_line_guard()",
    ],
    undo_postgresql=[
        "DROP TRIGGER funds_line_no_truncate ON funds_line",
        "DROP TRIGGER funds_line_guard ON funds_line",
        "DROP FUNCTION funds_line_guard()",
    ],
)

period = OnEachDatabase(
    name="A closed month stays closed",
    sqlite=[
        "CREATE TRIGGER funds_period_stays_closed BEFORE UPDATE ON funds_period "
        f"WHEN OLD.closed_at IS NOT NULL BEGIN {_abort(STAYS_CLOSED)}; END",
        "CREATE TRIGGER funds_period_no_delete BEFORE DELETE ON funds_period "
        f"WHEN OLD.closed_at IS NOT NULL BEGIN {_abort(STAYS_CLOSED)}; END",
    ],
    undo_sqlite=["DROP TRIGGER funds_period_stays_closed", "DROP TRIGGER funds_period_no_delete"],
    postgresql=[
        f"""CREATE FUNCTION funds_period_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF OLD.closed_at IS NOT NULL THEN {_raise(STAYS_CLOSED)}; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW; END $$""",
        "CREATE TRIGGER funds_period_guard BEFORE UPDATE OR DELETE ON funds_period "
        "FOR EACH ROW EXECUTE FUNCTION funds_period_guard()",
    ],
    undo_postgresql=["DROP TRIGGER funds_period_guard ON funds_period", "DROP FUNCTION funds_period_guard()"],
)


RESERVATION_EDITED = (
    "OLD.state <> 'live' OR NEW.fund_id <> OLD.fund_id OR NEW.source <> OLD.source OR NEW.amount_fen <> OLD.amount_fen"
)

reservation = OnEachDatabase(
    name="A reservation is ended once, never edited",
    sqlite=[
        "CREATE TRIGGER funds_reservation_kept BEFORE UPDATE ON funds_reservation "
        f"WHEN {RESERVATION_EDITED} BEGIN {_abort(KEPT)}; END",
        f"CREATE TRIGGER funds_reservation_no_delete BEFORE DELETE ON funds_reservation BEGIN {_abort(KEPT)}; END",
    ],
    undo_sqlite=["DROP TRIGGER funds_reservation_kept", "DROP TRIGGER funds_reservation_no_delete"],
    postgresql=[
        f"""CREATE FUNCTION funds_reservation_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF TG_OP = 'DELETE' THEN {_raise(KEPT)}; END IF;
            IF {RESERVATION_EDITED} THEN {_raise(KEPT)}; END IF;
            RETURN NEW; END $$""",
        "CREATE TRIGGER funds_reservation_guard BEFORE UPDATE OR DELETE ON funds_reservation "
        "FOR EACH ROW EXECUTE FUNCTION funds_reservation_guard()",
    ],
    undo_postgresql=[
        "DROP TRIGGER funds_reservation_guard ON funds_reservation",
        "DROP FUNCTION funds_reservation_guard()",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial")]
    operations = [voucher, line, period, reservation]
