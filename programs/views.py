"""Public pages: the programs, and the guide of one. No login, nothing stored."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from programs.guide import cards, guide_of
from programs.models import Program
from programs.selectors import program_by_slug, published_programs


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
@require_GET
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    try:
        program = program_by_slug(slug)
    except Program.DoesNotExist:
        raise Http404 from None
    return render(request, "programs/guide.html", {"guide": guide_of(program, on=timezone.localdate())})
