"""Papers after the application was handed in: what the family was asked for, and what staff put into the file."""

from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import states
from applications.actions import ACTIONS
from applications.forms.actions import UnreadableForm
from applications.gaps import Gap, gaps_of_case
from applications.known_papers import known_papers
from applications.models import Application
from applications.payees import MANDATE, came_of_age
from applications.permissions import may_act_for_family, may_add_papers, may_visit
from applications.selectors import papers_needed, papers_since_asked
from applications.services.papers import mark_readable, mark_unreadable, receive_paper, reuse_paper
from applications.views.access import get_application, works_on
from applications.views.casework import ask, staff_case
from beneficiaries.models import Document
from programs.documents import KINDS
from web.forms import posted
from web.uploads import UploadRefused
from workflow.answers import Answer
from workflow.machine import NotAllowed, Refused

OTHER = "DOC_OTHER"


@dataclass(frozen=True)
class Wanted:
    """A kind of paper on a page of uploads, with what is there already."""

    kind: str
    label: Any
    hint: Any
    files: list[Any]
    is_missing: bool
    known: Any = None  # a paper of the family, handed in for something else, that still holds
    trouble: Any = ""  # what is wrong with the files that are there


def _demand(answer: Answer) -> None:
    if not answer:
        raise PermissionDenied(str(answer.reason))


@require_safe
def supplement(request: HttpRequest, reference: str) -> HttpResponse:
    """The whole list of what is missing: a file per paper, words for the rest, and one button that hands it in."""
    application = get_application(request, reference)
    _demand(may_act_for_family(request.user, application))
    asked = application.open_supplement
    if application.state != states.RETURNED or asked is None:
        _demand(may_add_papers(request.user, application))
        return redirect("applications:papers", application.reference)
    new = list(papers_since_asked(application))
    kinds = [item for item in asked.items if item in KINDS]
    others = [kind for kind in dict.fromkeys(paper.kind for paper in new) if kind not in kinds]
    in_hand = _in_hand(request, application, kinds)
    context = {
        "application": application,
        "asked": asked,
        "wanted": [_wanted(kind, new, asked.items, in_hand) for kind in dict.fromkeys([*kinds, *others, OTHER])],
        "sentences": [item for item in asked.items if item not in KINDS],
        "count": len(new),
        "form": ACTIONS["resubmit"].form(None, application=application, user=request.user, at=timezone.now()),
        "is_staff_page": works_on(request.user, application),
    }
    return render(request, "applications/supplement.html", context)


def _wanted(kind: str, papers: list[Any], asked: Any, in_hand: Any) -> Wanted:
    files = [paper for paper in papers if paper.kind == kind]
    known = KINDS.get(kind)
    label, hint = (known.label, known.hint) if known else (kind, "")
    return Wanted(kind, label, hint, files, kind in asked and not files, None if files else in_hand.get(kind))


@require_safe
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """Adding papers to a case that goes on: by staff at any time, by the family while they may still help."""
    application = get_application(request, reference)
    _demand(may_add_papers(request.user, application))
    held = list(application.papers.select_related("document").order_by("added_at", "pk"))
    gaps = {gap.code: gap for gap in gaps_of_case(application, by=request.user, at=timezone.now()) if gap.is_paper}
    mandate = [MANDATE] if came_of_age(application, timezone.localdate()) else []
    kinds = dict.fromkeys([*gaps, *papers_needed(application), *(paper.kind for paper in held), *mandate, OTHER])
    context = {
        "application": application,
        "wanted": [_held(kind, held, gaps.get(kind)) for kind in kinds],
        "is_staff_page": works_on(request.user, application),
    }
    return render(request, "applications/papers.html", context)


def _held(kind: str, papers: list[Any], gap: Gap | None) -> Wanted:
    """A kind on the page of all papers, with what the list of gaps says of it."""
    card = _wanted(kind, papers, (), {})
    return replace(card, is_missing=True, known=gap.known, trouble=gap.trouble.label) if gap else card


def _in_hand(request: HttpRequest, application: Application, kinds: list[str]) -> dict[str, Document]:
    """Papers that need not be asked for again."""
    return known_papers(application, kinds, on=timezone.localdate(), by=request.user)


@require_POST
def reuse(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """The paper that was handed in for something else; back to the page that asked for it."""
    application = get_application(request, reference)
    _demand(may_add_papers(request.user, application))
    try:
        reuse_paper(application=application, kind=kind, by=request.user, at=timezone.now())
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except Refused as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The paper is in the case now."))
    return _back(request, application)


@require_POST
def add(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """One file of one kind; back to the page that asked for it."""
    application = get_application(request, reference)
    _demand(may_add_papers(request.user, application))
    if kind not in KINDS:
        raise Http404
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("Choose a file first."))
        receive_paper(application=application, kind=kind, upload=upload, by=request.user, at=timezone.now())
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except (UploadRefused, Refused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is saved."))
    return _back(request, application)


@require_http_methods(["GET", "POST"])
def unreadable(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The photograph shows nothing: the paper is asked for again, with the reason."""
    application = staff_case(request, reference, may_visit)
    paper = get_object_or_404(application.papers, pk=pk)
    form = UnreadableForm(posted(request), application=application, user=request.user, at=timezone.now())
    return ask(
        request,
        application,
        form,
        lambda: mark_unreadable(paper=paper, why=form.cleaned_data["why"], by=request.user, at=timezone.now()),
        title=_("This paper cannot be read"),
        submit=_("Ask for it again"),
        done=_("The paper counts as missing now."),
    )


@require_POST
def readable(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    application = staff_case(request, reference, may_visit)
    try:
        mark_readable(paper=get_object_or_404(application.papers, pk=pk), by=request.user, at=timezone.now())
    except Refused as error:
        messages.error(request, str(error))
    return redirect("applications:case", application.reference)


def _back(request: HttpRequest, application: Application) -> HttpResponse:
    returned = application.state == states.RETURNED and may_act_for_family(request.user, application)
    return redirect("applications:supplement" if returned else "applications:papers", application.reference)
