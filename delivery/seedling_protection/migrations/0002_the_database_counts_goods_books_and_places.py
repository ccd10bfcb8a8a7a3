"""Goods, books and places follow their rows, states their events, and a held training has the pupils it says.

The counters are written by the trigger of each row; the constraints of 0001 then refuse what would not add up, and a
guard refuses counters that are not the sum of their rows.
"""

from django.db import migrations

from database.operations import OnEachDatabase, append_only, state_needs_event

APP = "seedling_protection"
LOT, LINE, STOCK = f"{APP}_supplylot", f"{APP}_classline", f"{APP}_stockmovement"
HOLDING, LOAN, BOOKS = f"{APP}_bookholding", f"{APP}_bookloan", f"{APP}_bookmovement"
SLOT, VISIT = f"{APP}_visitslot", f"{APP}_hallvisit"
TRAINING, GRADE = f"{APP}_trainingsession", f"{APP}_gradeattendance"
DISTRIBUTION = f"{APP}_distribution"

# What one unit of each kind does to the counters.
ON_LOT = {
    "receive": {"received": 1, "in_store": 1},
    "hand_out": {"in_store": -1, "delivered": 1},
    "bring_back": {"delivered": -1, "in_store": 1},
    "spoil_back": {"delivered": -1, "damaged": 1},
    "damage": {"in_store": -1, "damaged": 1},
    "lose": {"in_store": -1, "lost": 1},
}
ON_LINE = {"hand_out": {"handed_out": 1}, "bring_back": {"returned": 1}, "spoil_back": {"damaged": 1}}
ON_HOLDING = {
    "add": {"copies": 1, "on_shelf": 1},
    "lend": {"on_shelf": -1, "on_loan": 1},
    "give_back": {"on_loan": -1, "on_shelf": 1},
    "lose": {"on_shelf": -1, "lost": 1},
    "lose_out": {"on_loan": -1, "lost": 1},
}
ON_LOAN = {"lend": {"lent": 1}, "give_back": {"returned": 1}, "lose_out": {"lost": 1}}
LEDGERS = (
    (STOCK, ((LOT, "lot_id", ON_LOT), (LINE, "line_id", ON_LINE))),
    (BOOKS, ((HOLDING, "holding_id", ON_HOLDING), (LOAN, "loan_id", ON_LOAN))),
)


def counters(effects):
    return sorted({name for changes in effects.values() for name in changes})


def worth(row, effects, counter):
    """The change of one counter by the movement `row`, as SQL."""
    cases = " ".join(
        f"WHEN '{kind}' THEN {changes[counter]}" for kind, changes in effects.items() if counter in changes
    )
    return f"(CASE {row}.kind {cases} ELSE 0 END) * {row}.quantity"


def moved(target, key, effects):
    """The statement that moves the counters of one row."""
    changes = ", ".join(f"{name} = {name} + {worth('NEW', effects, name)}" for name in counters(effects))
    return f"UPDATE {target} SET {changes} WHERE id = NEW.{key};"


def unlike(movement, key, effects):
    """True when a counter of the row NEW is not the sum of its movements."""
    sums = [
        f"NEW.{name} <> COALESCE((SELECT SUM({worth('m', effects, name)}) FROM {movement} m WHERE m.{key} = NEW.id), 0)"
        for name in counters(effects)
    ]
    return "(" + " OR ".join(sums) + ")"


def refuse(name, table, when, wrong, message):
    """`when` is INSERT, DELETE or UPDATE with columns."""
    answer = "OLD" if when == "DELETE" else "NEW"
    return OnEachDatabase(
        name=name,
        sqlite=[f"CREATE TRIGGER {name} BEFORE {when} ON {table} WHEN {wrong} BEGIN SELECT RAISE(ABORT, '{message}'); END"],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF {wrong} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN {answer}; END $$",
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


def follow(name, table, when, body):
    """Runs `body` after each row."""
    return OnEachDatabase(
        name=name,
        sqlite=[f"CREATE TRIGGER {name} AFTER {when} ON {table} BEGIN {body} END"],
        undo_sqlite=[f"DROP TRIGGER {name}"],
        postgresql=[
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} RETURN NULL; END $$",
            f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW EXECUTE FUNCTION {name}()",
        ],
        undo_postgresql=[f"DROP TRIGGER {name} ON {table}", f"DROP FUNCTION {name}()"],
    )


def ledger(movement, parts):
    """Movements stay, move the counters of their rows, and nothing else does."""
    yield append_only(movement)
    yield follow(f"{movement}_counts", movement, "INSERT", " ".join(moved(*part) for part in parts))
    for table, key, effects in parts:
        wrong, message = unlike(movement, key, effects), f"{table} does not follow its movements"
        yield refuse(f"{table}_sums", table, f"UPDATE OF {', '.join(counters(effects))}", wrong, message)
        yield refuse(f"{table}_empty", table, "INSERT", wrong, message)


BOOKED = f"COALESCE((SELECT SUM(v.headcount) FROM {VISIT} v WHERE v.slot_id = {{}}.id AND v.state <> 'cancelled'), 0)"
RECOUNT = f"UPDATE {SLOT} SET taken = {BOOKED.format(SLOT)} WHERE id = NEW.slot_id;"
OF_LOAN = f"SELECT 1 FROM {LOAN} l WHERE l.id = NEW.loan_id AND l.holding_id = NEW.holding_id"
OF_LINE = (
    f"SELECT 1 FROM {LINE} c JOIN {DISTRIBUTION} d ON d.id = c.distribution_id JOIN {LOT} l ON l.item_id = d.item_id "
    "WHERE c.id = NEW.line_id AND l.id = NEW.lot_id"
)
PRESENT = f"COALESCE((SELECT SUM(g.pupils) FROM {GRADE} g WHERE g.training_id = NEW.id), 0)"


class Migration(migrations.Migration):
    dependencies = [
        (APP, "0001_schools_halls_supplies_and_trainings"),
        ("audit", "0002_events_are_append_only"),
    ]

    operations = [
        *(
            state_needs_event(f"{APP}_{model}", f"{APP}.{model}", initial)
            for model, initial in (
                ("facility", "planned"),
                ("hallvisit", "booked"),
                ("distribution", "planned"),
                ("trainingsession", "planned"),
            )
        ),
        *(operation for movement, parts in LEDGERS for operation in ledger(movement, parts)),
        refuse(
            f"{STOCK}_matches",
            STOCK,
            "INSERT",
            f"NEW.line_id IS NOT NULL AND NOT EXISTS ({OF_LINE})",
            f"{STOCK} names a class that gets something else",
        ),
        refuse(
            f"{BOOKS}_matches",
            BOOKS,
            "INSERT",
            f"NEW.loan_id IS NOT NULL AND NOT EXISTS ({OF_LOAN})",
            f"{BOOKS} names a loan of other copies",
        ),
        follow(f"{VISIT}_takes", VISIT, "INSERT", RECOUNT),
        follow(f"{VISIT}_frees", VISIT, "UPDATE OF state, headcount", RECOUNT),
        refuse(f"{VISIT}_stays", VISIT, "UPDATE OF slot_id", "NEW.slot_id <> OLD.slot_id", f"{VISIT} keeps its hour"),
        refuse(f"{VISIT}_is_kept", VISIT, "DELETE", "1 = 1", f"{VISIT} is cancelled, not deleted"),
        refuse(
            f"{SLOT}_sums",
            SLOT,
            "UPDATE OF taken",
            f"NEW.taken <> {BOOKED.format('NEW')}",
            f"{SLOT} does not follow its visits",
        ),
        refuse(f"{SLOT}_empty", SLOT, "INSERT", "NEW.taken <> 0", f"{SLOT} begins with nobody"),
        append_only(GRADE),
        refuse(
            f"{TRAINING}_counted",
            TRAINING,
            "UPDATE OF state, attended",
            f"NEW.state = 'held' AND NEW.attended <> {PRESENT}",
            f"{TRAINING} has other pupils than its grades",
        ),
    ]
