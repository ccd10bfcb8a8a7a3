"""The counter of a place, on a clerk's phone: give meals, enter the paper tally, count the day, keep the food log."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_POST, require_safe

from delivery.porridge_house.choices import Reason
from delivery.porridge_house.codes import read_card
from delivery.porridge_house.forms import FIRST, LAST, TallyForm
from delivery.porridge_house.models import MealRedemption, MealSite
from delivery.porridge_house.permissions import may_enter_day, may_give_meals
from delivery.porridge_house.policy import meal_terms_on
from delivery.porridge_house.prints import tally_sheet
from delivery.porridge_house.selectors import count_of, last_meals, meal_of_day, sites_of
from delivery.porridge_house.services.meals import Outcome, Scan, enter_tally, redeem
from delivery.porridge_house.views.asking import ask_and_do, demand
from volunteers.checkin_clock import Seen, seen_by_device
from volunteers.locking import Busy
from web.forms import posted
from web.typeset import pdf_response
from workflow.machine import NotAllowed, Refused, WorkflowError

OFFLINE_COPY = "X-Offline-Copy"  # the service worker keeps a page with this header until the clerk signs out


@require_safe
def redeem_start(request: HttpRequest) -> HttpResponse:
    """The address in every card: on to the counter of the place; who stands at several chooses one."""
    sites = list(sites_of(request.user))
    if not sites:
        raise PermissionDenied(_("You are no clerk of this place. The federation enters who stands at the counter."))
    chosen = next((site for site in sites if site.code == request.session.get("meal_site")), None)
    if len(sites) == 1 or (chosen and "card" in request.GET):
        site = chosen or sites[0]
        query = urlencode({"card": request.GET["card"]}) if "card" in request.GET else ""
        return redirect(f"{reverse('porridge_house:counter', args=[site.code])}{'?' if query else ''}{query}")
    return render(
        request, "porridge_house/choose_site.html", {"sites": sites, "card": request.GET.get("card", "")[:200]}
    )


@require_safe
def counter(request: HttpRequest, code: str) -> HttpResponse:
    """`?card=` is a card that a phone's own camera has read: one tap gives the meal."""
    site = _own_site(request, code)
    request.session["meal_site"] = site.code
    return _page(request, site)


@require_POST
def record(request: HttpRequest, code: str) -> HttpResponse:
    """One press. JSON for the page that keeps presses while there is no network, else the page with the answer."""
    site = _own_site(request, code)
    now = timezone.now()
    try:
        outcome = redeem(scan=_scan(request, site, now), by=request.user, at=now)
    except NotAllowed as refused:
        raise PermissionDenied(str(refused)) from refused
    except Busy:
        return _wrong(request, site, _("Too many at once. Please press again."), 503 if _is_json(request) else 422)
    except WorkflowError as refused:
        return _wrong(request, site, str(refused), 422)
    told = _told(outcome, site, timezone.localdate(now))
    return JsonResponse(told) if _is_json(request) else _page(request, site, told=told)


@ask_and_do
def tally(request: HttpRequest, code: str) -> HttpResponse:
    """The paper tally of a day, line by line."""
    site = day_site(request, code)
    form = TallyForm(posted(request), initial={"day": timezone.localdate()})
    lines: list[dict[str, Any]] = []
    if request.method == "POST" and form.is_valid():
        try:
            numbers = form.lines()
            outcomes = enter_tally(
                site=site, day=form.cleaned_data["day"], numbers=numbers, by=request.user, at=timezone.now()
            )
            lines = [_line(number, one) for number, one in zip(numbers, outcomes, strict=True)]
        except WorkflowError as refused:
            form.add_error(None, str(refused))
    context = {
        "site": site,
        "form": form,
        "lines": lines,
        "given": sum(line["served"] for line in lines),
        "back": way_back(request, site),
        "title": _("Enter the tally"),
        "tone": "brand",
    }
    return render(request, "porridge_house/tally.html", context, status=422 if form.errors else 200)


@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """An empty tally to print, for mornings without a phone."""
    site = day_site(request, code)
    return pdf_response(tally_sheet(site, by=request.user, at=timezone.now()), f"tally-{site.code}")


def day_site(request: HttpRequest, code: str) -> MealSite:
    """A place for whose day the user may write: its clerks and the office. A stranger gets 404."""
    site = get_object_or_404(MealSite.objects.visible_to(request.user).select_related("partner"), code=code)
    demand(may_enter_day(request.user, site))
    return site


def day_asked(request: HttpRequest) -> date:
    """`?day=`, today when there is none or it is no day."""
    try:
        day = parse_date(request.GET.get("day", ""))
    except ValueError:
        day = None
    return day if day is not None and FIRST <= day < LAST else timezone.localdate()


def _own_site(request: HttpRequest, code: str) -> MealSite:
    site = get_object_or_404(MealSite.objects.visible_to(request.user), code=code)
    demand(may_give_meals(request.user, site))
    return site


def _scan(request: HttpRequest, site: MealSite, now: datetime) -> Scan:
    try:
        nonce = UUID(request.POST.get("nonce", ""))
    except ValueError as error:
        raise Refused(_("Please load the page again.")) from error
    return Scan(site, request.POST.get("card", "")[:200], nonce, _seen(request, now))


def _seen(request: HttpRequest, now: datetime) -> Seen:
    """By the portal's clock, unless the device kept the press for a while."""
    told = [request.POST.get(name, "") for name in ("device_at", "sent_at")]
    if not any(told):
        return Seen(now)
    try:
        pressed, sent = (parse_datetime(text) for text in told)
    except ValueError:
        pressed = sent = None
    if pressed is None or sent is None or timezone.is_naive(pressed) or timezone.is_naive(sent):
        raise Refused(_("The time of this press makes no sense. Enter the card on the paper tally."))
    if sent - pressed < timedelta(0):
        raise Refused(_("The time of this meal lies in the future: the clock of the phone was changed."))
    return seen_by_device(pressed, sent, now)


def _told(outcome: Outcome, site: MealSite, day: date) -> dict[str, Any]:
    """What the clerk is shown, the same with and without JavaScript."""
    served = isinstance(outcome, MealRedemption)
    today = count_of(site, day)
    skew = Seen(outcome.eaten_at, outcome.device_at, outcome.skew_seconds).skew_sentence if served else ""
    return {
        "served": served,
        "title": _("Give the meal") if served else _("No meal"),
        "sentence": _("Meal %(number)d of today") % {"number": today} if served else _reason(outcome),
        "today": today,
        "card": outcome.card.number if outcome.card else "",
        "skew": skew,
    }


def _reason(refused: Any) -> str:
    sentence = str(Reason(refused.reason).label)
    meal = meal_of_day(refused)
    return f"{sentence} ({timezone.localtime(meal.eaten_at):%H:%M})" if meal else sentence


def _line(number: str, outcome: Outcome) -> dict[str, Any]:
    served = isinstance(outcome, MealRedemption)
    return {
        "number": number[:30],
        "served": served,
        "sentence": pgettext("meals", "entered") if served else _reason(outcome),
    }


def _wrong(request: HttpRequest, site: MealSite, sentence: str, status: int) -> HttpResponse:
    if _is_json(request):
        return JsonResponse({"errors": [sentence]}, status=status)
    return _page(request, site, refused=sentence)


def _page(
    request: HttpRequest, site: MealSite, *, told: dict[str, Any] | None = None, refused: str = ""
) -> HttpResponse:
    today = timezone.localdate()
    card = request.GET.get("card", "")[:200]
    terms = meal_terms_on(site, today)
    number = count_of(site, today)
    context = {
        "site": site,
        "terms": terms,
        "told": told,
        "refused": refused,
        "today": number,
        "today_words": ngettext("%(number)d meal today", "%(number)d meals today", number) % {"number": number},
        "last": last_meals(site, today),
        "card": card,
        "card_number": read_card(card).number if card else "",
        "typed": _typed(request) if refused or (told is not None and not told["card"]) else "",
        "nonce": uuid4(),
    }
    is_wrong = bool(refused) or (told is not None and not told["served"])
    response = render(request, "porridge_house/counter.html", context, status=422 if is_wrong else 200)
    if not refused and not card and told is None:
        response.headers[OFFLINE_COPY] = "yes"
    return response


def _typed(request: HttpRequest) -> str:
    """What was no card stands in the field again, so that one wrong sign is put right and not six typed anew."""
    return request.POST.get("card", "")[:200].replace("\x00", "")


def _is_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")


def way_back(request: HttpRequest, site: MealSite) -> str:
    if may_give_meals(request.user, site):
        return reverse("porridge_house:counter", args=[site.code])
    return reverse("porridge_house:board")
