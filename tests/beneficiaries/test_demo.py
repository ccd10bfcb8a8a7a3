"""The invented people come once, and only into a demo."""

from datetime import UTC, datetime

import pytest

from beneficiaries.demo import PEOPLE, NotInDemoMode, load_demo_people
from beneficiaries.models import Consent, GuardianLink, HardshipCertificate, Household, HouseholdMember, Person
from beneficiaries.selectors import guardian_of
from tests.factories.beneficiaries import NOW, PERSONS

LATER = datetime(2023, 9, 6, tzinfo=UTC)


@pytest.mark.both_databases
def test_loading_twice_changes_nothing(cast):
    people = load_demo_people(NOW)
    models = (Person, Household, HouseholdMember, GuardianLink, HardshipCertificate, Consent)
    before = [model.objects.count() for model in models]

    again = load_demo_people(LATER)

    assert again == people
    assert [model.objects.count() for model in models] == before == [13, 8, 13, 4, 4, 13]
    assert people["张演一"].user == cast["applicant"]
    assert people["张演一"].bank_account_mask == "****0013"
    assert len({person.bank_index for person in people.values()}) == 13
    assert guardian_of(people["陈示甲"], on=LATER.date()) == people["吴示八"]


def test_the_people_are_those_of_the_fact_book():
    assert {row.name: row.id_number for row in PEOPLE} == PERSONS


def test_invented_people_stay_out_of_a_real_portal(db, settings):
    settings.PORTAL_DEMO = settings.PORTAL_TEST = False

    with pytest.raises(NotInDemoMode):
        load_demo_people(NOW)
