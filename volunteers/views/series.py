"""The leader's pages of a series: list, new, days, change with its consequences, end, undo."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from accounts.permissions import has_role
from volunteers import series_pages
from volunteers.models import Activity, ShiftSeries, VolunteerTeam
from volunteers.models.people import OVERSEERS
from volunteers.permissions import may_run_team
from volunteers.series_change import OnClash, Scope, SeriesChange
from volunteers.series_forms import DayForm, SeriesForm, initial_of
from volunteers.series_pattern import Pattern, pattern_of
from volunteers.series_plan import plan_change, plan_end, plan_removal
from volunteers.services import series as services
from volunteers.services import series_changes as changes
from workflow.machine import NotAllowed, WorkflowError

GET_AND_POST = ("GET", "HEAD", "POST")


@require_safe
def series_list(request: HttpRequest) -> HttpResponse:
    check_is_leader(request)
    now = timezone.now()
    cards = series_pages.cards_of(request.user, now)
    context = {
        "running": [card for card in cards if not series_pages.has_ended(card.series, now)],
        "ended": [card for card in cards if series_pages.has_ended(card.series, now)],
        "may_begin": led_activities(request).exists(),
    }
    return render(request, "volunteers/series_list.html", context)


@require_http_methods(GET_AND_POST)
def new_series(request: HttpRequest) -> HttpResponse:
    check_may_begin(request)
    form = new_form(request)
    if request.method != "POST":
        return new_page(request, form)
    pattern = entered(form)
    if pattern is None:
        return new_page(request, form, status=422)
    try:
        series = services.begin_series(
            activity=form.cleaned_data["activity"], pattern=pattern, by=request.user, at=timezone.now()
        )
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return new_page(request, form, status=422)
    messages.success(request, _("The series is planned and sign-up is open."))
    return redirect("volunteers:series", series.pk)


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """The form of a new series again, with the next days of what was entered; nothing is kept."""
    check_may_begin(request)
    form = new_form(request)
    pattern = entered(form)
    if pattern is None:
        return new_page(request, form, status=422)
    return new_page(request, form, shown=series_pages.preview_of(pattern, timezone.localdate()))


@require_safe
def series(request: HttpRequest, pk: int) -> HttpResponse:
    return series_page(request, visible_series(request, pk))


@require_http_methods(GET_AND_POST)
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """GET asks what changes; POST shows the consequences. Nothing is changed before `apply`."""
    chosen = led_series(request, pk)
    form, day = change_form(request, chosen)
    if request.method != "POST":
        return change_page(request, chosen, form, day)
    asked = asked_change(form, chosen, day)
    if asked is None:
        return change_page(request, chosen, form, day, status=422)
    try:
        changes.check_day(chosen, asked["scope"], day, timezone.now())
        plan = plan_change(chosen, at=timezone.now(), **asked)
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return change_page(request, chosen, form, day, status=422)
    return consequences(request, chosen, plan, form, day)


@require_POST
def apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Does what the page of consequences said; shows it anew when it would be something else by now."""
    chosen = led_series(request, pk)
    form, day = change_form(request, chosen)
    asked = asked_change(form, chosen, day)
    if asked is None:
        return change_page(request, chosen, form, day, status=422)
    on_clash = request.POST.get("on_clash", "")
    seen = request.POST.get("seen", "")
    try:
        plan = changes.change_series(
            series=chosen, on_clash=on_clash, seen=seen, by=request.user, at=timezone.now(), **asked
        )
    except (changes.ConsequencesChanged, changes.ChangeClashes) as refused:
        return consequences(request, chosen, refused.plan, form, day, refused=str(refused))
    except WorkflowError as refused:
        form.add_error(None, str(refused))
        return change_page(request, chosen, form, day, status=422)
    messages.success(request, _("The series is changed and everybody concerned is told."))
    return redirect("volunteers:series", held_by(chosen, plan).pk)


@require_http_methods(GET_AND_POST)
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """?day= is the first day without a shift; today when it is left out."""
    chosen = led_series(request, pk)
    since = max(asked_day(request) or date.min, chosen.day_of(timezone.now()))
    return ask_and_do(
        request,
        chosen,
        title=_("End the series"),
        since=since,
        asks_day=True,
        plan=lambda now: plan_end(chosen, since=since, at=now),
        act=lambda seen, now: changes.end_series(series=chosen, since=since, seen=seen, by=request.user, at=now),
        done=_("The series has ended and everybody concerned is told."),
    )


@require_http_methods(GET_AND_POST)
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_series(request, pk)
    today = chosen.day_of(timezone.now())
    return ask_and_do(
        request,
        chosen,
        title=_("Take the planning back"),
        plan=lambda now: plan_end(chosen, since=today, at=now, only_unused=True),
        act=lambda seen, now: changes.undo_series(series=chosen, seen=seen, by=request.user, at=now),
        done=_("The planning is taken back. Shifts that somebody signed up for are still there."),
    )


@require_http_methods(GET_AND_POST)
def remove_day(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_series(request, pk)
    day = asked_day(request)
    if day is None:
        raise Http404
    return ask_and_do(
        request,
        chosen,
        title=_("Take this day out"),
        since=day,
        plan=lambda now: plan_removal(chosen, day=day, at=now),
        act=lambda seen, now: changes.remove_day(series=chosen, day=day, seen=seen, by=request.user, at=now),
        done=_("The day is taken out of the series."),
    )


@require_POST
def add_day(request: HttpRequest, pk: int) -> HttpResponse:
    chosen = led_series(request, pk)
    form = DayForm(request.POST)
    if not form.is_valid():
        return series_page(request, chosen, refused=_("Please enter a day."))
    try:
        services.add_day(series=chosen, day=form.cleaned_data["day"], by=request.user, at=timezone.now())
    except WorkflowError as refused:
        return series_page(request, chosen, refused=str(refused))
    messages.success(request, _("The day is added and sign-up is open."))
    return redirect("volunteers:series", pk)


# --- What these have in common ----------------------------------------------------------------------------------------


def check_is_leader(request: HttpRequest) -> None:
    if not (
        has_role(request.user, roles.TEAM_LEADER, *OVERSEERS) or VolunteerTeam.objects.led_by(request.user).exists()
    ):
        raise PermissionDenied(_("This page is for team leaders."))


def check_may_begin(request: HttpRequest) -> None:
    if not led_activities(request).exists():
        raise PermissionDenied(_("You lead no team with an activity. The federation adds activities."))


def visible_series(request: HttpRequest, pk: int) -> ShiftSeries:
    rows = ShiftSeries.objects.visible_to(request.user).select_related("activity__team", "created_by", "continues")
    return get_object_or_404(rows.prefetch_related("tasks"), pk=pk)


def led_series(request: HttpRequest, pk: int) -> ShiftSeries:
    """404 for who may not know of it, 403 for who may only look on."""
    chosen = visible_series(request, pk)
    answer = may_run_team(request.user, chosen.activity.team)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    return chosen


def led_activities(request: HttpRequest) -> Any:
    activities = Activity.objects.order_by("title_zh", "pk")
    is_admin = has_role(request.user, roles.SYSTEM_ADMIN)
    return activities if is_admin else activities.filter(team__in=VolunteerTeam.objects.led_by(request.user))


def new_form(request: HttpRequest) -> SeriesForm:
    initial = {"first_on": timezone.localdate(), "task_1_minimum": 1}
    return SeriesForm(request.POST or None, activities=led_activities(request), initial=initial)


def entered(form: SeriesForm) -> Pattern | None:
    if not form.is_valid():
        return None
    return form.pattern(first_on=form.cleaned_data["first_on"], zone=settings.TIME_ZONE)


def new_page(request: HttpRequest, form: SeriesForm, shown: Any = None, status: int = 200) -> HttpResponse:
    return render(request, "volunteers/series_new.html", {"form": form, "preview": shown}, status=status)


def series_page(request: HttpRequest, chosen: ShiftSeries, refused: str = "") -> HttpResponse:
    now = timezone.now()
    lines = series_pages.lines_of(chosen, now)
    context = {
        "series": chosen,
        "rule": series_pages.sentence_of(chosen),
        "pattern": pattern_of(chosen),
        "lines": lines,
        "soon": lines[: series_pages.SHOWN_AT_ONCE],
        "later": lines[series_pages.SHOWN_AT_ONCE :],
        "closed": [line for line in lines if line.is_closed],
        "is_late": series_pages.is_late(chosen, now),
        "has_ended": series_pages.has_ended(chosen, now),
        "may_change": may_run_team(request.user, chosen.activity.team),
        "day_form": DayForm(),
        "refused": refused,
    }
    return render(request, "volunteers/series.html", context, status=422 if refused else 200)


def change_form(request: HttpRequest, chosen: ShiftSeries) -> tuple[SeriesForm, date]:
    """The form and the day that it is about: ?day=, or today for all coming shifts.

    A shift that was changed by hand is not offered as "only this": the form shows the series, not that shift.
    """
    day = asked_day(request)
    scopes: tuple[Scope, ...] = (Scope.ALL,)
    if day:
        scopes = (Scope.FOLLOWING, Scope.ALL) if series_pages.shift_by_hand(chosen, day) else tuple(Scope)
    day = day or chosen.day_of(timezone.now())
    form = SeriesForm(request.POST or None, scopes=scopes, initial=initial_of(pattern_of(chosen)))
    form.fields["count"].help_text = _("Counted from %(day)s on.") % {"day": f"{chosen.first_on:%Y-%m-%d}"}
    return form, day


def asked_change(form: SeriesForm, chosen: ShiftSeries, day: date) -> dict[str, Any] | None:
    if not form.is_valid():
        return None
    pattern = form.pattern(first_on=chosen.first_on, zone=chosen.zone)
    if pattern is None:
        return None
    data = form.cleaned_data
    return {"pattern": pattern, "scope": data["scope"], "day": day, "on_day": data["on_day"]}


def asked_day(request: HttpRequest) -> date | None:
    """?day= of the address. Raises Http404 for a day that is none."""
    text = request.GET.get("day", "")
    if not text:
        return None
    try:
        day = parse_date(text)
    except ValueError as wrong:
        raise Http404 from wrong
    if day is None or not 2000 <= day.year <= 2099:
        raise Http404
    return day


def change_page(
    request: HttpRequest, chosen: ShiftSeries, form: SeriesForm, day: date, status: int = 200
) -> HttpResponse:
    about_one = len(form.scopes) > 1
    context = {
        "series": chosen,
        "form": form,
        "day": day if about_one else None,
        "by_hand": series_pages.shift_by_hand(chosen, day) if about_one else None,
    }
    return render(request, "volunteers/series_change.html", context, status=status)


def consequences(
    request: HttpRequest, chosen: ShiftSeries, plan: SeriesChange, form: SeriesForm, day: date, refused: str = ""
) -> HttpResponse:
    context = {
        "series": chosen,
        "plan": plan,
        "rule": series_pages.sentence_of(chosen),
        "new_rule": series_pages.sentence_of_pattern(form.pattern(first_on=chosen.first_on, zone=chosen.zone)),
        "next": series_pages.preview_of(plan.pattern, plan.since) if plan.pattern else None,
        "kept": list(as_hidden(request, form)),
        "on_day": form.cleaned_data["on_day"],
        "on_clash": OnClash.choices,
        "ended_standing": series_pages.standing_left_behind(plan),
        "moved_standing": series_pages.standing_moved(plan),
        "query": f"?day={day:%Y-%m-%d}" if len(form.scopes) > 1 else "",
        "refused": refused,
    }
    return render(request, "volunteers/series_consequences.html", context, status=422 if refused else 200)


def as_hidden(request: HttpRequest, form: SeriesForm) -> Iterator[tuple[str, str]]:
    """What was entered, to be sent once more with the confirmation."""
    for name in form.fields.keys() - {"on_day"}:
        for value in request.POST.getlist(name):
            yield name, value


def held_by(chosen: ShiftSeries, plan: SeriesChange) -> ShiftSeries:
    """The series that has the new rule now."""
    if plan.scope != Scope.FOLLOWING:
        return chosen
    return ShiftSeries.objects.filter(continues=chosen).latest("pk")


def ask_and_do(
    request: HttpRequest,
    chosen: ShiftSeries,
    *,
    title: str,
    plan: Callable[[datetime], SeriesChange],
    act: Callable[[str, datetime], SeriesChange],
    done: str,
    since: date | None = None,
    asks_day: bool = False,
) -> HttpResponse:
    """GET shows what would happen; POST does it, and shows it anew when it would be something else by now."""
    now, refused = timezone.now(), ""
    if request.method == "POST":
        try:
            act(request.POST.get("seen", ""), now)
        except WorkflowError as problem:
            refused = str(problem)
        else:
            messages.success(request, done)
            return redirect("volunteers:series", chosen.pk)
    context = {
        "series": chosen, "plan": plan(now), "title": title, "since": since, "asks_day": asks_day, "refused": refused,
        "ended_standing": 0, "moved_standing": 0,
    }  # fmt: skip
    return render(request, "volunteers/series_end.html", context, status=422 if refused else 200)
