"""What verify says when a promise is broken."""

import hashlib

import pytest

from beneficiaries import files, promises
from beneficiaries.search import index_names
from beneficiaries.tasks import sweep_papers
from tests.factories.beneficiaries import DocumentFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def uploads(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def broken() -> list[str]:
    return [line for _sentence, look in promises.CHECKS for line in look()]


def test_a_whole_register_breaks_no_promise():
    person = PersonFactory()
    index_names([person])
    DocumentFactory(person=person, file=files.write("ab.jpg", b"x"), sha256=hashlib.sha256(b"x").hexdigest())

    assert broken() == []


def test_a_changed_a_missing_and_a_nameless_row_are_named():
    person = PersonFactory()
    changed = DocumentFactory(person=person, file=files.write("ab.jpg", b"x"))
    missing = DocumentFactory(person=person)

    assert broken() == [
        f"document {missing.pk}: its file is missing",
        f"document {changed.pk}: its file was changed",
        f"person {person.reference}: no search tokens",
    ]


def test_the_sweep_keeps_a_fresh_upload():
    files.write("ab.jpg", b"x")

    assert sweep_papers() == 0
