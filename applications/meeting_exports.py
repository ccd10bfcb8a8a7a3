"""Meetings as a file: those that the reader may know of, newest first. Who voted how stays on their page."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from applications.models import Meeting
from applications.scopes import is_staff_of_cases
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import YES, Answer, no

NEWEST = ("-meets_at", "-id")
COLUMNS = (
    Column(_("Number"), lambda m: m.reference),
    Column(_("Kind"), lambda m: m.get_kind_display()),
    Column(_("Community or village"), lambda m: m.area or ""),
    Column(_("Meets at"), lambda m: m.meets_at, Kind.TIME),
    Column(_("Place"), lambda m: m.place, width=28),
    Column(_("Called by"), lambda m: m.called_by),
    Column(_("Members"), lambda m: m.called, Kind.INTEGER),
    Column(_("Cases on the agenda"), lambda m: m.cases, Kind.INTEGER),
    Column(_("Decided"), lambda m: m.decided, Kind.INTEGER),
    Column(_("Minutes written"), lambda m: m.minuted_at, Kind.TIME),
    Column(_("Minutes by"), lambda m: m.minuted_by or ""),
)


class MeetingExport(ListExport):
    code = "meetings"
    title = _("Meetings")
    event = "applications.meetings_exported"

    def may_export(self, user: Any) -> Answer:
        return YES if is_staff_of_cases(user) else no(_("This page belongs to the staff of the federation."))

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[Meeting]:
        rows = Meeting.objects.visible_to(user).select_related("area", "called_by", "minuted_by").defer("minutes")
        return rows.annotate(
            called=Count("members", distinct=True),
            cases=Count("items", distinct=True),
            decided=Count("items", filter=Q(items__closed_at__isnull=False), distinct=True),
        )

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return NEWEST

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


MEETINGS = MeetingExport()
