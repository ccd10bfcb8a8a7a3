"""Aid that nobody asked for: the list for those who handle cases, and what they do with a line of it."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import steps, unclaimed
from applications.find_exports import UNCLAIMED
from applications.forms.unclaimed import DismissForm
from applications.models import UnclaimedAid
from applications.services import unclaimed as services
from jobs.views.exports import export_list
from web.forms import posted
from web.htmx import render_page_or_fragment
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import NotAllowed, Refused

TABS = (("open", pgettext_lazy("finds", "Open")), ("dismissed", pgettext_lazy("finds", "Dismissed")))


def _demand_handler(request: HttpRequest) -> None:
    if not unclaimed.may_read(request.user):
        raise PermissionDenied(str(_("This list is for those who handle applications.")))


def _find(request: HttpRequest, uuid: UUID) -> UnclaimedAid:
    """The line, for those who see it (404) and may follow it up (403)."""
    rows = UnclaimedAid.objects.visible_to(request.user).select_related("person__area", "program", "area")
    find = get_object_or_404(rows, uuid=uuid)
    if not (answer := unclaimed.may_follow_up(request.user, find)):
        raise PermissionDenied(str(answer.reason))
    return find


def _filter(request: HttpRequest) -> tuple[str, unclaimed.FindFilter]:
    tab = "dismissed" if request.GET.get("tab") == "dismissed" else "open"
    rows = getattr(unclaimed.visible_finds(request.user), tab)()
    return tab, unclaimed.FindFilter(request.GET, user=request.user, queryset=rows)


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    _demand_handler(request)
    tab, chosen = _filter(request)
    page = requested_page(request, chosen.qs, unclaimed.ORDER)
    context = {
        "filter": chosen,
        "tab": tab,
        "tabs": [
            {"label": label, "url": f"?tab={code}", "count": None, "is_current": code == tab} for code, label in TABS
        ],
        "page": page,
        "rows": unclaimed.rows_of(page.items, request.user, on=timezone.localdate()),
    }
    return render_page_or_fragment(request, "applications/unclaimed.html", "applications/_unclaimed.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, UNCLAIMED, back=reverse("applications:unclaimed"))


@require_http_methods(["GET", "POST"])
def dismiss(request: HttpRequest, uuid: UUID) -> HttpResponse:
    find = _find(request, uuid)
    form = DismissForm(posted(request))
    if request.method == "POST" and form.is_valid():
        try:
            services.dismiss_unclaimed_aid(find=find, by=request.user, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error("note", str(refusal))
        else:
            messages.success(request, _("Dismissed. It is not offered again under this program."))
            return redirect("applications:unclaimed")
    context = {"find": find, "form": form}
    return render(request, "applications/unclaimed_dismiss.html", context, status=422 if form.errors else 200)


@require_POST
def restore(request: HttpRequest, uuid: UUID) -> HttpResponse:
    services.restore_unclaimed_aid(find=_find(request, uuid), by=request.user, at=timezone.now())
    messages.success(request, _("It stands in the list again."))
    return redirect("applications:unclaimed")


@require_POST
def start(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Opens a draft with what is known filled in."""
    find = _find(request, uuid)

    def effect() -> str:
        draft = services.start_from_unclaimed_aid(find=find, by=request.user, at=timezone.now())
        return reverse("applications:step", args=[draft.uuid, steps.PERSON])

    try:
        return submit_once(request, effect)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("applications:unclaimed")
