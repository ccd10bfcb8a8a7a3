"""The filters beside the list of cases. None of them asks the table of cases for its choices."""

from django.contrib.admin import SimpleListFilter
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications import stages, states
from applications.worklist import overdue_or_soon, places_of
from areas.deadline_names import LANES
from programs.scheme import LANES as CASE_LANES

INDENT = "　"  # an ideographic space, as wide as one character


class StageFilter(SimpleListFilter):
    title = _("stage")
    parameter_name = "stage"

    def lookups(self, request, model_admin):
        return list(stages.LABELS.items())

    def queryset(self, request, queryset):
        return queryset.filter(stage=self.value()) if self.value() else queryset


class StateFilter(SimpleListFilter):
    """Exact states of the chosen stage; without one the list of all would only be long."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        stage, state = request.GET.get("stage", ""), request.GET.get("state", "")
        codes = stages.STATES.get(stage) or next((c for c in stages.STATES.values() if state in c), ())
        return [(code, states.STATES[code].label) for code in codes]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


class PlaceFilter(SimpleListFilter):
    """Sub-districts, and below the chosen one its communities and villages."""

    title = _("sub-district and community")
    parameter_name = "place"

    def lookups(self, request, model_admin):
        self.places = list(places_of(request.user).select_related("parent"))
        chosen = self.subdistrict_of(self.used_parameters.get(self.parameter_name))
        choices = []
        for subdistrict in {place.parent_id: place.parent for place in self.places}.values():
            choices.append((str(subdistrict.pk), str(subdistrict)))
            if subdistrict.pk == chosen:
                below = [place for place in self.places if place.parent_id == chosen]
                choices += [(str(place.pk), f"{INDENT}{place}") for place in below]
        return choices

    def subdistrict_of(self, text):
        """The sub-district that is chosen or that the chosen community lies in."""
        return next((p.parent_id for p in self.places if text in (str(p.pk), str(p.parent_id))), None)

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        return queryset.filter(area__in=[p.pk for p in self.places if self.value() in (str(p.pk), str(p.parent_id))])


class LaneFilter(SimpleListFilter):
    title = _("lane")
    parameter_name = "lane"

    def lookups(self, request, model_admin):
        return [(code, label) for code, label in LANES.items() if code in CASE_LANES]

    def queryset(self, request, queryset):
        return queryset.filter(lane=self.value()) if self.value() else queryset


class DueFilter(SimpleListFilter):
    title = _("deadline")
    parameter_name = "due"

    def lookups(self, request, model_admin):
        return [("overdue", _("Overdue")), ("soon", _("Due soon"))]

    def queryset(self, request, queryset):
        return overdue_or_soon(queryset, self.value(), at=timezone.now()) if self.value() else queryset


class HandlerFilter(SimpleListFilter):
    title = _("handler")
    parameter_name = "handler"

    def lookups(self, request, model_admin):
        return [("me", _("Me")), ("nobody", _("Not assigned"))]

    def queryset(self, request, queryset):
        choices = {"me": {"handler": request.user}, "nobody": {"handler__isnull": True}}
        return queryset.filter(**choices[self.value()]) if self.value() in choices else queryset


ALL = (StageFilter, StateFilter, DueFilter, HandlerFilter, "program", PlaceFilter, LaneFilter, "is_confidential")
