"""How a case is shown: chips, lights, yuan, and people only by mask or alias."""

from django.contrib import admin
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from areas.deadline_names import LANES
from areas.deadlines import light
from programs.refusals import REFUSALS
from web.names import masked
from web.templatetags.ui import deadline_light, state_chip, ymd, yuan

NONE = "–"


class CaseColumns:
    """Columns of the list and lines of the page."""

    @admin.display(description=_("state"))
    def state_shown(self, case: Application):
        return state_chip(case.status)

    @admin.display(description=_("applicant"))
    def applicant_shown(self, case: Application):
        return case.shown_name if case.is_confidential else masked(case.applicant.name)

    @admin.display(description=_("ID number and telephone"))
    def applicant_masks(self, case: Application):
        if case.is_confidential:
            return _("Not shown: the case is confidential")
        return f"{case.applicant.id_number_mask} {case.applicant.phone_mask}".strip() or NONE

    @admin.display(description=_("guardian"))
    def guardian_shown(self, case: Application):
        if case.guardian is None:
            return NONE
        return _("Not shown: the case is confidential") if case.is_confidential else masked(case.guardian.name)

    @admin.display(description=_("lane"))
    def lane_shown(self, case: Application):
        return LANES.get(case.lane, case.lane)

    @admin.display(description=_("handler"))
    def handler_shown(self, case: Application):
        return case.handler or format_html('<span class="quiet">{}</span>', _("not assigned"))

    @admin.display(description=_("amount (yuan)"))
    def amt(self, case: Application):
        return yuan(case.shown_amount_fen) or NONE

    @admin.display(description=_("proposed (yuan)"))
    def proposed(self, case: Application):
        return yuan(case.proposed_amount_fen) or NONE

    @admin.display(description=_("approved (yuan)"))
    def approved(self, case: Application):
        return yuan(case.approved_amount_fen) or NONE

    @admin.display(description=_("refusal"))
    def refusal(self, case: Application):
        if case.refusal_code not in REFUSALS:
            return case.refusal_code or NONE
        return f"{case.refusal_code} {REFUSALS[case.refusal_code].sentence}"

    @admin.display(description=_("due"), ordering="due_at")
    def due(self, case: Application):
        if case.due is None:
            return NONE
        now = timezone.now()
        return deadline_light(case.due_at, now, light(case.due_at, now).days)

    @admin.display(description=_("submitted"), ordering="submitted_at")
    def submitted_on(self, case: Application):
        return ymd(case.submitted_at)
