"""Handing over the desk of a colleague who leaves. For administrators."""

import re
from collections import Counter
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_POST

from accounts import roles
from accounts.models import User
from accounts.permissions import is_system_admin
from accounts.selectors import holders_of
from accounts.services import AccountRefused
from home.handing_over import (
    HandoverRefused,
    chosen,
    close_account_of,
    hand_over_work,
    propose_one,
    propose_split,
)
from home.open_work import KINDS, people_with_open_work

NUMBER = re.compile(r"[0-9]{1,18}")  # other digits of Unicode, and numbers beyond BIGINT, name nobody


def _demand_administrator(user: Any) -> None:
    if not is_system_admin(user):
        raise PermissionDenied(str(_("An administrator hands over the work of somebody who leaves.")))


@require_GET
def handover(request: HttpRequest) -> HttpResponse:
    """Who has open work; closed accounts first."""
    _demand_administrator(request.user)
    return render(request, "home/handover.html", {"people": people_with_open_work(at=timezone.now())})


@require_GET
def handover_preview(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """Row by row who would take what: everything to one, or split by community and workload."""
    _demand_administrator(request.user)
    leaver, to = get_object_or_404(User, seal_id=seal_id), _receiver(request.GET.get("to", ""))
    now = timezone.now()
    proposals = propose_one(leaver, to, at=now) if to else propose_split(leaver, at=now)
    return _preview(request, leaver, proposals, to)


def _receiver(pk: str) -> User | None:
    return User.objects.filter(pk=int(pk), is_active=True).first() if NUMBER.fullmatch(pk) else None


def _preview(request: HttpRequest, leaver: User, proposals: Any, to: User | None, *, status: int = 200) -> HttpResponse:
    counts = Counter(str(KINDS[proposal.piece.kind]) for proposal in proposals)
    colleagues = holders_of(*roles.STAFF, at=timezone.now())
    context = {
        "leaver": leaver,
        "proposals": proposals,
        "counts": list(counts.items()),
        "to": to,
        "colleagues": sorted((user for user in colleagues if user != leaver), key=lambda user: user.username),
    }
    return render(request, "home/handover_preview.html", context, status=status)


@require_POST
def handover_apply(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    """All rows that name somebody, in one step. A row that does not work brings everything back, with its reason."""
    _demand_administrator(request.user)
    leaver = get_object_or_404(User, seal_id=seal_id)
    named = {key[3:]: _receiver(value) for key, value in request.POST.items() if key.startswith("to-")}
    receivers = {key: user for key, user in named.items() if user is not None}
    try:
        count = hand_over_work(leaver=leaver, receivers=receivers, by=request.user, at=timezone.now())
    except HandoverRefused as refused:
        messages.error(request, _("Nothing was handed over: some rows cannot go to the person you chose."))
        return _preview(request, leaver, chosen(leaver, receivers, refused, at=timezone.now()), None, status=422)
    messages.success(request, _("Handed over: %(count)d.") % {"count": count})
    return redirect("home:handover_preview", seal_id)


@require_POST
def handover_close(request: HttpRequest, seal_id: UUID) -> HttpResponse:
    _demand_administrator(request.user)
    leaver = get_object_or_404(User, seal_id=seal_id)
    try:
        close_account_of(leaver=leaver, by=request.user, at=timezone.now())
    except AccountRefused as error:
        messages.error(request, str(error))
        return redirect("home:handover_preview", seal_id)
    messages.success(request, _("The account is closed."))
    return redirect("home:handover")
