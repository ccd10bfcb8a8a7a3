"""Rows of docs/performance.md that a run did not measure stay; those that it measured replace the old ones."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

PAGE, WITH = "page of the worklist", "with"
EARLIER = "Rows that were not measured then: "
NUMBER = re.compile(r"\d[\d,.]*")
Row = list[str]


@dataclass
class Chapter:
    """One database. `worklist`: page → column ("10,000 cases", "growth") → cell; `others`: with, what, measured, goal.

    `earlier`: machines and days of runs that measured rows which the newest did not.
    """

    about: str
    earlier: list[str] = field(default_factory=list)
    worklist: dict[str, dict[str, str]] = field(default_factory=dict)
    others: list[Row] = field(default_factory=list)

    def lines(self) -> list[str]:
        columns = sorted({column for row in self.worklist.values() for column in row}, key=_place)
        pages = [[page, *(row.get(column, "") for column in columns)] for page, row in self.worklist.items()]
        earlier = [EARLIER + " · ".join(self.earlier), ""] if self.earlier else []
        found = [self.about, "", *earlier]
        found += [*markdown([[PAGE, *columns], *pages]), ""] if pages else []
        found += [*markdown([[WITH, "what", "measured", "goal"], *self.others]), ""] if self.others else []
        return found


def read(text: str) -> Chapter:
    """A chapter as `Chapter.lines` wrote it, without its heading."""
    lines = [line for line in text.splitlines() if line]
    said = [line for line in lines if not line.startswith("|")]
    chapter = Chapter(said[0] if said else "")
    for line in said:
        if line.startswith(EARLIER):
            chapter.earlier = line.removeprefix(EARLIER).split(" · ")
    head: Row = []
    for line in lines:
        cells = [cell.strip() for cell in line[1:-1].split("|")] if line.startswith("|") else []
        if cells and cells[0] in (PAGE, WITH):
            head = cells
        elif cells and not cells[0].startswith("---"):
            _keep(chapter, head, cells)
    return chapter


def _keep(chapter: Chapter, head: Row, cells: Row) -> None:
    if head[0] == PAGE:
        measured = zip(head[1:], cells[1:], strict=True)
        chapter.worklist[cells[0]] = {column: cell for column, cell in measured if cell}
    else:
        chapter.others.append(cells)


def merged(old: Chapter, new: Chapter) -> Chapter:
    """What `new` measured, and of `old` the rest, each in its place. A row that nobody measures any more is deleted
    by hand."""
    worklist = {page: {**row, **new.worklist.get(page, {})} for page, row in old.worklist.items()}
    worklist |= {page: row for page, row in new.worklist.items() if page not in worklist}
    by_key: dict[tuple[str, str], list[Row]] = {}
    for row in new.others:
        by_key.setdefault(_key(row), []).append(row)
    replaced = set(by_key)
    others = [row for kept in old.others for row in (by_key.pop(_key(kept), []) if _key(kept) in replaced else [kept])]
    others += [row for rows in by_key.values() for row in rows]
    is_partial = any(row not in new.others for row in others) or worklist != new.worklist
    earlier = dict.fromkeys([old.about, *old.earlier]) if is_partial else {}
    return Chapter(new.about, [about for about in earlier if about != new.about], worklist, others)


def _key(row: Row) -> tuple[str, str]:
    """Numbers in the words differ from run to run: 100,012 reminders, 2.0 messages each."""
    return row[0], NUMBER.sub("#", row[1])


def _place(column: str) -> tuple[bool, int]:
    """By number of cases, `growth` last."""
    number = NUMBER.match(column)
    return number is None, int(number[0].replace(",", "")) if number else 0


def markdown(rows: Iterable[Row]) -> list[str]:
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return [lines[0], "|" + "---|" * (lines[0].count("|") - 1), *lines[1:]]
