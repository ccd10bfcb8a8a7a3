"""May this volunteer take this task? Each check answers with a sentence; together they guard the sign-up, decide
which button a page shows, and give the reason when it shows none.

The checks read plain values gathered once per person (`Candidate`), so that a page of shifts costs no query per row.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import F, QuerySet
from django.utils.functional import Promise, cached_property
from django.utils.timezone import localdate
from django.utils.translation import gettext as now_gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from database.kept import KeptQuery, Slot
from volunteers.absences import horizon_after
from volunteers.choices import Outcome, TrainingKind
from volunteers.dates import month_day_time
from volunteers.holdings import accepted_risks_of, qualification_names, qualifications_of
from volunteers.models import Shift, ShiftRole, Signup, VolunteerProfile, VolunteerTraining
from volunteers.models.people import ADULT_AGE
from workflow.answers import YES, Answer, no


class Engagement(NamedTuple):
    """What the checks read of a live sign-up; under a lock a row costs less than an object."""

    pk: int
    shift_id: int
    state: str
    starts_at: datetime
    ends_at: datetime
    outcome: str | None
    confirmed_at: datetime | None


@dataclass(frozen=True)
class Candidate:
    profile: VolunteerProfile
    trainings: Mapping[str, date | None]
    engagements: tuple[Any, ...]  # live ones: Signup, or Engagement under a lock
    missed: tuple[datetime, ...] = ()  # starts of shifts missed without telling

    @cached_property
    def qualifications(self) -> Mapping[int, date | None]:
        """Asked once, and only for a shift that requires one."""
        return qualifications_of(self.profile)

    def horizon_days(self, at: datetime) -> int | None:
        """Asked once, and only of whoever missed a shift."""
        if "horizon" not in self.__dict__:
            self.__dict__["horizon"] = horizon_after(self.missed, at)
        return self.__dict__["horizon"]

    @cached_property
    def accepted_risks(self) -> frozenset[tuple[int, str]]:
        return accepted_risks_of(self.profile)

    @cached_property
    def places_ahead(self) -> frozenset[tuple[int, int]]:
        """(activity, shift) of places held on shifts to come; asked once, and only for an activity with a limit."""
        held = Signup.objects.holding().filter(pk__in=[engagement.pk for engagement in self.engagements])
        return frozenset(held.order_by().values_list("shift__activity", "shift"))


ALREADY = {
    "waiting": _("You are already on the waiting list of this shift."),
    "requested": _("You have asked for a place on this shift already; the leader answers soon."),
    "offered": _("A place on this shift is offered to you. Please answer the offer."),
}
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
    if mine.state in ALREADY:
        return no(ALREADY[mine.state])
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


def below_limit(candidate: Candidate, _role: ShiftRole, shift: Shift, at: datetime) -> Answer:
    """The limit of the activity, so that popular shifts are shared by many. An offer of this shift is not one more."""
    limit = shift.activity.places_ahead_limit
    if limit is None:
        return YES
    others = {place for place in candidate.places_ahead if place[0] == shift.activity_id and place[1] != shift.pk}
    if len(others) < limit:
        return YES
    return no(
        ngettext(
            "You have %(count)d place ahead at this activity, the most that one person may have, so that everybody "
            "gets a turn. Sign up again after it, or choose another activity.",
            "You have %(count)d places ahead at this activity, the most that one person may have, so that everybody "
            "gets a turn. Sign up again after the first of them, or choose another activity.",
            limit,
        )
        % {"count": limit}
    )


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


def qualified(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    """Volunteer Service Regulations art. 16: a legal qualification where one is required, checked by staff."""
    kind = shift.activity.qualification_required_id
    if kind is None:
        return YES
    until = candidate.qualifications.get(kind, date.min)
    if until is None or until >= localdate(shift.ends_at):
        return YES
    return no(
        now_gettext(
            "This shift needs the qualification “%(name)s”, checked and valid on the day. "
            "Enter it in your profile; the federation checks it."
        )
        % {"name": qualification_names()[kind]}
    )


def identity_checked(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    if not shift.activity.identity_check_required or candidate.profile.verified_at:
        return YES
    return no(
        _(
            "This shift is for volunteers whose identity was checked. "
            "Please show your ID card once at the federation or to a work station."
        )
    )


def risk_accepted(candidate: Candidate, _role: ShiftRole, shift: Shift, _at: datetime) -> Answer:
    """Volunteer Service Regulations art. 12: the risks are told; the present words have to be accepted."""
    digest = shift.activity.risk_digest
    if not digest or (shift.activity_id, digest) in candidate.accepted_risks:
        return YES
    return no(_("Please read the risks of this activity and accept them first; then you can sign up."))


def within_horizon(candidate: Candidate, _role: ShiftRole, shift: Shift, at: datetime) -> Answer:
    """Whoever missed shifts without telling books for the next days only, until that is some time ago."""
    days = candidate.horizon_days(at)
    if days is None or shift.starts_at <= at + timedelta(days=days):
        return YES
    sentence = ngettext(
        "You missed shifts without telling, so for now you can sign up %(days)d day ahead. "
        "Coming back to this shift later is fine; if a record is wrong, appeal against it in “My service”.",
        "You missed shifts without telling, so for now you can sign up %(days)d days ahead. "
        "Coming back to this shift later is fine; if a record is wrong, appeal against it in “My service”.",
        days,
    )
    return no(sentence % {"days": days})


PERSONAL = (
    Requirement("age", _("Age"), old_enough),
    Requirement("guardian", _("Guardian's consent missing"), guardian_agrees),
    Requirement("insurance", _("Insurance missing"), insured),
    Requirement("training", _("Training missing"), trained),
    Requirement("qualification", _("Qualification missing"), qualified),
    Requirement("identity", _("Identity not checked yet"), identity_checked),
    Requirement("clash", _("Another shift at this time"), no_clash),
    Requirement("limit", _("Your limit is reached"), below_limit),
)
OF_THE_SHIFT = (  # these ask nothing of the candidate, so a visitor gets their answer too
    Requirement("cancelled", pgettext_lazy("shift", "Cancelled"), not_cancelled),
    Requirement("started", _("Already started"), not_started),
    Requirement("open", _("Sign-up closed"), is_open),
    Requirement("window", _("Sign-up not open now"), inside_window),
)
RISK = Requirement("risk", _("Read the risks first"), risk_accepted)  # whoever waits has accepted already
HORIZON = Requirement("horizon", _("Too far ahead after missed shifts"), within_horizon)  # whoever waits keeps the turn
TO_SIGN_UP = (Requirement("signed_up", _("Signed up"), not_signed_up), *OF_THE_SHIFT, *PERSONAL, HORIZON, RISK)
TO_BE_ADDED = (
    Requirement("signed_up", _("Signed up"), not_signed_up),
    Requirement("cancelled", pgettext_lazy("shift", "Cancelled"), not_cancelled),
    *PERSONAL,
)
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
    return _candidate(profile, _live_signups(profile.pk), since)


def deciding_candidate(profile: VolunteerProfile, *, since: datetime) -> Candidate:
    """The same for whoever decides while others wait; its engagements are rows."""
    return _candidate(profile, [Engagement(*row) for row in _engagements(profile.pk)], since)


def _candidate(profile: VolunteerProfile, live: Sequence[Any], since: datetime) -> Candidate:
    trainings: dict[str, date | None] = {}
    for kind, until in _trainings(profile.pk):
        trainings[kind] = _later(trainings.get(kind, until), until)
    missed = tuple(e.starts_at for e in live if e.outcome == Outcome.ABSENT and e.confirmed_at)
    return Candidate(profile, trainings, tuple(e for e in live if e.ends_at > since), missed)


@KeptQuery
def _trainings(volunteer: Slot) -> QuerySet[VolunteerTraining, tuple[str, date | None]]:
    found = VolunteerTraining.objects.filter(volunteer=volunteer)
    return found.order_by("held_on").values_list("kind", "valid_until")


@KeptQuery
def _live_signups(volunteer: Slot) -> QuerySet[Signup]:
    """With what the leader decided, so that missed shifts cost no question of their own."""
    live = Signup.objects.live().filter(volunteer=volunteer)
    return live.annotate(outcome=F("attendance__outcome"), confirmed_at=F("shift__roster_confirmed_at"))


@KeptQuery
def _engagements(volunteer: Slot) -> QuerySet[Signup, Any]:
    live: QuerySet[Signup, Any] = Signup.objects.live().filter(volunteer=volunteer)
    return live.values_list(
        "pk", "shift_id", "state", "starts_at", "ends_at", "attendance__outcome", "shift__roster_confirmed_at"
    )


def _later(one: date | None, other: date | None) -> date | None:
    """None is a training that does not expire."""
    return None if one is None or other is None else max(one, other)
