"""The report of a season: the same rows as page, PDF and workbook; and as it was made before New Year's Eve."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from delivery.festival_visits import figures, prints, reports, states
from delivery.festival_visits.forms.seasons import ReportForm
from delivery.festival_visits.permissions import may_make_report
from delivery.festival_visits.services.reports import make_report
from delivery.festival_visits.views.acting import ask_or_act, demand, season_of
from web.forms import posted
from web.spreadsheet import stream_xlsx
from web.typeset import pdf_response


@require_safe
def report(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    places = figures.places_of(season)
    context = {
        "season": season,
        "places": places,
        "total": figures.total_of(places),
        "lots": figures.lots_of(season),
        "wishes": figures.wishes_of(season),
        "grounds": figures.grounds_of(season),
        "standing": reports.standing_of(season, timezone.localdate()),
        "made": season.reports.select_related("made_by"),
        "may_make": may_make_report(request.user) and season.state != states.PLANNED,
        "now": timezone.now(),
    }
    return render(request, "festival_visits/report.html", context)


@require_safe
def report_pdf(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    return pdf_response(prints.report(season, by=request.user, at=timezone.now()), f"festival-visits-{season.year}")


@require_safe
def report_workbook(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    places = figures.places_of(season)
    title = _("%(season)s: report of %(day)s") % {"season": season, "day": timezone.localdate().isoformat()}
    rows = [*places, figures.total_of(places)]
    return stream_xlsx(f"festival-visits-{season.year}.xlsx", title=title, columns=reports.COLUMNS, rows=rows)


@require_http_methods(["GET", "POST"])
def make(request: HttpRequest, year: int) -> HttpResponse:
    season = season_of(request, year)
    demand(may_make_report(request.user))
    form = ReportForm(posted(request))

    def effect() -> str:
        one = make_report(season=season, remark=form.cleaned_data["remark"], by=request.user, at=timezone.now())
        return reverse("festival_visits:made_report", args=[season.year, one.pk])

    back = reverse("festival_visits:report", args=[season.year])
    return ask_or_act(request, form, effect, title=gettext_lazy("Make the report"), back=back, season=season)


@require_safe
def made(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    season = season_of(request, year)
    one = get_object_or_404(season.reports.select_related("made_by"), pk=pk)
    return render(request, "festival_visits/made_report.html", {"season": season, "made": one})


@require_safe
def made_pdf(request: HttpRequest, year: int, pk: int) -> HttpResponse:
    season = season_of(request, year)
    one = get_object_or_404(season.reports, pk=pk)
    paper = prints.made_report(one, by=request.user, at=timezone.now())
    return pdf_response(paper, f"festival-visits-{season.year}-{one.pk}")
