"""The pages of the register, looked at in Chromium."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from beneficiaries.demo import load_demo_people
from beneficiaries.demo_family import load_demo_family
from beneficiaries.models import Household
from beneficiaries.services import (
    declare_income,
    declare_property,
    declare_relative,
    set_standing,
    withdraw_consent,
)
from beneficiaries.services.affiliates import enter_affiliate
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


def _demo_family(_cast: Mapping[str, Any], _places: Mapping[str, Any]) -> str:
    load_demo_people(NOW)
    head = load_demo_family(NOW)["沈演丁"]
    return Household.objects.get(head=head).get_absolute_url()


def _family(verb: str = ""):
    def prepare(cast: Mapping[str, Any], places: Mapping[str, Any]) -> str:
        home = _household(cast, places)
        household = Household.objects.select_related("head").get(head__name="吴示八")
        member = household.members.exclude(relation="self").get()
        months = {"first_month": date(2026, 1, 1), "last_month": date(2026, 6, 1)}
        for kind in ("wage", "public_aid"):
            declare_income(person=household.head, kind=kind, amount_fen=900_000, by=None, at=LATER, **months)
        declare_property(
            person=household.head, kind="savings", value_fen=2_000_000, as_of=date(2026, 6, 1), by=None, at=LATER
        )
        set_standing(member=member, support="", away="", by=None, at=LATER)
        return home + verb.format(member=member.pk)

    return prepare


def _income(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> str:
    return f"/beneficiaries/people/{load_demo_people(NOW)['吴示八'].reference}/income/"


def _relatives(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> None:
    declare_relative(user=cast["worker"], relation="parent", id_number=PERSONS["张演一"], by=cast["worker"], at=NOW)


def _pair(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> str:
    first = load_demo_people(NOW)["吴示八"]
    second = PersonFactory(name="吴示巴", area=first.area, birth_date=first.birth_date, phone="19900000008")
    return DuplicatePairFactory(first=first, second=second, reasons=REASONS, score=14).get_absolute_url()


def _pairs(cast: Mapping[str, Any], places: Mapping[str, Any]) -> None:
    _pair(cast, places)


LATER = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
REASONS = [["name_sounds_same", 8], ["birth_same", 11], ["phone_same", 6], ["number_differs", -10], ["sex_same", 0]]


def _affiliates(cast: Mapping[str, Any], _places: Mapping[str, Any]) -> None:
    words = {"kind": "council", "name": "王示理", "relation": "self", "id_number": PERSONS["张演一"]}
    enter_affiliate(**words, by=cast["reviewer"], at=NOW)


PAGES = (
    Page("register-affiliates", "/beneficiaries/affiliates/", user="reviewer", prepare=_affiliates),
    Page("register", "/beneficiaries/", user="worker"),
    Page("register-new", "/beneficiaries/people/new/", user="worker"),
    Page("register-family", "/beneficiaries/", user="worker", prepare=_demo_family),
    Page("register-relatives", "/beneficiaries/relatives/", user="worker", prepare=_relatives),
    Page("register-person", "/beneficiaries/", user="worker", prepare=_person("吴示八")),
    Page("register-own-person", "/beneficiaries/", user="applicant", prepare=_person("张演一")),
    Page("register-duplicates", "/beneficiaries/duplicates/", user="worker", prepare=_pairs),
    Page("register-duplicate", "/beneficiaries/", user="worker", prepare=_pair),
    Page("register-household", "/beneficiaries/", user="worker", prepare=_family()),
    Page("register-head", "/beneficiaries/", user="worker", prepare=_family("head/")),
    Page("register-head-preview", "/beneficiaries/", user="worker", prepare=_family("head/?member={member}")),
    Page("register-split", "/beneficiaries/", user="worker", prepare=_family("split/")),
    Page("register-split-preview", "/beneficiaries/", user="worker", prepare=_family("split/?member={member}")),
    Page("register-join", "/beneficiaries/", user="worker", prepare=_family("join/")),
    Page("register-standing", "/beneficiaries/", user="worker", prepare=_family("members/{member}/")),
    Page("register-income", "/beneficiaries/", user="worker", prepare=_income),
)
