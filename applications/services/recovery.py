"""T43: money comes back whole or in parts, into the fund it came from; what does not is written off by minutes."""

from calendar import monthrange
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, Finding, Instalment
from applications.permissions import may_recover
from applications.repayments import demand_in, outstanding_of
from applications.services.consequences import leave_agenda
from applications.services.meetings import as_finding, close_item, count_of, held_item
from applications.services.moving import locked, move
from applications.workflow import WORKFLOW
from areas.deadlines import end_of_day
from audit.recording import record
from funds.taking_back import take_back
from workflow.machine import NotAllowed, Refused

MOST_PARTS = 36


@transaction.atomic
def start_recovery(*, application: Application, amount_fen: int, text: str, by: Any, at: datetime) -> Application:
    """T41, T42: fraud or later full compensation. `amount_fen` is what has to come back. Raises Refused."""
    application = locked(application)
    if not 0 < amount_fen <= (application.approved_amount_fen or 0):
        raise Refused(_("The amount to get back is above zero and at most what was paid."))
    if not text.strip():
        raise Refused(_("Write the reason in words; it goes into the letter to the family."))
    _finding(application, amount_fen, text, by=by, at=at)
    move(application, "recover", by=by, at=at, note=text, note_is_public=True)
    return application


def demand_of(application: Application) -> Finding:
    """The finding with the amount that has to come back. Raises Refused when nothing is demanded."""
    found = demand_in(application)
    if found is None:
        raise Refused(_("No money is being demanded back in this case."))
    return found


def outstanding_fen(application: Application) -> int:
    """What of the demand has not come back yet."""
    return outstanding_of(demand_of(application))


@transaction.atomic
def plan_instalments(
    *, application: Application, parts: int, first_due: date, by: Any, at: datetime
) -> Sequence[Instalment]:
    """Equal monthly parts of what is outstanding, the rest of the division in the last. Replaces parts still open."""
    application = locked(application)
    _demand_right(by, application)
    demand, rest = demand_of(application), outstanding_fen(application)
    if not 1 <= parts <= min(MOST_PARTS, rest):
        raise Refused(_("Choose between 1 and %(most)s parts.") % {"most": min(MOST_PARTS, rest)})
    if first_due < timezone.localdate(at):
        raise Refused(_("The first day has passed. Choose a later one."))
    demand.instalments.filter(received_at__isnull=True).delete()
    each = rest // parts
    amounts = [each] * (parts - 1) + [rest - each * (parts - 1)]
    rows = Instalment.objects.bulk_create(
        Instalment(application=application, demand=demand, due_on=months_later(first_due, n), amount_fen=amount)
        for n, amount in enumerate(amounts)
    )
    record("applications.instalments_planned", subject=application, by=by, at=at, data={"parts": parts})
    _wind(application)
    return rows


@transaction.atomic
def receive_instalment(*, instalment: Instalment, by: Any, at: datetime) -> Application:
    """One part arrived and is booked; the last one ends the recovery. Raises NotAllowed, Refused the second time."""
    application = locked(instalment.application)
    _demand_right(by, application)
    instalment = Instalment.objects.select_for_update().get(pk=instalment.pk)
    if instalment.received_at or instalment.demand_id != demand_of(application).pk:
        raise Refused(_("This instalment was recorded before."))
    instalment.received_at, instalment.received_by = at, by
    instalment.save(update_fields=["received_at", "received_by"])
    record("applications.instalment_received", subject=application, by=by, at=at, data={"instalment": instalment.pk})
    _book(application, instalment.amount_fen, by=by, at=at)
    if outstanding_fen(application) == 0:
        move(application, "record-recovery", by=by, at=at)
        leave_agenda(application, at=at)
        return application
    _wind(application)
    return application


@transaction.atomic
def record_repayment(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """What is outstanding came back at once. Parts still open are void. Raises Refused."""
    application = locked(application)
    if not text.strip():
        raise Refused(_("Write how the money came back."))
    rest = _end(application, "record-recovery", text, by=by, at=at)
    leave_agenda(application, at=at)
    _book(application, rest, by=by, at=at)
    return application


@transaction.atomic
def write_off(*, application: Application, text: str, by: Any, at: datetime) -> Application:
    """T43: the committee gives up what is outstanding, by votes and minutes. Raises Refused, saying what is missing."""
    application = locked(application)
    WORKFLOW.check("write-off", application, by=by, at=at)
    item = held_item(application)
    count = count_of(item)
    if not count.is_agreed:
        raise Refused(_("There is no majority for the write-off. The demand stands."))
    _end(application, "write-off", text.strip() or item.meeting.minutes, by=by, at=at, **as_finding(count))
    close_item(item, at)
    return application


def _end(application: Application, name: str, text: str, *, by: Any, at: datetime, **votes: int) -> int:
    """Fires the transition; returns what of the demand was outstanding, in fen."""
    demand, rest = demand_of(application), outstanding_fen(application)
    move(application, name, by=by, at=at, note=text)
    _finding(application, rest, text, by=by, at=at, **votes)
    demand.instalments.filter(received_at__isnull=True).delete()
    return rest


def months_later(day: date, months: int) -> date:
    """The same day some months later, or the last day of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def _wind(application: Application) -> None:
    """The case is due with its next part, so that reminders follow the plan."""
    following = application.instalments.filter(received_at__isnull=True).order_by("due_on", "pk").first()
    if following:
        application.due_at = end_of_day(following.due_on)
        application.save(update_fields=["due_at"])


def _demand_right(by: Any, application: Application) -> None:
    answer = may_recover(by, application)
    if not answer:
        raise NotAllowed(answer.reason)


def _book(application: Application, amount_fen: int, *, by: Any, at: datetime) -> None:
    """As aid that was not spent (ADR 0028): an income would show gifts that nobody gave and aid that nobody has."""
    take_back(sources=[application.source], amount_fen=amount_fen, by=by, at=at)


def _finding(application: Application, amount_fen: int, text: str, *, by: Any, at: datetime, **votes: int) -> None:
    Finding.objects.create(
        application=application,
        kind=Finding.Kind.RECOVERY,
        outcome=Finding.Outcome.NOTE,
        amount_fen=amount_fen,
        text=text,
        at=at,
        by=by,
        **votes,
    )
