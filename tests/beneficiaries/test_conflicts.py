"""Staff keep away from themselves, their household and whom they declared."""

import pytest

from beneficiaries.conflicts import OWN, RELATIVE, SAME_HOME, conflict_between, conflicts_between
from beneficiaries.services import declare_relative, end_declaration, end_membership
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import NOW, PERSONS, HouseholdMemberFactory, PersonFactory
from workflow.answers import YES

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker():
    return UserFactory()


def test_a_stranger_is_no_conflict(worker, django_assert_max_num_queries):
    person = PersonFactory(id_number=PERSONS["张演一"], phone="19900000001")

    with django_assert_max_num_queries(3):
        assert conflict_between(worker, person) == YES


def test_oneself_by_account(worker):
    assert conflict_between(worker, PersonFactory(user=worker)).reason == OWN


def test_oneself_by_declared_number(worker):
    declare_relative(user=worker, relation="self", id_number=PERSONS["周演七"], by=worker, at=NOW)

    assert conflict_between(worker, PersonFactory(id_number=PERSONS["周演七"])).reason == OWN


@pytest.mark.parametrize("given", [{"id_number": PERSONS["张演一"].lower()}, {"phone": "199-0000-0001"}])
def test_a_declared_relative_by_number_or_telephone(worker, given):
    person = PersonFactory(id_number=PERSONS["张演一"], phone="+86 199 0000 0001")
    declare_relative(user=worker, relation="parent", by=worker, at=NOW, **given)

    assert conflict_between(worker, person).reason == RELATIVE
    assert conflict_between(UserFactory(), person) == YES


def test_an_ended_declaration_is_no_conflict(worker):
    person = PersonFactory(id_number=PERSONS["张演一"])
    row = declare_relative(user=worker, relation="parent", id_number=PERSONS["张演一"], by=worker, at=NOW)
    end_declaration(declaration=row, by=worker, at=NOW)

    assert conflict_between(worker, person) == YES


@pytest.mark.parametrize("known_by", ["account", "declared"])
def test_who_lives_in_the_same_household(worker, known_by):
    me = PersonFactory(id_number=PERSONS["周演七"], user=worker if known_by == "account" else None)
    if known_by == "declared":
        declare_relative(user=worker, relation="self", id_number=PERSONS["周演七"], by=worker, at=NOW)
    child = PersonFactory(name="陈示甲")
    mine = HouseholdMemberFactory(person=me, relation="self")
    HouseholdMemberFactory(household=mine.household, person=child)

    assert conflict_between(worker, child).reason == SAME_HOME

    end_membership(member=mine, on=NOW.date(), by=None, at=NOW)
    assert conflict_between(worker, child) == YES


@pytest.mark.parametrize("given", [{"id_number": PERSONS["周演七"]}, {"phone": "19900000007"}])
def test_who_lives_with_a_declared_relative(worker, given):
    """Known by number or by telephone, the family of the relative is the same."""
    relative = PersonFactory(id_number=PERSONS["周演七"], phone="199 0000 0007")
    declare_relative(user=worker, relation="sibling", by=worker, at=NOW, **given)
    home = HouseholdMemberFactory(person=relative, relation="self").household
    child = PersonFactory(name="陈示甲")
    HouseholdMemberFactory(household=home, person=child)

    assert conflict_between(worker, child).reason == SAME_HOME
    assert conflict_between(UserFactory(), child) == YES


@pytest.mark.parametrize("strangers", [1, 3])
def test_everybody_at_once_is_judged_like_one_by_one(strangers, django_assert_num_queries):
    person = PersonFactory(id_number=PERSONS["张演一"], user=UserFactory())
    relative, at_home = UserFactory(), UserFactory()
    declare_relative(user=relative, relation="parent", id_number=PERSONS["张演一"], by=relative, at=NOW)
    home = HouseholdMemberFactory(person=person, relation="self").household
    HouseholdMemberFactory(household=home, person=PersonFactory(user=at_home))
    users = [person.user, relative, at_home, *(UserFactory() for _n in range(strangers))]

    with django_assert_num_queries(3):
        answers = conflicts_between(users, person)

    assert answers == {user.pk: conflict_between(user, person) for user in users}
    assert [answers[user.pk].reason for user in users[:3]] == [OWN, RELATIVE, SAME_HOME]
    assert [answers[user.pk] for user in users[3:]] == [YES] * strangers


def test_nobody_asks_nothing(django_assert_num_queries):
    person = PersonFactory()

    with django_assert_num_queries(0):
        assert conflicts_between([], person) == {}


def test_two_people_without_numbers_are_not_the_same(worker):
    declare_relative(user=worker, relation="parent", phone="19900000001", by=worker, at=NOW)

    assert conflict_between(worker, PersonFactory()) == YES
