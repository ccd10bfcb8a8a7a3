"""Ask once (低保审核确认办法 10): papers that were handed in for one matter serve the next, as long as they hold."""

from collections.abc import Collection
from datetime import date, timedelta

from django.db.models import Q

from beneficiaries.models import Document, Person

# Papers about the person. What is signed for one matter (request, pledge, authorisation) is signed anew.
ABOUT_THE_PERSON = frozenset(
    {"DOC_ID", "DOC_HUKOU", "DOC_RESIDENCE", "DOC_HARDSHIP", "DOC_INCOME_DECL", "DOC_BANK", "DOC_GUARDIAN"}
)
WITHOUT_A_DATE = timedelta(days=365)  # how long a paper holds on which no end is noted


def papers_in_hand(person: Person, kinds: Collection[str], *, on: date) -> dict[str, Document]:
    """The newest paper of each kind that still holds, from any record of the person; one query."""
    dated = Q(expires_on__gte=on)
    undated = Q(expires_on__isnull=True, uploaded_at__date__gte=on - WITHOUT_A_DATE)
    papers = Document.objects.filter(
        dated | undated, person__in=Person.objects.same_as(person), kind__in=ABOUT_THE_PERSON.intersection(kinds)
    )
    return {paper.kind: paper for paper in papers.order_by("uploaded_at", "pk")}
