"""The board on which a notice hangs."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from applications.forms.board import BoardPhotoForm
from applications.models import PublicNotice
from applications.permissions import may_visit
from applications.services.board import add_board_photo
from applications.views.casework import ask, staff_case
from web.forms import posted


@require_http_methods(["GET", "POST"])
def board_photo(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """When and where the notice was seen, with a photograph."""
    application = staff_case(request, reference, may_visit)
    notice = get_object_or_404(PublicNotice.objects.select_related("application"), application=application, pk=pk)
    files = request.FILES if request.method == "POST" else None
    people = {"application": application, "user": request.user, "at": timezone.now()}
    form = BoardPhotoForm(posted(request), files, **people)
    return ask(
        request,
        application,
        form,
        lambda: add_board_photo(
            notice=notice,
            moment=form.cleaned_data["moment"],
            seen_at=form.cleaned_data["seen_at"],
            place=form.cleaned_data["place"],
            upload=form.cleaned_data["photo"],
            by=request.user,
            at=timezone.now(),
        ),
        title=_("Photograph of the board"),
        submit=_("Save"),
        done=_("The photograph is in the file."),
    )
