"""Lists on boards: for everybody while they hang, with objections; for staff print, photographs, answers."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from applications.forms.objections import ObjectionForm
from delivery.festival_visits import board_files, prints
from delivery.festival_visits.forms.homes import AnswerForm, PictureForm
from delivery.festival_visits.models import BoardNotice, BoardPicture, NoticeObjection
from delivery.festival_visits.permissions import may_answer_objection, may_check_lists
from delivery.festival_visits.postings import rows_still_shown
from delivery.festival_visits.services import notices as services
from delivery.festival_visits.views.acting import ask_or_act, demand
from web.forms import posted
from web.kept_files import kept_file
from web.pagination import requested_page
from web.throttle import is_within
from web.typeset import pdf_response
from workflow.machine import Refused

OBJECTIONS_PER_HOUR = 5


@login_not_required
@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """What hangs now, newest first."""
    rows = BoardNotice.objects.hanging(timezone.now()).select_related("area", "season")
    page = requested_page(request, rows, ["-posted_at", "-id"])
    return _unindexed(render(request, "festival_visits/notices.html", {"page": page}))


@login_not_required
@require_safe
def notice(request: HttpRequest, reference: str) -> HttpResponse:
    """While it hangs; afterwards the page says that it has ended and shows nothing else."""
    row = get_object_or_404(BoardNotice, reference=reference)
    hangs = BoardNotice.objects.hanging(timezone.now()).filter(pk=row.pk).exists()
    context = {"notice": row if hangs else None, "rows": rows_still_shown(row) if hangs else []}
    return _unindexed(render(request, "festival_visits/notice.html", context, status=200 if hangs else 410))


@login_not_required
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    row = get_object_or_404(BoardNotice.objects.hanging(timezone.now()), reference=reference)
    form = ObjectionForm(posted(request))
    if request.method == "POST" and form.is_valid() and _within_limit(request, form):
        try:
            services.receive_objection(notice=row, at=timezone.now(), **form.cleaned_data)
        except Refused as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Thank you. Your objection was received; the list is being checked."))
            return redirect("festival_visits:notices")
    context = {"notice": row, "form": form}
    return _unindexed(render(request, "festival_visits/object.html", context, status=422 if form.errors else 200))


def _within_limit(request: HttpRequest, form: ObjectionForm) -> bool:
    if is_within(request, "festival-objections", OBJECTIONS_PER_HOUR):
        return True
    form.add_error(None, _("Too many objections from here within an hour. Please call the number on the list."))
    return False


def _unindexed(response: HttpResponse) -> HttpResponse:
    """Search engines must not keep what expires (domain fact book §3.5)."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


# --- For staff --------------------------------------------------------------------------------------------------------


@require_safe
def board(request: HttpRequest, reference: str) -> HttpResponse:
    """The list for the board of the community, A4."""
    row = _staff_notice(request, reference)
    return pdf_response(prints.board(row, by=request.user, at=timezone.now()), f"board-{row.reference}")


@require_http_methods(["GET", "POST"])
def photograph(request: HttpRequest, reference: str) -> HttpResponse:
    row = _staff_notice(request, reference)
    demand(may_check_lists(request.user, row.area_id))
    form = PictureForm(posted(request), request.FILES if request.method == "POST" else None)

    def effect() -> None:
        data = form.cleaned_data
        services.add_picture(
            notice=row,
            moment=data["moment"],
            seen_at=data["seen_at"],
            upload=data["photo"],
            by=request.user,
            at=timezone.now(),
        )

    return ask_or_act(
        request, form, effect, title=_("Photograph of the board"), back=_list_of(row), multipart=True, area=row.area
    )


@require_safe
def picture(request: HttpRequest, pk: int) -> HttpResponse:
    rows = BoardPicture.objects.filter(notice__in=BoardNotice.objects.visible_to(request.user))
    one = get_object_or_404(rows, pk=pk)
    return kept_file(request, board_files.path_of(one), mime=one.mime)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    rows = NoticeObjection.objects.filter(notice__in=BoardNotice.objects.visible_to(request.user))
    one = get_object_or_404(rows.select_related("notice__season", "notice__area"), pk=pk)
    demand(may_answer_objection(request.user, one.notice))
    form = AnswerForm(posted(request), notice=one.notice)

    def effect() -> None:
        data = form.cleaned_data
        services.answer_objection(
            objection=one, finding=data["finding"], home=data["home"], by=request.user, at=timezone.now()
        )

    return ask_or_act(
        request,
        form,
        effect,
        title=_("Answer the objection"),
        back=_list_of(one.notice),
        area=one.notice.area,
        objection=one,
    )


def _staff_notice(request: HttpRequest, reference: str) -> BoardNotice:
    rows = BoardNotice.objects.visible_to(request.user).select_related("season", "area")
    return get_object_or_404(rows, reference=reference)


def _list_of(notice: BoardNotice) -> str:
    return reverse("festival_visits:community", args=[notice.season.year, notice.area.code])
