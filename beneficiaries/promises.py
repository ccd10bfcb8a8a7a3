"""What `manage.py verify` checks of this app."""

from collections.abc import Iterator

from beneficiaries.files import changed_files, missing_files
from beneficiaries.models import Person, PersonMerge


def people_are_found_by_name() -> Iterator[str]:
    """A bulk load that forgot search.index_names."""
    for reference in Person.objects.filter(tokens__isnull=True).values_list("reference", flat=True).iterator():
        yield f"person {reference}: no search tokens"


def merges_and_pointers_agree() -> Iterator[str]:
    """`Person.merged_into` is what the merges that were not undone say, followed to the record that stands."""
    live = dict(PersonMerge.objects.filter(undone_at__isnull=True).values_list("absorbed", "kept"))
    pointing = Person.objects.filter(merged_into__isnull=False)
    pointers = dict(pointing.order_by("pk").values_list("pk", "merged_into"))
    for pk in sorted(live.keys() | pointers.keys()):
        if pointers.get(pk) != _standing(pk, live):
            yield f"person {pk}: merged into {pointers.get(pk)}, but the merges say {_standing(pk, live)}"


def _standing(pk: int, live: dict[int, int]) -> int | None:
    kept, seen = live.get(pk), {pk}
    while kept is not None and kept in live and kept not in seen:
        seen.add(kept)
        kept = live[kept]
    return kept


CHECKS = (
    ("beneficiaries: every paper has its file", missing_files),
    ("beneficiaries: every file is as it was uploaded", changed_files),
    ("beneficiaries: every person is found by name", people_are_found_by_name),
    ("beneficiaries: merged records point where their merges say", merges_and_pointers_agree),
)
