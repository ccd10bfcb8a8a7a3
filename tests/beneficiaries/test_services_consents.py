"""Agreements only grow; children do not sign for themselves."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import translation

from audit.selectors import timeline_of
from beneficiaries import services
from beneficiaries.consents import PURPOSES
from beneficiaries.models import Consent, ConsentText, ConsentWithdrawal
from beneficiaries.selectors import consent_in_force, missing_consents
from tests.factories.beneficiaries import NOW, PERSONS, ConsentFactory, GuardianLinkFactory, PersonFactory
from tests.racing import race

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def child(name: str):
    from protection.validators import parse_resident_id

    return PersonFactory(name=name, id_number=PERSONS[name], birth_date=parse_resident_id(PERSONS[name]).birth_date)


def give(person, purpose="PROCESS_BASIC", **changes):
    return services.record_consent(person=person, purpose=purpose, **{"by": None, "at": NOW, **changes})


def test_a_consent_keeps_the_words_that_were_shown():
    person = PersonFactory()
    with translation.override("en"):
        consent = give(person)
        shown = str(PURPOSES["PROCESS_BASIC"].text)

    assert consent.text.body == shown
    assert (consent.signer, consent.relation, consent.withdrawn_at) == (person, "self", None)
    assert len(consent.text_version) == 64
    assert timeline_of(person).last().data == {
        "consent": consent.pk, "purpose": "PROCESS_BASIC", "relation": "self"
    }  # fmt: skip


def test_the_same_agreement_twice_is_one():
    person = PersonFactory()

    assert give(person) == give(person)
    assert Consent.objects.count() == ConsentText.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_consent():
    person = PersonFactory()

    results = race(6, lambda _number: give(person).pk)

    assert len(set(results)) == 1
    assert Consent.objects.count() == 1


def test_other_words_are_another_consent():
    person = PersonFactory()

    assert give(person) != give(person, text="另一段话")


def test_at_fourteen_a_pupil_signs_himself_the_day_before_not():
    pupil = child("冯演十")

    assert give(pupil).relation == "self"
    with pytest.raises(services.GuardianMustSign):
        give(pupil, purpose="PROCESS_SENSITIVE", at=NOW - timedelta(days=1))


def test_a_child_below_fourteen_needs_the_guardian():
    pupil, mother = child("陈示甲"), PersonFactory(name="吴示八")
    with pytest.raises(services.GuardianMustSign):
        give(pupil)
    with pytest.raises(services.NotTheGuardian):
        give(pupil, signer=mother)

    GuardianLinkFactory(ward=pupil, guardian=mother)

    assert give(pupil, signer=mother).relation == "parent"


def test_the_guardian_s_consent_is_never_signed_by_the_minor():
    with pytest.raises(services.GuardianMustSign):
        give(child("冯演十"), purpose="GUARDIAN_MINOR")


def test_a_withdrawn_consent_no_longer_holds_and_can_be_given_again():
    person = PersonFactory()
    consent = give(person)
    withdrawal = services.withdraw_consent(consent=consent, by=None, at=NOW)

    assert services.withdraw_consent(consent=consent, by=None, at=NOW + timedelta(days=1)) == withdrawal
    assert consent_in_force(person, "PROCESS_BASIC") is None
    assert missing_consents(person, ("PROCESS_BASIC",)) == ["PROCESS_BASIC"]
    assert give(person) != consent
    assert missing_consents(person, ("PROCESS_BASIC", "PHOTO")) == ["PHOTO"]


def test_consents_cannot_be_changed_or_removed():
    services.withdraw_consent(consent=give(PersonFactory()), by=None, at=NOW)

    for model, change in (
        (Consent, {"purpose": "PHOTO"}),
        (ConsentText, {"body": ""}),
        (ConsentWithdrawal, {"channel": "paper"}),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.update(**change)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            model.objects.all()._raw_delete("default")


@pytest.mark.parametrize("changes", [{"relation": "parent"}, {"signer": "other"}])
def test_the_database_holds_signer_and_relation_together(changes):
    if "signer" in changes:
        changes = {"signer": PersonFactory()}

    with pytest.raises(IntegrityError), transaction.atomic():
        ConsentFactory(**changes)
