"""Operations of migrations that render the models once: what they make, what they leave alone, and who uses them."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import connection, migrations, models
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState

from database.quick_operations import NewTables, WordsOnly

pytestmark = pytest.mark.both_databases
KEY = ("id", models.BigAutoField(primary_key=True))
ROOM = migrations.CreateModel("Room", [KEY, ("name", models.CharField(max_length=9))])
BOOK = migrations.CreateModel("Book", [KEY, ("room", models.ForeignKey("shelf.Room", models.PROTECT))])


def run(operation, state: ProjectState) -> ProjectState:
    after = state.clone()
    operation.state_forwards("shelf", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("shelf", editor, state, after)
    return after


def undo(operation, state: ProjectState, after: ProjectState) -> None:
    with connection.schema_editor() as editor:
        operation.database_backwards("shelf", editor, after, state)


def tables() -> set[str]:
    return {name for name in connection.introspection.table_names() if name.startswith("shelf_")}


def columns(table: str) -> list[str]:
    with connection.cursor() as cursor:
        return sorted(column.name for column in connection.introspection.get_table_description(cursor, table))


@pytest.mark.django_db(transaction=True)
def test_tables_of_one_operation_are_made_and_removed_together():
    operation, before = NewTables([ROOM, BOOK]), ProjectState()

    after = run(operation, before)
    made = tables(), columns("shelf_book")
    undo(operation, before, after)

    assert made == ({"shelf_room", "shelf_book"}, ["id", "room_id"])
    assert tables() == set()


@pytest.mark.django_db(transaction=True)
def test_words_change_the_models_and_not_the_tables():
    before = ProjectState()
    tables_of = NewTables([ROOM])
    made = run(tables_of, before)
    name = models.CharField("name of the room", max_length=9)
    with connection.schema_editor(collect_sql=True) as editor:
        operation = WordsOnly([migrations.AlterField("room", "name", name)])
        after = made.clone()
        operation.state_forwards("shelf", after)
        operation.database_forwards("shelf", editor, made, after)

    assert editor.collected_sql == []
    assert not changes_a_column(operation.operations[0], "shelf", made)
    assert changes_a_column(migrations.AlterField("room", "name", models.CharField(max_length=12)), "shelf", made)
    assert after.apps.get_model("shelf", "Room")._meta.get_field("name").verbose_name == "name of the room"
    undo(tables_of, before, made)


def own_operations() -> Iterator[tuple[str, migrations.operations.base.Operation, ProjectState]]:
    """(migration, operation, state before it) of the portal's own migrations, in the order in which they run."""
    graph, state = MigrationLoader(None).graph, ProjectState()
    own = {name.rpartition(".")[2] for name in settings.PORTAL_APPS}
    for key in dict.fromkeys(node for leaf in sorted(graph.leaf_nodes()) for node in graph.forwards_plan(leaf)):
        for operation in graph.nodes[key].operations:
            if key[0] in own:
                yield ".".join(key), operation, state
            operation.state_forwards(key[0], state)


def in_the_database(field: models.Field) -> tuple[object, ...]:
    """All of a field that a column depends on."""
    _name, path, args, options = field.deconstruct()
    words = {"verbose_name", *field.non_db_attrs}
    return path, args, {name: str(value).lower() for name, value in options.items() if name not in words}


def changes_a_column(operation, app: str, state: ProjectState) -> bool:
    old = state.models[app, operation.model_name_lower].fields[operation.name]
    return in_the_database(old) != in_the_database(operation.field)


def test_no_migration_says_words_of_what_changes_a_column():
    wrong = []
    for name, operation, state in own_operations():
        app = name.partition(".")[0]
        for inner in operation.operations if isinstance(operation, WordsOnly) else ():
            if not isinstance(inner, migrations.AlterModelOptions) and changes_a_column(inner, app, state):
                wrong.append((name, inner.describe()))

    assert wrong == []


def test_tables_that_follow_one_another_are_made_at_once():
    """Each by itself costs a fresh portal up to a second."""
    found, last = [], ("", False)
    for name, operation, _state in own_operations():
        now = name, isinstance(operation, migrations.CreateModel)
        if now == last == (name, True):
            found.append((name, operation.name))
        last = now

    assert found == []
