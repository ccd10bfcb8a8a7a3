"""What the pages of gifts share: who reads them, and how sums, states and kinds of aid are written."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.admin_reading import NONE, ReadAdmin, ReadInline
from donations.permissions import READERS
from donations.workflow import CHANGE, GIFT, PLEDGE
from funds.memos import scheme_name
from web.templatetags.ui import state_chip, yuan

WORKFLOWS = {workflow.code: workflow for workflow in (GIFT, PLEDGE, CHANGE)}


class ReadGifts(ReadAdmin):
    """`own_page` names the URL of the page of the portal on which such a row is worked on, by its reference."""

    view_roles = READERS
    own_page = ""

    def view_on_site(self, row):
        return reverse(self.own_page, args=[row.reference]) if self.own_page else None

    @admin.display(description=_("Amount (yuan)"), ordering="amount_fen")
    def amount(self, row):
        return yuan(row.amount_fen)


class BelowGifts(ReadInline):
    view_roles = READERS
    show_change_link = True


class StateInWords:
    """For rows of a workflow."""

    @admin.display(description=_("state"), ordering="state")
    def state_shown(self, row):
        return state_chip(WORKFLOWS[row._meta.label_lower].states[row.state])


class SchemeInWords:
    @admin.display(description=_("scheme"))
    def scheme_shown(self, row):
        return scheme_name(row.scheme) or NONE
