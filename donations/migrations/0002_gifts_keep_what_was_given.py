"""A state changes with its event; who gave what and when stays; feedback, agreements, costs and counts are added only."""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

FROZEN = {
    "donations_donation": (
        "reference", "donor_id", "shown_name", "kind", "channel", "amount_fen", "basis", "description", "fund_id",
        "campaign_id", "named_person_id", "paid_at", "received_at", "bank_reference", "import_reference",
        "registered_by_id",
    ),
    "donations_pledge": ("reference", "donor_id", "fund_id", "amount_fen", "promised_on"),
    "donations_usechange": ("gift_id", "restriction", "scheme", "project", "area_id", "use_by", "before"),
}  # fmt: skip


def frozen(table: str) -> OnEachDatabase:
    """These columns keep what was written, and no row goes."""
    message = f"{table} keeps what was written"
    sqlite = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in FROZEN[table])
    postgresql = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in FROZEN[table])
    return OnEachDatabase(
        name=f"{table} keeps what was written",
        sqlite=[
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table} WHEN {sqlite} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"CREATE TRIGGER {table}_stays BEFORE DELETE ON {table} BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_frozen", f"DROP TRIGGER {table}_stays"],
        postgresql=[
            f"CREATE FUNCTION {table}_frozen() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; "
            f"ELSIF {postgresql} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_frozen()",
        ],
        undo_postgresql=[f"DROP TRIGGER {table}_frozen ON {table}", f"DROP FUNCTION {table}_frozen()"],
    )


class Migration(migrations.Migration):
    dependencies = [
        ("donations", "0001_donors_gifts_pledges_and_campaigns"),
        ("audit", "0002_events_are_append_only"),
    ]
    operations = [
        state_needs_event("donations_donation", "donations.donation", "registered"),
        state_needs_event("donations_pledge", "donations.pledge", "open"),
        state_needs_event("donations_usechange", "donations.usechange", "proposed"),
        *(frozen(table) for table in FROZEN),
        append_only("donations_feedback"),
        append_only("donations_agreement"),
        append_only("donations_campaigncost"),
        append_only("donations_reach"),
    ]
