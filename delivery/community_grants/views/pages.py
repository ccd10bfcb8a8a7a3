"""What the pages of this app share: one form on a page of the desk or of the phone, the grant that somebody may see."""

from collections.abc import Callable
from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from delivery.community_grants.models import Grant
from delivery.community_grants.permissions import may_see_desk
from donations.views.asking import one_form

FORM = "community_grants/form.html"


def form_page(
    request: HttpRequest, form: BaseForm, act: Callable[[], str], *, title: Any, back: str, **context: Any
) -> HttpResponse:
    on_desk = bool(may_see_desk(request.user))
    return one_form(request, form, act, title=title, back=back, template=FORM, on_desk=on_desk, **context)


def seen_grant(request: HttpRequest, reference: str) -> Grant:
    rows = Grant.objects.visible_to(request.user)
    rows = rows.select_related("organisation", "area", "round__fund", "officer", "decided_by")
    return get_object_or_404(rows, reference=reference)
