"""Public pages: the programs, and the guide of one. No login, nothing stored."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts import roles
from accounts.permissions import has_role
from programs.blank_forms import blank_form, has_blank
from programs.guide import cards, guide_of
from programs.models import Program
from programs.screener import fits, form_for, papers_to_bring
from programs.selectors import program_by_slug, published_programs
from web.typeset import pdf_response

REFERRERS = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)


@login_not_required
@require_GET
def catalogue(request: HttpRequest) -> HttpResponse:
    on = timezone.localdate()
    programs = published_programs(on)
    all_cards = cards(programs, on=on)
    context = {
        "open": [card for card in all_cards if card.program.is_open_on(on)],
        "closed": [card for card in all_cards if not card.program.is_open_on(on)],
    }
    return render(request, "programs/catalogue.html", context)


@login_not_required
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """The answers come by POST, so that they stand in no address, history or log. Nothing is stored."""
    on = timezone.localdate()
    if request.method == "GET":
        return render(request, "programs/check.html", {"form": form_for(on)})
    form = form_for(on, request.POST)
    if not form.is_valid():
        return render(request, "programs/check.html", {"form": form}, status=422)
    found = fits(form, on=on)
    context = {"form": form, "fits": found, "papers": papers_to_bring(found), "is_answered": True}
    return render(request, "programs/check.html", context)


@login_not_required
@require_GET
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    program = _program(slug)
    context = {"guide": guide_of(program, on=timezone.localdate()), "may_refer": has_role(request.user, *REFERRERS)}
    return render(request, "programs/guide.html", context)


@login_not_required
@require_GET
def blank(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """A form to print and sign; 404 for a paper that the program does not ask for or that others issue."""
    program = _program(slug)
    if not has_blank(program, kind):
        raise Http404
    return pdf_response(blank_form(program, kind, on=timezone.localdate()), f"{slug}-{kind}")


def _program(slug: str) -> Program:
    try:
        return program_by_slug(slug)
    except Program.DoesNotExist:
        raise Http404 from None
