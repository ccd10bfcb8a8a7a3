"""The survey form of a home visit: as a page, and in the pieces in which a phone sends it when the network is back."""

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import states
from applications.forms.visits import AttachmentForm, VisitForm
from applications.models import Application, HomeVisit, VisitAttachment
from applications.permissions import may_handle
from applications.services.visits import ColleagueWasFaster, add_attachment, sign_survey
from applications.views.casework import staff_case
from web.forms import posted
from web.idempotency import submit_once, was_sent
from web.uploads import UploadRefused
from workflow.machine import NotAllowed, WorkflowError

OFFLINE_COPY = "X-Offline-Copy"  # the service worker keeps a page with this header and no other of the case file
UPLOADS = (("photos", VisitAttachment.Kind.PHOTO), ("paper", VisitAttachment.Kind.PAPER))


def _own_visit(request: HttpRequest, reference: str, pk: int) -> tuple[Application, HomeVisit]:
    application = staff_case(request, reference, may_handle)
    row = get_object_or_404(HomeVisit, application=application, pk=pk)
    if not row.investigators.filter(user=request.user).exists():
        raise PermissionDenied(str(_("Only the investigators of this visit fill in its form.")))
    return application, row


def _is_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The form. With a network and without a script it is a plain form with files; a script sends the files before."""
    application, row = _own_visit(request, reference, pk)
    form = VisitForm(posted(request), visit=row, application=application, user=request.user, at=timezone.now())
    if request.method == "POST" and form.is_valid():
        return _send(request, application, row, form)
    return _answer(request, application, row, form)


def _send(request: HttpRequest, application: Application, row: HomeVisit, form: VisitForm) -> HttpResponse:
    def effect() -> str:
        sign_survey(visit=row, survey=form.survey, by=request.user, at=timezone.now())
        return reverse("applications:case", args=[application.reference])

    try:
        _keep_files(request, row)
        response = submit_once(request, effect)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except ColleagueWasFaster as error:
        form.add_error(None, str(error))
        return _answer(request, application, row, form, status=409)
    except (WorkflowError, UploadRefused) as error:
        form.add_error(None, str(error))
        return _answer(request, application, row, form)
    if response.status_code != 302:
        return response
    messages.success(request, _("You signed the survey form."))
    return JsonResponse({"url": response["Location"]}) if _is_json(request) else response


def _keep_files(request: HttpRequest, row: HomeVisit) -> None:
    """Files of the plain form. The same picture of the same visit has the same key, so it is kept once."""
    for name, kind in UPLOADS:
        for file in request.FILES.getlist(name):
            digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
            file.seek(0)
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"visit:{row.pk}:{kind}:{digest}")
            add_attachment(visit=row, key=key, kind=kind, signer=None, upload=file, by=request.user, at=timezone.now())


def _answer(
    request: HttpRequest, application: Application, row: HomeVisit, form: VisitForm, status: int = 422
) -> HttpResponse:
    if form.errors and _is_json(request):
        row.refresh_from_db(fields=["revision"])
        return JsonResponse({"errors": _sentences(form), "revision": row.revision}, status=status)
    is_open = application.state == states.SURVEYING
    attachments = list(row.attachments.filter(void_at__isnull=True).select_related("signer", "document"))
    context = {
        "application": application,
        "visit": row,
        "form": form,
        "investigators": row.investigators.select_related("user").order_by("pk"),
        "attachments": attachments,
        "drew": {one.signer_id for one in attachments},
        "household_drew": any(one.kind == VisitAttachment.Kind.HOUSEHOLD for one in attachments),
        "is_open": is_open,
    }
    response = render(request, "applications/visit.html", context, status=status if form.errors else 200)
    if is_open and not row.revision and not form.is_bound:
        response.headers[OFFLINE_COPY] = "yes"
    return response


@require_safe
def visit_state(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What a phone asks before it sends: a fresh token, what has arrived, and whether the form itself has."""
    application, row = _own_visit(request, reference, pk)
    return JsonResponse(
        {
            "token": get_token(request),
            "is_open": application.state == states.SURVEYING,
            "revision": row.revision,
            "is_sent": was_sent(user=request.user, key=request.GET.get("key", "")),
            "attachments": [str(key) for key in row.attachments.values_list("uuid", flat=True)],
            "case": reverse("applications:case", args=[application.reference]),
        }
    )


@require_POST
def visit_attachment(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One photograph or signature. Sent twice it is kept once."""
    _application, row = _own_visit(request, reference, pk)
    form = AttachmentForm(request.POST)
    upload = request.FILES.get("file")
    if not form.is_valid() or upload is None:
        return _refused(_("Choose a file first."))
    try:
        kept = add_attachment(
            visit=row,
            key=form.cleaned_data["uuid"],
            kind=form.cleaned_data["kind"],
            signer=_signer(row, form),
            upload=upload,
            by=request.user,
            at=timezone.now(),
        )
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except (WorkflowError, UploadRefused) as error:
        return _refused(error)
    return JsonResponse({"uuid": str(kept.uuid)})


def _signer(row: HomeVisit, form: AttachmentForm) -> Any:
    """The investigator who drew the signature; everything else has no signer."""
    if form.cleaned_data["kind"] != VisitAttachment.Kind.INVESTIGATOR:
        return None
    rows = row.investigators.select_related("user")
    return get_object_or_404(rows, user_id=form.cleaned_data["signer"]).user


def _refused(sentence: Any) -> HttpResponse:
    return JsonResponse({"errors": [str(sentence)]}, status=422)


def _sentences(form: VisitForm) -> list[str]:
    """Each problem as a line, with the question that it is about."""
    labels = {name: f"{field.label}: " for name, field in form.fields.items() if field.label}
    return [f"{labels.get(name, '')}{error}" for name, errors in form.errors.items() for error in errors]
