"""Ask once (低保审核确认办法 10): papers that were handed in for one matter serve the next, as long as they hold."""

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q

from beneficiaries.document_kinds import ABOUT_THE_PERSON
from beneficiaries.models import Document, PaperValidity, Person

UNLESS_PUBLISHED = 365  # days; the portal's default until staff publish how long a kind of paper holds


def papers_in_hand(person: Person, kinds: Collection[str], *, on: date) -> dict[str, Document]:
    """The newest paper of each kind that still holds, from any record of the person; two queries."""
    wanted = ABOUT_THE_PERSON.intersection(kinds)
    if not wanted:
        return {}
    held = days_by_kind(wanted, on=on)
    holds = Q(expires_on__gte=on, kind__in=wanted) | reduce(or_, (_undated(k, held[k], on) for k in sorted(wanted)))
    papers = Document.objects.filter(holds, person__in=Person.objects.same_as(person))
    return {paper.kind: paper for paper in papers.order_by("uploaded_at", "pk") if held[paper.kind]}


def days_by_kind(kinds: Iterable[str], *, on: date) -> dict[str, int]:
    """How long a paper without an end holds, as published for the day; of two for one day the later counts."""
    kinds = list(kinds)
    begun = PaperValidity.objects.filter(kind__in=kinds, effective_from__lte=on).order_by("effective_from", "pk")
    return {**dict.fromkeys(kinds, UNLESS_PUBLISHED), **dict(begun.values_list("kind", "days"))}


def _undated(kind: str, days: int, on: date) -> Q:
    return Q(kind=kind, expires_on__isnull=True, uploaded_at__date__gte=on - timedelta(days=days))
