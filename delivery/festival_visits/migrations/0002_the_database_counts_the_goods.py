"""Goods follow their movements, states their events, and nothing is handed over by fewer than two.

The counters of a lot and of a load are written by the trigger of each movement; the constraints of 0001 then refuse
what would not add up, and a guard refuses counters that are not the sum of the movements.
"""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

APP = "festival_visits"
LOT, LOAD, MOVEMENT = f"{APP}_lot", f"{APP}_routeload", f"{APP}_stockmovement"
VISIT, PRESENCE = f"{APP}_festivalvisit", f"{APP}_visitpresence"

# What one unit of each kind does to the counters.
ON_LOT = {
    "receive": {"received": 1, "in_store": 1},
    "take_out": {"in_store": -1, "with_visitors": 1},
    "bring_back": {"with_visitors": -1, "in_store": 1},
    "give": {"with_visitors": -1, "given": 1},
    "spoil": {"in_store": -1, "spoiled": 1},
    "spoil_out": {"with_visitors": -1, "spoiled": 1},
}
ON_LOAD = {
    "take_out": {"taken": 1},
    "bring_back": {"returned": 1},
    "give": {"given": 1},
    "spoil_out": {"spoiled": 1},
}


def counters(table):
    return sorted({name for effects in table.values() for name in effects})


def worth(row, table, counter):
    """The change of one counter by the movement `row`, as SQL."""
    cases = " ".join(
        f"WHEN '{kind}' THEN {effects[counter]}" for kind, effects in table.items() if counter in effects
    )
    return f"(CASE {row}.kind {cases} ELSE 0 END) * {row}.quantity"


def moved(target, table, key):
    """The statement that moves the counters of a lot or load."""
    changes = ", ".join(f"{name} = {name} + {worth('NEW', table, name)}" for name in counters(table))
    return f"UPDATE {target} SET {changes} WHERE id = NEW.{key};"


def unlike(table, key):
    """True when a counter of the row NEW is not the sum of its movements."""
    sums = [
        f"NEW.{name} <> COALESCE((SELECT SUM({worth('m', table, name)}) FROM {MOVEMENT} m WHERE m.{key} = NEW.id), 0)"
        for name in counters(table)
    ]
    return "(" + " OR ".join(sums) + ")"


FOLLOW = f"{MOVEMENT}_counts"
BODY = f"{moved(LOT, ON_LOT, 'lot_id')} {moved(LOAD, ON_LOAD, 'load_id')}"
MATCH = (
    f"NEW.load_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {LOAD} l WHERE l.id = NEW.load_id AND l.lot_id = NEW.lot_id)"
)


def refuse(name, table, when, wrong, message):
    """`when` is INSERT or UPDATE with columns."""
    return OnEachDatabase(
        name=name,
        sqlite=[f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{message}'); END"],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


class Migration(migrations.Migration):
    dependencies = [
        (APP, "0001_seasons_homes_goods_and_visits"),
        ("audit", "0002_events_are_append_only"),
    ]

    operations = [
        *(
            state_needs_event(f"{APP}_{model}", f"{APP}.{model}", initial)
            for model, initial in (
                ("season", "planned"),
                ("nomination", "nominated"),
                ("cashpart", "due"),
                ("route", "planned"),
                ("festivalvisit", "planned"),
            )
        ),
        append_only(MOVEMENT),
        append_only(f"{APP}_boardpicture"),
        refuse(f"{MOVEMENT}_matches", MOVEMENT, "INSERT", MATCH, f"{MOVEMENT} names a load of another lot"),
        OnEachDatabase(
            name="counters follow the movements",
            sqlite=[f"CREATE TRIGGER {FOLLOW} AFTER INSERT ON {MOVEMENT} BEGIN {BODY} END"],
            undo_sqlite=[f"DROP TRIGGER {FOLLOW}"],
            postgresql=[
                f"CREATE FUNCTION {FOLLOW}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {BODY} RETURN NULL; END $$",
                f"CREATE TRIGGER {FOLLOW} AFTER INSERT ON {MOVEMENT} FOR EACH ROW EXECUTE FUNCTION {FOLLOW}()",
            ],
            undo_postgresql=[f"DROP TRIGGER {FOLLOW} ON {MOVEMENT}", f"DROP FUNCTION {FOLLOW}()"],
        ),
        *(
            refuse(f"{table}_{name}", table, when, unlike(effects, key), f"{table} does not follow its movements")
            for table, effects, key in ((LOT, ON_LOT, "lot_id"), (LOAD, ON_LOAD, "load_id"))
            for name, when in (("sums", f"UPDATE OF {', '.join(counters(effects))}"), ("empty", "INSERT"))
        ),
        refuse(
            f"{VISIT}_by_two",
            VISIT,
            "UPDATE OF state",
            f"NEW.state = 'delivered' AND (SELECT COUNT(*) FROM {PRESENCE} p WHERE p.visit_id = NEW.id) < 2",
            "a visit needs two visitors",
        ),
    ]
