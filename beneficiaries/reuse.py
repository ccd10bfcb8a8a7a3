"""Ask once (低保审核确认办法 10): papers that were handed in for one matter serve the next, as long as they hold."""

from collections.abc import Collection
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from beneficiaries.models import Document, Person
from beneficiaries.models.papers import DocumentQuerySet
from beneficiaries.selectors import records_at_home_with

# Papers about the person. What is signed for one matter (request, pledge, authorisation) is signed anew.
ABOUT_THE_PERSON = frozenset(
    {"DOC_ID", "DOC_HUKOU", "DOC_RESIDENCE", "DOC_HARDSHIP", "DOC_INCOME_DECL", "DOC_BANK", "DOC_GUARDIAN"}
)
# Papers that speak of everybody at home, whoever handed them in.
ABOUT_THE_HOUSEHOLD = frozenset({"DOC_HUKOU", "DOC_RESIDENCE", "DOC_INCOME_DECL"})
WITHOUT_A_DATE = timedelta(days=365)  # how long a paper holds on which no end is noted


def papers_in_hand(person: Person, kinds: Collection[str], *, on: date) -> dict[str, Document]:
    """The newest paper of each kind that still holds, from any record of the person; one query."""
    papers = _that_hold(on).filter(
        person__in=Person.objects.same_as(person), kind__in=ABOUT_THE_PERSON.intersection(kinds)
    )
    return {paper.kind: paper for paper in papers.order_by("uploaded_at", "pk")}


def papers_at_home(person: Person, kinds: Collection[str], *, on: date, by: Any) -> dict[str, Document]:
    """The same with what the others at home handed in about the household, as far as `by` may see those people."""
    shared = ABOUT_THE_HOUSEHOLD.intersection(kinds)
    own = papers_in_hand(person, kinds, on=on)
    if not shared - own.keys():
        return own
    papers = _that_hold(on).visible_to(by)
    papers = papers.filter(person__in=records_at_home_with(person), kind__in=shared - own.keys())
    return {paper.kind: paper for paper in papers.order_by("uploaded_at", "pk")} | own


def _that_hold(on: date) -> DocumentQuerySet:
    dated = Q(expires_on__gte=on)
    undated = Q(expires_on__isnull=True, uploaded_at__date__gte=on - WITHOUT_A_DATE)
    return Document.objects.filter(dated | undated)
