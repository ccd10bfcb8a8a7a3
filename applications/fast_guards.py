"""What the emergency lane demands before a step: no old debt of papers, a second pair of eyes, complete papers."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import Application, EmergencyFile
from workflow.answers import YES, Answer, no


def file_of(application: Any) -> EmergencyFile | None:
    return EmergencyFile.objects.filter(application_id=application.pk).first()


def overdue_papers_of(people: set[int], *, at: datetime) -> Application | None:
    """The paid emergency case, longest overdue, whose papers one of these people still owes."""
    late = Application.objects.filter(state=states.PAPERWORK_PENDING, due_at__lt=at)
    theirs = Q(handler__in=people) | Q(emergency__opened_by__in=people)
    return late.filter(theirs).order_by("due_at", "pk").first()


def no_overdue_papers(application: Any, by: Any, at: datetime) -> Answer:
    """Whoever owes papers for a paid emergency gets no new one: help first works only if papers do follow."""
    owing = overdue_papers_of({pk for pk in (by.pk, application.handler_id) if pk}, at=at)
    if owing is None:
        return YES
    return no(
        _(
            "The papers of the emergency case %(reference)s are overdue since %(day)s. Complete them first, or let a "
            "colleague handle this case."
        )
        % {"reference": owing.reference, "day": f"{timezone.localdate(owing.due_at):%Y-%m-%d}"}
    )


def was_checked(application: Any, _by: Any, _at: datetime) -> Answer:
    file = file_of(application)
    if file is None or file.checked_by_id is None:
        return no(_("A second person has to check this emergency case before it is approved."))
    return YES


def papers_were_filed(application: Any, _by: Any, _at: datetime) -> Answer:
    file = file_of(application)
    if file is None or file.filed_by_id is None:
        return no(
            _("The papers are not complete yet. The handler says so first; then a second person closes the case.")
        )
    return YES
