"""The inbox of the person signed in, and what they want to be told."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from notifications import services
from notifications.forms import WishesForm
from notifications.models import Delivery
from notifications.selectors import unread_count, wishes_of
from web.htmx import render_page_or_fragment
from web.pagination import requested_page

ORDER = ("-ended_at", "-id")


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    mine = Delivery.objects.visible_to(request.user).defer("occasion", "problem")
    context = {
        "layout": _layout(request),
        "page": requested_page(request, mine, ORDER, size=20),
        "unread": unread_count(request.user),
    }
    return render_page_or_fragment(request, "notifications/inbox.html", "notifications/_inbox.html", context)


@require_POST
def open_message(request: HttpRequest, reference: str) -> HttpResponse:
    """Marks the message as read and goes where it leads."""
    message = _mine(request, reference)
    services.mark_read(delivery=message, by=request.user, at=timezone.now())
    leads_inside = message.path.startswith("/") and url_has_allowed_host_and_scheme(message.path, allowed_hosts=None)
    return redirect(message.path if leads_inside else "notifications:inbox")


@require_POST
def mark_read(request: HttpRequest, reference: str) -> HttpResponse:
    services.mark_read(delivery=_mine(request, reference), by=request.user, at=timezone.now())
    return redirect("notifications:inbox")


@require_POST
def mark_all_read(request: HttpRequest) -> HttpResponse:
    services.mark_all_read(by=request.user, at=timezone.now())
    return redirect("notifications:inbox")


@require_http_methods(["GET", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    form = WishesForm(request.POST or None, wishes=wishes_of(request.user))
    if request.method == "POST" and form.is_valid():
        services.set_wishes(wishes=form.wishes(), by=request.user, at=timezone.now())
        messages.success(request, _("Your choice is saved."))
        return redirect("notifications:preferences")
    context = {"layout": _layout(request), "form": form}
    return render(request, "notifications/preferences.html", context, status=422 if form.is_bound else 200)


def _mine(request: HttpRequest, reference: str) -> Delivery:
    return get_object_or_404(Delivery.objects.visible_to(request.user), provider_ref=reference)


def _layout(request: HttpRequest) -> str:
    return "base_staff.html" if request.user.works_at_desk else "base_phone.html"
