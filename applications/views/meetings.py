"""Meetings of the committee and panels of residents: agenda, ballots, minutes."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import has_role
from applications.forms.meetings import BallotForm, MeetingForm, MinutesForm
from applications.meeting_exports import MEETINGS, NEWEST
from applications.meeting_page import MeetingPage
from applications.models import Meeting
from applications.permissions_of_meetings import COMMITTEE_CALLERS, may_keep_minutes
from applications.prints.meetings import meeting_record
from applications.scopes import FIELD_ROLES, is_staff_of_cases
from applications.services import meetings as services
from applications.views.form_page import form_page
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page
from web.typeset import pdf_response

CALLERS = {Meeting.Kind.COMMITTEE: COMMITTEE_CALLERS, Meeting.Kind.PANEL: FIELD_ROLES}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Newest first, with what this person may call."""
    if not is_staff_of_cases(request.user):
        raise PermissionDenied(str(_("This page belongs to the staff of the federation.")))
    rows = Meeting.objects.visible_to(request.user).select_related("area")
    page = requested_page(request, rows, NEWEST)
    kinds = [kind for kind, codes in CALLERS.items() if has_role(request.user, *codes)]
    return render(request, "applications/meetings.html", {"page": page, "kinds": kinds})


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, MEETINGS, back=reverse("applications:meetings"))


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in Meeting.Kind.values:
        raise Http404
    if not has_role(request.user, *CALLERS[Meeting.Kind(kind)]):
        raise PermissionDenied(str(_("Your role does not call this meeting.")))
    form = MeetingForm(posted(request), kind=kind, user=request.user, at=timezone.now())

    def do() -> str:
        made = services.call_meeting(
            kind=kind,
            area=form.cleaned_data.get("area"),
            meets_at=form.cleaned_data["meets_at"],
            place=form.cleaned_data["place"],
            called=form.called,
            cases=list(form.cleaned_data["cases"]),
            by=request.user,
            at=timezone.now(),
        )
        return reverse("applications:meeting", args=[made.reference])

    title = _("Call the committee") if kind == Meeting.Kind.COMMITTEE else _("Call a panel of residents")
    back = reverse("applications:meetings")
    return form_page(
        request, form, do, title=title, submit=_("Call the meeting"), done=_("The meeting is called."), back=back
    )


@require_safe
def meeting(request: HttpRequest, reference: str) -> HttpResponse:
    row = _meeting(request, reference)
    context = {"meeting": row, "page": MeetingPage(row), "may_write": may_keep_minutes(request.user, row)}
    return render(request, "applications/meeting.html", context)


@require_safe
def record(request: HttpRequest, reference: str) -> HttpResponse:
    """The sheet to sign, as PDF."""
    row = _meeting(request, reference)
    return pdf_response(meeting_record(row, by=request.user, at=timezone.now()), f"{row.reference}-record")


@require_http_methods(["GET", "POST"])
def votes(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    row = _written_by(request, reference)
    items = row.items.select_related("meeting", "application__applicant", "application__guardian")
    item = get_object_or_404(items, pk=pk)
    form = BallotForm(posted(request), item=item)

    def do() -> str:
        services.record_votes(item=item, ballots=form.ballots, by=request.user, at=timezone.now())
        return reverse("applications:meeting", args=[row.reference])

    title = _("Votes on %(reference)s") % {"reference": item.application.reference}
    back = reverse("applications:meeting", args=[row.reference])
    return form_page(
        request, form, do, title=title, submit=_("Record the votes"), done=_("The votes are recorded."), back=back
    )


@require_http_methods(["GET", "POST"])
def minutes(request: HttpRequest, reference: str) -> HttpResponse:
    row = _written_by(request, reference)
    form = MinutesForm(posted(request), initial={"text": row.minutes})

    def do() -> str:
        services.write_minutes(meeting=row, text=form.cleaned_data["text"], by=request.user, at=timezone.now())
        return reverse("applications:meeting", args=[row.reference])

    back = reverse("applications:meeting", args=[row.reference])
    return form_page(
        request, form, do, title=_("Minutes"), submit=_("Save"), done=_("The minutes are saved."), back=back
    )


def _meeting(request: HttpRequest, reference: str) -> Meeting:
    rows = Meeting.objects.visible_to(request.user).select_related("area", "called_by", "minuted_by")
    return get_object_or_404(rows, reference=reference)


def _written_by(request: HttpRequest, reference: str) -> Meeting:
    row = _meeting(request, reference)
    answer = may_keep_minutes(request.user, row)
    if not answer:
        raise PermissionDenied(str(answer.reason))
    return row
