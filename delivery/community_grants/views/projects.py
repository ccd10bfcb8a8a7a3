"""Scores, milestones, acceptance, final report, money back, objections: the pages of one act each."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from delivery.community_grants import permissions as may
from delivery.community_grants.forms import acts
from delivery.community_grants.models import Grant, GrantObjection, Milestone, PaperKind, Repayment, ScoreSheet
from delivery.community_grants.services import deciding, money, papers, projects, scoring, visiting
from delivery.community_grants.views.pages import form_page, seen_grant
from delivery.community_grants.workflow import MILESTONE
from donations.views.asking import ask_and_do, demand, demand_step
from web.forms import posted
from web.uploads import UploadRefused
from workflow.machine import Refused, WorkflowError

EVIDENCE = (PaperKind.PROGRESS, PaperKind.AFTER, PaperKind.INVOICE, PaperKind.OTHER)


@ask_and_do
def name_scorer(request: HttpRequest, reference: str) -> HttpResponse:
    one = seen_grant(request, reference)
    demand(may.may_name_scorers(request.user, one))
    form = acts.ScorerForm(posted(request), grant=one, at=timezone.now())

    def act() -> str:
        scoring.name_scorer(grant=one, by=request.user, at=timezone.now(), **form.values())
        return _url(one)

    return form_page(request, form, act, title=_("Name a scorer"), back=_url(one), grant=one)


@ask_and_do
def site_visit(request: HttpRequest, reference: str) -> HttpResponse:
    one = seen_grant(request, reference)
    demand(may.may_visit_site(request.user, one))
    files = request.FILES if request.method == "POST" else None
    first = {"visited_on": timezone.localdate()}
    form = acts.SiteVisitForm(posted(request), files, user=request.user, at=timezone.now(), initial=first)

    def act() -> str:
        facts = visiting.VisitFacts(**form.values())
        try:
            visiting.record_visit(grant=one, facts=facts, by=request.user, at=timezone.now())
        except UploadRefused as refusal:
            raise Refused(str(refusal)) from refusal
        return _url(one)

    return form_page(request, form, act, title=_("Record a site visit"), back=_url(one), grant=one)


@ask_and_do
def score(request: HttpRequest, reference: str) -> HttpResponse:
    """The own sheet: points and the declaration of having no tie."""
    one, sheet = _own_sheet(request, reference)
    form = acts.ScoreForm(posted(request), grant=one)

    def act() -> str:
        scoring.hand_in_scores(sheet=sheet, by=request.user, at=timezone.now(), **form.values())
        return _url(one)

    tie = reverse("community_grants:tie", args=[one.reference])
    return form_page(
        request, form, act, title=_("Hand in the score sheet"), back=_url(one), grant=one, reads=True, tie=tie
    )


@ask_and_do
def tie(request: HttpRequest, reference: str) -> HttpResponse:
    one, sheet = _own_sheet(request, reference)
    form = acts.TieForm(posted(request))

    def act() -> str:
        scoring.declare_tie(sheet=sheet, by=request.user, at=timezone.now(), **form.values())
        return reverse("community_grants:desk")

    back = reverse("community_grants:score", args=[one.reference])
    return form_page(request, form, act, title=_("I have a tie and stand back"), back=back, tone="danger")


@ask_and_do
def milestone(request: HttpRequest, reference: str, position: int, name: str) -> HttpResponse:
    """`report` with its evidence; `accept` and `rework` by the federation."""
    one = seen_grant(request, reference)
    row = get_object_or_404(Milestone, grant=one, position=position)
    row.grant = one
    if name not in MILESTONE.transitions:
        raise Http404
    step = demand_step(MILESTONE, name, row, request.user)
    form = _milestone_form(name, row, request)

    def act() -> str:
        MILESTONE_SERVICES[name](milestone=row, by=request.user, at=timezone.now(), **form.values())
        return _url(one)

    more: dict[str, Any] = {"grant": one, "milestone": row, "evidence": list(row.papers.all())}
    if name == "report":
        more["kinds"] = [(kind, PaperKind(kind).label) for kind in EVIDENCE]
    title = f"{step.label}: {row.title}"
    return form_page(request, form, act, title=title, back=_url(one), **more)


MILESTONE_SERVICES: dict[str, Any] = {
    "report": projects.report_milestone,
    "accept": projects.accept_milestone,
    "rework": projects.send_milestone_back,
}


def _milestone_form(name: str, row: Milestone, request: HttpRequest) -> acts.ActForm:
    if name == "report":
        return acts.ReportForm(posted(request), initial={"text": row.report})
    return (acts.OptionalWordsForm if name == "accept" else acts.WordsForm)(posted(request))


@require_POST
def add_evidence(request: HttpRequest, reference: str, position: int, kind: str) -> HttpResponse:
    """A file for a milestone, before it is reported."""
    one = seen_grant(request, reference)
    row = get_object_or_404(Milestone, grant=one, position=position)
    demand(may.may_represent(request.user, one))
    if kind not in EVIDENCE:
        raise Http404
    _upload(request, one, kind, row)
    return redirect("community_grants:milestone", one.reference, row.position, "report")


@require_POST
def add_paper(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """Agreement and acceptance record by the federation, further pictures by the organisation."""
    one = seen_grant(request, reference)
    if kind not in PaperKind.values:
        raise Http404
    permission = may.may_manage if kind in papers.OF_STAFF else may.may_represent
    demand(permission(request.user, one))
    _upload(request, one, kind, None)
    return redirect("community_grants:grant", one.reference)


def _upload(request: HttpRequest, one: Grant, kind: str, row: Milestone | None) -> None:
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Refused(_("Choose a file first."))
        papers.add_paper(grant=one, kind=kind, upload=upload, milestone=row, by=request.user, at=timezone.now())
    except (UploadRefused, WorkflowError) as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The file is saved."))


@ask_and_do
def final_report(request: HttpRequest, reference: str) -> HttpResponse:
    one = seen_grant(request, reference)
    demand(may.may_represent(request.user, one))
    form = acts.WordsForm(posted(request))

    def act() -> str:
        projects.report_final(grant=one, by=request.user, at=timezone.now(), **form.values())
        return _url(one)

    return form_page(request, form, act, title=_("Final report"), back=_url(one), grant=one)


@ask_and_do
def acceptance(request: HttpRequest, reference: str) -> HttpResponse:
    one = seen_grant(request, reference)
    demand(may.may_manage(request.user, one))
    form = acts.AcceptanceForm(posted(request))

    def act() -> str:
        facts = projects.AcceptanceFacts(**form.values())
        projects.hold_acceptance(grant=one, facts=facts, by=request.user, at=timezone.now())
        return _url(one)

    return form_page(request, form, act, title=_("Record the acceptance"), back=_url(one), grant=one)


@ask_and_do
def repayment(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    one = seen_grant(request, reference)
    row = get_object_or_404(Repayment, grant=one, pk=pk)
    demand(may.may_receive(request.user, row))
    form = acts.RepaymentForm(posted(request))

    def act() -> str:
        money.receive_repayment(repayment=row, by=request.user, at=timezone.now(), **form.values())
        return _url(one)

    return form_page(
        request, form, act, title=_("Book returned money"), back=_url(one), grant=one, amount=row.amount_fen
    )


@ask_and_do
def objection(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    one = seen_grant(request, reference)
    demand(may.may_answer_objection(request.user, one))
    row = get_object_or_404(GrantObjection.objects.select_related("notice__grant"), notice__grant=one, pk=pk)
    form = acts.FindingForm(posted(request))

    def act() -> str:
        deciding.answer_objection(objection=row, by=request.user, at=timezone.now(), **form.values())
        return _url(one)

    return form_page(
        request, form, act, title=_("Answer the objection"), back=_url(one), grant=one, quoted=row.text, opens=row
    )


def _own_sheet(request: HttpRequest, reference: str) -> tuple[Grant, ScoreSheet]:
    one = seen_grant(request, reference)
    sheet = get_object_or_404(ScoreSheet, grant=one, scorer=request.user)
    sheet.grant = one
    demand(may.may_score(request.user, sheet))
    return one, sheet


def _url(one: Grant) -> str:
    return reverse("community_grants:grant", args=[one.reference])
