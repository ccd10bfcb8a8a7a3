"""Rounds for those who keep them: the list, preparing from the last one, changing, publishing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from delivery.community_grants import permissions as may
from delivery.community_grants.forms.acts import NoForm
from delivery.community_grants.forms.rounds import RoundForm, initial_of
from delivery.community_grants.models import GrantRound
from delivery.community_grants.services import rounds as services
from delivery.community_grants.views.pages import form_page
from donations.views.asking import ask_and_do, demand
from web.forms import posted


@require_safe
def rounds(request: HttpRequest) -> HttpResponse:
    demand(may.may_keep_rounds(request.user))
    context = {
        "rows": GrantRound.objects.select_related("fund")[:100],
        "may_publish": may.may_publish_round(request.user),
        "today": timezone.localdate(),
    }
    return render(request, "community_grants/rounds.html", context)


@ask_and_do
def new_round(request: HttpRequest) -> HttpResponse:
    """Filled in with the terms of the last round."""
    demand(may.may_keep_rounds(request.user))
    last = GrantRound.objects.first()
    form = RoundForm(posted(request), initial=initial_of(last, as_new=True) if last else {})

    def act() -> str:
        services.prepare_round(by=request.user, at=timezone.now(), **form.values())
        return _url()

    return form_page(request, form, act, title=_("Prepare a round"), back=_url())


@ask_and_do
def change_round(request: HttpRequest, code: str) -> HttpResponse:
    demand(may.may_keep_rounds(request.user))
    one = get_object_or_404(GrantRound, code=code)
    form = RoundForm(posted(request), initial=initial_of(one, as_new=False))

    def act() -> str:
        services.change_round(round=one, by=request.user, at=timezone.now(), **form.values())
        return _url()

    return form_page(request, form, act, title=_("Change the round"), back=_url(), lead=one.title)


@ask_and_do
def publish_round(request: HttpRequest, code: str) -> HttpResponse:
    demand(may.may_publish_round(request.user))
    one = get_object_or_404(GrantRound, code=code)
    form = NoForm(posted(request))

    def act() -> str:
        services.publish_round(round=one, by=request.user, at=timezone.now())
        return _url()

    lead = _("%(title)s. Its terms stay as they are from now on.") % {"title": one.title}
    return form_page(request, form, act, title=_("Publish the round"), back=_url(), lead=lead)


def _url() -> str:
    return reverse("community_grants:rounds")
