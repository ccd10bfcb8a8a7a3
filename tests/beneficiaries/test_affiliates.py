"""The register of council and donors: recognised by number, telephone and household, and never readable."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from beneficiaries.affiliates import affiliates_tied_to
from beneficiaries.conflicts import conflict_between
from beneficiaries.models import Affiliate
from beneficiaries.services.affiliates import end_affiliate, enter_affiliate
from beneficiaries.services.ties import AlreadyDeclared
from protection.sealing import seal
from tests.factories.beneficiaries import (
    NOW,
    PERSONS,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)

NUMBER, PHONE = "410199193802149016", "19900000077"
URL = reverse("beneficiaries:affiliates")


@pytest.fixture
def enter(reviewer):
    def put(**changes):
        words = {"kind": "council", "name": "王示理", "relation": "self", "id_number": NUMBER, **changes}
        return enter_affiliate(by=reviewer, at=NOW, **words)

    return put


def test_the_person_is_recognised_by_number_and_by_telephone(enter):
    by_number = enter()
    by_phone = enter(kind="donor", name="演示公司", id_number="", phone=PHONE)
    person = PersonFactory(id_number=NUMBER)
    caller = PersonFactory()
    seal(caller, "phone", PHONE)
    caller.save()

    assert affiliates_tied_to(person) == [by_number]
    assert affiliates_tied_to(caller) == [by_phone]
    assert affiliates_tied_to(PersonFactory()) == []


def test_who_lives_with_one_is_recognised_too(enter):
    row = enter(relation="parent")
    member, other = PersonFactory(id_number=NUMBER), PersonFactory()
    household = HouseholdFactory(head=other)
    HouseholdMemberFactory(household=household, person=other, relation="self")
    HouseholdMemberFactory(household=household, person=member, relation="parent")

    assert affiliates_tied_to(other) == [row]
    assert row.tie == "council_relative"


def test_who_left_is_recognised_no_longer(enter, reviewer):
    row = enter()
    end_affiliate(affiliate=row, by=reviewer, at=NOW)
    end_affiliate(affiliate=row, by=reviewer, at=NOW)

    assert affiliates_tied_to(PersonFactory(id_number=NUMBER)) == []
    assert enter().pk != row.pk


def test_numbers_are_kept_as_mask_and_index_only(enter):
    row = enter(phone=PHONE)

    stored = str({field.attname: getattr(row, field.attname) for field in row._meta.fields})
    assert NUMBER not in stored
    assert PHONE not in stored
    assert row.phone_mask == "199****0077"


def test_the_account_of_a_council_member_is_kept_away(enter, approver):
    person = PersonFactory(id_number=NUMBER)
    assert conflict_between(approver, person)

    enter(user=approver, relation="sibling")

    assert not conflict_between(approver, person)


@pytest.mark.both_databases
def test_one_entry_per_person_and_something_to_recognise_by(enter):
    enter()
    with pytest.raises(AlreadyDeclared):
        enter()
    with pytest.raises(ValidationError):
        enter(id_number="", phone="")
    with pytest.raises(IntegrityError), transaction.atomic():
        Affiliate.objects.create(kind="donor", name="无", relation="self", entered_at=NOW)


def test_the_federation_enters_and_ends(client, reviewer):
    client.force_login(reviewer)
    data = {"kind": "donor", "name": "演示公司", "relation": "self", "id_number": PERSONS["张演一"]}

    bad = client.post(URL, {**data, "id_number": "1234"})
    good = client.post(URL, data)
    again = client.post(URL, data)
    row = Affiliate.objects.get()
    page = client.get(URL).content.decode()
    client.post(reverse("beneficiaries:end_affiliate", args=[row.pk]))

    assert (bad.status_code, good.status_code, again.status_code) == (422, 302, 422)
    assert "演示公司" in page
    assert PERSONS["张演一"] not in page
    row.refresh_from_db()
    assert row.ended_at


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_asks_the_same_with_more_rows(client, enter, reviewer, rows):
    for number in range(rows):
        enter(name=f"演示{number}")
    client.force_login(reviewer)
    client.get(URL)

    with CaptureQueriesContext(connection) as queries:
        page = client.get(URL)

    assert len(page.context["page"].items) == rows
    assert len(queries) == 6
