"""An entry that a person writes may be for a campaign: its cost is what was booked as fundraising for it."""

from django.db import migrations, models

from database.operations import OnEachDatabase

TABLE = "funds_slip"
BEFORE = (
    "reference", "kind", "fund_id", "fund_to_id", "settles_id", "amount_fen", "booked_on", "account", "from_account",
    "cost", "basis", "scheme", "project", "party", "is_organisation", "paper", "bank_reference", "prepared_at",
    "prepared_by_id",
)  # fmt: skip
MESSAGE = f"{TABLE} keeps what was written and decided"
RAISE = f"RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation'"


def made(columns):
    """Statements for SQLite and for PostgreSQL: these columns keep what was written, and no row goes."""
    sqlite = " OR ".join([*(f"NEW.{one} IS NOT OLD.{one}" for one in columns), "OLD.decided_at IS NOT NULL"])
    postgresql = " OR ".join([*(f"NEW.{one} IS DISTINCT FROM OLD.{one}" for one in columns), "OLD.decided_at IS NOT NULL"])
    return [
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} WHEN {sqlite} "
        f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
        f"CREATE TRIGGER {TABLE}_stays BEFORE DELETE ON {TABLE} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END",
    ], [
        f"CREATE FUNCTION {TABLE}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN {RAISE}; ELSIF {postgresql} THEN {RAISE}; END IF; RETURN NEW; END $$",
        f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE OR DELETE ON {TABLE} "
        f"FOR EACH ROW EXECUTE FUNCTION {TABLE}_frozen()",
    ]  # fmt: skip


GONE = (
    [f"DROP TRIGGER {TABLE}_frozen", f"DROP TRIGGER {TABLE}_stays"],
    [f"DROP TRIGGER {TABLE}_frozen ON {TABLE}", f"DROP FUNCTION {TABLE}_frozen()"],
)


def operation(name, forwards, backwards):
    return OnEachDatabase(
        name=name, sqlite=forwards[0], postgresql=forwards[1], undo_sqlite=backwards[0], undo_postgresql=backwards[1]
    )


class Migration(migrations.Migration):
    dependencies = [("funds", "0010_entries_are_prepared_and_booked")]

    operations = [
        operation(f"{TABLE} may get a column", GONE, made(BEFORE)),
        migrations.AddField(
            "slip", "campaign", models.CharField(blank=True, default="", max_length=60, verbose_name="campaign"),
            preserve_default=False,
        ),
        operation(MESSAGE, made((*BEFORE, "campaign")), GONE),
    ]  # fmt: skip
