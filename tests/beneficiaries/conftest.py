"""One old man of 西湖春天 with everything that a page can show of him."""

import pytest

from beneficiaries.models import Person
from tests.factories.beneficiaries import (
    PERSONS,
    ConsentFactory,
    DocumentFactory,
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)

HOME = "410172160-xihuchuntian"


@pytest.fixture
def old_man(places) -> Person:
    return PersonFactory(
        name="张演一",
        area=places[HOME],
        id_number=PERSONS["张演一"],
        phone="19900000001",
        bank_account="6200000000000013",
        address="石佛办事处西湖春天1号楼",
    )


@pytest.fixture
def household(old_man):
    home = HouseholdFactory(head=old_man)
    HouseholdMemberFactory(household=home, person=old_man, relation="self")
    return home


def furnish(person: Person, times: int) -> None:
    """Papers, certificates, consents and relatives: `times` of each."""
    for _number in range(times):
        DocumentFactory(person=person)
        HardshipCertificateFactory(person=person)
        ConsentFactory(person=person)
