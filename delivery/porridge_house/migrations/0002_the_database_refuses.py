from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

MEALS = "porridge_house_mealredemption"
SCANS = "porridge_house_refusedscan"
CARDS = "porridge_house_mealcard"
STATEMENTS = "porridge_house_mealstatement"
FIXED = (
    "card_id", "site_id", "day", "number", "source", "eaten_at", "device_at", "skew_seconds", "recorded_at",
    "operator_id", "nonce", "worth_fen", "is_donated",
)
KEPT_YEARS = 3  # domain fact book §6.2: meal redemptions
LIMIT = f"NEW.number > (SELECT daily_limit FROM {CARDS} WHERE id = NEW.card_id)"
RELEASED = f"(SELECT state FROM {STATEMENTS} WHERE id = OLD.statement_id) <> 'cancelled'"
TAKEN = f"(SELECT state FROM {STATEMENTS} WHERE id = NEW.statement_id) <> 'draft'"
TOO_MANY = f"{MEALS}: more meals than the card gives a day"
STAYS = f"{MEALS}: a meal stays as it was given"
YOUNG = f"{MEALS}: kept for {KEPT_YEARS} years"


def changes(differs):
    """What may not happen to a meal: another column changes, a voided one comes back or changes, it leaves a statement
    that stands or comes onto one that is signed."""
    fixed = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in FIXED)
    voided = " OR ".join(f"NEW.{name} {differs} OLD.{name}" for name in ("voided_at", "voided_by_id", "void_reason"))
    return (
        f"{fixed} OR (OLD.voided_at IS NOT NULL AND ({voided})) "
        f"OR (OLD.statement_id IS NOT NULL AND NEW.statement_id {differs} OLD.statement_id "
        f"AND (NEW.statement_id IS NOT NULL OR {RELEASED})) "
        f"OR (OLD.statement_id IS NULL AND NEW.statement_id IS NOT NULL AND {TAKEN})"
    )


def kept_for_years(table, may_change):
    """Rows are deleted only after their time, and never truncated; `may_change`: another trigger says what of them."""
    no_update_sqlite = (
        [] if may_change else
        [f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{table} stays'); END"]
    )
    no_update_postgresql = (
        [] if may_change else
        [
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()",
        ]
    )
    return OnEachDatabase(
        name=f"{table} is kept for {KEPT_YEARS} years",
        sqlite=[
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} "
            f"WHEN OLD.day >= date('now', '-{KEPT_YEARS} years') "
            f"BEGIN SELECT RAISE(ABORT, '{table}: kept for {KEPT_YEARS} years'); END",
            *no_update_sqlite,
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_kept", *([] if may_change else [f"DROP TRIGGER {table}_no_update"])],
        postgresql=[
            f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION '{table}: kept for {KEPT_YEARS} years' USING ERRCODE = 'integrity_constraint_violation'; "
            "END $$",
            f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table} FOR EACH ROW "
            f"WHEN (OLD.day >= current_date - interval '{KEPT_YEARS} years') EXECUTE FUNCTION {table}_refuse()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()",
            *no_update_postgresql,
        ],
        undo_postgresql=[
            *([] if may_change else [f"DROP TRIGGER {table}_no_update ON {table}"]),
            f"DROP TRIGGER {table}_no_truncate ON {table}",
            f"DROP TRIGGER {table}_kept ON {table}",
            f"DROP FUNCTION {table}_refuse()",
        ],
    )


def meals_stay():
    return OnEachDatabase(
        name="no more meals than the card gives; a meal stays as it was given",
        sqlite=[
            f"CREATE TRIGGER {MEALS}_limit BEFORE INSERT ON {MEALS} WHEN {LIMIT} "
            f"BEGIN SELECT RAISE(ABORT, '{TOO_MANY}'); END",
            f"CREATE TRIGGER {MEALS}_stays BEFORE UPDATE ON {MEALS} WHEN {changes('IS NOT')} "
            f"BEGIN SELECT RAISE(ABORT, '{STAYS}'); END",
        ],
        undo_sqlite=[f"DROP TRIGGER {MEALS}_limit", f"DROP TRIGGER {MEALS}_stays"],
        postgresql=[
            f"CREATE FUNCTION {MEALS}_limit() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {LIMIT} THEN "
            f"RAISE EXCEPTION '{TOO_MANY}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$",
            f"CREATE TRIGGER {MEALS}_limit BEFORE INSERT ON {MEALS} FOR EACH ROW EXECUTE FUNCTION {MEALS}_limit()",
            f"CREATE FUNCTION {MEALS}_stays() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF {changes('IS DISTINCT FROM')} THEN "
            f"RAISE EXCEPTION '{STAYS}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            "RETURN NEW; END $$",
            f"CREATE TRIGGER {MEALS}_stays BEFORE UPDATE ON {MEALS} FOR EACH ROW EXECUTE FUNCTION {MEALS}_stays()",
        ],
        undo_postgresql=[
            f"DROP TRIGGER {MEALS}_stays ON {MEALS}",
            f"DROP FUNCTION {MEALS}_stays()",
            f"DROP TRIGGER {MEALS}_limit ON {MEALS}",
            f"DROP FUNCTION {MEALS}_limit()",
        ],
    )


class Migration(migrations.Migration):
    """Cards and statements move only with their event; meals stay as they were given, until their time is over."""

    dependencies = [
        ("porridge_house", "0001_cards_meals_and_statements"),
        ("audit", "0002_events_are_append_only"),
    ]

    operations = [
        state_needs_event(CARDS, "porridge_house.mealcard", "made"),
        state_needs_event(STATEMENTS, "porridge_house.mealstatement", "draft"),
        append_only("porridge_house_mealterms"),
        append_only("porridge_house_statementline"),
        append_only("porridge_house_foodsafetylog"),
        meals_stay(),
        kept_for_years(MEALS, may_change=True),
        kept_for_years(SCANS, may_change=False),
    ]
