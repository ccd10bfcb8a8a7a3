"""What a kind of list must say of itself: its columns, how a line is judged, and what it becomes.

One object per kind, named in the setting IMPORT_KINDS. The machinery (staging, the grid, the template, the jobs) is
the same for all; a kind knows its own services.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string

from imports.cells import Cell
from protection import validators
from workflow.answers import Answer


class UnknownImport(LookupError):
    """No kind of this code is listed."""


@dataclass(frozen=True)
class Column:
    """`heading` stands in the workbook, in Chinese; `label` on the page. `example` fills the template."""

    code: str
    heading: str
    label: str | Promise
    cell: Cell
    required: bool = True
    example: str = ""
    aliases: tuple[str, ...] = ()


@dataclass
class Line:
    """One staged line while it is judged. `values` are the cleaned ones; a column with an error has none."""

    number: int
    texts: Mapping[str, str]
    key: str | None = None
    group: str | None = None
    values: dict[str, Any] = field(default_factory=dict)
    errors: list[tuple[str, str]] = field(default_factory=list)
    known_as: str = ""  # what it became when it was taken over before

    def wrong(self, column: str, sentence: Any) -> None:
        """One sentence per column: the first one is the cause, the others mostly follow from it."""
        if column not in self.wrong_columns:
            self.errors.append((column, str(sentence)))

    @property
    def wrong_columns(self) -> set[str]:
        return {column for column, _sentence in self.errors}


class ImportKind:
    """Base class. `subject` says what the list is for (a program); "" when the kind needs none."""

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    explanation: ClassVar[str | Promise]
    key_column: ClassVar[str]  # recognises a line again
    group_column: ClassVar[str] = ""  # lines with the same text belong together

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        """What lists of this kind can be for, with a title each."""
        return [("", str(self.title))]

    def may_import(self, user: Any) -> Answer:
        raise NotImplementedError

    def columns(self, subject: str) -> Sequence[Column]:
        raise NotImplementedError

    def key_of(self, texts: Mapping[str, str]) -> str:
        """What recognises a line again; an identity number in its present form, whichever was written."""
        text = texts.get(self.key_column, "")
        return validators.eighteen_characters(text) or text

    def group_of(self, texts: Mapping[str, str]) -> str:
        """What a line shares with those that are taken over together; "" for a line by itself."""
        return texts.get(self.group_column, "")

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        """Adds the errors that the columns alone do not show. Some hundred lines at once, whole groups together."""
        raise NotImplementedError

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        """What must be taken over once, in ids and blind indexes; of a group one key."""
        raise NotImplementedError

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        """Calls the services for one line or group; returns the reference. Raises workflow.machine.WorkflowError."""
        raise NotImplementedError


@cache
def _kinds() -> dict[str, ImportKind]:
    kinds = [import_string(path) for path in settings.IMPORT_KINDS]
    return {kind.code: kind for kind in kinds}


def import_kinds() -> list[ImportKind]:
    return list(_kinds().values())


def import_kind(code: str) -> ImportKind:
    if code not in _kinds():
        raise UnknownImport(code)
    return _kinds()[code]
