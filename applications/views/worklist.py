"""The list of cases: the staff's worklist, or one's own applications."""

import re
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import has_role
from applications import worklist as w
from applications.list_exports import CASES
from applications.models import Application, ApplicationDraft
from applications.permissions import may_check
from applications.permissions_of_restriction import READING
from applications.scopes import FIELD_ROLES, is_staff_of_cases
from applications.selectors import colleagues_in
from applications.services import intake
from applications.worklist_rows import CaseRow, as_rows
from areas.calendar import work_calendar
from areas.deadlines import Light, light
from jobs.views.exports import export_list
from web.htmx import render_page_or_fragment
from web.kept import kept
from web.pagination import requested_page
from workflow.machine import Refused

LIST_STATE = ("tab", "program", "area", "due", "handler", "q", "after", "before", "last")
LONGEST_PAGE = 50
ROW_NUMBER = re.compile(r"[0-9]{1,18}")  # other digits of Unicode, and numbers beyond BIGINT, name no row


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    if not is_staff_of_cases(request.user):
        return _own(request)
    now = timezone.now()
    tab = w.tab_named(request.GET.get("tab"))
    chosen = _filter(request, tab, now)
    page = requested_page(request, as_rows(chosen.qs), tab.order)
    rows = _lit(chosen.rows(page), now)
    context = {
        "tabs": _tabs(request, tab),
        "tab": tab,
        "filter": chosen,
        "page": page,
        "rows": rows,
        "chosen": set(request.GET.getlist("chosen")) & {row.reference for row, _light in rows},
        "now": now,
        "may_open_export": CASES.may_open(request.user),
        "hears_of_restricted": has_role(request.user, *READING),
    }
    return render_page_or_fragment(request, "applications/worklist.html", "applications/_worklist.html", context)


def _lit(rows: Iterable[CaseRow], now: Any) -> list[tuple[CaseRow, Light | None]]:
    """Each row with its light; cases of one day share theirs."""
    calendar = kept("areas.calendar", work_calendar)
    light_at = cache(lambda due: light(due, now, calendar))
    return [(row, light_at(row.due)) for row in rows]


def _filter(request: HttpRequest, tab: w.Tab, now: Any) -> w.WorklistFilter:
    rows = w.rows_for(request.user, tab, everywhere=bool(request.GET.get("q", "").strip()))
    return w.WorklistFilter(request.GET, user=request.user, now=now, queryset=rows)


def _tabs(request: HttpRequest, current: w.Tab) -> list[dict[str, Any]]:
    counts = w.tab_counts(request.user)
    return [
        {
            "label": tab.label,
            "url": f"?{_query(request, tab)}",
            "count": counts[tab.code],
            "is_current": tab == current,
            "is_hot": tab.code == "returned" and counts[tab.code] > 0,
        }
        for tab in w.TABS
    ]


def _query(request: HttpRequest, tab: w.Tab) -> str:
    """The filters stay when the tab changes; the page and the search do not."""
    query = request.GET.copy()
    for name in ("after", "before", "last", "q", "chosen"):
        query.pop(name, None)
    query["tab"] = tab.code
    return query.urlencode()


def _own(request: HttpRequest) -> HttpResponse:
    mine = (
        Application.objects.visible_to(request.user)
        .select_related("program", "applicant")
        .defer(*w.HEAVY)
        .order_by("-submitted_at")
    )
    drafts = ApplicationDraft.objects.visible_to(request.user).filter(application__isnull=True).exclude(answers="")
    context = {"applications": mine[:100], "drafts": drafts.select_related("program").order_by("-updated_at")[:20]}
    return render(request, "applications/own_list.html", context)


def _demand_staff(request: HttpRequest) -> None:
    if not is_staff_of_cases(request.user):
        raise PermissionDenied(str(_("The worklist belongs to the staff of the federation.")))


@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """Takes the filter form as a POST, so that an ID number never stands in an address or a log; then redirects."""
    _demand_staff(request)
    query = QueryDict(mutable=True)
    for name in ("tab", "program", "area", "due", "handler"):
        if request.POST.get(name):
            query[name] = request.POST[name]
    if text := w.without_id_number(request.POST.get("q", ""), by=request.user, at=timezone.now()):
        query["q"] = text
    return redirect(f"{reverse('applications:index')}?{query.urlencode()}")


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    """What is shown, as a workbook: masked and formula-safe. Long lists are written in the background."""
    back = f"{reverse('applications:index')}?{request.GET.urlencode()}"
    return export_list(request, CASES, back=back)


@require_POST
def bulk_assign(request: HttpRequest) -> HttpResponse:
    """ "Assign to me" for each chosen case, each on its own, with a result per row."""
    _demand_staff(request)

    def do(application: Application) -> None:
        intake.assign_application(application=application, handler=request.user, by=request.user, at=timezone.now())

    return _results(request, _("Assign to me"), do)


@require_POST
def bulk_suggest(request: HttpRequest) -> HttpResponse:
    """First shows who would get each chosen case, with the figures; the confirmed pairs are then assigned."""
    _demand_staff(request)
    if "confirmed" in request.POST:
        return _results(request, _("Share out by workload"), partial(_assign_chosen, request))
    rows = w.shared_out(_chosen(request)[0], by=request.user, at=timezone.now())
    return render(request, "applications/bulk_suggest.html", {"rows": rows, "back": reverse("applications:index")})


def _assign_chosen(request: HttpRequest, application: Application) -> None:
    """To whom the page named; who is no colleague of the place is nobody."""
    answer = may_check(request.user, application)
    if not answer:
        raise Refused(answer.reason)
    pk = request.POST.get(f"handler-{application.pk}", "")
    people = colleagues_in(application.area, *FIELD_ROLES, at=timezone.now())
    handler = people.filter(pk=int(pk)).first() if ROW_NUMBER.fullmatch(pk) else None
    if handler is None:
        raise Refused(_("Nobody of this place may handle the case. Ask the sub-district or the federation."))
    intake.assign_application(application=application, handler=handler, by=request.user, at=timezone.now())


@require_POST
def bulk_return(request: HttpRequest) -> HttpResponse:
    """ "Return for documents" for each chosen case; first asks for the words."""
    _demand_staff(request)
    form = w.BulkReturnForm(request.POST if "note" in request.POST else None)
    if not form.is_valid():
        rows, lost = _chosen(request)
        context = {
            "form": form,
            "cases": rows,
            "lost": lost,
            "back": _back(request, rows),
            "list": request.POST.get("list", ""),
        }
        return render(request, "applications/bulk_return.html", context, status=422 if form.errors else 200)

    def do(application: Application) -> None:
        intake.return_for_documents(
            application=application, items=[], note=form.cleaned_data["note"], by=request.user, at=timezone.now()
        )

    return _results(request, _("Return for documents"), do)


def _results(request: HttpRequest, title: Any, do: Callable[[Application], None]) -> HttpResponse:
    """One line per chosen case. What was not done stays chosen, here and back in the list."""
    rows, lost = _chosen(request)
    results = list(w.each(rows, do))
    refused = [row for row, refusal in results if refusal]
    context = {
        "title": title,
        "results": results,
        "done": len(results) - len(refused),
        "refused": refused,
        "lost": lost,
        "back": _back(request, refused),
        "list": request.POST.get("list", ""),
    }
    return render(request, "applications/bulk_results.html", context)


def _chosen(request: HttpRequest) -> tuple[list[Application], int]:
    """The chosen cases of this person's worklist, and how many others were named: gone elsewhere, or too many."""
    named = [text for text in dict.fromkeys(request.POST.getlist("id")) if text]
    numbers = [int(text) for text in named if ROW_NUMBER.fullmatch(text)][: w.BULK_AT_MOST]
    rows = Application.objects.in_worklist_of(request.user).filter(pk__in=numbers).order_by("due_at", "pk")
    found = list(rows.select_related("program", "applicant", "area__parent", "handler"))
    return found, len(named) - len(found)


def _back(request: HttpRequest, refused: list[Application]) -> str:
    """The list as it was left (tab, filters, page), with the refused rows ticked."""
    left = QueryDict(request.POST.get("list", ""))
    query = QueryDict(mutable=True)
    for name in LIST_STATE:
        if left.get(name):
            query[name] = left[name]
    query.setlist("chosen", [row.reference for row in refused][:LONGEST_PAGE])
    return f"{reverse('applications:index')}?{query.urlencode()}"
