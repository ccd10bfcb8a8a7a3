"""Changing whole households: another head, a part that moves out, two that become one. Each is one event."""

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from audit.recording import record
from beneficiaries.models import Household, HouseholdMember
from beneficiaries.services.ties import PREFIX
from web.references import new_reference

Relations = Mapping[int, str]  # primary key of the member → relation to the (new) head


class CannotChange(Exception):
    """`str()` is a sentence for the person who tried."""


@transaction.atomic
def change_head(
    *, household: Household, head: HouseholdMember, relations: Relations, by: User | None, at: datetime
) -> Household:
    """`relations` says what every other member is to the new head. Locks the household. Raises CannotChange."""
    household, members = _locked(household)
    new, old = _member(members, head), household.head_id
    if new.relation == "self":
        raise CannotChange(_("This person is the head already."))
    rest = [member for member in members if member.pk != new.pk]
    _refuse_incomplete(rest, relations)
    before = {member.pk: member.relation for member in members}
    for member in rest:
        _relate(member, relations[member.pk])
    _relate(new, "self")
    household.head_id = new.person_id
    household.save(update_fields=["head"])
    data = {"from": old, "to": new.person_id, "before": _by_person(members, before), "after": _now(members)}
    record("beneficiaries.head_changed", subject=household, by=by, at=at, data=data)
    return household


@transaction.atomic
def split_household(
    *,
    household: Household,
    leaving: Collection[HouseholdMember],
    head: HouseholdMember,
    relations: Relations,
    by: User | None,
    at: datetime,
) -> Household:
    """Some move out together and are a household of their own from today; returns it. Raises CannotChange."""
    household, members = _locked(household)
    wanted = {member.pk for member in leaving}
    moving = [member for member in members if member.pk in wanted]
    if not moving or len(moving) != len(wanted) or len(moving) == len(members):
        raise CannotChange(_("Choose who moves out: at least one, and not everybody."))
    if any(member.relation == "self" for member in moving):
        raise CannotChange(_("The head of the household moves out. Change the head first."))
    new = _member(moving, head)
    _refuse_incomplete([member for member in moving if member.pk != new.pk], relations)
    fresh = Household.objects.create(
        reference=new_reference(PREFIX), head_id=new.person_id, area_id=household.area_id, opened_at=at
    )
    _move(moving, fresh, {**relations, new.pk: "self"}, at)
    people = sorted(member.person_id for member in moving)
    record("beneficiaries.household_split", subject=household, by=by, at=at, data={"to": fresh.pk, "people": people})
    data = {"from": household.pk, "head": new.person_id, "people": people}
    record("beneficiaries.household_split_off", subject=fresh, by=by, at=at, data=data)
    return fresh


@transaction.atomic
def merge_households(
    *, source: Household, target: Household, relations: Relations, by: User | None, at: datetime
) -> Household:
    """Everybody of `source` lives in `target` from today; `source` is closed. Raises CannotChange.

    Both are locked in the order of their keys. Relations are those to the head of `target`.
    """
    if source.pk == target.pk:
        raise CannotChange(_("Name another household."))
    found = {h.pk: h for h in _lock_all((source.pk, target.pk))}
    source, target = found[source.pk], found[target.pk]
    if source.closed_at or target.closed_at:
        raise CannotChange(_("One of the two households is closed."))
    moving = list(HouseholdMember.objects.current().filter(household=source).order_by("pk"))
    _refuse_incomplete(moving, relations)
    if any(relations[member.pk] == "self" for member in moving):
        raise CannotChange(_("A household has one head."))
    _move(moving, target, relations, at)
    source.closed_at, source.merged_into = at, target
    source.save(update_fields=["closed_at", "merged_into"])
    people = sorted(member.person_id for member in moving)
    record("beneficiaries.household_closed", subject=source, by=by, at=at, data={"into": target.pk, "people": people})
    record("beneficiaries.household_joined", subject=target, by=by, at=at, data={"from": source.pk, "people": people})
    return target


def _locked(household: Household) -> tuple[Household, list[HouseholdMember]]:
    (household,) = _lock_all((household.pk,))
    if household.closed_at:
        raise CannotChange(_("This household is closed."))
    return household, list(HouseholdMember.objects.current().filter(household=household).order_by("pk"))


def _lock_all(keys: Collection[int]) -> list[Household]:
    return list(Household.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _member(members: Collection[HouseholdMember], wanted: HouseholdMember) -> HouseholdMember:
    found = next((member for member in members if member.pk == wanted.pk), None)
    if found is None:
        raise CannotChange(_("This person does not live in the household any more. Look at it again."))
    return found


def _refuse_incomplete(members: Collection[HouseholdMember], relations: Relations) -> None:
    if any(not relations.get(member.pk) for member in members):
        raise CannotChange(
            _("The household changed meanwhile. Look at it again and say what everybody is to the head.")
        )
    if any(relations[member.pk] == "self" for member in members):
        raise CannotChange(_("A household has one head."))


def _relate(member: HouseholdMember, relation: str) -> None:
    if member.relation != relation:
        member.relation = relation
        member.save(update_fields=["relation"])


def _move(members: Collection[HouseholdMember], home: Household, relations: Relations, at: datetime) -> None:
    """One home ends and the other begins on the same day, so that no day is without one."""
    today = timezone.localdate(at)
    HouseholdMember.objects.filter(pk__in=[member.pk for member in members]).update(valid_to=today)
    for member in members:
        HouseholdMember.objects.create(
            household=home,
            person_id=member.person_id,
            relation=relations[member.pk],
            support=member.support,
            away=member.away,
            away_since=member.away_since,
            valid_from=today,
        )


def _now(members: Collection[HouseholdMember]) -> dict[str, str]:
    return {str(member.person_id): member.relation for member in members}


def _by_person(members: Collection[HouseholdMember], relations: Relations) -> dict[str, str]:
    return {str(member.person_id): relations[member.pk] for member in members}
