"""Ask once: a paper that was handed in for one matter serves the next, as long as it holds."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from beneficiaries.reuse import papers_in_hand
from tests.factories.beneficiaries import NOW, DocumentFactory, PersonFactory

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
