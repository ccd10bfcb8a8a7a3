"""The columns of the worklist as a workbook. Masked like the screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications.models import Application
from applications.models.application import NEVER
from web.spreadsheet import Column, Kind


def _due(application: Application):
    return None if application.due_at >= NEVER else application.due_at


COLUMNS = (
    Column(_("Receipt number"), lambda a: a.reference),
    Column(_("Applicant"), lambda a: a.shown_name),
    Column(_("Telephone"), lambda a: "" if a.is_confidential else a.applicant.phone_mask),
    Column(_("Program"), lambda a: a.program.title, width=24),
    Column(_("Community"), lambda a: str(a.area)),
    Column(_("State"), lambda a: str(a.status.label)),
    Column(_("Proposed amount"), lambda a: a.proposed_amount_fen, Kind.YUAN, "元"),
    Column(_("Approved amount"), lambda a: a.approved_amount_fen, Kind.YUAN, "元"),
    Column(_("Due"), _due, Kind.DATE),
    Column(_("Handler"), lambda a: str(a.handler) if a.handler else ""),
    Column(pgettext_lazy("time", "Submitted"), lambda a: a.submitted_at, Kind.TIME),
)
