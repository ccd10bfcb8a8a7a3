"""What happened at a door: as a page, and in the pieces in which a phone sends it when the network is back."""

import hashlib
import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from delivery.festival_visits import states
from delivery.festival_visits.forms.routes import FileForm, VisitRecordForm, people_of
from delivery.festival_visits.models import FestivalVisit, FestivalVisitFile, Good
from delivery.festival_visits.permissions import walks
from delivery.festival_visits.selectors import SEALED, loads_of
from delivery.festival_visits.services import visits as services
from delivery.festival_visits.views.acting import demand, route_of
from delivery.festival_visits.views.routes import OFFLINE_COPY
from web.forms import posted
from web.idempotency import submit_once, was_sent
from web.uploads import UploadRefused
from workflow.machine import NotAllowed, WorkflowError

UPLOADS = (("photos", FestivalVisitFile.Kind.PHOTO), ("paper", FestivalVisitFile.Kind.PAPER))


@require_http_methods(["GET", "POST"])
def visit(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The form. With a network and without a script it is a plain form with files; a script sends the files before."""
    row = _own_visit(request, reference, pk)
    form = _form(request, row)
    if request.method == "POST" and form.is_valid():
        return _send(request, row, form)
    return _answer(request, row, form)


def _own_visit(request: HttpRequest, reference: str, pk: int) -> FestivalVisit:
    route = route_of(request, reference)
    demand(walks(request.user, route))
    rows = route.visits.exclude(state=states.CANCELLED).select_related(
        "route__season", "nomination__person", "nomination__area", "nomination__package", "nomination__season"
    )
    return get_object_or_404(rows.defer(*(f"nomination__person__{name}" for name in SEALED)), pk=pk)


def _form(request: HttpRequest, row: FestivalVisit) -> VisitRecordForm:
    return VisitRecordForm(posted(request), visit=row, people=people_of(row.route), goods=_goods(row))


def _goods(row: FestivalVisit) -> list[tuple[Good, int]]:
    """What the package says, then what else is on the route with nothing as its first number."""
    package = row.nomination.package
    lines = package.lines.select_related("good") if package else ()
    found = {line.good: line.quantity for line in lines}
    for load in loads_of(row.route):
        found.setdefault(load.lot.good, 0)
    return list(found.items())


def _send(request: HttpRequest, row: FestivalVisit, form: VisitRecordForm) -> HttpResponse:
    def effect() -> str:
        services.record_visit(visit=row, report=form.report, by=request.user, at=timezone.now())
        return row.route.get_absolute_url()

    try:
        _keep_files(request, row)
        response = submit_once(request, effect)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except services.ColleagueWasFaster as error:
        form.add_error(None, str(error))
        return _answer(request, row, form, status=409)
    except (WorkflowError, UploadRefused) as error:
        form.add_error(None, str(error))
        return _answer(request, row, form)
    if response.status_code != 302:
        return response
    messages.success(request, _("The visit is recorded."))
    return JsonResponse({"url": response["Location"]}) if _is_json(request) else response


def _keep_files(request: HttpRequest, row: FestivalVisit) -> None:
    """Files of the plain form. The same picture of the same visit has the same key, so it is kept once."""
    for name, kind in UPLOADS:
        for file in request.FILES.getlist(name):
            digest = hashlib.sha256(b"".join(file.chunks())).hexdigest()
            file.seek(0)
            key = uuid.uuid5(uuid.NAMESPACE_OID, f"festival-visit:{row.pk}:{kind}:{digest}")
            services.add_file(visit=row, key=key, kind=kind, upload=file, by=request.user, at=timezone.now())


def _answer(request: HttpRequest, row: FestivalVisit, form: VisitRecordForm, status: int = 422) -> HttpResponse:
    if form.errors and _is_json(request):
        row.refresh_from_db(fields=["revision"])
        return JsonResponse({"errors": _sentences(form), "revision": row.revision}, status=status)
    files = list(row.files.filter(void_at__isnull=True).select_related("document"))
    is_open = row.state == states.PLANNED and row.route.state == states.UNDER_WAY
    context = {
        "visit": row,
        "route": row.route,
        "home": row.nomination,
        "form": form,
        "attachments": files,
        "household_drew": any(one.kind == FestivalVisitFile.Kind.HOUSEHOLD for one in files),
        "is_open": is_open,
    }
    response = render(request, "festival_visits/visit.html", context, status=status if form.errors else 200)
    if is_open and not form.is_bound:
        response.headers[OFFLINE_COPY] = "yes"
    return response


@require_safe
def state(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """What a phone asks before it sends: a fresh token, what has arrived, and whether the form itself has."""
    row = _own_visit(request, reference, pk)
    return JsonResponse(
        {
            "token": get_token(request),
            "is_open": row.state == states.PLANNED,
            "revision": row.revision,
            "is_sent": was_sent(user=request.user, key=request.GET.get("key", "")),
            "attachments": [str(key) for key in row.files.values_list("uuid", flat=True)],
            "case": row.route.get_absolute_url(),
        }
    )


@require_POST
def attachment(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One photograph or signature. Sent twice it is kept once."""
    row = _own_visit(request, reference, pk)
    form = FileForm(request.POST)
    upload = request.FILES.get("file")
    if not form.is_valid() or upload is None:
        return _refused(_("Choose a file first."))
    try:
        kept = services.add_file(
            visit=row,
            key=form.cleaned_data["uuid"],
            kind=form.cleaned_data["kind"],
            upload=upload,
            by=request.user,
            at=timezone.now(),
        )
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except (WorkflowError, UploadRefused) as error:
        return _refused(error)
    return JsonResponse({"uuid": str(kept.uuid)})


def _is_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def _refused(sentence: Any) -> HttpResponse:
    return JsonResponse({"errors": [str(sentence)]}, status=422)


def _sentences(form: VisitRecordForm) -> list[str]:
    """Each problem as a line, with the question that it is about."""
    labels = {name: f"{field.label}: " for name, field in form.fields.items() if field.label}
    return [f"{labels.get(name, '')}{error}" for name, errors in form.errors.items() for error in errors]
