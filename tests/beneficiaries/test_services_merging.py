"""A merge is a pointer: every reader sees both records as one person, and undoing gives each its own back."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.selectors import timeline_of
from beneficiaries import selectors, services
from beneficiaries.conflicts import OWN, RELATIVE, conflict_between
from beneficiaries.models import Household, HouseholdMember, Person, PersonMerge
from tests.factories.accounts import UserFactory
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import (
    NOW,
    PERSONS,
    ConsentFactory,
    DocumentFactory,
    HardshipCertificateFactory,
    PersonFactory,
)
from tests.factories.duplicates import DuplicatePairFactory
from workflow.machine import IllegalTransition, NotAllowed

pytestmark = pytest.mark.django_db
NOTE = "在窗口核对了两张身份证"


@pytest.fixture
def area():
    return CommunityFactory()


@pytest.fixture
def registrar(area):
    return UserFactory(role="community_worker", role__area=area)


@pytest.fixture
def pair(area):
    return DuplicatePairFactory(
        first=PersonFactory(area=area, id_number=PERSONS["张演一"]), second=PersonFactory(area=area, name="张演伊")
    )


def merge(pair, registrar, **changes):
    return services.merge_people(
        **{"pair": pair, "keep": pair.first, "note": NOTE, "by": registrar, "at": NOW, **changes}
    )


def test_after_a_merge_both_records_are_read_as_one(pair, registrar):
    kept, absorbed = pair.first, pair.second
    paper, certificate = DocumentFactory(person=absorbed), HardshipCertificateFactory(person=absorbed)
    consents = {ConsentFactory(person=absorbed), ConsentFactory(person=kept)}

    merge(pair, registrar)

    kept.refresh_from_db()
    assert set(Person.objects.same_as(kept)) == {kept, absorbed}
    assert list(selectors.documents_of(kept)) == [paper]
    assert list(selectors.certificates_of(kept)) == [certificate]
    assert list(selectors.certificates_of_people([kept.pk])) == [certificate]
    assert set(selectors.consents_of(kept)) == consents
    assert set(selectors.consents_of_people([kept.pk])) == consents
    paper.refresh_from_db()
    assert paper.person == absorbed


def test_the_merge_is_written_down_without_personal_data(pair, registrar):
    merge(pair, registrar)

    pair.refresh_from_db()
    kept, absorbed = pair.first, pair.second
    assert (pair.state, pair.note, pair.decided_by) == ("merged", NOTE, registrar)
    event = timeline_of(pair).last()
    assert (event.code, event.actor, event.data) == (
        "beneficiaries.people_merged",
        registrar,
        {"kept": kept.pk, "absorbed": absorbed.pk},
    )
    assert [e.code for e in timeline_of(kept)] == ["beneficiaries.merge_received"]
    assert [e.code for e in timeline_of(absorbed)] == ["beneficiaries.merged_away"]


def test_undoing_gives_each_record_back_what_was_written_for_it(pair, registrar):
    kept, absorbed = pair.first, pair.second
    paper = DocumentFactory(person=absorbed)
    merge(pair, registrar)

    services.undo_merge(pair=pair, note="其实是两个人", by=registrar, at=NOW + timedelta(days=1))

    kept.refresh_from_db(), absorbed.refresh_from_db(), pair.refresh_from_db()
    assert (absorbed.merged_into, pair.state) == (None, "different")
    assert list(selectors.documents_of(kept)) == []
    assert list(selectors.documents_of(absorbed)) == [paper]
    done = PersonMerge.objects.get()
    assert (done.undone_by, done.undone_at) == (registrar, NOW + timedelta(days=1))
    assert timeline_of(pair).last().code == "beneficiaries.merge_undone"


def test_after_undoing_the_pair_can_be_merged_the_other_way_round(pair, registrar):
    merge(pair, registrar)
    services.undo_merge(pair=pair, note="弄反了", by=registrar, at=NOW)

    merge(pair, registrar, keep=pair.second)

    assert Person.objects.get(pk=pair.first_id).merged_into == pair.second


def test_a_merge_into_a_merged_record_is_refused_and_a_second_merge_moves_the_first_along(pair, registrar, area):
    first, second, third = pair.first, pair.second, PersonFactory(area=area)
    merge(pair, registrar)
    with_second = DuplicatePairFactory(first=second, second=third)
    with_first = DuplicatePairFactory(first=first, second=third)

    with pytest.raises(services.AlreadyMerged):
        merge(with_second, registrar, keep=third)
    merge(with_first, registrar, keep=third)

    assert set(Person.objects.filter(merged_into=third)) == {first, second}

    services.undo_merge(pair=with_first, note="三个不是", by=registrar, at=NOW)

    assert Person.objects.get(pk=first.pk).merged_into is None
    assert Person.objects.get(pk=second.pk).merged_into == first


def test_the_home_of_the_merged_record_ends_and_comes_back(pair, registrar):
    kept, absorbed = pair.first, pair.second
    home = services.open_household(head=kept, since=date(2020, 1, 1), by=None, at=NOW)
    other = services.open_household(head=absorbed, since=date(2020, 1, 1), by=None, at=NOW)

    merge(pair, registrar)

    ended = HouseholdMember.objects.get(household=other)
    assert ended.valid_to == timezone.localdate(NOW)
    assert selectors.household_of(Person.objects.get(pk=absorbed.pk)) == home

    services.undo_merge(pair=pair, note="两人", by=registrar, at=NOW)

    assert HouseholdMember.objects.get(household=other).valid_to is None


def test_the_only_home_stays_and_is_that_of_the_person(pair, registrar):
    home = services.open_household(head=pair.second, by=None, at=NOW)

    merge(pair, registrar)

    assert selectors.household_of(Person.objects.get(pk=pair.first_id)) == home


def test_a_head_of_others_is_not_merged_away(pair, registrar):
    services.open_household(head=pair.first, by=None, at=NOW)
    other = services.open_household(head=pair.second, by=None, at=NOW)
    services.add_member(household=other, person=PersonFactory(), relation="child", by=None, at=NOW)

    with pytest.raises(services.LeadsAHousehold):
        merge(pair, registrar)

    assert Person.objects.filter(merged_into__isnull=False).count() == 0
    assert Household.objects.count() == 2


def test_the_number_of_a_merged_record_finds_the_one_that_is_kept(area, registrar):
    first, second = PersonFactory(area=area), PersonFactory(area=area, id_number=PERSONS["张演一"])
    merge(DuplicatePairFactory(first=first, second=second), registrar)

    assert selectors.find_person_by_id_number(PERSONS["张演一"]) == first
    assert selectors.find_person_by_id_number("410199380214901", visible_to=registrar) == first


def test_a_tie_to_any_record_keeps_the_relative_away(pair, registrar, area):
    absorbed = pair.second
    near = UserFactory(role="community_worker", role__area=area)
    services.declare_relative(user=near, relation="parent", phone="19900000007", by=near, at=NOW)
    from protection.sealing import seal

    seal(absorbed, "phone", "19900000007")
    absorbed.user = UserFactory()
    absorbed.save()
    merge(pair, registrar)
    kept = Person.objects.get(pk=pair.first_id)

    assert conflict_between(near, kept).reason == RELATIVE
    assert conflict_between(absorbed.user, kept).reason == OWN


@pytest.mark.parametrize("act", [services.merge_people, services.tell_apart, services.put_off])
@pytest.mark.parametrize("note", ["", " ", "x", "x" * 301])
def test_every_decision_says_why(pair, registrar, act, note):
    chosen = {"keep": pair.first} if act is services.merge_people else {}

    with pytest.raises(ValidationError) as refusal:
        act(pair=pair, note=note, by=registrar, at=NOW, **chosen)

    assert set(refusal.value.message_dict) == {"note"}
    pair.refresh_from_db()
    assert pair.state == "open"


def test_put_off_then_told_apart(pair, registrar):
    services.put_off(pair=pair, note="等户口本", by=registrar, at=NOW)
    with pytest.raises(IllegalTransition):
        services.put_off(pair=pair, note="再等", by=registrar, at=NOW)

    services.tell_apart(pair=pair, note="双胞胎", by=registrar, at=NOW)

    pair.refresh_from_db()
    assert (pair.state, pair.note, pair.version) == ("different", "双胞胎", 2)


def test_who_is_one_of_the_two_or_works_elsewhere_does_not_decide(pair, area):
    myself = UserFactory(role="community_worker", role__area=area)
    Person.objects.filter(pk=pair.second_id).update(user=myself)
    elsewhere = UserFactory(role="community_worker", role__area=CommunityFactory())
    reader = UserFactory(role="supervisor")

    for user in (myself, elsewhere, reader):
        with pytest.raises(NotAllowed):
            merge(pair, user)
