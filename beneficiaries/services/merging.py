"""Decisions about two records that resemble each other. A merge is a pointer that can be taken back (docs/adr/0012)."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from beneficiaries.duplicate_workflow import WORKFLOW
from beneficiaries.models import DuplicatePair, Household, HouseholdMember, Person, PersonMerge
from beneficiaries.services.ties import end_membership

NOTE_AT_LEAST, NOTE_AT_MOST = 2, 300


class AlreadyMerged(Exception):
    """One of the two was merged meanwhile; `str()` says what to do."""


class LeadsAHousehold(Exception):
    """The record that would be merged heads a household with other people."""


@transaction.atomic
def merge_people(*, pair: DuplicatePair, keep: Person, note: str, by: User, at: datetime) -> PersonMerge:
    """The two are one person, known from now on as `keep`. Locks the pair and both people.

    No row moves: papers, consents and cases stay with the record that they were written for, and every reader asks
    for all records of the person (Person.objects.same_as). Raises AlreadyMerged, LeadsAHousehold, ValidationError and
    the workflow's errors; of two merges of one pair at once the second finds it decided.
    """
    pair = _locked(pair)
    kept, absorbed = _sides(pair, keep)
    _decide("merge", pair, note, by=by, at=at, data={"kept": kept.pk, "absorbed": absorbed.pk})
    _refuse_chains(kept, absorbed)
    merge = PersonMerge(pair=pair, kept=kept, absorbed=absorbed, merged_by=by, merged_at=at)
    merge.membership = _leave_home(kept, absorbed, by=by, at=at)
    merge.save(force_insert=True)
    Person.objects.filter(merged_into=absorbed).update(merged_into=kept)
    Person.objects.filter(pk=absorbed.pk).update(merged_into=kept)
    for person, other, code in ((kept, absorbed, "merge_received"), (absorbed, kept, "merged_away")):
        record(f"beneficiaries.{code}", subject=person, by=by, at=at, data={"person": other.pk, "pair": pair.pk})
    return merge


@transaction.atomic
def undo_merge(*, pair: DuplicatePair, note: str, by: User, at: datetime) -> PersonMerge:
    """They are two people after all: each has again what was written for it. Brings back the home that ended."""
    pair = _locked(pair)
    merge = pair.merges.select_related("kept", "absorbed", "membership").filter(undone_at__isnull=True).first()
    data = {"kept": merge.kept_id, "absorbed": merge.absorbed_id} if merge else {}
    _decide("unmerge", pair, note, by=by, at=at, data=data)
    assert merge is not None  # the state says that there is one
    merge.undone_by, merge.undone_at = by, at
    merge.save(update_fields=["undone_by", "undone_at"])
    _point_again(merge.absorbed)
    _come_home(merge)
    for person, other in ((merge.kept, merge.absorbed), (merge.absorbed, merge.kept)):
        record("beneficiaries.merge_taken_back", subject=person, by=by, at=at, data={"person": other.pk})
    return merge


@transaction.atomic
def tell_apart(*, pair: DuplicatePair, note: str, by: User, at: datetime) -> DuplicatePair:
    """They are two people. The pair is not shown again."""
    pair = _locked(pair)
    _decide("tell-apart", pair, note, by=by, at=at)
    return pair


@transaction.atomic
def put_off(*, pair: DuplicatePair, note: str, by: User, at: datetime) -> DuplicatePair:
    """Something has to be found out first; the note says what."""
    pair = _locked(pair)
    _decide("put-off", pair, note, by=by, at=at)
    return pair


def _locked(pair: DuplicatePair) -> DuplicatePair:
    """The pair, then both people in the order of their keys, so that two merges never wait for each other."""
    pair = DuplicatePair.objects.select_for_update(of=("self",)).get(pk=pair.pk)
    people = Person.objects.select_for_update(of=("self",)).filter(pk__in=(pair.first_id, pair.second_id))
    pair.first, pair.second = people.order_by("pk")
    return pair


def _sides(pair: DuplicatePair, keep: Person) -> tuple[Person, Person]:
    if keep.pk not in (pair.first_id, pair.second_id):
        raise ValidationError({"keep": _("Choose one of the two records.")})
    return (pair.first, pair.second) if keep.pk == pair.first_id else (pair.second, pair.first)


def _refuse_chains(kept: Person, absorbed: Person) -> None:
    """Both records have to stand for themselves when they are merged."""
    if kept.merged_into_id is not None or absorbed.merged_into_id is not None:
        raise AlreadyMerged(_("One of the two was merged into another record meanwhile. Look at the list again."))


def _decide(
    name: str, pair: DuplicatePair, note: str, *, by: User, at: datetime, data: dict[str, int] | None = None
) -> None:
    note = " ".join(note.split())
    if not NOTE_AT_LEAST <= len(note) <= NOTE_AT_MOST:
        raise ValidationError({"note": _("Say in a few words why.")})
    WORKFLOW.check(name, pair, by=by, at=at)
    DuplicatePair.objects.filter(pk=pair.pk).update(note=note, decided_by=by)
    pair.note, pair.decided_by = note, by
    WORKFLOW.fire(name, pair, by=by, at=at, data=data)


def _leave_home(kept: Person, absorbed: Person, *, by: User, at: datetime) -> HouseholdMember | None:
    """A person lives in one household: that of the kept record, when both have one."""
    current = HouseholdMember.objects.current()
    home = current.filter(person=absorbed).select_related("household").first()
    if home is None or not current.filter(person=kept).exists():
        return None
    others = current.filter(household=home.household).exclude(person__in=(kept, absorbed))
    if home.relation == "self" and others.exists():
        raise LeadsAHousehold(
            _("The record to be merged heads household %(household)s. Keep this record, or change the head first.")
            % {"household": home.household.reference}
        )
    return end_membership(member=home, on=timezone.localdate(at), by=by, at=at)


def _come_home(merge: PersonMerge) -> None:
    """The membership that the merge ended goes on, unless the person moved in elsewhere meanwhile."""
    home = merge.membership
    if home is None or HouseholdMember.objects.current().filter(person=home.person_id).exists():
        return
    if home.relation == "self" and not Household.objects.filter(pk=home.household_id, head=home.person_id).exists():
        return
    home.valid_to = None
    home.save(update_fields=["valid_to"])


def _point_again(absorbed: Person) -> None:
    """The record stands for itself, and so do again those that had been merged into it before."""
    Person.objects.filter(pk=absorbed.pk).update(merged_into=None)
    under = [absorbed.pk]
    while under:
        live = PersonMerge.objects.filter(kept__in=under, undone_at__isnull=True).exclude(absorbed=absorbed)
        under = list(live.values_list("absorbed_id", flat=True))
        Person.objects.filter(pk__in=under).update(merged_into=absorbed)
