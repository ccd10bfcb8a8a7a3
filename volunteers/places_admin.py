"""Standing places, watched shifts and family who signs up, in the back office: read here, ended by the services."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from volunteers.admin_of_hours import ReadOnlyAdmin
from volunteers.models import FamilyLink, ShiftWatch, StandingPlace
from volunteers.people_admin import each
from volunteers.permissions import COORDINATORS
from volunteers.services import families, standing, watching
from web.names import masked


class OfVolunteerAdmin(ReadOnlyAdmin):
    """The name is masked, as everywhere in the back office."""

    readonly_fields = ("volunteer_shown",)
    exclude = ("volunteer",)

    @admin.display(description=_("volunteer"))
    def volunteer_shown(self, row):
        return f"{row.volunteer} {masked(row.volunteer.name)}"

    def has_act_permission(self, request):
        return has_role(request.user, *COORDINATORS)


class EndedFilter(admin.SimpleListFilter):
    title = _("state")
    parameter_name = "live"

    def lookups(self, request, model_admin):
        return [("yes", _("in force")), ("no", _("ended"))]

    def queryset(self, request, queryset):
        if self.value() not in ("yes", "no"):
            return queryset
        return queryset.filter(ended_at__isnull=self.value() == "yes")


@admin.register(StandingPlace)
class StandingPlaceAdmin(OfVolunteerAdmin):
    list_display = ("pk", "volunteer_shown", "series", "weekday_shown", "since", "ended_at")
    list_select_related = ("volunteer", "series__activity")
    list_filter = (EndedFilter,)
    search_fields = ("=volunteer__pk", "=series__pk")
    raw_id_fields = ("series",)
    actions = ("end_places",)

    @admin.display(description=_("day of the week"), ordering="weekday")
    def weekday_shown(self, place):
        return place.weekday_label

    @admin.action(description=_("End the standing place"), permissions=["act"])
    def end_places(self, request, queryset):
        each(self, request, queryset, lambda row, at: standing.end_standing_place(place=row, by=request.user, at=at))


@admin.register(ShiftWatch)
class ShiftWatchAdmin(OfVolunteerAdmin):
    list_display = ("pk", "volunteer_shown", "shift", "since", "asked_by")
    list_select_related = ("volunteer", "shift__activity", "asked_by")
    search_fields = ("=volunteer__pk", "=shift__pk")
    raw_id_fields = ("shift",)
    actions = ("stop_watching",)

    @admin.action(description=_("Stop watching"), permissions=["act"])
    def stop_watching(self, request, queryset):
        for row in queryset:
            watching.end_watch(watch=row, by=request.user, at=timezone.now())


@admin.register(FamilyLink)
class FamilyLinkAdmin(OfVolunteerAdmin):
    list_display = ("pk", "volunteer_shown", "actor", "relation", "team", "asked_at", "confirmed_at", "ended_at")
    list_select_related = ("volunteer", "actor", "team")
    list_filter = (EndedFilter, "relation", "agreement")
    search_fields = ("=volunteer__pk", "=actor__username")
    actions = ("end_links",)

    @admin.action(description=_("Revoke"), permissions=["act"])
    def end_links(self, request, queryset):
        each(self, request, queryset, lambda row, at: families.end_link(link=row, by=request.user, at=at))
