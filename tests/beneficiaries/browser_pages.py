"""The pages of the register, looked at in Chromium."""

from collections.abc import Mapping
from typing import Any

from beneficiaries.demo import load_demo_people
from beneficiaries.models import Household
from beneficiaries.services import declare_relative, withdraw_consent
from tests.browser.pages import Page
from tests.factories.beneficiaries import NOW, PERSONS, DocumentFactory, PersonFactory
from tests.factories.duplicates import DuplicatePairFactory
from tests.factories.protection import PersonalDataAccessFactory


def _person(name: str):
    def prepare(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> str:
        person = load_demo_people(NOW)[name]
        DocumentFactory(person=person)
        withdraw_consent(consent=person.consents.first(), by=None, at=NOW)
        PersonalDataAccessFactory(actor=cast["worker"], subject_id=person.pk)
        return person.get_absolute_url()

    return prepare


def _household(_cast: Mapping[str, Any], _places: Mapping[str, Any]) -> str:
    head = load_demo_people(NOW)["吴示八"]
    return Household.objects.get(head=head).get_absolute_url()


def _relatives(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> None:
    declare_relative(user=cast["worker"], relation="parent", id_number=PERSONS["张演一"], by=cast["worker"], at=NOW)


def _pair(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> str:
    first = load_demo_people(NOW)["吴示八"]
    second = PersonFactory(name="吴示巴", area=first.area, birth_date=first.birth_date, phone="19900000008")
    return DuplicatePairFactory(first=first, second=second, reasons=REASONS, score=14).get_absolute_url()


def _pairs(cast: Mapping[str, Any], places: Mapping[str, Any]) -> None:
    _pair(cast, places)


REASONS = [["name_sounds_same", 8], ["birth_same", 11], ["phone_same", 6], ["number_differs", -10], ["sex_same", 0]]
PAGES = (
    Page("register", "/beneficiaries/", user="worker"),
    Page("register-relatives", "/beneficiaries/relatives/", user="worker", prepare=_relatives),
    Page("register-person", "/beneficiaries/", user="worker", prepare=_person("吴示八")),
    Page("register-own-person", "/beneficiaries/", user="applicant", prepare=_person("张演一")),
    Page("register-duplicates", "/beneficiaries/duplicates/", user="worker", prepare=_pairs),
    Page("register-duplicate", "/beneficiaries/", user="worker", prepare=_pair),
    Page("register-household", "/beneficiaries/", user="worker", prepare=_household),
)
