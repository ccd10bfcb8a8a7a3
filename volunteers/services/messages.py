"""A leader writes once to the people of a shift or of a team. The outbox gives each an own copy."""

from collections.abc import Collection, Sequence
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate, make_aware
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.models import User
from audit.recording import LOOKS_PERSONAL, Entry, record, record_all
from programs.dates import months_before
from programs.selectors import figures_in_force
from volunteers.locking import taking_turns
from volunteers.models import LeaderMessage, MessageRecipient, Shift, Signup, TeamMembership, VolunteerTeam
from volunteers.models.messages import Audience
from volunteers.models.signups import LIVE_STATES
from volunteers.permissions import may_run_team
from workflow.machine import NotAllowed, Refused

HOUR = timedelta(hours=1)
BATCH = 200
STATES = {
    Audience.CONFIRMED: ("confirmed",),
    Audience.WAITING: tuple(state for state in LIVE_STATES if state != "confirmed"),
    Audience.ALL: LIVE_STATES,
}


class TooManyMessages(Refused):
    """The person wrote as often as the published figure allows within an hour."""


class NobodyToReach(Refused):
    """Nobody is in the audience at this moment."""


class PersonalDataInMessage(Refused):
    """The text holds what looks like an ID, card or telephone number."""


@taking_turns
def write_to_shift(*, shift: Shift, audience: str, text: str, by: Any, at: datetime) -> LeaderMessage:
    """`audience` is one of STATES. Raises NotAllowed, TooManyMessages, NobodyToReach, PersonalDataInMessage."""
    people = Signup.objects.filter(shift=shift, state__in=STATES[Audience(audience)]).order_by()
    users = people.filter(volunteer__user__is_active=True).values_list("volunteer__user", flat=True)
    return _write(shift.activity.team, shift, audience, text, users, by, at)


@taking_turns
def write_to_team(*, team: VolunteerTeam, text: str, by: Any, at: datetime) -> LeaderMessage:
    """To every leader, deputy and member there is now. Raises as `write_to_shift`."""
    members = TeamMembership.objects.live().filter(team=team, person__is_active=True).order_by()
    return _write(team, None, Audience.MEMBERS, text, members.values_list("person", flat=True), by, at)


def _write(
    team: VolunteerTeam, shift: Shift | None, audience: str, text: str, users: Any, by: Any, at: datetime
) -> LeaderMessage:
    """Locks the writer, so that of two messages sent at once the second counts the first."""
    answer = may_run_team(by, team)
    if not answer:
        raise NotAllowed(answer.reason)
    _demand_no_numbers(text)
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=by.pk)
    _demand_pause(by, at)
    people = sorted(set(users))
    if not people:
        raise NobodyToReach(_("Nobody would receive this message. Please choose somebody else to write to."))
    message = LeaderMessage.objects.create(
        team=team, shift=shift, audience=audience, text=text, reached=len(people), sent_at=at, sent_by=by
    )
    _keep(message, people)
    data = {"team": team.pk, "shift": shift.pk if shift else None, "audience": str(audience), "reached": len(people)}
    record("volunteers.message_sent", subject=message, by=by, at=at, data=data, is_first=True)
    return message


def _keep(message: LeaderMessage, people: Collection[int]) -> None:
    rows = [MessageRecipient(message=message, person_id=person) for person in people]
    MessageRecipient.objects.bulk_create(rows, batch_size=500)


def remove_old_messages(*, at: datetime) -> int:
    """Removes what was written longer ago than the published figure, with whom it went to; returns how many.

    Each batch is one transaction with its events, without which the database refuses a removal.
    """
    kept_from = months_before(localdate(at), int(figures_in_force(localdate(at))["messages_kept"]))
    old = LeaderMessage.objects.filter(sent_at__lt=make_aware(datetime.combine(kept_from, time.min))).order_by("pk")
    removed = 0
    while batch := list(old[:BATCH]):
        _remove(batch, at)
        removed += len(batch)
    return removed


@transaction.atomic
def _remove(messages: Sequence[LeaderMessage], at: datetime) -> None:
    record_all([Entry("volunteers.leader_message_removed", message) for message in messages], by=None, at=at)
    MessageRecipient.objects.filter(message__in=messages).delete()
    LeaderMessage.objects.filter(pk__in=[message.pk for message in messages]).delete()


def _demand_no_numbers(text: str) -> None:
    """A slip of the pen would reach everybody. A landline or a short number of the station may stand there."""
    if LOOKS_PERSONAL.search(text):
        raise PersonalDataInMessage(
            _("There is a telephone, ID or card number in the message. Everybody would read it; please leave it out.")
        )


def _demand_pause(by: Any, at: datetime) -> None:
    limit = int(figures_in_force(localdate(at))["messages_per_hour"])
    if LeaderMessage.objects.filter(sent_by=by, sent_at__gt=at - HOUR).count() >= limit:
        words = ngettext(
            "You have written %(count)d message within the last hour. Please wait a little.",
            "You have written %(count)d messages within the last hour. Please wait a little.",
            limit,
        )
        raise TooManyMessages(words % {"count": limit})
