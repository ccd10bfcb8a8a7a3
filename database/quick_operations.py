"""Migration operations that spare the rendering of models: after each operation Django makes all models anew that have
to do with the one it changed, which for nearly all of them is most of the portal. Making the tables takes seconds, that
took minutes.
"""

from collections.abc import Sequence

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import ProjectState

Operation = migrations.operations.base.Operation


class _AtOnce(Operation):
    """The models are rendered once after all `operations`, and only when somebody asks for them."""

    reversible = True

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, list[Sequence[Operation]], dict[str, object]]:
        return (self.__class__.__name__, [self.operations], {})

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        vars(state).pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def describe(self) -> str:
        return "; ".join(operation.describe() for operation in self.operations)


class NewTables(_AtOnce):
    """CreateModel operations that follow one another; a table is made as its model is after the last of them."""

    reduces_to_sql = True

    def __init__(self, operations: Sequence[migrations.CreateModel]) -> None:
        super().__init__(operations)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        for operation in reversed(self.operations):
            operation.database_backwards(app_label, schema_editor, from_state, to_state)


class WordsOnly(_AtOnce):
    """Operations that change names, choices and other words of models, and nothing in the database."""

    reduces_to_sql = False

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing to do."""

    def database_backwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Nothing to undo."""
