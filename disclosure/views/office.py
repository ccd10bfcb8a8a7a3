"""For the staff: preparing and publishing reports, and the statutory calendar."""

from datetime import timedelta
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from disclosure import forms, services
from disclosure.deadlines import LOOK_BACK_DAYS, Due, dues_between, find_due
from disclosure.models import Pack
from disclosure.permissions import may_keep, may_publish, may_read_office
from disclosure.views.asking import ask_and_do, demand, one_form
from disclosure.views.reports import found
from web.forms import posted

AHEAD_DAYS = 180


@ask_and_do
def prepare(request: HttpRequest) -> HttpResponse:
    demand(may_keep(request.user))
    form = forms.PackForm(posted(request), today=timezone.localdate())

    def act() -> str:
        return _url(services.prepare_pack(by=request.user, at=timezone.now(), **form.values()))

    lead = _("The figures of the period are frozen as they are now. Another person looks at them and publishes them.")
    return one_form(request, form, act, title=_("Prepare a report"), back=reverse("disclosure:reports"), lead=lead)


@ask_and_do
def publish(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    pack = _in_work(request, slug, version)
    demand(may_publish(request.user, pack))
    form = forms.NoForm(posted(request))

    def act() -> str:
        return _url(services.publish_pack(pack=pack, by=request.user, at=timezone.now()))

    lead = _("From then on everybody reads it, and nobody can change it.")
    return one_form(request, form, act, title=_("Publish the report"), back=_url(pack), lead=f"{pack.title}. {lead}")


@ask_and_do
def discard(request: HttpRequest, slug: str, version: int) -> HttpResponse:
    pack = _in_work(request, slug, version)
    demand(may_keep(request.user))
    form = forms.NoForm(posted(request))

    def act() -> str:
        services.discard_pack(pack=pack, by=request.user, at=timezone.now())
        return reverse("disclosure:reports")

    return one_form(request, form, act, title=_("Discard the report"), back=_url(pack), lead=pack.title)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    demand(may_read_office(request.user))
    today = timezone.localdate()
    dues = dues_between(today - timedelta(days=LOOK_BACK_DAYS), today + timedelta(days=AHEAD_DAYS))
    context = {
        "late": [due for due in dues if due.is_late(today)],
        "coming": [due for due in dues if due.due_on >= today],
        "done": [due for due in dues if due.done is not None and due.due_on < today],
        "may_keep": may_keep(request.user),
    }
    return render(request, "disclosure/calendar.html", context)


@ask_and_do
def done(request: HttpRequest, rule: str, subject: str, day: str) -> HttpResponse:
    demand(may_read_office(request.user))
    due = _due(rule, subject, day)
    demand(may_keep(request.user))
    form = forms.DoneForm(posted(request), initial={"published_on": timezone.localdate()})

    def act() -> str:
        services.note_done(due=due, by=request.user, at=timezone.now(), **form.cleaned_data)
        return reverse("disclosure:calendar")

    lead = f"{due.rule.title} · {due.clock.title} · {due.due_on.isoformat()}"
    return one_form(request, form, act, title=_("Note the publication"), back=reverse("disclosure:calendar"), lead=lead)


def _in_work(request: HttpRequest, slug: str, version: int) -> Pack:
    """Reports are public, but what is done with them belongs to the staff: 403 for everybody else."""
    demand(may_read_office(request.user))
    return found(request, slug, version)


def _due(rule: str, subject: str, day: str) -> Due:
    try:
        on = parse_date(day)
    except ValueError:
        on = None
    due = find_due(rule, subject, on) if on and 2000 <= on.year <= 2999 else None
    if due is None:
        raise Http404
    return due


def _url(pack: Pack) -> str:
    args: list[Any] = [pack.slug, pack.version]
    return reverse("disclosure:report", args=args)
