"""The register of the council and the major donors as a file, for those who keep it: masks, as on the page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import Affiliate
from beneficiaries.permissions import may_keep_affiliates
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer

COLUMNS = (
    Column(_("Council member or donor"), lambda a: a.name),
    Column(_("Belongs to"), lambda a: a.get_kind_display()),
    Column(_("Relation"), lambda a: a.get_relation_display()),
    Column(_("ID number"), lambda a: a.id_number_mask, width=22),
    Column(_("Telephone"), lambda a: a.phone_mask),
    Column(_("Entered"), lambda a: a.entered_at, Kind.TIME),
)


class AffiliateExport(ListExport):
    code = "affiliates"
    title = _("Council and major donors")
    event = "beneficiaries.affiliates_exported"

    def may_export(self, user: Any) -> Answer:
        return may_keep_affiliates(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Affiliate]:
        return Affiliate.objects.visible_to(user).current()

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("-entered_at", "-id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


AFFILIATES = AffiliateExport()
