"""What the registry proves for a case."""

from datetime import date

import pytest

from applications.facts import proven_hardship
from tests.factories.beneficiaries import (
    NOW,
    GuardianLinkFactory,
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)

DAY = date(2026, 3, 2)


@pytest.fixture
def child(db):
    return PersonFactory(name="陈示甲")


def certified(person, category, checker, **more):
    return HardshipCertificateFactory(person=person, category=category, checked_by=checker, checked_at=NOW, **more)


def test_an_unchecked_certificate_proves_nothing(child):
    HardshipCertificateFactory(person=child, category="DIBAO")

    assert proven_hardship(child, on=DAY) == frozenset()


def test_the_guardians_allowance_counts_for_the_child(child, worker):
    certified(GuardianLinkFactory(ward=child).guardian, "DIBAO", worker)

    assert proven_hardship(child, on=DAY) == {"DIBAO"}


def test_a_family_members_allowance_counts_but_not_a_disability(child, worker):
    household = HouseholdFactory()
    HouseholdMemberFactory(household=household, person=household.head, relation="self")
    HouseholdMemberFactory(household=household, person=child)
    certified(household.head, "MARGINAL", worker)
    certified(household.head, "ORPHAN", worker)

    assert proven_hardship(child, on=DAY) == {"MARGINAL"}


def test_an_expired_certificate_proves_nothing(child, worker):
    certified(child, "ORPHAN", worker, valid_to=date(2026, 3, 1))

    assert proven_hardship(child, on=DAY) == frozenset()
