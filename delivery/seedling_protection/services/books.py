"""Books of a room: copies that come in, loans to classes, what comes back and what is lost."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from stdnum import isbn as isbn_numbers
from stdnum.exceptions import ValidationError as WrongNumber

from audit.recording import record
from delivery.seedling_protection import states
from delivery.seedling_protection.choices import BookKind, FacilityKind
from delivery.seedling_protection.models import BookHolding, BookLoan, BookMovement, BookTitle, Facility, School
from delivery.seedling_protection.permissions import may_act_for, may_act_on, may_organise
from delivery.seedling_protection.services.moving import demand, locked
from workflow.machine import Refused


class NotOnTheShelf(Refused):
    """Fewer copies are there than were asked for."""


@dataclass(frozen=True)
class Books:
    """Copies of one title. `title` and `publisher` are written when the ISBN is new to the portal."""

    isbn: str
    title: str
    copies: int
    publisher: str = ""
    shelf: str = ""


def clean_isbn(text: str) -> str:
    """Thirteen digits, also from ten or with hyphens. Raises Refused for a wrong check digit."""
    try:
        return isbn_numbers.validate(text, convert=True)
    except WrongNumber as problem:
        raise Refused(_("This is no ISBN. Copy the 13 digits from the back of the book.")) from problem


@transaction.atomic
def add_books(*, facility: Facility, books: Books, by: Any, at: datetime) -> BookHolding:
    """Puts copies on the shelf of a room, more of a title that it has already. Raises NotAllowed, Refused."""
    demand(may_organise(by))
    facility = locked(facility)
    if facility.kind != FacilityKind.BOOK_ROOM:
        raise Refused(_("Books stand in charity book rooms."))
    if books.copies <= 0:
        raise Refused(_("Enter how many copies."))
    words = {"title": books.title, "publisher": books.publisher}
    title, _is_new = BookTitle.objects.get_or_create(isbn=clean_isbn(books.isbn), defaults=words)
    holding, _is_new = BookHolding.objects.get_or_create(facility=facility, title=title)
    if books.shelf and books.shelf != holding.shelf:
        holding.shelf = books.shelf
        holding.save(update_fields=["shelf"])
    _move(holding, BookKind.ADD, books.copies, by=by, at=at)
    data = {"holding": holding.pk, "copies": books.copies}
    record("seedling_protection.books_added", subject=facility, by=by, at=at, data=data)
    holding.refresh_from_db()
    return holding


@transaction.atomic
def lend(
    *,
    holding: BookHolding,
    school: School,
    class_name: str,
    teacher: str,
    copies: int,
    due_on: date,
    by: Any,
    at: datetime,
) -> BookLoan:
    """To a class, with the teacher who answers for it. Locks the copies. Raises NotAllowed, NotOnTheShelf, Refused."""
    demand(may_act_for(by, school))
    holding = locked(holding, "facility")
    if holding.facility.state != states.OPEN:
        raise Refused(_("This room is not open."))
    if due_on <= timezone.localdate(at):
        raise Refused(_("The day by which the books are back lies in the future."))
    if not 0 < copies <= holding.on_shelf:
        raise NotOnTheShelf(_("Only %(count)d copies are on the shelf.") % {"count": holding.on_shelf})
    loan = BookLoan.objects.create(
        holding=holding, school=school, class_name=class_name, teacher=teacher, due_on=due_on, lent_at=at
    )
    _move(holding, BookKind.LEND, copies, loan=loan, by=by, at=at)
    record("seedling_protection.books_lent", subject=loan, by=by, at=at, data={"copies": copies})
    loan.refresh_from_db()
    return loan


@transaction.atomic
def give_back(*, loan: BookLoan, returned: int, lost: int, by: Any, at: datetime) -> BookLoan:
    """Raises NotAllowed; Refused for more than the class has."""
    demand(may_act_on(by, loan))
    holding = locked(loan.holding)
    loan = locked(loan, "school")
    if min(returned, lost) < 0 or not 0 < returned + lost <= loan.left:
        raise Refused(_("This class has %(count)d copies.") % {"count": loan.left})
    _move(holding, BookKind.GIVE_BACK, returned, loan=loan, by=by, at=at)
    _move(holding, BookKind.LOSE_OUT, lost, loan=loan, by=by, at=at)
    data = {"returned": returned, "lost": lost}
    record("seedling_protection.books_given_back", subject=loan, by=by, at=at, data=data)
    loan.refresh_from_db()
    return loan


@transaction.atomic
def write_off_copies(*, holding: BookHolding, copies: int, by: Any, at: datetime) -> BookHolding:
    """Copies that are missing from the shelf. Raises NotAllowed, NotOnTheShelf."""
    demand(may_organise(by))
    holding = locked(holding, "facility")
    if not 0 < copies <= holding.on_shelf:
        raise NotOnTheShelf(_("Only %(count)d copies are on the shelf.") % {"count": holding.on_shelf})
    _move(holding, BookKind.LOSE, copies, by=by, at=at)
    data = {"holding": holding.pk, "copies": copies}
    record("seedling_protection.books_missing", subject=holding.facility, by=by, at=at, data=data)
    holding.refresh_from_db()
    return holding


def _move(holding: BookHolding, kind: str, quantity: int, *, by: Any, at: datetime, **more: Any) -> None:
    """The trigger of the row moves the counters, and the database refuses what would not add up."""
    if quantity:
        BookMovement.objects.create(holding=holding, kind=kind, quantity=quantity, by=by, at=at, **more)
