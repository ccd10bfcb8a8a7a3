"""A job that numbers people's rows: five to a step, and it can be told to break."""

from collections.abc import Callable
from typing import Any

from jobs import kinds
from jobs.kinds import JobKind, RowResult, Step
from workflow.answers import YES, no

ROWS, CHUNK = 12, 5


class Counting(JobKind):
    """Row 7 is refused. `before_row(number)` may raise, kill the process, or look at the database."""

    code = "tests.counting"
    title = "Counting"

    def __init__(self) -> None:
        self.before_row: Callable[[int], Any] = lambda number: None
        self.is_allowed = True

    def may_run(self, job):
        return YES if self.is_allowed else no("The right is gone.")

    def count(self, job, at):
        return ROWS

    def step(self, job, at):
        first = job.cursor or 0
        numbers = range(first, min(first + CHUNK, ROWS))
        rows = []
        for number in numbers:
            self.before_row(number)
            rows.append(RowResult(str(number), f"row {number}", "Not this one." if number == 7 else ""))
        last = numbers.stop
        return Step(looked_at=len(rows), cursor=last, is_last=last == ROWS, rows=rows)


def install(monkeypatch) -> Counting:
    kind = Counting()
    known = dict(kinds._kinds())
    monkeypatch.setattr(kinds, "_kinds", lambda: {**known, kind.code: kind})
    return kind
