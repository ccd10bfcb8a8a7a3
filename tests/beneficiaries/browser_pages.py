"""The pages of the register, looked at in Chromium."""

from collections.abc import Mapping
from typing import Any

from beneficiaries.demo import load_demo_people
from beneficiaries.models import Household
from beneficiaries.services import declare_relative, withdraw_consent
from tests.browser.pages import Page
from tests.factories.beneficiaries import NOW, PERSONS, DocumentFactory
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


PAGES = (
    Page("register", "/beneficiaries/", user="worker"),
    Page("register-relatives", "/beneficiaries/relatives/", user="worker", prepare=_relatives),
    Page("register-person", "/beneficiaries/", user="worker", prepare=_person("吴示八")),
    Page("register-own-person", "/beneficiaries/", user="applicant", prepare=_person("张演一")),
    Page("register-household", "/beneficiaries/", user="worker", prepare=_household),
)
