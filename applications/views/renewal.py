"""Asking again for aid that ends: start, compare with last time, confirm block by block."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from applications import steps
from applications.differences import Differences
from applications.forms.pages import form_of
from applications.models import ApplicationDraft
from applications.services import drafts, renewing
from applications.services.submission import draft_case
from applications.views.access import get_application
from applications.views.drafts import get_draft, open_in_two_tabs
from web.idempotency import submit_once
from workflow.machine import NotAllowed, Refused


@require_POST
def renew(request: HttpRequest, reference: str) -> HttpResponse:
    """A draft filled in with the last case; clicked twice it is the same draft."""
    application = get_application(request, reference)

    def effect() -> str:
        draft = renewing.start_renewal(application=application, by=request.user, at=timezone.now())
        return reverse("applications:renewal", args=[draft.uuid])

    try:
        return submit_once(request, effect)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error


def _renewal(request: HttpRequest, uuid: UUID) -> ApplicationDraft:
    draft = get_draft(request, uuid)
    if draft.renews is None:
        raise Http404
    return draft


@require_safe
@open_in_two_tabs
def differences(request: HttpRequest, uuid: UUID) -> HttpResponse:
    draft = _renewal(request, uuid)
    if draft.application:
        return redirect("applications:case", draft.application.reference)
    at = timezone.now()
    known = renewing.known_answers_of(draft, by=request.user, at=at)
    answers = drafts.answers_of(draft, by=request.user, at=at)
    blocks = Differences(draft, known, answers, at=at).blocks()
    context = {"draft": draft, "blocks": blocks, "left": sum(not block.is_confirmed for block in blocks)}
    return render(request, "applications/renewal.html", context)


@require_POST
@open_in_two_tabs
def confirm(request: HttpRequest, uuid: UUID, block: str) -> HttpResponse:
    """Still so. A page whose answers are no longer complete is opened instead."""
    draft = _renewal(request, uuid)
    if block not in renewing.BLOCKS:
        return _confirm_page(request, draft, block)
    try:
        renewing.confirm_block(draft=draft, block=block, by=request.user, at=timezone.now())
    except drafts.HandedIn:
        raise
    except Refused as error:
        messages.error(request, str(error))
    return redirect("applications:renewal", draft.uuid)


def _confirm_page(request: HttpRequest, draft: ApplicationDraft, code: str) -> HttpResponse:
    scheme, at = draft.program.scheme, timezone.now()
    page: Any = steps.page_of(scheme, code)
    if page is None or not page.has_questions or page.code == steps.CONSENTS:
        raise Http404
    answers = drafts.answers_of(draft, by=request.user, at=at)
    kinds = frozenset(draft.papers.values_list("kind", flat=True))
    stored = answers.get(code, {})
    form = form_of(page, draft_case(draft.program, answers, kinds, on=timezone.localdate(at)), scheme, dict(stored))
    if not form.is_valid():
        messages.error(request, _("Something on this page is missing or no longer fits. Please go through it."))
        return redirect("applications:step", draft.uuid, code)
    drafts.save_step(draft=draft, step=code, answers=stored, is_done=True, by=request.user, at=at)
    return redirect("applications:renewal", draft.uuid)
