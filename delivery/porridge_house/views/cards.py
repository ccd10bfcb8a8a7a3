"""Cards: the list, those that wait to be made, one card and its steps, paper."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from audit.labels import event_label
from audit.selectors import timeline_of
from delivery.porridge_house import states
from delivery.porridge_house.codes import card_address, read_card
from delivery.porridge_house.forms import HandOverForm, MakeCardForm, NoteForm, PlainForm
from delivery.porridge_house.list_exports import CARDS
from delivery.porridge_house.models import MealCard, MealRedemption
from delivery.porridge_house.permissions import may_keep_office, may_read_cards
from delivery.porridge_house.prints import card_sheet, handover_sheet
from delivery.porridge_house.selectors import CARD_ORDER, CARD_TABS, cards_in, waiting_cases, with_last_meal
from delivery.porridge_house.services import cards as services
from delivery.porridge_house.views.asking import ask_and_do, demand, one_form
from delivery.porridge_house.workflow import CARD
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page
from web.qr_codes import qr_image
from web.tabs import state_tabs
from web.typeset import pdf_response

TAB_OF = {tab.code: tab for tab in CARD_TABS}
STEPS: dict[str, tuple[type[PlainForm], Callable[..., MealCard]]] = {
    "hand-over": (HandOverForm, services.hand_over_card),
    "freeze": (NoteForm, services.freeze_card),
    "unfreeze": (NoteForm, services.unfreeze_card),
    "replace": (NoteForm, services.replace_card),
    "end": (NoteForm, services.end_card),
}
MEALS_SHOWN = 31
PRINTED_AT_ONCE = 200


@require_safe
def card_list(request: HttpRequest) -> HttpResponse:
    """`?q=` is a card number; names are searched in the register."""
    demand(may_read_cards(request.user))
    typed = request.GET.get("q", "")[:40]
    number = read_card(typed).number if typed else ""
    if number and MealCard.objects.visible_to(request.user).filter(number=number).exists():
        return redirect("porridge_house:card", number)
    tab = TAB_OF.get(request.GET.get("tab", ""), CARD_TABS[0])
    page = requested_page(request, cards_in(request.user, tab), CARD_ORDER)
    meals = with_last_meal(page.items)
    context = {
        "tabs": state_tabs(
            MealCard.objects.visible_to(request.user), CARD_TABS, current=tab.code, url=reverse("porridge_house:cards")
        ),
        "rows": [{"card": card, "meals": meals.get(card.pk, (0, None))} for card in page],
        "page": page,
        "typed": typed,
        "may_keep": may_keep_office(request.user),
    }
    return render(request, "porridge_house/cards.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, CARDS, back=reverse("porridge_house:cards"))


@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """Approved applications that are no card yet."""
    demand(may_keep_office(request.user))
    page = requested_page(request, waiting_cases(request.user), ["decided_at", "id"])
    return render(request, "porridge_house/waiting.html", {"rows": list(page), "page": page})


@ask_and_do
def make(request: HttpRequest, reference: str) -> HttpResponse:
    demand(may_keep_office(request.user))
    case = get_object_or_404(waiting_cases(request.user), reference=reference)
    form = MakeCardForm(posted(request))

    def act() -> str:
        card = services.make_card(application=case, by=request.user, at=timezone.now(), **form.cleaned_data)
        return reverse("porridge_house:card", args=[card.number])

    lead = f"{case.reference} · {case.applicant.name} · {case.area}"
    return one_form(request, form, act, title=_("Make the card"), back=reverse("porridge_house:waiting"), lead=lead)


@require_safe
def card(request: HttpRequest, number: str) -> HttpResponse:
    one = _card(request, number)
    meals = MealRedemption.objects.filter(card=one).select_related("site").order_by("-eaten_at", "-pk")[:MEALS_SHOWN]
    offers = [(step, answer) for step, answer in CARD.available(one, request.user) if step.name in STEPS]
    context = {
        "card": one,
        "meals": meals,
        "offers": offers,
        "entries": [
            {"label": event_label(event.code), "at": event.at, "by": str(event.actor or ""), "note": ""}
            for event in timeline_of(one)
            if event.transition or event.code == "porridge_house.card_made"
        ],
        "is_own": one.person.user_id == request.user.pk,
        "qr": qr_image(card_address(one.number)) if one.state == states.ACTIVE else "",
    }
    return render(request, "porridge_house/card.html", context)


@ask_and_do
def step(request: HttpRequest, number: str, name: str) -> HttpResponse:
    one = _card(request, number)
    if name not in STEPS:
        raise Http404
    transition = CARD.transitions[name]
    if not (answer := transition.permission(request.user, one)):
        raise PermissionDenied(str(answer.reason))
    back = reverse("porridge_house:card", args=[one.number])
    if request.method != "POST" and one.state not in transition.sources:
        messages.error(request, _("Somebody else was faster. This is how it stands now."))
        return redirect(back)
    form_class, service = STEPS[name]
    start = {"receiver_name": one.person.name} if name == "hand-over" else {}
    form = form_class(posted(request), initial=start)

    def act() -> str:
        changed = service(card=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return reverse("porridge_house:card", args=[changed.number])

    tone = "danger" if transition.tone == "danger" else "brand"
    return one_form(request, form, act, title=transition.label, back=back, tone=tone, lead=_lead(one))


@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """The holder's own card on his phone: the square, the last meals, and the way when it is lost."""
    own = MealCard.objects.live().filter(person__user=request.user).first() if request.user.is_authenticated else None
    if own is not None:
        return redirect("porridge_house:card", own.number)
    return render(request, "porridge_house/no_card.html")


@require_safe
def print_cards(request: HttpRequest) -> HttpResponse:
    """The cards that wait to be handed over, with number and square; no name stands on them."""
    demand(may_keep_office(request.user))
    rows = _to_hand_over(request)
    return pdf_response(card_sheet(rows, at=timezone.now()), "meal-cards")


@require_safe
def print_handover(request: HttpRequest) -> HttpResponse:
    """The list to sign when cards are handed over."""
    demand(may_read_cards(request.user))
    rows = _to_hand_over(request)
    return pdf_response(handover_sheet(rows, by=request.user, at=timezone.now()), "handover")


def _to_hand_over(request: HttpRequest) -> list[MealCard]:
    rows = MealCard.objects.visible_to(request.user).filter(state=states.MADE)
    rows = rows.select_related("person__area", "employer", "gift_of", "program")
    return list(rows.order_by("person__area__code", "number")[:PRINTED_AT_ONCE])


def _card(request: HttpRequest, number: str) -> MealCard:
    rows = MealCard.objects.visible_to(request.user)
    rows = rows.select_related("person__area", "employer", "program", "gift_of", "replaces", "application")
    return get_object_or_404(rows.defer("application__answers", "application__sensitive_answers"), number=number)


def _lead(one: Any) -> str:
    return f"{one.number} · {one.person.name} · {one.status.label}"
