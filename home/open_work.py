"""Everything that waits for one person, across the apps, and who could take each piece."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import User
from accounts.selectors import holders_of
from applications import states
from applications.models import Application, Investigator, MeetingMember
from applications.scopes import FIELD_ROLES
from applications.selectors import colleagues_in
from applications.services import handing_over as cases
from oversight.models import BlindReview, Complaint
from oversight.permissions import DESK, REVIEWERS, may_handle, may_review_case
from oversight.services import handing_over as oversight
from payments.checking import hand_over_check
from payments.models import PaymentCheck
from payments.permissions import CHECKERS, may_take_check
from payments.states import CHECK_OPEN
from volunteers.models import VolunteerTeam
from workflow.answers import Answer

KINDS: dict[str, str | Promise] = {
    "case": pgettext_lazy("hand-over", "Cases"),
    "visit": _("Home visits to be signed"),
    "seat": _("Seats in meetings to come"),
    "complaint": _("Complaints"),
    "review": _("Re-reviews"),
    "payment_check": _("Checks after payment"),
    "team": pgettext_lazy("hand-over", "Teams of volunteers"),
}


UNSIGNED = Q(signed_at__isnull=True, visit__application__state=states.SURVEYING)
NOT_HELD = Q(meeting__minuted_at__isnull=True, votes__isnull=True)


@dataclass(frozen=True)
class Piece:
    """One thing that somebody else has to take over. `place` is the community, "" where there is none."""

    kind: str
    row: Any
    label: str
    place: str = ""

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row.pk}"

    @property
    def kind_label(self) -> str | Promise:
        return KINDS[self.kind]

    @property
    def can_be_given(self) -> bool:
        return self.kind in GIVE

    def check(self, user: User) -> Answer:
        return CHECK[self.kind](user, self.row)

    def give(self, to: User, *, by: User, at: datetime) -> None:
        GIVE[self.kind](self.row, to, by, at)


def open_work_of(user: User, *, at: datetime) -> list[Piece]:
    return [piece for source in SOURCES for piece in source(user, at)]


def _cases(user: User, at: datetime) -> Iterator[Piece]:
    rows = Application.objects.open().filter(handler=user).select_related("area__parent", "applicant", "guardian")
    for row in rows.order_by("area__code", "due_at", "pk"):
        yield Piece("case", row, f"{row.reference} · {row.shown_name}", str(row.area))


def _visits(user: User, at: datetime) -> Iterator[Piece]:
    rows = Investigator.objects.filter(UNSIGNED, user=user)
    rows = rows.select_related("visit__application__area__parent", "visit__application__applicant")
    for row in rows.order_by("visit__due_at", "pk"):
        case = row.visit.application
        yield Piece("visit", row, f"{case.reference} · {case.shown_name}", str(case.area))


def _seats(user: User, at: datetime) -> Iterator[Piece]:
    rows = MeetingMember.objects.filter(NOT_HELD, user=user)
    for row in rows.select_related("meeting__area").order_by("meeting__meets_at", "pk"):
        yield Piece("seat", row, row.meeting.reference, str(row.meeting.area or ""))


def _complaints(user: User, at: datetime) -> Iterator[Piece]:
    rows = Complaint.objects.open().filter(handler=user).select_related("application__area", "application__applicant")
    for row in rows.order_by("due_at", "pk"):
        yield Piece("complaint", row, f"{row.reference} · {row.kind_label}")


def _reviews(user: User, at: datetime) -> Iterator[Piece]:
    rows = BlindReview.objects.filter(reviewer=user, done_at__isnull=True)
    for row in rows.select_related("application__area", "application__applicant").order_by("pk"):
        yield Piece("review", row, f"{row.round_id}-{row.pk}", str(row.application.area))


def _payment_checks(user: User, at: datetime) -> Iterator[Piece]:
    rows = PaymentCheck.objects.filter(checker=user, state=CHECK_OPEN).select_related("payment__batch")
    for row in rows.defer("payment__account", "payment__account_holder").order_by("due_at", "pk"):
        yield Piece("payment_check", row, f"{row.reference} · {row.payment.payee_name}")


def _teams(user: User, at: datetime) -> Iterator[Piece]:
    for row in VolunteerTeam.objects.filter(leader=user).order_by("pk"):
        yield Piece("team", row, str(row))


SOURCES: tuple[Callable[[User, datetime], Iterator[Piece]], ...] = (
    _cases,
    _visits,
    _seats,
    _complaints,
    _reviews,
    _payment_checks,
    _teams,
)
CHECK: dict[str, Callable[[Any, Any], Answer]] = {
    "case": cases.may_take_case,
    "visit": cases.may_take_visit,
    "seat": cases.may_take_seat,
    "complaint": may_handle,
    "review": lambda user, row: may_review_case(user, row.application),
    "payment_check": may_take_check,
}
GIVE: dict[str, Callable[[Any, User, User, datetime], Any]] = {
    "case": lambda row, to, by, at: cases.hand_over_case(application=row, to=to, by=by, at=at),
    "visit": lambda row, to, by, at: cases.hand_over_visit(investigator=row, to=to, by=by, at=at),
    "seat": lambda row, to, by, at: cases.hand_over_seat(member=row, to=to, by=by, at=at),
    "complaint": lambda row, to, by, at: oversight.reassign_complaint(complaint=row, to=to, by=by, at=at),
    "review": lambda row, to, by, at: oversight.reassign_review(review=row, to=to, by=by, at=at),
    "payment_check": lambda row, to, by, at: hand_over_check(check=row, to=to, by=by, at=at),
}

RECEIVING_ROLES: dict[str, tuple[str, ...]] = {
    "seat": cases.MEETING_ROLES,
    "complaint": DESK,
    "review": REVIEWERS,
    "payment_check": CHECKERS,
}


class Receivers:
    """Who could take a piece, by role and place; read once per place."""

    def __init__(self, leaver: User, *, at: datetime) -> None:
        self.leaver, self.at = leaver, at
        self._by_place: dict[Any, list[User]] = {}

    def of(self, piece: Piece) -> list[User]:
        key = (piece.kind, piece.row.area_id if piece.kind == "case" else None)
        if piece.kind == "visit":
            area = piece.row.visit.application.area
            return self._without(list(colleagues_in(area, *cases.HANDLERS, at=self.at)))
        if key not in self._by_place:
            self._by_place[key] = self._without(self._found(piece))
        return self._by_place[key]

    def _found(self, piece: Piece) -> list[User]:
        if piece.kind == "case":
            return list(colleagues_in(piece.row.area, *FIELD_ROLES, at=self.at)) or self._federation()
        wanted = RECEIVING_ROLES.get(piece.kind, ())
        return holders_of(*wanted, at=self.at) if wanted else []

    def _federation(self) -> list[User]:
        return holders_of(*cases.HANDLERS[-1:], at=self.at)

    def _without(self, people: list[User]) -> list[User]:
        return [user for user in people if user.pk != self.leaver.pk]


def people_with_open_work(*, at: datetime) -> list[tuple[User, int]]:
    """With how many pieces; closed accounts first. One query for each kind."""
    rows: tuple[tuple[QuerySet[Any], str], ...] = (
        (Application.objects.open(), "handler"),
        (Investigator.objects.filter(UNSIGNED), "user"),
        (MeetingMember.objects.filter(NOT_HELD), "user"),
        (Complaint.objects.open(), "handler"),
        (BlindReview.objects.filter(done_at__isnull=True), "reviewer"),
        (PaymentCheck.objects.filter(state=CHECK_OPEN), "checker"),
        (VolunteerTeam.objects.all(), "leader"),
    )
    counts: Counter[int] = Counter()
    for found, name in rows:
        given = found.filter(**{f"{name}__isnull": False}).order_by()
        counts.update(dict(given.values_list(name).annotate(count=Count("pk"))))
    people = User.objects.filter(pk__in=counts).order_by("is_active", "username")
    return [(user, counts[user.pk]) for user in people]
