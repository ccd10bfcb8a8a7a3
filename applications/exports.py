"""The columns of the worklist as a workbook, of CaseRow (worklist_rows.py). Masked like the screen."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from web.spreadsheet import Column, Kind

COLUMNS = (
    Column(_("Receipt number"), lambda a: a.reference),
    Column(_("Applicant"), lambda a: a.shown_name),
    Column(_("Telephone"), lambda a: a.shown_phone),
    Column(_("Program"), lambda a: a.program, width=24),
    Column(_("Community"), lambda a: a.area),
    Column(_("State"), lambda a: str(a.status.label)),
    Column(_("Proposed amount"), lambda a: a.proposed_amount_fen, Kind.YUAN, "元"),
    Column(_("Approved amount"), lambda a: a.approved_amount_fen, Kind.YUAN, "元"),
    Column(_("Due"), lambda a: a.due, Kind.DATE),
    Column(_("Handler"), lambda a: a.handler),
    Column(pgettext_lazy("time", "Submitted"), lambda a: a.submitted_at, Kind.TIME),
)
