"""Who can be written to, and what opening a telephone leaves behind."""

import pytest

from beneficiaries.recipients import PersonResolver
from beneficiaries.services import record_consent, withdraw_consent
from notifications.recipients import Address, resolver
from protection.models import PersonalDataAccess
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import NOW, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def agreed():
    person = PersonFactory(phone="19900000001")
    record_consent(person=person, purpose="SMS_WECHAT", by=None, at=NOW)
    return person


def test_the_resolver_is_registered():
    assert isinstance(resolver("person"), PersonResolver)


def test_a_text_message_needs_a_telephone_and_no_refusal(agreed, django_assert_num_queries):
    silent, refused = PersonFactory(phone="19900000002"), PersonFactory(phone="19900000003")
    for _time in range(2):
        consent = record_consent(person=refused, purpose="SMS_WECHAT", by=None, at=NOW)
        withdraw_consent(consent=consent, by=None, at=NOW)
    ids = [agreed.pk, silent.pk, refused.pk, PersonFactory().pk]

    with django_assert_num_queries(1):
        assert PersonResolver().reachable(ids, "sms") == {agreed.pk, silent.pk}

    record_consent(person=refused, purpose="SMS_WECHAT", by=None, at=NOW)
    assert PersonResolver().reachable(ids, "sms") == {agreed.pk, silent.pk, refused.pk}


def test_the_number_is_opened_when_it_is_sent_and_leaves_a_row(agreed):
    assert PersonResolver().address(agreed.pk, "sms", NOW) == Address("+8619900000001")

    row = PersonalDataAccess.objects.get()
    assert (row.actor, row.subject_id, row.purpose, row.at) == (None, agreed.pk, "message_delivery", NOW)


def test_a_land_line_gets_no_text_message():
    person = PersonFactory(phone="0371-67980000")
    record_consent(person=person, purpose="SMS_WECHAT", by=None, at=NOW)

    assert PersonResolver().address(person.pk, "sms", NOW) is None


def test_inbox_and_mail_go_through_the_account():
    person = PersonFactory(user=UserFactory(email="zhang@example.org", language="en"))

    assert PersonResolver().address(person.pk, "email", NOW) == Address("zhang@example.org", "en", person.user_id)
    assert PersonResolver().address(person.pk, "in_app", NOW) == Address(str(person.user_id), "en", person.user_id)
    assert PersonResolver().user_ids([person.pk, PersonFactory().pk]) == {person.pk: person.user_id}


def test_nobody_is_reached_by_a_channel_unknown_here(agreed):
    assert PersonResolver().reachable([agreed.pk], "pigeon") == set()
    assert PersonResolver().address(agreed.pk, "in_app", NOW) is None
