"""The papers of one case as a list: one query, and none where the page has read the file already."""

from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from applications.models import Application, ApplicationDocument
from applications.permissions import remember_parts
from beneficiaries.selectors import remember_ties

IN_THE_FILE = (
    Prefetch("papers", ApplicationDocument.objects.select_related("document")),
    "visits__investigators__user",
    "visits__attachments__document",
    "visits__attachments__signer",
    "visits__attachments__added_by",
    "notices__objections",
    "notices__board_photos__document",
    "notices__board_photos__added_by",
)


def read_file(application: Application, *, reader: Any) -> Application:
    """Papers, visits and notices at once, for a page that asks for them in many places.

    Also the ties of the reader and of the handler to the family, and what part the reader had in the case.
    """
    prefetch_related_objects([application], *IN_THE_FILE)
    people = {person.pk: person for person in (application.applicant, application.guardian) if person}
    users = {user.pk: user for user in (reader, application.handler) if user}
    remember_parts(application)
    remember_ties(list(people.values()), list(users.values()))
    return application


def papers_in(application: Application) -> list[ApplicationDocument]:
    """With their documents, in the order in which they came."""
    rows = application.papers.all() if _is_read(application) else application.papers.select_related("document")
    return sorted(rows, key=lambda paper: (paper.added_at, paper.pk))


def readable_kinds(application: Application) -> frozenset[str]:
    if _is_read(application):
        return frozenset(paper.kind for paper in application.papers.all() if paper.unreadable_at is None)
    return frozenset(application.papers.readable().values_list("kind", flat=True))


def _is_read(application: Application) -> bool:
    return "papers" in getattr(application, "_prefetched_objects_cache", {})
