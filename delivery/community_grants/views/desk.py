"""The list of grants, one grant with everything of it, its steps, the overview with its charts."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import roles
from accounts.permissions import has_role
from areas.deadlines import light
from delivery.community_grants import permissions as may
from delivery.community_grants import selectors, states
from delivery.community_grants.forms import acts
from delivery.community_grants.list_exports import GRANTS
from delivery.community_grants.models import Grant, GrantObjection, Paper
from delivery.community_grants.models.grants import PaperKind
from delivery.community_grants.paper_files import path_of
from delivery.community_grants.services import applying, deciding, examining, papers, projects
from delivery.community_grants.services.visiting import MOMENT_OF
from delivery.community_grants.views.pages import form_page, seen_grant
from delivery.community_grants.workflow import GRANT, MILESTONE
from donations.views.asking import ask_and_do, demand, demand_step, moved_on
from funds.money import yuan
from jobs.views.exports import export_list
from web.forms import posted
from web.kept_files import kept_file
from web.pagination import requested_page

A_YEAR = timedelta(days=365)
Act = tuple[type[acts.ActForm], Callable[..., Any]]
ACTS: dict[str, Act] = {
    "take": (acts.NoForm, examining.take_grant),
    "agree": (acts.WordsForm, examining.support_grant),
    "return": (acts.WordsForm, examining.return_grant),
    "reject": (acts.WordsForm, examining.reject_grant),
    "award": (acts.AwardForm, deciding.award_grant),
    "refuse": (acts.WordsForm, deciding.refuse_grant),
    "revoke": (acts.WordsForm, deciding.revoke_grant),
    "sign": (acts.SignForm, projects.sign_agreement),
    "report-midterm": (acts.WordsForm, projects.report_midterm),
    "pass-midterm": (acts.OptionalWordsForm, projects.pass_midterm),
    "send-back": (acts.WordsForm, projects.send_midterm_back),
    "archive": (acts.NoForm, projects.archive_grant),
    "suspend": (acts.WordsForm, projects.suspend_grant),
    "terminate": (acts.TerminateForm, projects.terminate_grant),
    "withdraw": (acts.WithdrawForm, applying.withdraw_grant),
    **{name: (acts.WordsForm, projects.resume_grant) for name in GRANT.transitions if name.startswith("resume-")},
}


@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    demand(may.may_see_desk(request.user))
    tab = selectors.TAB_OF.get(request.GET.get("tab", ""), selectors.TABS[0])
    order = list(selectors.ORDERS.get(tab.code, selectors.ORDERS[""]))
    page = requested_page(request, selectors.rows_of_desk(request.user, tab), order)
    now = timezone.now()
    late = selectors.late_ids(page, timezone.localdate(now))
    context = {
        "tabs": selectors.desk_tabs(request.user, tab, reverse("community_grants:desk")),
        "rows": [{"grant": row, "light": light(row.due_at, now), "is_late": row.pk in late} for row in page],
        "page": page,
        "now": now,
        "sheets": selectors.waiting_sheets(request.user)[:20],
        "repayments": selectors.open_repayments(request.user)[:20],
        "may_keep": may.may_keep_rounds(request.user),
        "may_see_overview": may.may_see_overview(request.user),
    }
    return render(request, "community_grants/desk.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, GRANTS, back=reverse("community_grants:desk"))


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Every figure counted from the rows themselves."""
    demand(may.may_see_overview(request.user))
    since = (timezone.now() - A_YEAR).date().replace(day=1)
    context = {
        "rounds": selectors.round_figures(),
        "months": [(month, yuan(fen)) for month, fen in selectors.paid_by_month(since)],
        "places": [(name.removesuffix("办事处"), yuan(fen)) for name, fen in selectors.granted_by_subdistrict()],
        "tabs": selectors.desk_tabs(request.user, selectors.TABS[0], reverse("community_grants:desk")),
        "late": selectors.overdue_milestones(Grant.objects.visible_to(request.user), timezone.localdate())
        .select_related("grant__organisation")
        .order_by("due_on", "pk")[:20],
        "repayments": selectors.open_repayments(request.user)[:20],
        "now": timezone.now(),
    }
    return render(request, "community_grants/overview.html", context)


@require_safe
def grant(request: HttpRequest, reference: str) -> HttpResponse:
    """The organisation reads the same page, without what is between staff."""
    one = seen_grant(request, reference)
    user, now = request.user, timezone.now()
    represents = may.represents(user, one.organisation)
    if one.state in states.EDITABLE and represents:
        return redirect("community_grants:step", one.reference, "review")
    is_staff = bool(may.may_see_desk(user))
    context = {
        "grant": one,
        "now": now,
        "today": timezone.localdate(now),
        "on_desk": is_staff,
        "represents": represents,
        "light": light(one.due_at, now),
        "offers": [(step, answer) for step, answer in GRANT.available(one, user) if step.name in ACTS],
        "lines": one.lines.all(),
        "milestones": _milestones(one, user),
        "papers": _papers(one, user),
        "statements": one.statements.filter(**({} if is_staff else {"is_shared": True})).select_related("by"),
        "tranches": one.tranches.all(),
        "repayments": one.repayments.all(),
        "may_receive": has_role(user, roles.ACCOUNTANT),
        "acceptances": one.acceptances.prefetch_related("people"),
        "objections": _objections(one, user),
        "sheets": selectors.sheets_for(one, user) if _sees_scores(one, is_staff) else [],
        "own_sheet": one.sheets.filter(scorer=user).first(),
        "may_name": one.state == states.SCORING and may.may_name_scorers(user, one),
        "may_manage": may.may_manage(user, one),
        "may_visit": one.state in MOMENT_OF and may.may_visit_site(user, one),
        "visits": one.site_visits.select_related("visitor", "companion", "picture") if is_staff else [],
        "may_accept": one.state == states.ACCEPTANCE and may.may_manage(user, one),
        "may_report_final": represents and one.state == states.ACCEPTANCE,
        "uploads": _uploads(one, user, represents),
        "entries": selectors.entries_of(one) if is_staff else [],
    }
    return render(request, "community_grants/grant.html", context)


def _sees_scores(one: Grant, is_staff: bool) -> bool:
    """The organisation reads points and reasons, unnamed, once it is decided."""
    return is_staff or one.decided_at is not None


def _milestones(one: Grant, user: Any) -> list[dict[str, Any]]:
    """Each with what this person may do with it; evidence for those who may open papers."""
    rows = one.milestones.prefetch_related("papers__grant__organisation")
    is_working = one.state in states.WORKING
    is_open = may.reads_everything(user)
    for row in (found := list(rows)):
        row.grant = one
    return [
        {
            "milestone": row,
            "papers": [paper for paper in row.papers.all() if is_open or may.may_open_paper(user, paper)],
            "is_overdue": one.state in states.WORKING and row.is_overdue(timezone.localdate()),
            "offers": [(s, a) for s, a in MILESTONE.available(row, user) if a] if is_working else [],
        }
        for row in found
    ]


def _papers(one: Grant, user: Any) -> list[Paper]:
    """Those of the application; evidence stands with its milestone."""
    rows = list(one.papers.filter(milestone__isnull=True))
    for row in rows:
        row.grant = one
    return rows if not rows or may.may_open_paper(user, rows[0]) else []


def _objections(one: Grant, user: Any) -> list[dict[str, Any]]:
    """What was objected is for those who answer or decide, not for the organisation."""
    if not may.reads_everything(user) or may.represents(user, one.organisation):
        return []
    answer = may.may_answer_objection(user, one)
    rows = GrantObjection.objects.filter(notice__grant=one).defer("phone").order_by("pk")
    return [{"objection": row, "may_answer": answer and row.answered_at is None} for row in rows]


def _uploads(one: Grant, user: Any, represents: bool) -> list[str]:
    """Which kinds of paper this person may add on the page of the grant now."""
    if may.may_manage(user, one):
        if one.state == states.AGREEMENT:
            return [PaperKind.AGREEMENT]
        return [PaperKind.ACCEPTANCE] if one.state == states.ACCEPTANCE else []
    if represents and one.state in states.WORKING:
        return [PaperKind.AFTER, PaperKind.PROGRESS, PaperKind.OTHER]
    return []


@ask_and_do
def act(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    """One step of the road."""
    one = seen_grant(request, reference)
    if name not in ACTS:
        raise Http404
    step = demand_step(GRANT, name, one, request.user)
    url = reverse("community_grants:grant", args=[one.reference])
    if request.method != "POST" and one.state not in step.sources:
        return moved_on(request, GRANT, one, url)
    form_class, service = ACTS[name]
    initial = acts.award_initial(one) if name == "award" else {}
    form = form_class(posted(request), initial=initial)

    def do() -> str:
        service(grant=one, by=request.user, at=timezone.now(), **form.values())
        return url if Grant.objects.visible_to(request.user).filter(pk=one.pk).exists() else _home(request)

    tone = "danger" if step.tone == "danger" else "brand"
    return form_page(request, form, do, title=step.label, back=url, grant=one, tone=tone)


def _home(request: HttpRequest) -> str:
    return reverse("community_grants:mine")


@require_safe
def paper(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Always an attachment that no browser may run or guess the type of."""
    one = seen_grant(request, reference)
    found = get_object_or_404(Paper.objects.select_related("grant__organisation"), grant=one, pk=pk)
    if not (answer := may.may_open_paper(request.user, found)):
        raise PermissionDenied(str(answer.reason))
    path = path_of(found)
    name = f"{one.reference}-{found.kind}-{found.pk}{path.suffix}"
    return kept_file(request, path, name=name, mime=found.mime)


@require_POST
def show_picture(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Public, or no longer: one press each way."""
    one = seen_grant(request, reference)
    demand(may.may_manage(request.user, one))
    found = get_object_or_404(Paper.objects.exclude(small=""), grant=one, pk=pk)
    service = papers.hide_picture if found.public_at else papers.publish_picture
    service(paper=found, by=request.user, at=timezone.now())
    return redirect("community_grants:grant", one.reference)
