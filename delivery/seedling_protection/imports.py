"""Books of a room from a spreadsheet: one line per title, by its ISBN."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection import states
from delivery.seedling_protection.choices import FacilityKind
from delivery.seedling_protection.models import BookHolding, Facility
from delivery.seedling_protection.permissions import may_organise
from delivery.seedling_protection.services.books import Books, add_books, clean_isbn
from imports.cells import Cell, CodeCell, WholeCell
from imports.kinds import Column, ImportKind, Line
from imports.selectors import taken_before
from workflow.answers import Answer
from workflow.machine import Refused

MOST_COPIES = 10_000


class BookImport(ImportKind):
    code = "seedling_books"
    title = _("Books of a charity book room")
    explanation = _("One line per title, with its ISBN and the copies that came. A title is taken over once per room.")
    key_column = "isbn"

    def may_import(self, user: Any) -> Answer:
        return may_organise(user)

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        rooms = Facility.objects.filter(kind=FacilityKind.BOOK_ROOM).exclude(state=states.CLOSED)
        return [(str(room.pk), room.name) for room in rooms]

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            Column("isbn", "ISBN", "ISBN", CodeCell(max_length=20), example="9787020002207", aliases=("书号",)),
            Column("title", "书名", _("Title of the book"), Cell(max_length=120), example="防溺水安全读本"),
            Column("copies", "册数", _("Copies"), WholeCell(max_length=6), example="20", aliases=("数量", "复本数")),
            Column("publisher", "出版社", _("Publisher"), Cell(max_length=80), False, "演示出版社"),
            Column("shelf", "书架号", _("Shelf"), Cell(max_length=20), False, "A1", ("架位",)),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        known = set(BookHolding.objects.filter(facility=int(subject)).values_list("title__isbn", flat=True))
        for line in lines:
            _judge_line(line)
        before = taken_before(_taken_key(subject, line) for line in lines if "isbn" in line.values)
        seen: dict[str, int] = {}
        for line in lines:
            isbn = line.values.get("isbn")
            if not isbn:
                continue
            line.known_as = before.get(_taken_key(subject, line), "")
            if isbn in seen:
                line.wrong("isbn", _text("Row %(row)d is the same title.") % {"row": seen[isbn]})
            elif isbn in known and not line.known_as:
                line.wrong("isbn", _text("The room has this title already. Add further copies on its page."))
            seen.setdefault(isbn, line.number)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        return _taken_key(subject, lines[0])

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        values = lines[0].values
        facts = Books(
            isbn=values["isbn"],
            title=values["title"],
            copies=int(values["copies"]),
            publisher=values.get("publisher", ""),
            shelf=values.get("shelf", ""),
        )
        add_books(facility=Facility.objects.get(pk=int(subject)), books=facts, by=by, at=at)
        return clean_isbn(facts.isbn)


BOOKS = BookImport()


def _judge_line(line: Line) -> None:
    if "isbn" in line.values:
        try:
            line.values["isbn"] = clean_isbn(line.values["isbn"])
        except Refused as refusal:
            line.wrong("isbn", refusal)
            del line.values["isbn"]
    if "copies" in line.values and not 0 < int(line.values["copies"]) <= MOST_COPIES:
        line.wrong("copies", _text("Enter how many copies."))


def _taken_key(subject: str, line: Line) -> str:
    return f"seedling:{subject}:{clean_isbn(line.values['isbn'])}"
