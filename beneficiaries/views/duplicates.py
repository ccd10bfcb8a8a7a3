"""Records that may be one person: the list, the two side by side, and what is decided."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from beneficiaries import permissions, services
from beneficiaries.comparison import rows_of
from beneficiaries.duplicate_exports import DUPLICATES, LIST_ORDER, pairs_of
from beneficiaries.duplicate_tabs import BY_CODE, TABS, tab_links
from beneficiaries.duplicate_workflow import MERGED, WORKFLOW
from beneficiaries.forms import DecisionForm
from beneficiaries.models import DuplicatePair
from beneficiaries.reasons import sentences
from beneficiaries.views.access import require
from jobs.views.exports import export_list
from web.pagination import requested_page
from workflow.machine import WorkflowError

Service = Callable[..., Any]


@require_safe
def duplicates(request: HttpRequest) -> HttpResponse:
    require(permissions.may_search(request.user))
    tab = BY_CODE.get(request.GET.get("tab", ""), TABS[0])
    page = requested_page(request, pairs_of(request.user).filter(state__in=tab.states), LIST_ORDER)
    rows = [(pair, sentences(pair.reasons)[:3]) for pair in page]
    context = {"rows": rows, "page": page, "tab": tab, "tabs": tab_links(request.user, tab, request.path)}
    return render(request, "beneficiaries/duplicates.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, DUPLICATES, back=reverse("beneficiaries:duplicates"))


@require_safe
def duplicate(request: HttpRequest, reference: str) -> HttpResponse:
    pair = _pair(request, reference)
    return _page(request, pair, DecisionForm(pair=pair))


@require_POST
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, services.merge_people, _("The two records are one person now."))


@require_POST
def tell_apart(request: HttpRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, services.tell_apart, _("Noted: these are two people."))


@require_POST
def put_off(request: HttpRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, services.put_off, _("Put off. The pair waits under its own tab."))


@require_POST
def unmerge(request: HttpRequest, reference: str) -> HttpResponse:
    return _decide(request, reference, services.undo_merge, _("The merge is undone: these are two people again."))


def _pair(request: HttpRequest, reference: str) -> DuplicatePair:
    return get_object_or_404(pairs_of(request.user), reference=reference)


def _decide(request: HttpRequest, reference: str, service: Service, done: Any) -> HttpResponse:
    """One service; what it refuses is shown beside the two records, with everything that was typed."""
    pair = _pair(request, reference)
    require(permissions.may_decide_duplicate(request.user, pair))
    form = DecisionForm(request.POST, pair=pair)
    if not form.is_valid():
        return _page(request, pair, form, status=422)
    chosen = {"keep": form.kept} if service is services.merge_people else {}
    try:
        service(pair=pair, note=form.cleaned_data["note"], by=request.user, at=timezone.now(), **chosen)
    except ValidationError as error:
        form.add_error(None, error.messages[0])
        return _page(request, pair, form, status=422)
    except (services.AlreadyMerged, services.LeadsAHousehold) as error:
        form.add_error(None, str(error))
        return _page(request, _pair(request, reference), form, status=422)
    except WorkflowError:
        form.add_error(None, _("Somebody decided about this pair meanwhile. This is how it stands now."))
        return _page(request, _pair(request, reference), form, status=409)
    messages.success(request, done)
    return redirect("beneficiaries:duplicate", reference)


def _page(request: HttpRequest, pair: DuplicatePair, form: DecisionForm, *, status: int = 200) -> HttpResponse:
    answer = permissions.may_decide_duplicate(request.user, pair)
    context = {
        "pair": pair,
        "state": WORKFLOW.states[pair.state],
        "sentences": sentences(pair.reasons),
        "rows": rows_of(pair, request.user),
        "form": form,
        "answer": answer,
        "steps": [step for step in WORKFLOW.transitions.values() if pair.state in step.sources],
        "is_merged": pair.state == MERGED,
    }
    return render(request, "beneficiaries/duplicate.html", context, status=status)
