"""Filling in an application: start, one page at a time, papers, check, hand in. Works without JavaScript."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications import steps
from applications.forms.pages import form_of
from applications.models import ApplicationDraft, DraftPaper
from applications.review_page import ReviewPage
from applications.scopes import may_apply_for_clients
from applications.services import doorway, drafts
from applications.services.submission import Unfinished, draft_case, submit_draft
from beneficiaries.doorstep import Doorstep
from beneficiaries.services import RegisteredElsewhere
from programs.answers import as_json
from programs.documents import KINDS
from programs.models import Program
from web.uploads import UploadRefused
from workflow.machine import Refused


def get_draft(request: HttpRequest, uuid: UUID) -> ApplicationDraft:
    rows = ApplicationDraft.objects.visible_to(request.user).select_related("program__fund", "application")
    return get_object_or_404(rows, uuid=uuid)


def open_in_two_tabs(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What was handed in elsewhere meanwhile leads to its case; what was thrown away is 404."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except drafts.HandedIn as late:
            messages.info(request, str(late))
            return redirect("applications:case", late.reference)
        except ApplicationDraft.DoesNotExist as gone:
            raise Http404 from gone

    return guarded


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, slug: str) -> HttpResponse:
    """GET explains and shows drafts to go on with; POST starts a draft."""
    today = timezone.localdate()
    program = get_object_or_404(Program.objects.published().select_related("fund"), slug=slug)
    for_client = bool(may_apply_for_clients(request.user))
    if program.scheme.needs_referral and not for_client:
        raise PermissionDenied(str(_("The office that handles the case refers it; please ask there.")))
    is_open = Program.objects.open_on(today).filter(pk=program.pk).exists()
    if request.method == "POST" and is_open:
        draft = drafts.start_draft(program=program, for_client=for_client, by=request.user, at=timezone.now())
        return redirect("applications:step", draft.uuid, steps.PERSON)
    kept = ApplicationDraft.objects.visible_to(request.user).filter(program=program, application__isnull=True)
    context = {
        "program": program,
        "drafts": kept.exclude(answers="").order_by("-updated_at")[:10],
        "is_open": is_open,
        "for_client": for_client,
        "pages": steps.pages_of(program.scheme),
    }
    return render(request, "applications/apply.html", context, status=200 if is_open else 409)


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@open_in_two_tabs
def step(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """One page. POST saves and goes on; what does not fit comes back with its sentences and nothing lost."""
    draft = get_draft(request, uuid)
    if draft.application_id:
        return redirect("applications:case", draft.application.reference)
    page = steps.page_of(draft.program.scheme, code)
    if page is None:
        raise Http404
    answers = drafts.answers_of(draft, by=request.user, at=timezone.now())
    if page not in _pages(draft, answers):
        return redirect("applications:step", draft.uuid, _next(draft, page.code))
    if page.code == steps.REVIEW:
        return _review(request, draft, answers)
    if page.code == steps.PAPERS:
        return _papers(request, draft, answers)
    form = _form(draft, page, answers, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        return _save(request, draft, page, form)
    return _show(request, draft, page, form, answers)


def _pages(draft: ApplicationDraft, answers: dict[str, Any]) -> list[Any]:
    return steps.pages_for(draft.program.scheme, answers, timezone.localdate())


def _form(draft: ApplicationDraft, page: Any, answers: dict[str, Any], data: Any) -> Any:
    kinds = frozenset(draft.papers.values_list("kind", flat=True))
    case = draft_case(draft.program, answers, kinds, on=timezone.localdate())
    return form_of(page, case, draft.program.scheme, data, answers.get(page.code))


def _save(request: HttpRequest, draft: ApplicationDraft, page: Any, form: Any) -> HttpResponse:
    at, is_valid = timezone.now(), form.is_valid()
    doorstep = _doorstep(request, draft, page, form, at) if is_valid else Doorstep()
    is_valid = form.is_valid()
    answers = as_json(form.cleaned_data) if is_valid else typed(form)
    drafts.save_step(draft=draft, step=page.code, answers=answers, is_done=is_valid, by=request.user, at=at)
    if not is_valid:
        return _show(request, draft, page, form, drafts.answers_of(draft, by=request.user, at=at))
    if not doorway.is_answered(doorstep, drafts.answers_of(draft, by=request.user, at=at)):
        return redirect("applications:who", draft.uuid)
    return redirect("applications:step", draft.uuid, _next(draft, page.code))


def _doorstep(request: HttpRequest, draft: ApplicationDraft, page: Any, form: Any, at: datetime) -> Doorstep:
    """Who the person may be. A number that is known where the worker does not look is an error of its field."""
    if page.code != steps.PERSON:
        return Doorstep()
    found = doorway.knock_for(draft, form.cleaned_data, by=request.user, at=at)
    if found.is_elsewhere:
        form.add_error("id_number", str(RegisteredElsewhere()))
    return found


def typed(form: Any) -> dict[str, Any]:
    """What stands in the fields, valid or not, so that nothing typed is lost."""
    values = {}
    for name, field in form.fields.items():
        value = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        if value not in (None, "", []):
            values[name] = value
    return values


def _next(draft: ApplicationDraft, code: str) -> str:
    codes = [page.code for page in steps.pages_of(draft.program.scheme)]
    return codes[codes.index(code) + 1]


def _show(request: HttpRequest, draft: ApplicationDraft, page: Any, form: Any, answers: dict[str, Any]) -> HttpResponse:
    context = {**_frame(draft, page.code, answers), "form": form, "page": page}
    return render(request, "applications/draft_step.html", context, status=422 if form.errors else 200)


def _frame(draft: ApplicationDraft, code: str, answers: dict[str, Any]) -> dict[str, Any]:
    pages = _pages(draft, answers)
    codes = [page.code for page in pages]
    place = codes.index(code)
    return {
        "draft": draft,
        "steps": [
            {
                "title": page.title,
                "url": reverse("applications:step", args=[draft.uuid, page.code]),
                "is_done": page.code in draft.done_steps,
                "is_current": page.code == code,
            }
            for page in pages
        ],
        "back": reverse("applications:step", args=[draft.uuid, codes[place - 1]]) if place else "",
        "keep_in_browser": not draft.for_client,
    }


def _papers(request: HttpRequest, draft: ApplicationDraft, answers: dict[str, Any]) -> HttpResponse:
    """POST means "go on": papers may follow later, at the work station or in the portal."""
    if request.method == "POST":
        drafts.save_step(draft=draft, step=steps.PAPERS, answers={}, is_done=True, by=request.user, at=timezone.now())
        return redirect("applications:step", draft.uuid, steps.CONSENTS)
    context = {
        **_frame(draft, steps.PAPERS, answers),
        "needs": ReviewPage(draft, answers, timezone.now()).papers(),
    }
    return render(request, "applications/draft_papers.html", context)


def _review(request: HttpRequest, draft: ApplicationDraft, answers: dict[str, Any]) -> HttpResponse:
    context = {
        **_frame(draft, steps.REVIEW, answers),
        "review": ReviewPage(draft, answers, timezone.now()),
    }
    return render(request, "applications/draft_review.html", context)


@sensitive_post_parameters()
@require_POST
@open_in_two_tabs
def autosave(request: HttpRequest, uuid: UUID, code: str) -> HttpResponse:
    """Keeps a page half filled in. 204; nothing is checked."""
    draft = get_draft(request, uuid)
    page = steps.page_of(draft.program.scheme, code)
    if draft.application_id or page is None or not page.has_questions:
        raise Http404
    at = timezone.now()
    answers = drafts.answers_of(draft, by=request.user, at=at)
    form = _form(draft, page, answers, request.POST)
    drafts.save_step(draft=draft, step=code, answers=typed(form), is_done=False, by=request.user, at=at)
    return HttpResponse(status=204)


@require_POST
@open_in_two_tabs
def add_paper(request: HttpRequest, uuid: UUID, kind: str) -> HttpResponse:
    draft = get_draft(request, uuid)
    if kind not in KINDS:
        raise Http404
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("Choose a file first."))
        drafts.add_draft_paper(draft=draft, kind=kind, upload=upload, by=request.user, at=timezone.now())
    except drafts.HandedIn:
        raise
    except (UploadRefused, Refused) as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The file is saved."))
    return redirect("applications:step", draft.uuid, steps.PAPERS)


@require_POST
@open_in_two_tabs
def remove_paper(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    draft = get_draft(request, uuid)
    paper = get_object_or_404(DraftPaper, draft=draft, pk=pk)
    drafts.remove_draft_paper(paper=paper, by=request.user, at=timezone.now())
    messages.success(request, _("The file is removed."))
    return redirect("applications:step", draft.uuid, steps.PAPERS)


@require_POST
@open_in_two_tabs
def submit(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Hands in. Twice gives the same receipt."""
    draft = get_draft(request, uuid)
    try:
        application = submit_draft(draft=draft, by=request.user, at=timezone.now())
    except Unfinished as error:
        messages.error(request, str(error))
        return redirect("applications:step", draft.uuid, error.step)
    except doorway.WhoIsIt:
        return redirect("applications:who", draft.uuid)
    except Refused as error:
        answers = drafts.answers_of(draft, by=request.user, at=timezone.now())
        review = ReviewPage(draft, answers, timezone.now())
        context = {**_frame(draft, steps.REVIEW, answers), "review": review, "refusal": str(error)}
        return render(request, "applications/draft_review.html", context, status=422)
    return redirect("applications:receipt", application.reference)


@require_http_methods(["GET", "POST"])
@open_in_two_tabs
def discard(request: HttpRequest, uuid: UUID) -> HttpResponse:
    draft = get_draft(request, uuid)
    if request.method == "POST":
        drafts.discard_draft(draft=draft, by=request.user, at=timezone.now())
        messages.success(request, _("The draft is deleted."))
        return redirect("programs:guide", draft.program.slug)
    return render(request, "applications/draft_discard.html", {"draft": draft})


@require_safe
def resume(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The first page that is not done."""
    draft = get_draft(request, uuid)
    answers = drafts.answers_of(draft, by=request.user, at=timezone.now())
    open_pages = [page.code for page in _pages(draft, answers) if page.code not in draft.done_steps]
    return redirect("applications:step", draft.uuid, open_pages[0])
