"""Ask once: a paper that was handed in for one matter serves the next, as long as it holds."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from audit.models import Event
from beneficiaries.models import PaperValidity
from beneficiaries.reuse import papers_in_hand
from beneficiaries.services import publish_paper_validity
from tests.factories.beneficiaries import NOW, DocumentFactory, PersonFactory
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
ON = timezone.localdate(NOW)
KINDS = ["DOC_ID", "DOC_BANK", "DOC_PLEDGE"]


@pytest.fixture
def person(submitted):
    return submitted.applicant


@pytest.mark.parametrize(
    ("changes", "holds"),
    [
        ({}, True),
        ({"expires_on": ON}, True),
        ({"expires_on": ON - timedelta(days=1)}, False),
        ({"uploaded_at": NOW - timedelta(days=365)}, True),
        ({"uploaded_at": NOW - timedelta(days=366)}, False),
        ({"uploaded_at": NOW - timedelta(days=900), "expires_on": date(2033, 1, 1)}, True),
        ({"kind": "DOC_PLEDGE"}, False),  # signed for one matter
        ({"kind": "DOC_HUKOU"}, False),  # not asked for
    ],
)
def test_what_still_holds(person, changes, holds):
    paper = DocumentFactory(**{"person": person, "kind": "DOC_ID", "uploaded_at": NOW, **changes})

    assert papers_in_hand(person, KINDS, on=ON) == ({"DOC_ID": paper} if holds else {})


@pytest.fixture
def publish(approver):
    def one(kind, days, since=ON, by=approver):
        return publish_paper_validity(
            kind=kind, days=days, effective_from=since, source="办公会纪要", by=by, at=timezone.now()
        )

    return one


def in_hand(person, on=ON):
    return set(papers_in_hand(person, KINDS, on=on))


def test_staff_say_how_long_a_kind_of_paper_holds_and_from_when(person, publish):
    DocumentFactory(person=person, kind="DOC_ID", uploaded_at=NOW - timedelta(days=100))
    DocumentFactory(person=person, kind="DOC_BANK", uploaded_at=NOW - timedelta(days=100))
    publish("DOC_BANK", 99)
    publish("DOC_ID", 30, since=ON + timedelta(days=1))

    assert in_hand(person) == {"DOC_ID"}  # the rule about cards begins tomorrow
    assert in_hand(person, on=ON + timedelta(days=1)) == set()

    publish("DOC_BANK", 100)
    assert in_hand(person) == {"DOC_ID", "DOC_BANK"}


def test_no_days_means_that_the_paper_is_asked_for_each_time(person, publish):
    DocumentFactory(person=person, kind="DOC_ID", uploaded_at=NOW, expires_on=date(2033, 1, 1))
    publish("DOC_ID", 0)

    assert in_hand(person) == set()


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"kind": "DOC_PLEDGE"}, "kind"), ({"days": -1}, "days"), ({"days": 3651}, "days"), ({"source": " "}, "source")],
)
def test_what_cannot_be_published(approver, changes, field):
    given = {"kind": "DOC_ID", "days": 1, "effective_from": ON, "source": "办公会", **changes}

    with pytest.raises(ValidationError) as refusal:
        publish_paper_validity(**given, by=approver, at=NOW)

    assert list(refusal.value.message_dict) == [field]


@pytest.mark.both_databases
def test_only_those_who_set_terms_publish_it_and_nobody_changes_it(publish, worker):
    with pytest.raises(NotAllowed):
        publish("DOC_ID", 30, by=worker)
    row = publish("DOC_ID", 30)
    event = Event.objects.get(code="beneficiaries.paper_validity_published")
    assert event.data == {"kind": "DOC_ID", "days": 30, "effective_from": ON.isoformat()}

    with pytest.raises(DatabaseError), transaction.atomic():
        type(row).objects.filter(pk=row.pk).update(days=31)


def test_it_is_published_in_the_back_office(client, approver):
    client.force_login(approver)
    page = "/admin/beneficiaries/papervalidity/add/"
    data = {"kind": "DOC_HUKOU", "days": "180", "effective_from": "2026-01-01", "source": "会长办公会"}

    assert client.post(page, {**data, "days": "-1"}).status_code == 200
    assert client.post(page, data).status_code == 302

    row = PaperValidity.objects.get()
    assert (row.kind, row.days, row.published_by) == ("DOC_HUKOU", 180, approver)


def test_the_newest_of_any_record_of_the_person_and_of_nobody_else(person):
    absorbed = PersonFactory(merged_into=person)
    DocumentFactory(person=person, uploaded_at=NOW - timedelta(days=9))
    newest = DocumentFactory(person=absorbed, uploaded_at=NOW)
    DocumentFactory(person=PersonFactory(), uploaded_at=NOW + timedelta(hours=1))

    assert papers_in_hand(person, KINDS, on=ON) == {"DOC_ID": newest}


def test_a_known_paper_is_offered_and_put_into_the_case(client, submitted, person, worker):
    paper = DocumentFactory(person=person, kind="DOC_ID", uploaded_at=timezone.now())
    client.force_login(worker)
    page = f"/applications/{submitted.reference}/papers/"
    offered = {wanted.kind: wanted.known for wanted in client.get(page).context["wanted"] if wanted.known}
    assert offered == {"DOC_ID": paper}

    response = client.post(f"{page}DOC_ID/reuse/")

    assert (response.status_code, response.url) == (302, page)
    assert [row.document for row in submitted.papers.all()] == [paper]
    assert [wanted.known for wanted in client.get(page).context["wanted"] if wanted.known] == []


def test_without_such_a_paper_nothing_happens(client, submitted, person, worker):
    DocumentFactory(person=PersonFactory(), kind="DOC_ID", uploaded_at=timezone.now())
    client.force_login(worker)

    assert client.post(f"/applications/{submitted.reference}/papers/DOC_ID/reuse/").status_code == 302
    assert not submitted.papers.exists()
