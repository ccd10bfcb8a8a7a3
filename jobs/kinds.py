"""What a job can be: one object per kind, listed in the setting JOB_KINDS.

class ReturnCases(JobKind):
    code = "applications.return"
    title = _("Return for documents")

    def may_run(self, job): ...         asked before every step and every download
    def count(self, job, at): ...       rows, for the progress bar
    def step(self, job, at): ...        one chunk; runs inside the transaction that also moves the cursor
    def finish(self, job, at): ...      the result file, if there is one
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, ClassVar

from django.conf import settings
from django.utils.functional import Promise
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from jobs.models import Job
from workflow.answers import YES, Answer


class UnknownJob(LookupError):
    """No kind of this code is listed."""


@dataclass(frozen=True)
class RowResult:
    """One row that must be told of or must not be done twice. `sentence` "" says that it was done."""

    key: str
    label: str
    sentence: str = ""


@dataclass(frozen=True)
class Step:
    """What one chunk did: how many rows it looked at, and where the next one begins (ids and codes only)."""

    looked_at: int
    cursor: Any
    is_last: bool
    rows: Sequence[RowResult] = ()
    refused: int | None = None  # left out: the rows with a sentence

    @property
    def refused_rows(self) -> int:
        return sum(bool(row.sentence) for row in self.rows) if self.refused is None else self.refused


@dataclass(frozen=True)
class ResultFile:
    """A file below MEDIA_ROOT (jobs/files.py) and the name under which it is downloaded."""

    stored: str
    name: str


class JobKind:
    """Base class. A step may run again after a crash; what it wrote in the database was undone then."""

    code: ClassVar[str]
    title: ClassVar[str | Promise]
    done_word: ClassVar[str | Promise] = _("done")

    def title_of(self, job: Job) -> str | Promise:
        return self.title

    def may_run(self, job: Job) -> Answer:
        return YES

    def count(self, job: Job, at: datetime) -> int:
        raise NotImplementedError

    def step(self, job: Job, at: datetime) -> Step:
        raise NotImplementedError

    def finish(self, job: Job, at: datetime) -> ResultFile | None:
        return None

    def clean_up(self, job: Job) -> None:
        """After the result is stored for good: what only the steps needed."""

    def result_url(self, job: Job) -> str:
        """Where the result is looked at, when it is not a file."""
        return ""


@cache
def _kinds() -> dict[str, JobKind]:
    kinds = [import_string(path) for path in settings.JOB_KINDS]
    return {kind.code: kind for kind in kinds}


def kind_named(code: str) -> JobKind:
    if code not in _kinds():
        raise UnknownJob(code)
    return _kinds()[code]


def kind_of(job: Job) -> JobKind:
    return kind_named(job.kind)
