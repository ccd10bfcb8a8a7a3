"""The day of a place after breakfast: its own count, the food-safety log, health certificates."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from delivery.porridge_house.board import findings_of
from delivery.porridge_house.forms import CertificateForm, CountForm, FoodLogForm
from delivery.porridge_house.models import DayCount, FoodSafetyLog, HealthCertificate
from delivery.porridge_house.policy import food_rules_on
from delivery.porridge_house.selectors import count_of
from delivery.porridge_house.services import counts, safety
from delivery.porridge_house.views.asking import ask_and_do, one_form
from delivery.porridge_house.views.counter import day_asked, day_site, way_back
from web.forms import posted

LOGS_SHOWN = 14


@ask_and_do
def count(request: HttpRequest, code: str) -> HttpResponse:
    """The place writes its own number first; the portal's stands beside it only afterwards, so that nobody copies."""
    site = day_site(request, code)
    form = CountForm(posted(request), initial={"day": day_asked(request)})
    here = reverse("porridge_house:count", args=[site.code])

    def act() -> str:
        made = counts.enter_count(site=site, by=request.user, at=timezone.now(), **form.cleaned_data)
        return f"{here}?day={made.day}"

    known = DayCount.objects.filter(site=site, day=day_asked(request)).first()
    context = {"site": site, "known": known, "system": count_of(site, known.day) if known else None}
    template = "porridge_house/count.html"
    return one_form(
        request, form, act, title=_("Count of the day"), back=way_back(request, site), template=template, **context
    )


@ask_and_do
def food(request: HttpRequest, code: str) -> HttpResponse:
    site = day_site(request, code)
    today = timezone.localdate()
    rules = food_rules_on(today)
    start = {"day": today, "sample_grams": rules.sample_grams, "kept_hours": rules.sample_hours}
    form = FoodLogForm(posted(request), initial=start)

    def act() -> str:
        safety.write_food_log(
            site=site, day=form.cleaned_data["day"], facts=form.facts(), by=request.user, at=timezone.now()
        )
        return reverse("porridge_house:food", args=[site.code])

    logs = FoodSafetyLog.objects.filter(site=site).select_related("inspector").order_by("-day")[:LOGS_SHOWN]
    context = {"site": site, "logs": [(log, findings_of(log, rules)) for log in logs]}
    template = "porridge_house/food.html"
    return one_form(
        request, form, act, title=_("Food-safety log"), back=way_back(request, site), template=template, **context
    )


@ask_and_do
def certificates(request: HttpRequest, code: str) -> HttpResponse:
    site = day_site(request, code)
    form = CertificateForm(posted(request))
    here = reverse("porridge_house:certificates", args=[site.code])

    def act() -> str:
        safety.add_certificate(site=site, by=request.user, at=timezone.now(), **form.cleaned_data)
        return here

    rows = HealthCertificate.objects.filter(site=site, ended_at__isnull=True)
    context = {"site": site, "rows": rows, "today": timezone.localdate()}
    template = "porridge_house/certificates.html"
    return one_form(
        request, form, act, title=_("Health certificates"), back=way_back(request, site), template=template, **context
    )


@require_POST
def end_certificate(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    site = day_site(request, code)
    certificate = get_object_or_404(HealthCertificate.objects.select_related("site"), pk=pk, site=site)
    safety.end_certificate(certificate=certificate, by=request.user, at=timezone.now())
    return redirect("porridge_house:certificates", site.code)
