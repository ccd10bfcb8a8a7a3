"""Pages that belong to no app of their own."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from accounts import roles
from accounts.permissions import has_role
from home import front_page
from home.day_plan import has_day_plan, plan_of
from home.day_sections import day_of
from home.navigation import PUBLIC_MENU, menu_for
from home.switches import remember_language, remember_text_size, way_back


@login_not_required
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "home/index.html", front_page.contents(now=timezone.now(), on=timezone.localdate()))


@require_GET
def my_day(request: HttpRequest) -> HttpResponse:
    day = day_of(request.user, now=timezone.now())
    is_volunteer = has_role(request.user, roles.VOLUNTEER)
    context = {"day": day, "has_plan": has_day_plan(request.user), "is_volunteer": is_volunteer}
    return render(request, day.template, context)


@require_GET
def day_plan(request: HttpRequest) -> HttpResponse:
    """The round of a worker on one sheet."""
    if not has_day_plan(request.user):
        raise PermissionDenied(str(_("The day plan is for those who visit families and handle their cases.")))
    return render(request, "home/day_plan.html", {"plan": plan_of(request.user, now=timezone.now())})


@login_not_required
@require_GET
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "home/about.html", {"stations": front_page.work_stations(timezone.localdate())})


@login_not_required
@require_GET
def privacy(request: HttpRequest) -> HttpResponse:
    return render(request, "home/privacy.html")


@login_not_required
@require_GET
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "home/accessibility.html")


@login_not_required
@require_GET
def site_map(request: HttpRequest) -> HttpResponse:
    return render(request, "home/site_map.html", {"items": menu_for(request.user, PUBLIC_MENU)})


@login_not_required
@require_POST
def choose_text_size(request: HttpRequest) -> HttpResponse:
    return remember_text_size(way_back(request), request.POST.get("size", ""))


@login_not_required
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    return remember_language(way_back(request), request.POST.get("language", ""))


@login_not_required
@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "home/offline.html")


@login_not_required
@require_GET
@cache_control(no_cache=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root of the site, because a worker serves only paths below its own."""
    return render(request, "home/sw.js", content_type="text/javascript; charset=utf-8")


@login_not_required
@require_GET
@cache_control(max_age=86400)
def manifest(request: HttpRequest) -> HttpResponse:
    return render(request, "home/manifest.webmanifest", content_type="application/manifest+json")
