"""Ask once (低保审核确认办法 10): papers that were handed in for one matter serve the next, as long as they hold."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from beneficiaries.document_kinds import ABOUT_THE_HOUSEHOLD, ABOUT_THE_PERSON
from beneficiaries.models import Document, PaperValidity, Person
from beneficiaries.models.papers import DocumentQuerySet
from beneficiaries.selectors import records_at_home_with

UNLESS_PUBLISHED = 365  # days; the portal's default until staff publish how long a kind of paper holds


def papers_in_hand(person: Person, kinds: Collection[str], *, on: date) -> dict[str, Document]:
    """The newest paper of each kind that still holds, from any record of the person; two queries."""
    return _newest(
        _that_hold(ABOUT_THE_PERSON.intersection(kinds), on).filter(person__in=Person.objects.same_as(person))
    )


def papers_at_home(person: Person, kinds: Collection[str], *, on: date, by: Any) -> dict[str, Document]:
    """The same with what the others at home handed in about the household, as far as `by` may see those people."""
    own = papers_in_hand(person, kinds, on=on)
    shared = ABOUT_THE_HOUSEHOLD.intersection(kinds) - own.keys()
    if not shared:
        return own
    papers = _that_hold(shared, on).visible_to(by).filter(person__in=records_at_home_with(person))
    return _newest(papers) | own


def days_by_kind(kinds: Iterable[str], *, on: date) -> dict[str, int]:
    """How long a paper without an end holds, as published for the day; of two for one day the later counts."""
    kinds = list(kinds)
    begun = PaperValidity.objects.filter(kind__in=kinds, effective_from__lte=on).order_by("effective_from", "pk")
    return {**dict.fromkeys(kinds, UNLESS_PUBLISHED), **dict(begun.values_list("kind", "days"))}


def _that_hold(kinds: Collection[str], on: date) -> DocumentQuerySet:
    """Papers of these kinds within their time; a kind that holds for no day is asked for each time."""
    if not kinds:
        return Document.objects.none()
    held = {kind: days for kind, days in days_by_kind(sorted(kinds), on=on).items() if days}
    undated = reduce(or_, (_undated(kind, days, on) for kind, days in held.items()), Q(pk__in=[]))
    return Document.objects.filter(Q(expires_on__gte=on, kind__in=held) | undated)


def _undated(kind: str, days: int, on: date) -> Q:
    return Q(kind=kind, expires_on__isnull=True, uploaded_at__date__gte=on - timedelta(days=days))


def _newest(papers: DocumentQuerySet) -> dict[str, Document]:
    return {paper.kind: paper for paper in papers.order_by("uploaded_at", "pk")}
