"""What verify says when a promise is broken."""

import hashlib

import pytest

from beneficiaries import files, promises
from beneficiaries.models import Person, PersonMerge
from beneficiaries.search import index_names
from beneficiaries.tasks import sweep_papers
from tests.factories.beneficiaries import NOW, DocumentFactory, PersonFactory
from tests.factories.duplicates import DuplicatePairFactory

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


def test_a_pointer_without_its_merge_and_a_merge_without_its_pointer_are_named(worker):
    kept, absorbed, third = PersonFactory(), PersonFactory(), PersonFactory()
    index_names([kept, absorbed, third])
    for first, second, keep in ((kept, absorbed, kept), (kept, third, third)):
        pair = DuplicatePairFactory(first=first, second=second)
        PersonMerge.objects.create(
            pair=pair, kept=keep, absorbed=second if keep == first else first, merged_by=worker, merged_at=NOW
        )
    Person.objects.filter(pk=kept.pk).update(merged_into=third)
    Person.objects.filter(pk=absorbed.pk).update(merged_into=third)
    assert broken() == []

    Person.objects.filter(pk=absorbed.pk).update(merged_into=None)
    stray = PersonFactory(merged_into=third)
    index_names([stray])

    assert broken() == [
        f"person {absorbed.pk}: merged into None, but the merges say {third.pk}",
        f"person {stray.pk}: merged into {third.pk}, but the merges say None",
    ]
