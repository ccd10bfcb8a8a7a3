"""The schools of the programme with their figures as a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection.figures import SchoolFigures, figures_of
from delivery.seedling_protection.models import School
from delivery.seedling_protection.permissions import may_look_on
from jobs.list_exports import ListExport
from web.spreadsheet import Column, Kind
from workflow.answers import Answer


def _figures(school: School) -> SchoolFigures:
    """Counted once per row."""
    if not hasattr(school, "counted"):
        school.counted = figures_of([school])[school.pk]  # type: ignore[attr-defined]
    return school.counted  # type: ignore[attr-defined]


COLUMNS = (
    Column(_("School"), lambda school: school.name, width=30),
    Column(_("Kind of school"), lambda school: school.get_stage_display(), width=20),
    Column(_("Place"), lambda school: str(school.area), width=20),
    Column(_("Pupils"), lambda school: school.pupils, Kind.INTEGER),
    Column(_("Safety bags"), lambda school: _figures(school).bags, Kind.INTEGER),
    Column(_("Book sets"), lambda school: _figures(school).sets, Kind.INTEGER),
    Column(_("Trainings"), lambda school: _figures(school).trainings, Kind.INTEGER),
    Column(_("Pupils trained"), lambda school: _figures(school).trained, Kind.INTEGER),
    Column(_("Visitors"), lambda school: _figures(school).visitors, Kind.INTEGER),
    Column(_("Books on loan"), lambda school: _figures(school).books_out, Kind.INTEGER),
)


class SchoolExport(ListExport):
    code = "seedling_schools"
    title = _("Schools of Seedling Protection")
    event = "seedling_protection.schools_exported"

    def may_export(self, user: Any) -> Answer:
        return may_look_on(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet[School]:
        return School.objects.visible_to(user).select_related("area")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("name", "id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return COLUMNS


SCHOOLS = SchoolExport()
