"""A grant moves only with its event; terms, score sheets and what was decided stay as they are; paid is paid."""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

ROUND, SHEET, TRANCHE = "community_grants_grantround", "community_grants_scoresheet", "community_grants_tranche"
PARTS = ("community_grants_criterion", "community_grants_forbiddenuse")
TERMS = "the terms of a published round stay"


def refuse(name: str, table: str, event: str, condition: str, message: str) -> OnEachDatabase:
    """`event`: INSERT, UPDATE or DELETE; what `condition` is true for is refused."""
    answer = "OLD" if event == "DELETE" else "NEW"
    return OnEachDatabase(
        name=name,
        sqlite=[
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} WHEN {condition} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
        ],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {condition} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {event} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


def of_published_round(row: str) -> str:
    return f"EXISTS (SELECT 1 FROM {ROUND} r WHERE r.id = {row}.round_id AND r.published_at IS NOT NULL)"  # noqa: S608 - names from a migration


class Migration(migrations.Migration):
    dependencies = [("community_grants", "0001_rounds_grants_and_projects"), ("audit", "0002_events_are_append_only")]

    operations = [
        state_needs_event("community_grants_grant", "community_grants.grant", "draft"),
        state_needs_event("community_grants_milestone", "community_grants.milestone", "pending"),
        append_only("community_grants_statement"),
        append_only("community_grants_scoreline"),
        append_only("community_grants_acceptance"),
        append_only("community_grants_acceptor"),
        refuse(f"{ROUND}_stays", ROUND, "UPDATE", "OLD.published_at IS NOT NULL", TERMS),
        refuse(f"{ROUND}_is_kept", ROUND, "DELETE", "OLD.published_at IS NOT NULL", TERMS),
        *(
            refuse(f"{table}_{event.lower()}", table, event, of_published_round(row), TERMS)
            for table in PARTS
            for event, row in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("DELETE", "OLD"))
        ),
        refuse(f"{SHEET}_stays", SHEET, "UPDATE", "OLD.submitted_at IS NOT NULL", "a score sheet stays"),
        refuse(f"{SHEET}_is_kept", SHEET, "DELETE", "OLD.submitted_at IS NOT NULL", "a score sheet stays"),
        refuse(f"{TRANCHE}_stays", TRANCHE, "UPDATE", "OLD.paid_at IS NOT NULL", "what was paid stays"),
        refuse(f"{TRANCHE}_is_kept", TRANCHE, "DELETE", "OLD.paid_at IS NOT NULL", "what was paid stays"),
    ]
