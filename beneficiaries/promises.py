"""What `manage.py verify` checks of this app."""

from collections.abc import Iterator

from beneficiaries.files import changed_files, missing_files
from beneficiaries.models import Person


def people_are_found_by_name() -> Iterator[str]:
    """A bulk load that forgot search.index_names."""
    for reference in Person.objects.filter(tokens__isnull=True).values_list("reference", flat=True).iterator():
        yield f"person {reference}: no search tokens"


CHECKS = (
    ("beneficiaries: every paper has its file", missing_files),
    ("beneficiaries: every file is as it was uploaded", changed_files),
    ("beneficiaries: every person is found by name", people_are_found_by_name),
)
