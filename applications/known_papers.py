"""Ask once: papers of the family that are on file already and would close a gap of this case."""

from collections.abc import Collection
from datetime import date
from typing import Any

from django.db.models import Q

from applications.models import Application, ApplicationDocument
from applications.scopes import is_staff_of_cases
from beneficiaries.models import Document
from beneficiaries.reuse import papers_at_home, papers_in_hand


def known_papers(application: Application, kinds: Collection[str], *, on: date, by: Any) -> dict[str, Document]:
    """By kind, without those of this case and those that somebody could not read. Staff also see what others of the
    household handed in; the family is not told of the matters of the others."""
    person = application.applicant
    if is_staff_of_cases(by) and application.owner_id != by.pk:
        found = papers_at_home(person, kinds, on=on, by=by)
    else:
        found = papers_in_hand(person, kinds, on=on)
    if not found:
        return {}
    papers = ApplicationDocument.objects.filter(document__in=[paper.pk for paper in found.values()])
    useless = papers.filter(Q(application=application) | Q(unreadable_at__isnull=False))
    useless = set(useless.values_list("document", flat=True))
    return {kind: paper for kind, paper in found.items() if paper.pk not in useless}
