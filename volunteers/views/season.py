"""The season for coordinators: figures with charts, each also as a file."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from audit.recording import record
from volunteers.permissions_of_coordination import may_coordinate
from volunteers.season import tables
from volunteers.season.periods import BadSeason, Season, offered, quarter_of, season_from
from web.spreadsheet import stream_csv, stream_xlsx

SHOWN = 8  # short shifts on the page; the file has every shift ahead
FILES = {"csv": stream_csv, "xlsx": stream_xlsx}


@require_safe
def season(request: HttpRequest) -> HttpResponse:
    """?from= and ?until=, else the quarter of today."""
    _demand(request.user)
    now, refused = timezone.now(), ""
    today = timezone.localdate(now)
    try:
        chosen = season_from(request.GET, today)
    except BadSeason as problem:
        chosen, refused = quarter_of(today), str(problem)
    sources = tables.Sources(request.user, chosen, now)
    short = [outlook for outlook in sources.forecast if outlook.is_short]
    context = {
        "season": chosen,
        "typed": _typed(request, chosen),
        "refused": refused,
        "choices": offered(chosen, today),
        "total": sources.figures.total,
        "tables": tables.of_figures(sources.figures),
        "retention": sources.retention,
        "returning": tables.of_retention(sources.retention),
        "forecast": tables.of_forecast(sources.forecast),
        "short": short[:SHOWN],
        "more": max(0, len(short) - SHOWN),
        "ahead": len(sources.forecast),
        "ahead_days": sources.terms["forecast_ahead"],
        "today": today,
    }
    return render(request, "volunteers/season.html", context, status=422 if refused else 200)


@require_safe
def season_file(request: HttpRequest, table: str, form: str) -> Any:
    """One table of the page as CSV or Excel; each file is in the audit log."""
    _demand(request.user)
    now = timezone.now()
    try:
        chosen = season_from(request.GET, timezone.localdate(now))
        found = tables.table_of(table, tables.Sources(request.user, chosen, now))
        stream = FILES[form]
    except (BadSeason, tables.UnknownTable, KeyError) as unknown:
        raise Http404(str(unknown)) from unknown
    with transaction.atomic():
        data = {"table": table, "from": f"{chosen.first}", "until": f"{chosen.last}", "form": form}
        record("volunteers.season_exported", subject=request.user, by=request.user, at=now, data=data)
    title = _("%(list)s as of %(at)s, exported by %(user)s") % {
        "list": f"{found.title}, {chosen.name}",
        "at": f"{timezone.localtime(now):%Y-%m-%d %H:%M}",
        "user": request.user.get_username(),
    }
    name = f"{table}-{chosen.first}-{chosen.last}.{form}"
    return stream(name, title=title, columns=found.columns, rows=found.rows)


def _demand(user: Any) -> None:
    answer = may_coordinate(user)
    if not answer:
        raise PermissionDenied(str(answer.reason))


def _typed(request: HttpRequest, chosen: Season) -> dict[str, str]:
    """What stands in the two fields: what was typed, right or wrong."""
    return {
        "first": request.GET.get("from", "") or f"{chosen.first}",
        "last": request.GET.get("until", "") or f"{chosen.last}",
    }
