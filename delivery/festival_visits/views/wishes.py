"""Wishes that were heard at the door, and where each leads."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from delivery.festival_visits.choices import WishKind
from delivery.festival_visits.forms.routes import WishAidForm, WishNoteForm, WishVolunteersForm
from delivery.festival_visits.models import Wish
from delivery.festival_visits.permissions import may_handle_wish, may_nominate, may_read
from delivery.festival_visits.selectors import wishes_for
from delivery.festival_visits.services import wishes as services
from delivery.festival_visits.views.acting import ask_or_act, demand
from web.forms import posted
from web.pagination import requested_page

TITLES = {
    WishKind.AID: _("Begin an application"),
    WishKind.VOLUNTEERS: _("Ask for volunteers"),
    WishKind.NOTE: _("Note what became of it"),
}


@require_safe
def wishes(request: HttpRequest) -> HttpResponse:
    demand(may_read(request.user))
    is_done = request.GET.get("tab") == "done"
    rows = wishes_for(request.user).filter(handled_at__isnull=not is_done)
    page = requested_page(request, rows, ["-heard_at", "-id"])
    url = reverse("festival_visits:wishes")
    tabs = [
        {"label": _("To be followed up"), "url": url, "is_current": not is_done},
        {"label": _("Followed up"), "url": f"{url}?tab=done", "is_current": is_done},
    ]
    own = {wish.pk for wish in page if may_nominate(request.user, wish.visit.nomination.area_id)}
    context = {"rows": list(page), "page": page, "tabs": tabs, "may_follow_up": own}
    return render(request, "festival_visits/wishes.html", context)


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """`kind` is where it leads; the one that was noted at the door is only the first suggestion."""
    wish = get_object_or_404(wishes_for(request.user), pk=pk)
    if kind not in WishKind.values:
        raise Http404
    demand(may_handle_wish(request.user, wish))
    form, effect = WAYS[WishKind(kind)](request, wish)
    others = [(other, TITLES[other]) for other in WishKind if other != kind]
    return ask_or_act(
        request,
        form,
        effect,
        title=TITLES[WishKind(kind)],
        back=reverse("festival_visits:wishes"),
        wish=wish,
        others=others,
    )


Way = tuple[Any, Callable[[], object]]


def _to_aid(request: HttpRequest, wish: Wish) -> Way:
    form = WishAidForm(posted(request), on=timezone.localdate())

    def effect() -> str:
        draft = services.refer_to_aid(
            wish=wish, program=form.cleaned_data["program"], by=request.user, at=timezone.now()
        )
        return reverse("applications:resume", args=[draft.uuid])

    return form, effect


def _to_volunteers(request: HttpRequest, wish: Wish) -> Way:
    form = WishVolunteersForm(posted(request), initial={"need": wish.text})
    return form, lambda: services.refer_to_volunteers(
        wish=wish, by=request.user, at=timezone.now(), **form.cleaned_data
    )


def _to_note(request: HttpRequest, wish: Wish) -> Way:
    form = WishNoteForm(posted(request))
    return form, lambda: services.note_answer(wish=wish, by=request.user, at=timezone.now(), **form.cleaned_data)


WAYS = {WishKind.AID: _to_aid, WishKind.VOLUNTEERS: _to_volunteers, WishKind.NOTE: _to_note}
