"""May this volunteer take this task? Each check answers with a sentence; together they guard the sign-up, decide
which button a page shows, and give the reason when it shows none.

The checks read plain values gathered once per person (`Candidate`), so that a page of shifts costs no query per row.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from volunteers.choices import TrainingKind
from volunteers.dates import month_day_time
from volunteers.models import Shift, ShiftRole, Signup, VolunteerProfile
from volunteers.models.people import ADULT_AGE
from workflow.answers import YES, Answer, no


@dataclass(frozen=True)
class Candidate:
    profile: VolunteerProfile
    trainings: Mapping[str, date | None]
    engagements: tuple[Signup, ...]  # live ones


Check = Callable[[Any, ShiftRole, Shift, datetime], Answer]


@dataclass(frozen=True)
class Requirement:
    """A check, with the two or three words that a list shows beside a shift when the answer is no."""

    code: str
    chip: str | Promise
    ask: Check


@dataclass(frozen=True)
class Refusal:
    code: str
    chip: str | Promise
    reason: str | Promise


def not_cancelled(_candidate: Candidate | None, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    if shift.state != "cancelled":
        return YES
    return no(_("This shift was cancelled. Please choose another one."))


def is_open(_candidate: Candidate | None, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    if shift.state == "open":
        return YES
    return no(_("Sign-up for this shift is closed. Please choose another one."))


def not_started(_candidate: Candidate | None, _role: ShiftRole, shift: Shift, at: datetime) -> Answer:
    if at < shift.starts_at:
        return YES
    return no(_("This shift has already started. Please choose a later one."))


def inside_window(_candidate: Candidate | None, _role: ShiftRole, shift: Shift, at: datetime) -> Answer:
    if shift.signup_opens_at and at < shift.signup_opens_at:
        return no(
            now_gettext("Sign-up opens on %(when)s. Please come back then.")
            % {"when": month_day_time(shift.signup_opens_at)}
        )
    if shift.signup_closes_at and at >= shift.signup_closes_at:
        return no(_("The time for signing up is over. Please choose another shift."))
    return YES


def not_signed_up(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    mine = next((e for e in candidate.engagements if e.shift_id == shift.pk), None)
    if mine is None:
        return YES
    if mine.state == "waiting":
        return no(_("You are already on the waiting list of this shift."))
    return no(_("You are already signed up for this shift."))


def no_clash(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    for other in candidate.engagements:
        overlaps = other.starts_at < shift.ends_at and shift.starts_at < other.ends_at
        if other.state == "confirmed" and other.shift_id != shift.pk and overlaps:
            return no(
                now_gettext("You have another shift on %(when)s. Cancel that one first, or choose another time.")
                % {"when": month_day_time(other.starts_at)}
            )
    return YES


def old_enough(candidate: Candidate, role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    """Volunteer Service Regulations art. 15: the task fits the age."""
    needed = max(role.min_age, shift.activity.min_age)
    if needed == 0:
        return YES
    age = candidate.profile.age_on(localdate(shift.starts_at))
    if age is None:
        return no(_("This shift has a minimum age. Please add your date of birth to your profile."))
    if age >= needed:
        return YES
    return no(now_gettext("This shift is for people aged %(age)d and over.") % {"age": needed})


def guardian_agrees(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    """Henan Volunteer Service Regulations art. 8: minors serve with the consent of their guardian."""
    age = candidate.profile.age_on(localdate(shift.starts_at))
    agreed_on = candidate.profile.guardian_consent_on
    if age is None or age >= ADULT_AGE or (agreed_on and agreed_on <= localdate(shift.starts_at)):
        return YES
    return no(_("Volunteers under 18 need the consent of a parent or guardian. Please hand it to your team leader."))


def insured(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    """Volunteer Service Regulations art. 17: insurance before an activity with possible personal danger."""
    until = candidate.profile.insurance_until
    if not shift.activity.insurance_required or (until and until >= localdate(shift.ends_at)):
        return YES
    return no(
        _("This shift needs accident insurance that is valid on the day. The team leader arranges it free of charge.")
    )


def trained(candidate: Candidate, role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    """Volunteer Service Regulations art. 16: needed training is given first."""
    for kind in {role.training_required, shift.activity.training_required} - {""}:
        until = candidate.trainings.get(kind, date.min)
        if until is not None and until < localdate(shift.ends_at):
            return no(
                now_gettext("This shift needs the training “%(training)s”. Ask your team leader for the next date.")
                % {"training": TrainingKind(kind).label}
            )
    return YES


PERSONAL = (
    Requirement("age", _("Age"), old_enough),
    Requirement("guardian", _("Guardian's consent missing"), guardian_agrees),
    Requirement("insurance", _("Insurance missing"), insured),
    Requirement("training", _("Training missing"), trained),
    Requirement("clash", _("Another shift at this time"), no_clash),
)
OF_THE_SHIFT = (  # these ask nothing of the candidate, so a visitor gets their answer too
    Requirement("cancelled", pgettext_lazy("shift", "Cancelled"), not_cancelled),
    Requirement("started", _("Already started"), not_started),
    Requirement("open", _("Sign-up closed"), is_open),
    Requirement("window", _("Sign-up not open now"), inside_window),
)
TO_SIGN_UP = (Requirement("signed_up", _("Signed up"), not_signed_up), *OF_THE_SHIFT, *PERSONAL)
TO_MOVE_UP = (Requirement("started", _("Already started"), not_started), *PERSONAL)


def refusal(
    candidate: Candidate | None,
    role: ShiftRole,
    shift: Shift,
    at: datetime,
    requirements: tuple[Requirement, ...] = TO_SIGN_UP,
) -> Refusal | None:
    """The first requirement that is not met, or None. Without a candidate only OF_THE_SHIFT can be asked."""
    for requirement in requirements:
        answer = requirement.ask(candidate, role, shift, at)
        if not answer:
            return Refusal(requirement.code, requirement.chip, answer.reason)
    return None


def candidate_for(profile: VolunteerProfile, *, since: datetime) -> Candidate:
    """What the checks need to know about a volunteer for shifts that end after `since`: two queries."""
    trainings: dict[str, date | None] = {}
    for kind, until in profile.trainings.order_by("held_on").values_list("kind", "valid_until"):
        trainings[kind] = _later(trainings.get(kind, until), until)
    return Candidate(profile, trainings, tuple(Signup.objects.live().filter(volunteer=profile, ends_at__gt=since)))


def _later(one: date | None, other: date | None) -> date | None:
    """None is a training that does not expire."""
    return None if one is None or other is None else max(one, other)
