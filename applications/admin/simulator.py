"""/admin/programs/program/<pk>/simulate/: other terms tried on the real cases and the registry, then published.

For those who publish terms. Names are masked; nothing is written until the terms are published.
"""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from applications.simulation import BAR_HEIGHT, YEAR, bars_of, simulate_program
from programs.forms import PublishTermsForm
from programs.models import Program
from programs.parameters import as_json, side_by_side
from programs.permissions import may_manage_programs
from programs.selectors import newest_version, terms_in_force
from protection.access import AccessContext
from web.days import validate_plausible_day


class CaseloadForm(forms.Form):
    since = forms.DateField(
        label=_("Cases handed in since"),
        validators=[validate_plausible_day],
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    opens_sealed = forms.BooleanField(
        label=_("Judge by sealed answers as well (income, illness)"),
        help_text=_(
            "The portal alone reads them, nobody sees them. Each case that it reads is noted in its access list."
        ),
        required=False,
    )


@never_cache
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the terms in force; POST tries what was typed."""
    if not (answer := may_manage_programs(request.user)):
        raise PermissionDenied(str(answer.reason))
    program = get_object_or_404(Program.objects.select_related("fund"), pk=pk)
    today = timezone.localdate()
    last = terms_in_force(program, today) or program.terms.order_by("-version").first()
    context = _frame(request, program, last)
    if last is None or program.scheme.is_confidential:
        return TemplateResponse(request, "admin/applications/simulate.html", context)
    if request.method == "GET":
        about = CaseloadForm(initial={"since": today - YEAR})
        return _show(request, context, about, program.scheme.parameters(initial=last.values))
    about, parameters = CaseloadForm(request.POST), program.scheme.parameters(request.POST)
    if not (about.is_valid() & parameters.is_valid()):
        return _show(request, context, about, parameters, status=422)
    access = AccessContext(by=request.user, purpose="simulation", at=timezone.now(), reason=program.slug)
    simulation = simulate_program(
        program,
        before=last.values,
        after=parameters.cleaned_data,
        since=timezone.make_aware(datetime.combine(about.cleaned_data["since"], datetime.min.time())),
        on=today,
        access=access if about.cleaned_data["opens_sealed"] else None,
    )
    lines = side_by_side(program.scheme.parameters, last.values, parameters.cleaned_data)
    context |= {
        "simulation": simulation,
        "bars": bars_of(simulation),
        "chart_height": len(bars_of(simulation)) * BAR_HEIGHT,
        "changed": [line for line in lines if line.differs],
        "publish": PublishTermsForm(
            initial={"valid_from": today + timedelta(days=1), "based_on": newest_version(program)}
        ),
        "frozen": _as_fields(program, parameters.cleaned_data),
    }
    return _show(request, context, about, parameters)


def _frame(request: HttpRequest, program: Program, last: Any) -> dict[str, Any]:
    return {
        **admin.site.each_context(request),
        "title": _text("Try other terms"),
        "opts": Program._meta,
        "program": program,
        "last": last,
        "back": reverse("admin:programs_program_change", args=[program.pk]),
    }


def _show(
    request: HttpRequest, context: dict[str, Any], about: CaseloadForm, parameters: Any, *, status: int = 200
) -> HttpResponse:
    old = context["last"].values
    lines = side_by_side(type(parameters), old, old)
    context |= {
        "about": about,
        "rows": [(line, parameters[line.name]) for line in lines],
        "errors": bool(about.errors or parameters.errors),
    }
    return TemplateResponse(request, "admin/applications/simulate.html", context, status=status)


def _as_fields(program: Program, chosen: dict[str, Any]) -> list[tuple[str, Any]]:
    """The parameters as hidden fields of the form that publishes them."""
    data = program.scheme.parameters.as_data(as_json(chosen))
    pairs = [(n, part) for n, value in data.items() for part in (value if isinstance(value, list) else [value])]
    return [(name, value) for name, value in pairs if value is not None]
