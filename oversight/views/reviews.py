"""Blind re-reviews: my cases, one case without its decision, the draw, and how often people disagree."""

import secrets

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from applications.case_page import CasePage
from applications.facts import scheme_of
from funds.money import fen
from jobs.views.exports import export_list
from oversight.forms.reviews import DrawForm, JudgementForm
from oversight.models import BlindReview, ReviewRound
from oversight.permissions import may_draw, may_read_figures, may_review
from oversight.review_exports import REVIEWS
from oversight.selectors import criterion_disagreement, decision_disagreement
from oversight.services import reviews as services
from programs.eligibility import Assessment
from web.forms import posted
from web.idempotency import submit_once
from web.pagination import requested_page
from workflow.machine import NotAllowed, WorkflowError


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What waits for me; for approvers and supervisors also the rounds and the figures."""
    if not (answer := may_review(request.user)) and not may_read_figures(request.user):
        raise PermissionDenied(str(answer.reason))
    open_ones = BlindReview.objects.open().filter(reviewer=request.user).select_related("application__program")
    sees_figures = may_read_figures(request.user)
    context = {
        "page": requested_page(request, open_ones, ["id"]),
        "sees_figures": sees_figures,
        "may_draw": may_draw(request.user),
        "decisions": decision_disagreement() if sees_figures else [],
        "criteria": criterion_disagreement(on=timezone.localdate()) if sees_figures else [],
        "rounds": ReviewRound.objects.select_related("drawn_by")[:12] if sees_figures else [],
    }
    return render(request, "oversight/reviews.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, REVIEWS, back=reverse("oversight:reviews"))


@require_http_methods(["GET", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    if not (answer := may_draw(request.user)):
        raise PermissionDenied(str(answer.reason))
    form = DrawForm(posted(request), initial={"seed": secrets.randbelow(2**31)})
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            services.draw_round(by=request.user, at=timezone.now(), **form.cleaned_data)
            return reverse("oversight:reviews")

        try:
            return submit_once(request, effect)
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    return render(request, "oversight/draw.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """The file as it was before anybody judged; once judged, both judgements side by side."""
    one = _review(request, pk)
    if one.done_at is not None:
        return render(request, "oversight/reviewed.html", {"review": one, "rows": _compared(one)})
    stored = Assessment.from_json(one.application.assessment, scheme_of(one.application))
    form = JudgementForm(posted(request), results=stored.results)
    if request.method == "POST" and form.is_valid():

        def effect() -> str:
            values = form.cleaned_data
            services.judge_blindly(
                review=one,
                verdict=values["verdict"],
                amount_fen=fen(values["amount"]) if values["amount"] else None,
                criteria=form.criteria(),
                text=values["text"],
                by=request.user,
                at=timezone.now(),
            )
            return reverse("oversight:review", args=[one.pk])

        try:
            return submit_once(request, effect)
        except NotAllowed as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        except WorkflowError as refusal:
            form.add_error(None, str(refusal))
    page = CasePage(one.application, request.user, timezone.now())
    context = {"review": one, "form": form, "answers": page.open_answers(), "papers": page.papers}
    return render(request, "oversight/review.html", context, status=422 if form.errors else 200)


def _compared(one: BlindReview) -> list[tuple[str, object]]:
    stored = Assessment.from_json(one.application.assessment, scheme_of(one.application))
    words = {result.rule.code: result.sentence for result in stored.results}
    return [(words.get(row.rule_code, row.rule_code), row) for row in one.criteria.order_by("pk")]


def _review(request: HttpRequest, pk: int) -> BlindReview:
    rows = BlindReview.objects.visible_to(request.user).select_related(
        "application__program", "application__terms", "application__area", "application__applicant", "reviewer", "round"
    )
    return get_object_or_404(rows, pk=pk)
