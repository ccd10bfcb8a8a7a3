"""What anybody reads: rounds with their terms, every decided grant with its money and pictures, thanks, objections."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from applications.forms.objections import ObjectionForm
from delivery.community_grants import states
from delivery.community_grants.models import Grant, GrantRound, Organisation, Paper, Statement
from delivery.community_grants.paper_files import small_path_of
from delivery.community_grants.permissions import may_open_paper
from delivery.community_grants.selectors import money_of, public_grants, public_pictures, thanks_of
from delivery.community_grants.services.deciding import receive_objection
from delivery.community_grants.services.thanking import give_thanks
from web.forms import posted
from web.kept_files import kept_file
from web.pagination import requested_page
from web.throttle import counts_within, is_within
from workflow.machine import Refused

OBJECTIONS_PER_HOUR, THANKS_PER_HOUR, THANKS_PER_PROJECT_AND_HOUR = 5, 20, 300


@login_not_required
@require_safe
def projects(request: HttpRequest) -> HttpResponse:
    """Open rounds, then every decided grant, newest first."""
    today = timezone.localdate()
    page = requested_page(request, public_grants(), ["-decided_at", "-id"], size=20)
    money = money_of(page)
    context = {
        "open_rounds": GrantRound.objects.open_on(today).order_by("closes_on", "pk"),
        "page": page,
        "rows": [{"grant": grant, "paid_fen": money[grant.pk]} for grant in page],
    }
    return render(request, "community_grants/projects.html", context)


@login_not_required
@require_safe
def round_page(request: HttpRequest, code: str) -> HttpResponse:
    """The terms in full, whoever asks; who acts for an organisation applies from here."""
    one = get_object_or_404(GrantRound.objects.visible_to(request.user).select_related("fund"), code=code)
    own: Any = Organisation.objects.none()
    if request.user.is_authenticated:
        own = Organisation.objects.represented_by(request.user)
    context = {
        "round": one,
        "criteria": one.criteria.all(),
        "forbidden": one.forbidden_uses.all(),
        "is_open": one.is_open_on(timezone.localdate()),
        "own": own,
    }
    return render(request, "community_grants/round.html", context)


@login_not_required
@require_safe
def project(request: HttpRequest, reference: str) -> HttpResponse:
    """Budget, money paid, milestones, pictures before and after, reasons, thanks. No person is named."""
    grant = _public(reference)
    now = timezone.now()
    context = {
        "grant": grant,
        "lines": grant.lines.all(),
        "milestones": grant.milestones.all(),
        "tranches": grant.tranches.filter(paid_at__isnull=False),
        "returned": grant.repayments.filter(received_at__isnull=False),
        "paid_fen": money_of([grant])[grant.pk],
        "pictures": public_pictures(grant),
        "decision": grant.statements.filter(kind=Statement.Kind.DECISION).last(),
        "ended": grant.statements.filter(kind=Statement.Kind.TERMINATION).last(),
        "acceptance": grant.acceptances.last(),
        "notice": grant.notices.hanging(now).first() if grant.state == states.PUBLICITY else None,
        "cheers": thanks_of(grant),
        "can_thank": grant.state in states.THANKABLE,
    }
    return render(request, "community_grants/project.html", context)


@login_not_required
@require_POST
def thank(request: HttpRequest, reference: str) -> HttpResponse:
    """One press, one thanks: signed in by account, else by the random value that the form's own cookie carries."""
    grant = _public(reference)
    within = is_within(request, "grant-thanks", THANKS_PER_HOUR)
    if not within or not counts_within(f"grant-thanks:{grant.pk}", THANKS_PER_PROJECT_AND_HOUR):
        messages.error(request, _("Too many thanks from here within an hour. Please come back later."))
        return redirect("community_grants:project", reference)
    try:
        is_new = give_thanks(grant=grant, visitor=_visitor(request), at=timezone.now())
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        said = (
            _("Thank you! The people of the project are glad.") if is_new else _("You have thanked before. Thank you!")
        )
        messages.success(request, said)
    return redirect("community_grants:project", reference)


def _visitor(request: HttpRequest) -> str:
    """The cookie of forms is there already (without it the form is refused), so no further one is set."""
    if request.user.is_authenticated:
        return f"user:{request.user.pk}"
    get_token(request)
    return f"visitor:{request.COOKIES.get(settings.CSRF_COOKIE_NAME, '')}"


@login_not_required
@require_safe
def picture(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The small picture: anybody once it is public, before that those who handle the grant."""
    paper = get_object_or_404(
        Paper.objects.select_related("grant__organisation").exclude(small=""), pk=pk, grant__reference=reference
    )
    if not _may_see(request, paper):
        raise Http404
    response = kept_file(request, small_path_of(paper), mime="image/jpeg")
    response.headers["Cache-Control"] = "private, max-age=3600"
    return response


def _may_see(request: HttpRequest, paper: Paper) -> bool:
    if paper.public_at is not None and paper.grant.state in states.PUBLIC:
        return True
    user = request.user
    return user.is_authenticated and bool(may_open_paper(user, paper)) and _visible(user, paper)


def _visible(user: Any, paper: Paper) -> bool:
    return Grant.objects.visible_to(user).filter(pk=paper.grant_id).exists()


@login_not_required
@require_http_methods(["GET", "POST"])
def object_to(request: HttpRequest, reference: str) -> HttpResponse:
    """While the notice hangs, with or without a name."""
    grant = _public(reference)
    if grant.state != states.PUBLICITY or not grant.notices.hanging(timezone.now()).exists():
        messages.info(request, _("The notice has ended. Anything that is wrong can be told as a complaint."))
        return redirect("community_grants:project", reference)
    form = ObjectionForm(posted(request))
    if request.method == "POST" and form.is_valid() and _within_limit(request, form):
        try:
            receive_objection(grant=grant, at=timezone.now(), **form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Thank you. Your objection was received and is looked into."))
            return redirect("community_grants:project", reference)
    context = {"grant": grant, "form": form}
    return render(request, "community_grants/object.html", context, status=422 if form.errors else 200)


def _within_limit(request: HttpRequest, form: ObjectionForm) -> bool:
    if is_within(request, "grant-objections", OBJECTIONS_PER_HOUR):
        return True
    form.add_error(None, _("Too many tries from here within an hour. Please wait, or call the federation."))
    return False


def _public(reference: str) -> Grant:
    rows = Grant.objects.public().select_related("organisation", "area", "round__fund")
    return get_object_or_404(rows, reference=reference)
