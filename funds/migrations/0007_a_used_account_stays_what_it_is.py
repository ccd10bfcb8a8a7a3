"""An account with lines keeps its code, its kind and whether it holds money: every sum of the past depends on them."""

from django.db import migrations

from database.operations import OnEachDatabase

MESSAGE = "an account in use keeps its code and kind"
CHANGED = "(NEW.code <> OLD.code OR NEW.kind <> OLD.kind OR NEW.is_money <> OLD.is_money)"
USED = "EXISTS (SELECT 1 FROM funds_line WHERE account_id = OLD.id)"

account = OnEachDatabase(
    name="A used account stays what it is",
    sqlite=[
        "CREATE TRIGGER funds_account_kept BEFORE UPDATE ON funds_account "
        f"WHEN {CHANGED} AND {USED} BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END"
    ],
    undo_sqlite=["DROP TRIGGER funds_account_kept"],
    postgresql=[
        f"""CREATE FUNCTION funds_account_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF {CHANGED} AND {USED} THEN
                RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW; END $$""",
        "CREATE TRIGGER funds_account_guard BEFORE UPDATE ON funds_account "
        "FOR EACH ROW EXECUTE FUNCTION funds_account_guard()",
    ],
    undo_postgresql=["DROP TRIGGER funds_account_guard ON funds_account", "DROP FUNCTION funds_account_guard()"],
)


class Migration(migrations.Migration):
    dependencies = [("funds", "0006_bank_statements_are_matched")]
    operations = [account]
