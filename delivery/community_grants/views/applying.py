"""An organisation and its application: registered, filled in page by page, handed in. Works without JavaScript."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.permissions import is_staff
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.forms import acts
from delivery.community_grants.forms.steps import STEP_OF, STEPS, Step, StepForm, form_of, read, typed
from delivery.community_grants.models import Grant, GrantRound, Organisation, Paper, Representative, Statement
from delivery.community_grants.models.grants import NEEDED, PaperKind
from delivery.community_grants.services import applying, papers
from delivery.community_grants.services import organisations as services
from delivery.community_grants.services.applying import NotComplete
from delivery.community_grants.views.pages import form_page
from donations.views.asking import ask_and_do, demand
from web.forms import posted
from web.uploads import UploadRefused
from workflow.machine import NotAllowed, Refused, WorkflowError

ASKED_FOR = (*NEEDED, PaperKind.CERTIFICATE, PaperKind.PERMIT, PaperKind.OTHER)


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """My organisations, their grants, and the rounds that are open."""
    grants = Grant.objects.of_representative(request.user).select_related("organisation", "round")
    context = {
        "organisations": Organisation.objects.represented_by(request.user).select_related("area"),
        "grants": grants.order_by("-started_at", "-pk")[:50],
        "open_rounds": GrantRound.objects.open_on(timezone.localdate()).order_by("closes_on", "pk"),
    }
    return render(request, "community_grants/mine.html", context)


@ask_and_do
def new_organisation(request: HttpRequest) -> HttpResponse:
    form = acts.OrganisationForm(posted(request))

    def act() -> str:
        facts = services.OrganisationFacts(**form.values())
        made = services.register_organisation(facts=facts, by=request.user, at=timezone.now())
        return reverse("community_grants:organisation", args=[made.reference])

    return form_page(request, form, act, title=_("Register an organisation"), back=reverse("community_grants:mine"))


@require_safe
def organisation(request: HttpRequest, reference: str) -> HttpResponse:
    one = _organisation(request, reference)
    context = {
        "organisation": one,
        "representatives": one.representatives.in_force().select_related("user"),
        "grants": Grant.objects.visible_to(request.user).filter(organisation=one).order_by("-pk")[:50],
        "may_change": may.may_change_organisation(request.user, one),
        "check": may.may_check_account(request.user, one),
        "on_desk": bool(may.may_see_desk(request.user)),
    }
    return render(request, "community_grants/organisation.html", context)


@ask_and_do
def change(request: HttpRequest, reference: str, what: str) -> HttpResponse:
    """One thing of an organisation: `contact`, `account`, `representative` or `check`."""
    one = _organisation(request, reference)
    if what not in CHANGES:
        raise Http404
    form_class, service, title, permission = CHANGES[what]
    demand(permission(request.user, one))
    initial = {"contact_name": one.contact_name, "bank_name": one.bank_name}
    form = form_class(posted(request), initial=initial)
    url = reverse("community_grants:organisation", args=[one.reference])

    def act() -> str:
        service(organisation=one, by=request.user, at=timezone.now(), **form.values())
        return url

    more = {"lead": _account_to_check(one), "opens": one} if what == "check" else {}
    return form_page(request, form, act, title=title(), back=url, **more)


def _account_to_check(one: Organisation) -> str:
    values = {"bank": one.bank_name or "–", "mask": one.bank_account_mask or "–", "name": one.name}
    return _("Compare with the account licence: %(name)s, %(bank)s, %(mask)s") % values


CHANGES: dict[str, Any] = {
    "contact": (
        acts.ContactForm,
        services.change_contact,
        lambda: _("Change the contact"),
        may.may_change_organisation,
    ),
    "account": (acts.AccountForm, services.set_account, lambda: _("Enter the account"), may.may_change_organisation),
    "representative": (
        acts.RepresentativeForm,
        services.add_representative,
        lambda: _("Add a representative"),
        may.may_change_organisation,
    ),
    "check": (acts.NoForm, services.check_account, lambda: _("The account is right"), may.may_check_account),
}


@require_POST
def end_representative(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    one = _organisation(request, reference)
    demand(may.may_change_organisation(request.user, one))
    row = get_object_or_404(Representative, organisation=one, pk=pk)
    try:
        services.end_representative(representative=row, by=request.user, at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("community_grants:organisation", one.reference)


@ask_and_do
def start(request: HttpRequest, code: str) -> HttpResponse:
    """GET asks for which organisation; POST begins, or goes on with what was begun."""
    one = get_object_or_404(GrantRound.objects.published(), code=code)
    form = acts.StartForm(posted(request), user=request.user)
    back = reverse("community_grants:round", args=[one.code])

    def act() -> str:
        grant = applying.start_grant(
            round=one, organisation=form.cleaned_data["organisation"], by=request.user, at=timezone.now()
        )
        if grant.state not in states.EDITABLE:
            return reverse("community_grants:grant", args=[grant.reference])
        return reverse("community_grants:step", args=[grant.reference, _next_open(grant)])

    lead = _("No organisation is registered for you yet. Register it first; it takes two minutes.")
    has_own = Organisation.objects.represented_by(request.user).exists()
    return form_page(request, form, act, title=_("Apply"), back=back, lead="" if has_own else lead)


@require_http_methods(["GET", "HEAD", "POST"])
def step(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """One page. POST saves and goes on; what does not fit comes back with its sentences and nothing lost."""
    grant = _mine(request, reference)
    if code not in STEP_OF:
        raise Http404
    if grant.state not in states.EDITABLE:
        return redirect("community_grants:grant", grant.reference)
    page = STEP_OF[code]
    if code == "review":
        return _review(request, grant)
    if page.form is None:
        return _papers(request, grant)
    form = form_of(page, grant, request.POST if request.method == "POST" else None)
    if request.method == "POST":
        is_valid = form.is_valid()
        if _keep(request, grant, page, form, is_done=is_valid) and is_valid:
            return redirect("community_grants:step", grant.reference, _after(code))
    context = {
        **_frame(grant, code),
        "form": form,
        "page": page,
        "forbidden": grant.round.forbidden_uses.all(),
        "keep_in_browser": not is_staff(request.user),
    }
    return render(request, "community_grants/step.html", context, status=422 if form.errors else 200)


@require_POST
def autosave(request: HttpRequest, reference: str, code: str) -> HttpResponse:
    """Keeps a page half filled in. 204; nothing is checked."""
    grant = _mine(request, reference)
    page = STEP_OF.get(code)
    if page is None or page.form is None or grant.state not in states.EDITABLE:
        raise Http404
    form = form_of(page, grant, request.POST)
    if not _keep(request, grant, page, form, is_done=False):
        return HttpResponse(status=409)
    return HttpResponse(status=204)


def _keep(request: HttpRequest, grant: Grant, page: Step, form: StepForm, *, is_done: bool) -> bool:
    """False when somebody handed it in meanwhile, or it is too long; the sentence stands in the form then."""
    try:
        applying.save_step(
            grant=grant, step=page.code, answers=typed(form), is_done=is_done, by=request.user, at=timezone.now()
        )
    except (Refused, NotAllowed) as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def _papers(request: HttpRequest, grant: Grant) -> HttpResponse:
    if request.method == "POST":
        applying.save_step(grant=grant, step="papers", answers={}, is_done=True, by=request.user, at=timezone.now())
        return redirect("community_grants:step", grant.reference, "review")
    there = list(grant.papers.all())
    kinds = [
        {
            "kind": kind,
            "label": PaperKind(kind).label,
            "is_needed": kind in NEEDED,
            "files": [paper for paper in there if paper.kind == kind],
        }
        for kind in ASKED_FOR
    ]
    return render(request, "community_grants/papers.html", {**_frame(grant, "papers"), "kinds": kinds})


@require_POST
def add_paper(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Of the application; evidence of milestones comes with its report."""
    grant = _mine(request, reference)
    if kind not in ASKED_FOR:
        raise Http404
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("Choose a file first."))
        papers.add_paper(grant=grant, kind=kind, upload=upload, by=request.user, at=timezone.now())
    except (UploadRefused, WorkflowError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The file is saved."))
    return redirect("community_grants:step", grant.reference, "papers")


@require_POST
def remove_paper(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    grant = _mine(request, reference)
    paper = get_object_or_404(Paper, grant=grant, pk=pk)
    try:
        papers.remove_paper(paper=paper, by=request.user, at=timezone.now())
    except WorkflowError as refusal:
        messages.error(request, str(refusal))
    return redirect("community_grants:step", grant.reference, "papers")


def _review(request: HttpRequest, grant: Grant) -> HttpResponse:
    """Everything once more, with all that does not fit; POST hands in. Twice gives the same page."""
    reading = read(grant)
    problems: list[str] = []
    if reading.facts is not None:
        problems = applying.problems_of(grant, reading.facts, today=timezone.localdate())
    if request.method == "POST" and reading.facts is not None:
        try:
            applying.submit_grant(grant=grant, facts=reading.facts, by=request.user, at=timezone.now())
        except NotComplete as refusal:
            problems = refusal.problems
        except WorkflowError as refusal:
            problems = [str(refusal)]
        else:
            messages.success(request, _("Handed in. You will be told of every step."))
            return redirect("community_grants:grant", grant.reference)
    context = {
        **_frame(grant, "review"),
        "reading": reading,
        "pages": [(STEP_OF[code], _answers(form)) for code, form in reading.forms.items()],
        "open_pages": [STEP_OF[code] for code in reading.open_steps],
        "problems": problems,
        "papers": grant.papers.all(),
    }
    is_refused = request.method == "POST"
    return render(request, "community_grants/review.html", context, status=422 if is_refused else 200)


def _answers(form: StepForm) -> list[tuple[Any, Any]]:
    """Label and what was typed, of the fields that hold something; a choice or a box in words."""
    rows = []
    for name, value in form.data.items():
        field = form.fields.get(name)
        if field is not None:
            rows.append((field.label, _("Yes") if value in ("on", True) else value))
    return rows


def _frame(grant: Grant, code: str) -> dict[str, Any]:
    codes = [page.code for page in STEPS]
    place = codes.index(code)
    returned = grant.statements.filter(kind=Statement.Kind.RETURN).last() if grant.state == states.RETURNED else None
    return {
        "grant": grant,
        "returned": returned,
        "steps": [
            {
                "title": page.title,
                "url": reverse("community_grants:step", args=[grant.reference, page.code]),
                "is_done": page.code in grant.done_steps,
                "is_current": page.code == code,
            }
            for page in STEPS
        ],
        "back": reverse("community_grants:step", args=[grant.reference, codes[place - 1]]) if place else "",
    }


def _after(code: str) -> str:
    codes = [page.code for page in STEPS]
    return codes[codes.index(code) + 1]


def _next_open(grant: Grant) -> str:
    return next((page.code for page in STEPS if page.code not in grant.done_steps), "review")


def _organisation(request: HttpRequest, reference: str) -> Organisation:
    rows = Organisation.objects.visible_to(request.user).select_related("area", "sponsor", "account_checked_by")
    return get_object_or_404(rows, reference=reference)


def _mine(request: HttpRequest, reference: str) -> Grant:
    """A grant of an organisation that the person acts for; to anybody else it does not exist here."""
    rows = Grant.objects.of_representative(request.user).select_related("organisation", "round", "area")
    return get_object_or_404(rows, reference=reference)
