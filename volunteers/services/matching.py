"""A volunteer's choice about suggestions; a leader asks somebody to help."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from programs.selectors import figures_in_force
from volunteers.asking import TO_BE_ASKED
from volunteers.checks import candidate_for, refusal
from volunteers.locking import locked_volunteers
from volunteers.models import MatchingChoice, Shift, ShiftAsk, VolunteerProfile
from volunteers.permissions import may_lead
from workflow.machine import NotAllowed, Refused


class NotToBeAsked(Refused):
    """The volunteer does not wish it, was asked a short time ago, or may not take the shift."""


@transaction.atomic
def choose_matching(
    *, volunteer: VolunteerProfile, suggests: bool, may_be_asked: bool, by: Any, at: datetime
) -> MatchingChoice:
    values = {"suggests": suggests, "may_be_asked": may_be_asked}
    locked_volunteers([volunteer.pk])
    choice, _made = MatchingChoice.objects.update_or_create(volunteer=volunteer, defaults={**values, "changed_at": at})
    record("volunteers.matching_chosen", subject=volunteer, by=by, at=at, data=values)
    return choice


@transaction.atomic
def ask_to_help(*, shift: Shift, volunteer: VolunteerProfile, by: Any, at: datetime) -> ShiftAsk:
    """Sends one message, after commit. Raises NotAllowed for anybody but the leaders of the shift, NotToBeAsked with
    its sentence. Locks the volunteer, so that of two leaders who ask at once the second is told."""
    answer = may_lead(by, shift)
    if not answer:
        raise NotAllowed(answer.reason)
    [person] = locked_volunteers([volunteer.pk])
    _demand_wish(person)
    _demand_pause(person, at)
    _demand_fit(shift, person, at)
    ask = ShiftAsk.objects.create(shift=shift, volunteer=person, asked_at=at, asked_by=by)
    record("volunteers.asked_to_help", subject=ask, by=by, at=at, data={"shift": shift.pk})
    return ask


def _demand_wish(person: VolunteerProfile) -> None:
    if MatchingChoice.objects.filter(volunteer=person, may_be_asked=False).exists():
        raise NotToBeAsked(_("This volunteer does not wish to be asked."))


def _demand_pause(person: VolunteerProfile, at: datetime) -> None:
    pause = timedelta(days=int(figures_in_force(localdate(at))["ask_again_after"]))
    if ShiftAsk.objects.filter(volunteer=person, asked_at__gt=at - pause).exists():
        raise NotToBeAsked(_("This volunteer was asked a short time ago. Please ask somebody else."))


def _demand_fit(shift: Shift, person: VolunteerProfile, at: datetime) -> None:
    """Some task with a free place that the volunteer may take."""
    fresh = Shift.objects.select_related("activity").prefetch_related("roles").get(pk=shift.pk)
    free = [role for role in fresh.roles.all() if role.free]
    if not free:
        raise NotToBeAsked(_("The shift has all its people meanwhile."))
    candidate = candidate_for(person, since=at)
    refusals = [refusal(candidate, role, fresh, at, TO_BE_ASKED) for role in free]
    if ShiftAsk.objects.filter(shift=fresh, volunteer=person).exists() or None not in refusals:
        raise NotToBeAsked(_("This volunteer cannot take the shift, or was asked for it before."))
