"""Narrowing the list of shifts: field of service, place, time of day, skill that helps."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea, Level
from volunteers.choices import ServiceField
from volunteers.models import Shift, Skill
from volunteers.models.skills import DayPart

HOURS: dict[str, tuple[int, int]] = {  # from, until: the hours in which a shift of this part of the day begins
    DayPart.EARLY: (0, 9),
    DayPart.MORNING: (9, 12),
    DayPart.AFTERNOON: (12, 18),
    DayPart.EVENING: (18, 24),
}


@dataclass(frozen=True)
class Filters:
    """Empty values narrow nothing."""

    field: str = ""
    place: str = ""  # id of an area; a sub-district includes its communities
    part: str = ""
    skill: str = ""

    def narrow(self, shifts: QuerySet[Shift]) -> QuerySet[Shift]:
        if self.field:
            shifts = shifts.filter(activity__field=self.field)
        if self.place:
            shifts = shifts.filter(Q(activity__area=self.place) | Q(activity__area__parent=self.place))
        if self.part:
            begin, end = HOURS[self.part]
            shifts = shifts.filter(starts_at__hour__gte=begin, starts_at__hour__lt=end)
        if self.skill:
            shifts = shifts.filter(activity__wanted_skills__skill=self.skill)
        return shifts


NO_FILTERS = Filters()
WIDE = ("place", "part", "skill")


class FilterForm(forms.Form):
    """The query string of the list; what makes no sense is left out. Place, time and skill are asked for by `more=1`:
    the first look at a week on a slow network carries neither their options nor their two queries."""

    week = forms.DateField(
        required=False, validators=[MinValueValidator(date(2000, 1, 1)), MaxValueValidator(date(2999, 1, 1))]
    )
    day = forms.DateField(required=False)  # the first one shown of a week that is longer than a page
    field = forms.ChoiceField(
        label=_("Field of service"), required=False, choices=[("", _("All fields")), *ServiceField.choices]
    )
    place = forms.ChoiceField(label=_("Place"), required=False)
    part = forms.ChoiceField(label=_("Time of day"), required=False, choices=[("", _("All day")), *DayPart.choices])
    skill = forms.ChoiceField(label=_("Skill that helps"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_wide = any(self.data.get(name) for name in ("more", *WIDE))
        if self.is_wide:
            self.fields["place"].choices = [("", _("All places")), *place_choices()]
            skills = Skill.objects.filter(is_offered=True).order_by("pk")
            self.fields["skill"].choices = [("", _("Any skill")), *((str(row.pk), str(row)) for row in skills)]
        else:
            for name in WIDE:
                del self.fields[name]
        for field in self.fields.values():
            field.widget.attrs["class"] = "form-select"

    def filters(self) -> Filters:
        """Call is_valid() first."""
        return Filters(**{name: self.cleaned_data.get(name) or "" for name in ("field", "place", "part", "skill")})


def place_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Each sub-district with all of it first, then its communities."""
    areas = AdminArea.objects.filter(level__in=(Level.SUBDISTRICT, Level.COMMUNITY, Level.VILLAGE)).select_related(
        "parent"
    )
    rows = sorted(areas, key=lambda area: (_district(area).code, area.level != Level.SUBDISTRICT, area.code))
    return [
        (str(district), [(str(area.pk), str(area)) for area in group])
        for district, group in groupby(rows, key=_district)
    ]


def _district(area: AdminArea) -> AdminArea:
    return area if area.level == Level.SUBDISTRICT or area.parent is None else area.parent
