"""What waits for the accountant and the cashier, and what money is ahead: the figures of the desk of finance."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from funds import chart
from funds.models import BankLine, Fund, Line, Period, Reservation, ReservationState, Slip
from payments import states
from payments.models import PaymentBatch
from payments.payables import payables
from payments.permissions import may_check, may_send

AGES = (7, 30, 90)  # days; only how the page groups, no rule hangs on it
WEEKS_AHEAD = 8


@dataclass(frozen=True)
class Waiting:
    """One line of the work list: how many, and where."""

    label: str | Promise
    count: int
    url: str
    is_mine: bool = True


@dataclass(frozen=True)
class Age:
    """Reservations that are `first` to `last` days old; without `last`, older still."""

    first: int
    last: int | None
    count: int
    amount_fen: int


@dataclass(frozen=True)
class Week:
    """What must be paid in the week from `monday`; `kind` is "overdue", "week", "later" or "open" (no deadline)."""

    kind: str
    monday: date | None
    count: int
    amount_fen: int


def waiting(user: Any, *, today: date) -> list[Waiting]:
    """What this person may take up, then what finance as a whole has open; nothing that is at zero."""
    batches = list(
        PaymentBatch.objects.visible_to(user)
        .filter(state__in=(states.OPEN, states.LOCKED, states.APPROVED, states.RELEASED))
        .only("pk", "state", "maker_id", "checker_id", "reference")
    )
    in_state = Counter(batch.state for batch in batches)
    mine = Counter(batch.state for batch in batches if _is_for(user, batch))
    tab = f"{reverse('payments:list')}?tab="
    lines = [
        Waiting(_("My batches to finish and lock"), mine[states.OPEN], f"{tab}open"),
        Waiting(_("Batches to check"), mine[states.LOCKED], f"{tab}to-check"),
        Waiting(_("Batches to release"), mine[states.APPROVED], f"{tab}to-release"),
        Waiting(_("Batches with the bank, result to take in"), mine[states.RELEASED], f"{tab}with-the-bank"),
        *_books(user, today),
        Waiting(
            _("Batches that wait for others"), in_state.total() - mine.total(), reverse("payments:list"), is_mine=False
        ),
    ]
    return [line for line in lines if line.count]


def _is_for(user: Any, batch: PaymentBatch) -> bool:
    if batch.state == states.OPEN:
        return batch.maker_id == user.pk
    if batch.state == states.LOCKED:
        return bool(may_check(user, batch))
    return bool(may_send(user, batch))


def _books(user: Any, today: date) -> list[Waiting]:
    keeps = has_role(user, roles.ACCOUNTANT)
    open_lines = BankLine.objects.filter(matches__isnull=True, explanation="").count()
    to_close = Period.objects.filter(closed_at__isnull=True, month__lt=today.replace(day=1)).count()
    entries = Slip.objects.waiting().count()
    return [
        Waiting(_("Entries to be booked"), entries, reverse("funds:slips"), keeps),
        Waiting(_("Lines of the bank to match"), open_lines, reverse("funds:bank"), keeps),
        Waiting(_("Months to close"), to_close, reverse("funds:months"), keeps),
    ]


def debts_fen() -> tuple[int, int]:
    """Bills not yet paid, and money on its way from platforms; fen."""
    sums = Line.objects.filter(voucher__posted_at__isnull=False).aggregate(
        bills=Sum("amount_fen", filter=Q(account__code=chart.PAYABLE), default=0),
        transit=Sum("amount_fen", filter=Q(account__code=chart.PLATFORM), default=0),
    )
    return -sums["bills"], sums["transit"]


def available_fen() -> int:
    return Fund.objects.aggregate(n=Sum("available_fen", default=0))["n"]


def reservation_ages(*, today: date) -> list[Age]:
    """By the days since they were promised, youngest first."""
    bounds = [*zip((0, *(days + 1 for days in AGES)), (*AGES, None), strict=True)]
    ages: dict[str, Any] = {}
    for first, last in bounds:
        is_old = Q(reserved_at__date__lte=today - timedelta(days=first))
        is_young = Q(reserved_at__date__gte=today - timedelta(days=last)) if last is not None else Q()
        ages[f"count_{first}"] = Count("pk", filter=is_old & is_young)
        ages[f"sum_{first}"] = Sum("amount_fen", filter=is_old & is_young, default=0)
    found = Reservation.objects.filter(state=ReservationState.LIVE).aggregate(**ages)
    return [Age(first, last, found[f"count_{first}"], found[f"sum_{first}"]) for first, last in bounds]


def forecast(*, today: date) -> list[Week]:
    """Approved and unpaid by the week in which it is due: overdue, this week and those to come, later, no deadline.

    The sum is what all funds have reserved: what no payable knows has no deadline.
    """
    monday = today - timedelta(days=today.weekday())
    sums: dict[tuple[str, date | None], list[int]] = {}
    known = [0, 0]
    for due in (one for payable in payables() for one in payable.due_amounts()):
        _add(sums, _week_of(due.on, today, monday), due.count, due.amount_fen)
        known = [known[0] + due.count, known[1] + due.amount_fen]
    live = Reservation.objects.filter(state=ReservationState.LIVE)
    every = live.aggregate(count=Count("pk"), total=Sum("amount_fen", default=0))
    _add(sums, ("open", None), every["count"] - known[0], every["total"] - known[1])
    order: Sequence[tuple[str, date | None]] = [
        ("overdue", None),
        *(("week", monday + timedelta(weeks=number)) for number in range(WEEKS_AHEAD)),
        ("later", None),
        ("open", None),
    ]
    return [Week(*key, *sums.get(key, [0, 0])) for key in order]


def _week_of(due: date | None, today: date, monday: date) -> tuple[str, date | None]:
    if due is None:
        return "open", None
    if due < today:
        return "overdue", None
    week = due - timedelta(days=due.weekday())
    return ("week", week) if week < monday + timedelta(weeks=WEEKS_AHEAD) else ("later", None)


def _add(sums: dict[tuple[str, date | None], list[int]], key: tuple[str, date | None], count: int, fen: int) -> None:
    found = sums.setdefault(key, [0, 0])
    found[0] += count
    found[1] += fen
