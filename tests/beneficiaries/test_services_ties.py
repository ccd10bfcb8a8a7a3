"""Households, guardians, declared relatives; what the database refuses."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from audit.selectors import timeline_of
from beneficiaries import services
from beneficiaries.models import DeclaredRelative, GuardianLink, HouseholdMember
from beneficiaries.selectors import guardian_of, household_of, members_of
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import (
    NOW,
    PERSONS,
    GuardianLinkFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
TODAY = date(2023, 9, 5)


def test_a_household_opens_with_its_head():
    head = PersonFactory()

    household = services.open_household(head=head, by=None, at=NOW)

    assert [(m.person, m.relation, m.valid_from) for m in members_of(household)] == [(head, "self", TODAY)]
    assert household_of(head) == household
    assert household.area == head.area
    assert [e.code for e in timeline_of(household)] == ["beneficiaries.household_opened", "beneficiaries.member_added"]


def test_a_person_lives_in_one_household_at_a_time():
    child = PersonFactory()
    first = services.open_household(head=PersonFactory(), by=None, at=NOW)
    second = services.open_household(head=PersonFactory(), by=None, at=NOW)
    member = services.add_member(household=first, person=child, relation="child", by=None, at=NOW)

    with pytest.raises(services.LivesElsewhere):
        services.add_member(household=second, person=child, relation="child", by=None, at=NOW)

    services.end_membership(member=member, on=TODAY, by=None, at=NOW)
    services.add_member(household=second, person=child, relation="child", by=None, at=NOW)
    assert household_of(child) == second


def test_a_membership_does_not_end_before_it_began():
    member = HouseholdMemberFactory(valid_from=TODAY)

    with pytest.raises(ValidationError):
        services.end_membership(member=member, on=date(2023, 9, 4), by=None, at=NOW)


@pytest.mark.parametrize(
    "row",
    [
        lambda: HouseholdMemberFactory(valid_from=TODAY, valid_to=date(2023, 9, 4)),
        lambda: HouseholdMemberFactory(household=HouseholdMemberFactory(relation="self").household, relation="self"),
        lambda: GuardianLinkFactory(valid_from=TODAY, valid_to=date(2023, 9, 4)),
        lambda: (lambda p: GuardianLinkFactory(ward=p, guardian=p))(PersonFactory()),
        lambda: PersonFactory(id_type="resident_id"),
        lambda: PersonFactory(id_number=PERSONS["张演一"], id_type="none"),
        lambda: PersonFactory(name=""),
        lambda: DeclaredRelative.objects.create(user=UserFactory(), relation="parent", declared_at=NOW),
    ],
)
def test_the_database_refuses(row):
    with pytest.raises(IntegrityError), transaction.atomic():
        row()


@pytest.mark.django_db(transaction=True)
def test_two_households_that_want_the_same_child_at_once():
    child = PersonFactory()
    homes = [services.open_household(head=PersonFactory(), by=None, at=NOW) for _number in range(4)]

    results = race(
        4, lambda n: services.add_member(household=homes[n], person=child, relation="child", by=None, at=NOW)
    )

    assert sorted(type(r).__name__ for r in results) == ["HouseholdMember"] + ["LivesElsewhere"] * 3
    assert HouseholdMember.objects.filter(person=child).count() == 1


def test_the_guardian_named_first_decides():
    child, mother, father = (PersonFactory(name=name) for name in ("陈示甲", "吴示八", "周演七"))
    for guardian in (mother, father, mother):
        services.name_guardian(ward=child, guardian=guardian, relation="parent", by=None, at=NOW)

    assert guardian_of(child, on=TODAY) == mother
    assert guardian_of(child, on=date(2023, 9, 4)) is None
    assert GuardianLink.objects.count() == 2


def test_nobody_is_the_own_guardian():
    person = PersonFactory()

    with pytest.raises(ValidationError):
        services.name_guardian(ward=person, guardian=person, relation="parent", by=None, at=NOW)


def test_a_relative_is_declared_once_and_kept_unreadable():
    user = UserFactory()
    row = services.declare_relative(user=user, relation="parent", id_number=PERSONS["张演一"], by=user, at=NOW)

    with pytest.raises(services.AlreadyDeclared):
        services.declare_relative(user=user, relation="parent", id_number=PERSONS["张演一"], by=user, at=NOW)

    assert (row.id_number_mask, row.phone_mask) == ("4***************16", "")
    assert PERSONS["张演一"] not in str(vars(row))
    with pytest.raises(ValidationError):
        services.declare_relative(user=user, relation="parent", by=user, at=NOW)
