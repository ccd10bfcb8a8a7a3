"""The page of the program: stock, events, bands in use, alerts, with charts; and its lists as files."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from delivery.wristbands import figures
from delivery.wristbands.list_exports import EVENTS, ISSUES, MOVEMENTS
from delivery.wristbands.models import Alert
from delivery.wristbands.permissions import may_issue, may_keep_store, may_read, watched
from delivery.wristbands.turns import bands_at_hand, waiting_in_turn
from delivery.wristbands.views.acting import require
from jobs.views.exports import export_list
from programs.schemes.wristband.turns import PRIORITIES

EXPORTS = {"people": (ISSUES, "people"), "events": (EVENTS, "events"), "movements": (MOVEMENTS, "batches")}
WAITING_SHOWN = 10


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    require(may_read(request.user))
    waiting, at_hand = waiting_in_turn(), bands_at_hand()
    by_category = figures.issued_by_category(request.user)
    alerts = Alert.objects.visible_to(request.user).live().select_related("issue__band", "issue__area")[:5]
    context = {
        "figures": figures.figures_for(request.user),
        "by_month": figures.issued_by_month(request.user, timezone.localdate()),
        "by_event": figures.issued_by_event(request.user),
        "by_category": [(label, by_category.get(turn, 0)) for turn, label in PRIORITIES.items()],
        "waiting": len(waiting),
        "first_waiting": [(one, PRIORITIES[one.turn]) for one in waiting[:WAITING_SHOWN]],
        "is_short": len(waiting) > at_hand,
        "at_hand": at_hand,
        "alerts": alerts,
        "watched": watched(request.user, alerts),
        "may_issue": may_issue(request.user),
        "may_keep": may_keep_store(request.user),
    }
    return render(request, "wristbands/overview.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest, what: str) -> HttpResponse:
    require(may_read(request.user))
    if what not in EXPORTS:
        raise Http404
    listed, back = EXPORTS[what]
    return export_list(request, listed, back=reverse(f"wristbands:{back}"))
