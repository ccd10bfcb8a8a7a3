"""Who runs out of insurance, training or a qualification, when, and before which shift."""

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from audit.recording import record
from jobs.views.exports import export_list
from volunteers.expiries import Expiry, expiries_for
from volunteers.forms_of_coordination import ExpiryFilter
from volunteers.permissions_of_coordination import may_coordinate, may_read_names
from volunteers.season_exports import LISTS
from volunteers.shift_imports import SHIFTS
from web.names import masked
from web.spreadsheet import Column, Kind, stream_xlsx

SHOWN = 200  # on the page; the file has all
USUAL = "60"
LOOKED_BACK = timedelta(days=365)


@require_safe
def expiries(request: HttpRequest) -> HttpResponse:
    _demand(request.user)
    form, found = _found(request)
    context = {
        "form": form,
        "lines": [(one, _name(request.user, one)) for one in found[:SHOWN]],
        "more": max(0, len(found) - SHOWN),
        "count": len(found),
        "query": request.GET.urlencode(),
        "today": timezone.localdate(),
    }
    return render(request, "volunteers/expiries.html", context)


@require_safe
def expiry_file(request: HttpRequest) -> Any:
    _demand(request.user)
    _form, found = _found(request)
    now = timezone.now()
    with transaction.atomic():
        record("volunteers.expiries_exported", subject=request.user, by=request.user, at=now, data={"rows": len(found)})
    title = _("%(list)s as of %(at)s, exported by %(user)s") % {
        "list": _("What runs out"),
        "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "user": request.user.get_username(),
    }
    rows = ((one, _name(request.user, one)) for one in found)
    return stream_xlsx(f"expiries-{timezone.localdate(now)}.xlsx", title=title, columns=COLUMNS, rows=rows)


@require_safe
def lists(request: HttpRequest) -> HttpResponse:
    """What can be had as a file, and what can be taken over from one."""
    _demand(request.user)
    query = request.GET.urlencode()
    context = {"lists": LISTS.values(), "query": query, "plans_from_lists": SHIFTS.may_import(request.user)}
    return render(request, "volunteers/lists.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def list_file(request: HttpRequest, code: str) -> HttpResponse:
    """GET the workbook, POST a job for a long or opened one (jobs.views.exports)."""
    _demand(request.user)
    if code not in LISTS:
        raise Http404
    return export_list(request, LISTS[code], back=reverse("volunteers:lists"))


COLUMNS = (
    Column(gettext_lazy("volunteer number"), lambda line: line[0].volunteer),
    Column(gettext_lazy("name"), lambda line: line[1]),
    Column(gettext_lazy("kind"), lambda line: line[0].kind_label),
    Column(gettext_lazy("what"), lambda line: line[0].what, width=24),
    Column(gettext_lazy("valid until"), lambda line: line[0].until, Kind.DATE),
    Column(gettext_lazy("first planned shift after it"), lambda line: _shift_time(line[0]), Kind.TIME),
    Column(gettext_lazy("activity"), lambda line: line[0].shift.activity.title if line[0].shift else "", width=24),
    Column(gettext_lazy("the shift asks for it"), lambda line: _("yes") if line[0].is_asked else _("no")),
)


def _shift_time(one: Expiry) -> Any:
    return one.shift.starts_at if one.shift else None


def _demand(user: Any) -> None:
    answer = may_coordinate(user)
    if not answer:
        raise PermissionDenied(str(answer.reason))


def _found(request: HttpRequest) -> tuple[ExpiryFilter, list[Expiry]]:
    form = ExpiryFilter(request.GET or {"days": USUAL})
    form.is_valid()
    values, now = form.cleaned_data, timezone.now()
    first, last = _span(values.get("days") or USUAL, timezone.localdate(now))
    return form, expiries_for(request.user, first, last, now, values.get("kind") or "")


def _span(days: str, today: date) -> tuple[date, date]:
    if days == "over":
        return today - LOOKED_BACK, today - timedelta(days=1)
    return today, today + timedelta(days=int(days))


def _name(user: Any, one: Expiry) -> str:
    return one.volunteer.name if may_read_names(user) else masked(one.volunteer.name)
