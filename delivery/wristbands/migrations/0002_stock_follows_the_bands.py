"""The counters of batches and events are moved by the bands themselves, and a band moves only with its movement."""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

BAND = "wristbands_band"
PLACES = {"in_store": "store", "allocated": "allocated", "issued": "issued", "damaged": "damaged", "lost": "lost"}
LEFT = {"issued": "issued", "returned": "store", "damaged": "damaged", "lost": "lost"}  # of the event: counter, target


def when(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 1 ELSE 0 END"


def of_batch(old: str, new: str) -> dict[str, str]:
    """What one moved band adds to each counter of its batch."""
    moved = {name: f"{when(f'{new} = {place!r}')} - {when(f'{old} = {place!r}')}" for name, place in PLACES.items()}
    return {"received": when(f"{old} = 'ordered'"), **moved}


def of_event(old: str, new: str) -> dict[str, str]:
    """What one moved band adds to each counter of the event that holds or held it."""
    left = {name: when(f"{old} = 'allocated' AND {new} = {place!r}") for name, place in LEFT.items()}
    came = when(f"{new} = 'allocated'")
    return {"allocated": came, "held": f"{came} - {when(f'{old} = {chr(39)}allocated{chr(39)}')}", **left}


def sqlite_set(added: dict[str, str]) -> str:
    return ", ".join(f"{name} = {name} + {amount}" for name, amount in added.items())


def postgresql_update(table: str, key: str, added: dict[str, str], extra: str) -> str:
    sums = ", ".join(f"sum({amount}) AS {name}" for name, amount in added.items())
    sets = ", ".join(f"{name} = t.{name} + d.{name}" for name in added)
    return (
        f"UPDATE {table} t SET {sets} FROM (SELECT {key} AS holder, {sums} FROM new_rows n "  # noqa: S608 - names of this file
        f"JOIN old_rows o ON o.id = n.id WHERE n.place <> o.place {extra} GROUP BY {key}) d WHERE t.id = d.holder;"
    )


NO_MOVEMENT = f"{BAND}: a band changes its place only with a movement that says the same"
NO_DELETE = f"{BAND}: bands are never deleted"
NO_START = f"{BAND}: a band begins as ordered"
FITS = (
    "NEW.movement_id IS NOT NULL AND (OLD.movement_id IS NULL OR NEW.movement_id <> OLD.movement_id) AND EXISTS ("
    "SELECT 1 FROM wristbands_movement m WHERE m.id = NEW.movement_id AND m.batch_id = NEW.batch_id "
    "AND m.source = OLD.place AND m.target = NEW.place)"
)
HOLDER = "CASE WHEN NEW.place = 'allocated' THEN NEW.event_id WHEN OLD.place = 'allocated' THEN OLD.event_id END"
HOLDER_ROWS = HOLDER.replace("NEW.", "n.").replace("OLD.", "o.")

STOCK = OnEachDatabase(
    name="stock follows the bands",
    sqlite=[
        f"CREATE TRIGGER {BAND}_start BEFORE INSERT ON {BAND} WHEN NEW.place <> 'ordered' "
        f"BEGIN SELECT RAISE(ABORT, '{NO_START}'); END",
        f"CREATE TRIGGER {BAND}_stays BEFORE DELETE ON {BAND} BEGIN SELECT RAISE(ABORT, '{NO_DELETE}'); END",
        f"CREATE TRIGGER {BAND}_movement BEFORE UPDATE OF place ON {BAND} WHEN NEW.place <> OLD.place AND NOT ({FITS}) "
        f"BEGIN SELECT RAISE(ABORT, '{NO_MOVEMENT}'); END",
        f"CREATE TRIGGER {BAND}_counts AFTER UPDATE OF place ON {BAND} WHEN NEW.place <> OLD.place BEGIN "
        f"UPDATE wristbands_batch SET {sqlite_set(of_batch('OLD.place', 'NEW.place'))} WHERE id = NEW.batch_id; "  # noqa: S608
        f"UPDATE wristbands_publicityevent SET {sqlite_set(of_event('OLD.place', 'NEW.place'))} WHERE id = {HOLDER}; "
        "END",
    ],
    undo_sqlite=[f"DROP TRIGGER {BAND}_{name}" for name in ("start", "stays", "movement", "counts")],
    postgresql=[
        f"CREATE FUNCTION {BAND}_guard() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{NO_DELETE}' USING ERRCODE = 'integrity_constraint_violation'; "
        f"ELSIF TG_OP = 'INSERT' THEN IF NEW.place <> 'ordered' THEN "
        f"RAISE EXCEPTION '{NO_START}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        f"ELSIF NEW.place <> OLD.place AND NOT ({FITS}) THEN "
        f"RAISE EXCEPTION '{NO_MOVEMENT}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN NEW; END $$",
        f"CREATE TRIGGER {BAND}_guard BEFORE INSERT OR DELETE OR UPDATE OF place ON {BAND} "
        f"FOR EACH ROW EXECUTE FUNCTION {BAND}_guard()",
        f"CREATE FUNCTION {BAND}_counts() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        + postgresql_update("wristbands_batch", "n.batch_id", of_batch("o.place", "n.place"), "")
        + " "
        + postgresql_update(
            "wristbands_publicityevent",
            HOLDER_ROWS,
            of_event("o.place", "n.place"),
            f"AND ({HOLDER_ROWS}) IS NOT NULL",
        )
        + " RETURN NULL; END $$",
        f"CREATE TRIGGER {BAND}_counts AFTER UPDATE ON {BAND} REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {BAND}_counts()",
    ],
    undo_postgresql=[
        f"DROP TRIGGER {BAND}_counts ON {BAND}",
        f"DROP FUNCTION {BAND}_counts()",
        f"DROP TRIGGER {BAND}_guard ON {BAND}",
        f"DROP FUNCTION {BAND}_guard()",
    ],
)


class Migration(migrations.Migration):
    dependencies = [("wristbands", "0001_bands_stock_and_alerts"), ("audit", "0001_initial")]

    operations = [
        STOCK,
        append_only("wristbands_movement"),
        state_needs_event("wristbands_publicityevent", "wristbands.publicityevent", "planned"),
        state_needs_event("wristbands_issue", "wristbands.issue", "issued"),
        state_needs_event("wristbands_alert", "wristbands.alert", "open"),
        state_needs_event("wristbands_missingcase", "wristbands.missingcase", "open"),
    ]
