"""公示: the public pages of running notices, and the form for objections."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.objections import ObjectionForm
from applications.models import PublicNotice
from applications.services.publicity import receive_objection
from web.forms import posted
from web.pagination import requested_page
from web.throttle import is_within
from workflow.machine import Refused

OBJECTIONS_PER_HOUR = 5


@login_not_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """Running notices, newest first."""
    page = requested_page(request, PublicNotice.objects.running(timezone.now()), ["-posted_at", "-id"])
    return _unindexed(render(request, "applications/notices.html", {"page": page}))


@login_not_required
@require_safe
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """One notice while it hangs; afterwards the page says that it has ended and shows nothing else."""
    row = get_object_or_404(PublicNotice, reference=reference)
    is_running = row.is_running(timezone.now())
    context = {"notice": row if is_running else None}
    return _unindexed(render(request, "applications/notice.html", context, status=200 if is_running else 410))


@login_not_required
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    """Anybody may object, with or without a name; also who had opened the form before somebody else objected."""
    notices, now = PublicNotice.objects, timezone.now()
    row = get_object_or_404(
        notices.hanging(now) if request.method == "POST" else notices.running(now), reference=reference
    )
    form = ObjectionForm(posted(request))
    if request.method == "POST" and form.is_valid() and _within_limit(request, form):
        try:
            receive_objection(notice=row, at=timezone.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your objection was received; the posting is being checked."))
            return redirect("applications:notices")
    context = {"notice": row, "form": form}
    return _unindexed(render(request, "applications/object.html", context, status=422 if form.errors else 200))


def _within_limit(request: HttpRequest, form: ObjectionForm) -> bool:
    if is_within(request, "objections", OBJECTIONS_PER_HOUR):
        return True
    form.add_error(None, _("Too many objections from here within an hour. Please call the number on the notice."))
    return False


def _unindexed(response: HttpResponse) -> HttpResponse:
    """Search engines must not keep what expires (domain rules 3.5)."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response
