"""The one door to personal data in clear."""

import uuid

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from protection.fields import SealedModel
from protection.forms import RevealForm, auto_id
from protection.registry import NotRevealable, Revealable, revealable
from protection.services import RevealRefused, TooManyReveals, reveal
from web.htmx import wants_fragment


@require_POST
@never_cache
@sensitive_variables("values")
def reveal_fields(request: HttpRequest, model: str, seal_id: uuid.UUID) -> HttpResponse:
    """Shows fields of one object that the user may see (else 404) and may open (else 403)."""
    entry, obj = _find(request, model, seal_id)
    form = RevealForm(request.POST, entry=entry, auto_id=auto_id(obj))
    answer = entry.may_reveal(request.user, obj)
    if not answer.allowed:
        raise PermissionDenied(answer.reason)
    if not form.is_valid():
        return _answer(request, entry, obj, form=form, status=422)
    asked = form.cleaned_data
    try:
        values = reveal(
            obj=obj,
            fields=asked["fields_asked"],
            by=request.user,
            purpose=asked["purpose"],
            reason=asked["reason"],
            at=timezone.now(),
        )
    except TooManyReveals as refusal:
        return _answer(request, entry, obj, form=form, refusal=refusal.reason, status=_too_many(request))
    except RevealRefused as refusal:
        return _answer(request, entry, obj, form=form, refusal=refusal.reason, status=422)
    return _answer(request, entry, obj, values=_labelled(entry, values))


def _too_many(request: HttpRequest) -> int:
    """429 for everybody but htmx, which shows only answers that it knows."""
    return 422 if wants_fragment(request) else 429


def _find(request: HttpRequest, model: str, seal_id: uuid.UUID) -> tuple[Revealable, SealedModel]:
    try:
        entry = revealable(model)
    except NotRevealable:
        raise Http404 from None
    return entry, get_object_or_404(entry.visible_to(request.user), seal_id=seal_id)


def _labelled(entry: Revealable, values: dict[str, str]) -> list[tuple[str, str]]:
    return [(entry.label_of(name), text) for name, text in values.items()]


def _answer(request: HttpRequest, entry: Revealable, obj: SealedModel, *, status: int = 200, **context) -> HttpResponse:
    template = "protection/_reveal.html" if wants_fragment(request) else "protection/reveal.html"
    context = {"object": obj, "model_label": entry.model._meta.label_lower, "form": None, "values": None, **context}
    context.setdefault("refusal", "")
    context["back"] = obj.get_absolute_url() if hasattr(obj, "get_absolute_url") else ""
    response = render(request, template, context, status=status)
    response.headers["Cache-Control"] = "no-store, private"
    return response
