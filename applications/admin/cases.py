"""The caseload for administrators: a list to find and count, a page to read, links to the steps."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.admin_access import RoleAdmin
from applications import worklist
from applications.actions import ACTIONS
from applications.admin import filters, inlines
from applications.admin.access import ReadOnly, cases_of
from applications.admin.bulk import BulkActions
from applications.admin.columns import CaseColumns
from applications.admin.totals import TotalsPaginator
from applications.models import Application
from applications.selectors import timeline
from applications.workflow import WORKFLOW

DEFERRED = (*worklist.HEAVY, *(f"guardian__{name}" for name in worklist.SEALED_OF_PEOPLE))
KEPT_BY_SEARCH = ("stage", "state", "place", "lane", "due", "handler", "program__id__exact", "is_confidential__exact")
CASE = ("reference", "state_shown", "state_since", "program", "terms", "lane_shown", "is_confidential", "area")
PEOPLE = ("applicant_shown", "applicant_masks", "guardian_shown", "handler")
DECISION = ("proposed", "approved", "refusal", "decided_at", "decided_by", "paid_at")
NUMBERS = ("acceptance_number", "decision_number")
CLOCKS = ("submitted_at", "accepted_at", "due", "total_due_at", "paused_at", "extended_at")


@admin.register(Application)
class ApplicationAdmin(ReadOnly, BulkActions, CaseColumns, RoleAdmin):
    list_display = (
        "reference",
        "state_shown",
        "applicant_shown",
        "program",
        "area",
        "handler_shown",
        "amt",
        "due",
        "submitted_on",
    )
    sortable_by = ("reference", "due", "submitted_on")
    list_filter = filters.ALL
    list_select_related = ("program", "area", "applicant", "handler")
    search_fields = ("reference",)  # switches the search on; get_search_results does it
    search_help_text = _("Reference, name or whole ID number")
    ordering = worklist.BY_DEADLINE
    show_facets = admin.ShowFacets.NEVER  # counts per choice would read the whole table once for each
    inlines = inlines.ALL
    fieldsets = (
        (_("Case"), {"fields": CASE}),
        (_("People"), {"fields": PEOPLE}),
        (_("Decision and money"), {"fields": (*DECISION, *NUMBERS)}),
        (_("Deadlines"), {"fields": CLOCKS}),
    )
    readonly_fields = (*CASE, *PEOPLE, *DECISION, *NUMBERS, *CLOCKS)

    def get_queryset(self, request):
        return cases_of(request.user).defer(*DEFERRED)

    def get_paginator(self, request, queryset, *args, **kwargs):
        """The totals belong to the list of cases; the admin also pages through its own log with this."""
        paginator = TotalsPaginator if queryset.model is Application else self.paginator
        return paginator(queryset, *args, **kwargs)

    def get_object(self, request, object_id, from_field=None):
        """One case with the names that its page and the permissions of its steps look at."""
        related = ("program", "terms", "area__parent", "applicant", "guardian", "handler", "decided_by")
        pk = int(object_id) if str(object_id).isdigit() else 0
        return self.get_queryset(request).select_related(*related).filter(pk=pk).first()

    def get_search_results(self, request, queryset, search_term):
        if not search_term.strip():
            return queryset, False
        return worklist.matching(queryset, search_term, by=request.user, at=timezone.now()), False

    def get_urls(self):
        find = self.admin_site.admin_view(require_POST(self.find))
        return [path("find/", find, name="applications_application_find"), *super().get_urls()]

    def find(self, request: HttpRequest) -> HttpResponse:
        """Takes the search as a POST, so that an ID number never stands in an address or a log; then redirects."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = QueryDict(mutable=True)
        for name in KEPT_BY_SEARCH:
            if request.POST.get(name):
                query[name] = request.POST[name]
        if text := worklist.without_id_number(request.POST.get("q", ""), by=request.user, at=timezone.now()):
            query["q"] = text
        return redirect(f"{reverse('admin:applications_application_changelist')}?{query.urlencode()}")

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        available = WORKFLOW.available(obj, request.user)
        context["steps"] = [(step, answer) for step, answer in available if step.name in ACTIONS]
        context["history"] = timeline(obj, for_applicant=False)
        return super().render_change_form(request, context, add, change, form_url, obj)
