"""What a called volunteer sees: how the person looks and where, and the answers. No name, no illness, no address."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from beneficiaries.ages import age_on
from delivery.wristbands import states
from delivery.wristbands.forms.search import AnswerForm
from delivery.wristbands.models import VolunteerCall
from delivery.wristbands.services.missing import answer_call
from delivery.wristbands.views.acting import act, form_page
from web.forms import posted

YEARS = 5  # the age is told in steps, as a stranger would guess it


@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, reference: str) -> HttpResponse:
    rows = VolunteerCall.objects.select_related("case__alert__issue__wearer", "case__alert__issue__area")
    one = get_object_or_404(rows, case__reference=reference, volunteer__user=request.user)
    form = AnswerForm(posted(request), initial={"answer": one.answer})
    here = reverse("wristbands:call", args=[reference])

    def effect() -> str:
        answer_call(call=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return here

    is_open = one.case.state == states.OPEN
    context = {"call": one, "case": one.case, "is_open": is_open, "looks": _looks(one) if is_open else ""}
    return act(request, form, effect) or form_page(request, "wristbands/call.html", form, **context)


def _looks(one: VolunteerCall) -> str:
    """A man of about 85."""
    wearer = one.case.alert.issue.wearer
    if wearer is None:
        return ""
    sexes = {"male": _("A man"), "female": _("A woman")}
    who = str(sexes.get(wearer.sex, _("A person")))
    if wearer.birth_date is None:
        return who
    age = YEARS * round(age_on(wearer.birth_date, timezone.localdate(one.case.opened_at)) / YEARS)
    return _("%(who)s of about %(age)d") % {"who": who, "age": age}
