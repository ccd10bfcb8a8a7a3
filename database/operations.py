"""Migration operations that hold a promise inside the database, on SQLite and on PostgreSQL alike."""

from collections.abc import Sequence
from typing import Any

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState


class OnEachDatabase(migrations.operations.base.Operation):
    """Runs the statements written for the connected database; undoes them on the way back."""

    reduces_to_sql = True
    reversible = True

    def __init__(
        self,
        *,
        name: str,
        sqlite: Sequence[str],
        postgresql: Sequence[str],
        undo_sqlite: Sequence[str],
        undo_postgresql: Sequence[str],
    ) -> None:
        self.name = name
        self.sqlite, self.postgresql = list(sqlite), list(postgresql)
        self.undo_sqlite, self.undo_postgresql = list(undo_sqlite), list(undo_postgresql)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [], dict(vars(self)))

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """The models stay as they are."""

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        self._run(schema_editor, self.sqlite if schema_editor.connection.vendor == "sqlite" else self.postgresql)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        undo = self.undo_sqlite if schema_editor.connection.vendor == "sqlite" else self.undo_postgresql
        self._run(schema_editor, undo)

    def _run(self, schema_editor: BaseDatabaseSchemaEditor, statements: Sequence[str]) -> None:
        for statement in statements:
            schema_editor.execute(statement)

    def describe(self) -> str:
        return self.name


def append_only(table: str) -> OnEachDatabase:
    """Rows of the table can be added, never changed or removed (nor truncated on PostgreSQL)."""
    message = f"{table} is append-only"
    return OnEachDatabase(
        name=f"{table} append-only",
        sqlite=[
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            for verb in ("update", "delete")
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_no_{verb}" for verb in ("update", "delete")],
        postgresql=[
            f"CREATE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
            f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_append_only()",
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_no_truncate ON {table}",
            f"DROP TRIGGER {table}_no_change ON {table}",
            f"DROP FUNCTION {table}_append_only()",
        ],
    )


def removal_needs_event(table: str, subject_type: str, code: str, subject: str = "id") -> OnEachDatabase:
    """After `append_only`: a row whose time is over may go, in the transaction of the audit event that says so.

    `subject` is the column that names what the event is about; changing a row stays impossible.
    """
    message = f"{table} is append-only: a row goes only with its event {code}"
    has_event = (
        f"SELECT 1 FROM audit_event e WHERE e.subject_type = '{subject_type}' "  # noqa: S608 - names from a migration
        f"AND e.subject_id = OLD.{subject} AND e.code = '{code}'"
    )
    update_only = (
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_append_only()"
    )
    return OnEachDatabase(
        name=f"{table}: a removal needs its audit event",
        sqlite=[
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} WHEN NOT EXISTS ({has_event}) "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ],
        undo_sqlite=[
            f"DROP TRIGGER {table}_no_delete",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END",
        ],
        postgresql=[
            f"DROP TRIGGER {table}_no_change ON {table}",
            update_only,
            f"CREATE FUNCTION {table}_removal() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NOT EXISTS ({has_event}) THEN RAISE EXCEPTION '{message}' "
            "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN OLD; END $$",
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_removal()",
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_no_delete ON {table}",
            f"DROP FUNCTION {table}_removal()",
            f"DROP TRIGGER {table}_no_change ON {table}",
            update_only.replace("BEFORE UPDATE ON", "BEFORE UPDATE OR DELETE ON"),
        ],
    )


def state_needs_event(table: str, subject_type: str, initial_state: str) -> OnEachDatabase:
    """The `state` of a row moves one version at a time, and only together with its audit event (promise R4).

    `subject_type` is the model's label as audit events carry it, for instance "applications.application". A new row
    starts in `initial_state` at version 0; any other start needs its event too (bulk loads write the event first).
    """
    message = f"{table}: a state change needs its audit event"
    event_exists = (
        f"SELECT 1 FROM audit_event e WHERE e.subject_type = '{subject_type}' AND e.subject_id = NEW.id "  # noqa: S608 - names from a migration
        "AND e.version = NEW.version AND e.to_state = NEW.state"
    )
    bad_move = f"NEW.version <> OLD.version + 1 OR NOT EXISTS ({event_exists})"
    bad_start = f"NOT (NEW.version = 0 AND NEW.state = '{initial_state}') AND NOT EXISTS ({event_exists})"
    return OnEachDatabase(
        name=f"{table}.state needs its audit event",
        sqlite=[
            f"CREATE TRIGGER {table}_state_event BEFORE UPDATE OF state, version ON {table} "
            f"WHEN (NEW.state <> OLD.state OR NEW.version <> OLD.version) AND ({bad_move}) "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
            f"CREATE TRIGGER {table}_state_start BEFORE INSERT ON {table} WHEN {bad_start} "
            f"BEGIN SELECT RAISE(ABORT, '{message}'); END",
        ],
        undo_sqlite=[f"DROP TRIGGER {table}_state_event", f"DROP TRIGGER {table}_state_start"],
        postgresql=[
            f"CREATE FUNCTION {table}_state_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF TG_OP = 'INSERT' THEN IF {bad_start} THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"ELSIF (NEW.state <> OLD.state OR NEW.version <> OLD.version) AND ({bad_move}) THEN "
            f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
            f"RETURN NEW; END $$",
            f"CREATE TRIGGER {table}_state_event BEFORE INSERT OR UPDATE OF state, version ON {table} "
            f"FOR EACH ROW EXECUTE FUNCTION {table}_state_event()",
        ],
        undo_postgresql=[
            f"DROP TRIGGER {table}_state_event ON {table}",
            f"DROP FUNCTION {table}_state_event()",
        ],
    )


class KeepingTriggers(migrations.operations.base.Operation):
    """Runs operations that change a table, and afterwards the triggers on it and those that mention it are as before.

    SQLite changes a column or constraint by making the table anew, which drops its triggers without a word and refuses
    to rename while the trigger of another table mentions it. PostgreSQL keeps them by itself.
    """

    reduces_to_sql = False
    reversible = True

    def __init__(self, table: str, operations: Sequence[migrations.operations.base.Operation]) -> None:
        self.table, self.operations = table, list(operations)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return (self.__class__.__name__, [], dict(vars(self)))

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)  # made anew once, when asked for; else after each operation
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        triggers = self._take_down(schema_editor)
        state = from_state.clone()
        for operation in self.operations:
            before, state = state, state.clone()
            operation.state_forwards(app_label, state)
            operation.database_forwards(app_label, schema_editor, before, state)
        if "apps" in vars(state):  # the same models, so nobody renders them once more
            vars(to_state)["apps"] = vars(state)["apps"]
        self._put_back(schema_editor, triggers)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        triggers = self._take_down(schema_editor)
        states = [to_state]
        for operation in self.operations:
            state = states[-1].clone()
            operation.state_forwards(app_label, state)
            states.append(state)
        for operation, before, after in reversed(list(zip(self.operations, states, states[1:], strict=False))):
            operation.database_backwards(app_label, schema_editor, after, before)
        self._put_back(schema_editor, triggers)

    def describe(self) -> str:
        return f"{self.table} changes and keeps its triggers"

    def _take_down(self, schema_editor: BaseDatabaseSchemaEditor) -> list[str]:
        """The triggers concerned, now gone; nothing on PostgreSQL."""
        if schema_editor.connection.vendor != "sqlite":
            return []
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND (tbl_name = %s OR instr(sql, %s) > 0) "
                "ORDER BY rowid",
                [self.table, self.table],
            )
            found = cursor.fetchall()
        for name, _sql in found:
            schema_editor.execute(f"DROP TRIGGER {name}")
        return [sql for _name, sql in found]

    def _put_back(self, schema_editor: BaseDatabaseSchemaEditor, triggers: Sequence[str]) -> None:
        for statement in triggers:
            schema_editor.execute(statement, params=None)
