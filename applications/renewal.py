"""Aid that may be asked for again: when it ends, who may renew it, and which cases are near the end."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application
from applications.scopes import may_apply_for_clients
from areas.deadlines import looking_ahead
from audit.recording import Occurrence, record_many
from database.batches import in_batches
from programs.models import Program
from programs.registry import schemes
from programs.scheme import Scheme
from programs.selectors import open_programs
from workflow.answers import YES, Answer, no

ONE_DAY = timedelta(days=1)
BATCH = 2000


@dataclass(frozen=True)
class Ending:
    """Cases of these schemes decided from `first` to `last` helped until `last`."""

    codes: tuple[str, ...]
    first: date
    last: date

    def q(self) -> Q:
        decided = Q(decided_at__date__gte=self.first, decided_at__date__lte=self.last)
        return Q(program__scheme_code__in=self.codes) & decided


def is_renewable(scheme: Scheme) -> bool:
    """Granted for a calendar or school year, and asked for by the family itself."""
    return scheme.frequency.code in ("calendar_year", "school_year") and not (
        scheme.needs_referral or scheme.is_confidential
    )


def aid_ends_on(application: Application) -> date | None:
    """The last day of the period for which the case was decided; None for aid that has no period or was refused."""
    scheme = application.program.scheme
    if application.state not in states.DECIDED_YES or application.decided_at is None or not is_renewable(scheme):
        return None
    last: date = scheme.frequency.covers(timezone.localdate(application.decided_at))[1]
    return last


def may_renew(user: Any, application: Application, *, at: datetime) -> Answer:
    """The family itself or staff who apply for families, from some weeks before the aid ends, once."""
    ends = aid_ends_on(application)
    if ends is None:
        return no(_("Aid of this kind is not granted again for a new period."))
    if application.owner_id != user.pk and not may_apply_for_clients(user):
        return no(_("The family or its work station asks for the aid again."))
    if ends > timezone.localdate(looking_ahead("renewal", at)):
        return no(_("It is too early: the aid goes on for a while."))
    if Application.objects.filter(asked_again(), pk=application.pk).exists():
        return no(_("The aid was asked for again already."))
    if program_for(application, on=timezone.localdate(at)) is None:
        return no(_("No program of this kind takes applications at the moment."))
    return YES


def program_for(application: Application, *, on: date) -> Program | None:
    """The same program while it is open, else the newest open one of the scheme."""
    code = application.program.scheme_code
    found = [program for program in open_programs(on).select_related("fund") if program.scheme_code == code]
    return next((program for program in found if program.pk == application.program_id), found[-1] if found else None)


def asked_again() -> Exists:
    """Whether the same person handed in another application for the same scheme afterwards."""
    later = Application.objects.filter(
        applicant=OuterRef("applicant"),
        program__scheme_code=OuterRef("program__scheme_code"),
        submitted_at__gt=OuterRef("submitted_at"),
    )
    return Exists(later)


def ending_soon(at: datetime) -> QuerySet[Application]:
    """Granted cases whose aid ends, or ended, within the time that staff set, and was not asked for again."""
    endings = Q(pk__in=[])
    for ending in _endings(at):
        endings |= ending.q()
    return Application.objects.filter(~asked_again(), endings, state__in=sorted(states.DECIDED_YES))


def _endings(at: datetime) -> Iterator[Ending]:
    """The period that runs now, when its end is near, and the one before it, when that is not long ago."""
    today, until = timezone.localdate(at), timezone.localdate(looking_ahead("renewal", at))
    by_frequency: dict[Any, list[str]] = {}
    for scheme in schemes():
        if is_renewable(scheme):
            by_frequency.setdefault(scheme.frequency, []).append(scheme.code)
    for frequency, codes in by_frequency.items():
        first, last = frequency.covers(today)
        if last <= until:
            yield Ending(tuple(codes), first, last)
        if today - first <= until - today:
            yield Ending(tuple(codes), *frequency.covers(first - ONE_DAY))


def plan_renewal_reminders(at: datetime) -> int:
    """Records whom to remind that aid ends; again in the same night changes nothing. Returns how many are new."""
    rows = ending_soon(at).select_related("program").only("pk", "decided_at", "state", "version", "program")
    return sum(record_many(list(map(_occurrence, cases)), at=at) for cases in in_batches(rows, "decided_at", BATCH))


def _occurrence(case: Application) -> Occurrence:
    ends = aid_ends_on(case)
    return Occurrence("applications.aid_ends", case, f"aid-ends:{case.pk}:{ends}", {"version": case.version})
