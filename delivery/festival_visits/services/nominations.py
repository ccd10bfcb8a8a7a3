"""A household is nominated, taken back or declined; its place in the quota is taken and given back with it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from beneficiaries.ages import is_minor
from beneficiaries.models import Household, Person
from beneficiaries.services import record_consent
from delivery.festival_visits import states
from delivery.festival_visits.choices import Source
from delivery.festival_visits.models import Nomination, Package, Quota, Season
from delivery.festival_visits.overlaps import noted, overlaps_of
from delivery.festival_visits.permissions import may_nominate_home
from delivery.festival_visits.postings import MASKED
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.workflow import NOMINATION
from web.references import insert_drawn, new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "CJ"  # 春节家庭
LISTED = _("This household is on the list of this season already.")


class Overlap(Refused):
    """The household gets or asked for other help, and nobody said why it is visited all the same."""


class QuotaFull(Refused):
    """No place of the sub-district is left (refusal code R12)."""


class NominatedAlready(Refused):
    """The household, or the person, is on this season's list."""


@dataclass(frozen=True)
class Proposal:
    """`person` is the head of the household when left out; `overlap_reason` is needed where other help is known.

    `agrees_to_notice`: the person signed that surname, community and amount may hang on the board (PIPL 25).
    """

    ground: str
    person: Person | None = None
    package: Package | None = None
    note: str = ""
    overlap_reason: str = ""
    agrees_to_notice: bool = False
    source: str = Source.HAND


@transaction.atomic
def nominate(*, season: Season, household: Household, proposal: Proposal, by: Any, at: datetime) -> Nomination:
    """One per household and season: the unique indexes are the guard. Raises NotAllowed, Refused, Overlap, QuotaFull,
    NominatedAlready.
    """
    season = Season.objects.get(pk=season.pk)
    household = Household.objects.select_related("head", "area").get(pk=household.pk)
    person = proposal.person or household.head
    if not (answer := may_nominate_home(by, household)):
        raise NotAllowed(answer.reason)
    today = timezone.localdate(at)
    _refuse_time(season, today)
    _refuse_home(household, person, today)
    met = overlaps_of(by, [household.pk], season=season, on=today).get(household.pk, [])
    if (
        season.nominations.on_the_list().filter(household=household).exists()
    ):  # last: `met` may show that it came just now
        raise NominatedAlready(LISTED)
    if met and not proposal.overlap_reason.strip():
        raise Overlap(_("This household gets or asked for other help. Say why it is visited all the same."))
    quota = _take_place(season, household)
    nomination = Nomination(
        reference=new_reference(PREFIX),
        season=season,
        quota=quota,
        household=household,
        person=person,
        area=household.area,
        package=proposal.package or season.packages.filter(is_default=True).first(),
        ground=proposal.ground,
        note=proposal.note.strip(),
        source=proposal.source,
        overlaps=noted(met),
        overlap_reason=proposal.overlap_reason.strip() if met else "",
        nominated_at=at,
        nominated_by=by,
        state=NOMINATION.initial,
        state_since=at,
    )
    try:
        insert_drawn(nomination, lambda: new_reference(PREFIX))
    except IntegrityError as problem:
        raise NominatedAlready(LISTED) from problem
    if proposal.agrees_to_notice:
        record_consent(person=person, purpose=MASKED, channel="paper", by=by, at=at)
    data = {"ground": proposal.ground, "source": str(proposal.source), "overlaps": len(met)}
    record("festival_visits.home_nominated", subject=nomination, by=by, at=at, data=data)
    return nomination


@transaction.atomic
def decline(*, nomination: Nomination, reason: str, by: Any, at: datetime) -> Nomination:
    """With a reason; also off a list that hangs, whose row then disappears. Raises Refused without words."""
    return _end("decline", nomination, reason, by=by, at=at)


@transaction.atomic
def withdraw(*, nomination: Nomination, reason: str, by: Any, at: datetime) -> Nomination:
    return _end("withdraw", nomination, reason, by=by, at=at)


def locked(nomination: Nomination) -> Nomination:
    rows = Nomination.objects.select_related("season__fund", "person", "area")
    return rows.select_for_update(of=("self",)).get(pk=nomination.pk)


def _end(name: str, nomination: Nomination, reason: str, *, by: Any, at: datetime) -> Nomination:
    if not reason.strip():
        raise Refused(_("Write the reason; it stays with the list."))
    nomination = locked(nomination)
    move(NOMINATION, name, nomination, by=by, at=at, end_reason=reason.strip()[:300])
    Quota.objects.filter(pk=nomination.quota_id).update(taken=F("taken") - 1)
    return nomination


def _refuse_time(season: Season, today: date) -> None:
    if season.state != states.OPEN:
        raise Refused(_("This season is not open."))
    if not season.nominate_from <= today <= season.nominate_until:
        raise Refused(
            _("Households are nominated from %(first)s to %(last)s.")
            % {"first": season.nominate_from.isoformat(), "last": season.nominate_until.isoformat()}
        )


def _refuse_home(household: Household, person: Person, today: date) -> None:
    """The visit goes to an adult who lives there (domain fact book §3.5: no minor on a board)."""
    if household.closed_at is not None:
        raise Refused(_("This household is closed in the register."))
    if not household.members.current().filter(person=person).exists():
        raise Refused(_("This person does not live in the household."))
    if is_minor(person.birth_date, today):
        raise Refused(_("The visit goes to an adult of the household: choose somebody else."))


def _take_place(season: Season, household: Household) -> Quota:
    """The conditional update is the guard: two who nominate at once cannot take the same last place."""
    quota = Quota.objects.filter(season=season, subdistrict=household.area.parent_id).first()
    if quota is None:
        raise QuotaFull(_("This sub-district has no places in this season. Ask the federation."))
    taken = Quota.objects.filter(pk=quota.pk, taken__lt=F("places")).update(taken=F("taken") + 1)
    if not taken:
        raise QuotaFull(_("All places of the sub-district are taken. Take a household back, or ask the federation."))
    quota.refresh_from_db()
    return quota
