"""Monthly statements: prepared, signed by both sides, booked, paid."""

from collections.abc import Callable

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
from delivery.porridge_house.forms import BankForm, NoteForm, NothingForm, PlainForm, SignForm, StatementForm
from delivery.porridge_house.list_exports import STATEMENTS
from delivery.porridge_house.models import MealStatement, SiteClerk
from delivery.porridge_house.permissions import may_keep_office, may_read_office
from delivery.porridge_house.prints import statement_sheet
from delivery.porridge_house.selectors import STATEMENT_ORDER, STATEMENT_TABS, statements_of
from delivery.porridge_house.services import statements as services
from delivery.porridge_house.views.asking import ask_and_do, demand, one_form
from delivery.porridge_house.workflow import STATEMENT
from jobs.views.exports import export_list
from web.forms import posted
from web.pagination import requested_page
from web.tabs import state_tabs
from web.templatetags.ui import yuan
from web.typeset import pdf_response

TAB_OF = {tab.code: tab for tab in STATEMENT_TABS}
STEPS: dict[str, tuple[type[PlainForm], Callable[..., MealStatement]]] = {
    "sign-for-partner": (SignForm, services.sign_for_partner),
    "sign-for-federation": (NothingForm, services.sign_for_federation),
    "book": (NothingForm, services.book_statement),
    "pay": (BankForm, services.pay_statement),
    "take-back": (NoteForm, services.take_back_statement),
}


@require_safe
def statement_list(request: HttpRequest) -> HttpResponse:
    """The office and finance all; whoever signs for a partner its own."""
    signs = SiteClerk.objects.current().filter(user=request.user, signs_statements=True)
    if not (may_read_office(request.user) or signs.exists()):
        raise PermissionDenied(str(may_read_office(request.user).reason))
    tab = TAB_OF.get(request.GET.get("tab", ""), STATEMENT_TABS[0])
    page = requested_page(request, statements_of(request.user, tab), STATEMENT_ORDER)
    url = reverse("porridge_house:statements")
    context = {
        "tabs": state_tabs(MealStatement.objects.visible_to(request.user), STATEMENT_TABS, current=tab.code, url=url),
        "rows": list(page),
        "page": page,
        "may_keep": may_keep_office(request.user),
        "in_office": bool(may_read_office(request.user)),
    }
    return render(request, "porridge_house/statements.html", context)


@require_http_methods(["GET", "POST"])
def export(request: HttpRequest) -> HttpResponse:
    return export_list(request, STATEMENTS, back=reverse("porridge_house:statements"))


@ask_and_do
def prepare(request: HttpRequest) -> HttpResponse:
    demand(may_keep_office(request.user))
    form = StatementForm(posted(request))

    def act() -> str:
        made = services.prepare_statement(by=request.user, at=timezone.now(), **form.cleaned_data)
        return reverse("porridge_house:statement", args=[made.reference])

    lead = _("All meals up to the end of the month that are on no statement yet come onto this one, each once.")
    back = reverse("porridge_house:statements")
    return one_form(request, form, act, title=_("Prepare a statement"), back=back, lead=lead)


@require_safe
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    one = _statement(request, reference)
    lines = list(one.lines.select_related("site"))
    context = {
        "statement": one,
        "lines": lines,
        "meals": sum(line.meals for line in lines),
        "donated": sum(line.meals for line in lines if line.is_donated),
        "donated_fen": sum(line.worth_fen for line in lines if line.is_donated),
        "offers": [(step, answer) for step, answer in STATEMENT.available(one, request.user) if step.name in STEPS],
        "entries": [
            {"label": event_label(event.code), "at": event.at, "by": str(event.actor or ""), "note": ""}
            for event in timeline_of(one)
        ],
        "in_office": bool(may_read_office(request.user)),
    }
    return render(request, "porridge_house/statement.html", context)


@ask_and_do
def step(request: HttpRequest, reference: str, name: str) -> HttpResponse:
    one = _statement(request, reference)
    if name not in STEPS:
        raise Http404
    transition = STATEMENT.transitions[name]
    if not (answer := transition.permission(request.user, one)):
        raise PermissionDenied(str(answer.reason))
    back = reverse("porridge_house:statement", args=[one.reference])
    if request.method != "POST" and one.state not in transition.sources:
        messages.error(request, _("Somebody else was faster. This is how it stands now."))
        return redirect(back)
    form_class, service = STEPS[name]
    form = form_class(posted(request))

    def act() -> str:
        service(statement=one, by=request.user, at=timezone.now(), **form.cleaned_data)
        return back

    lead = _("%(partner)s, %(month)s, %(yuan)s yuan") % {
        "partner": one.partner.name,
        "month": f"{one.month:%Y-%m}",
        "yuan": yuan(one.amount_fen),
    }
    tone = "danger" if transition.tone == "danger" else "brand"
    return one_form(request, form, act, title=transition.label, back=back, tone=tone, lead=f"{one.reference} · {lead}")


@require_safe
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    one = _statement(request, reference)
    return pdf_response(statement_sheet(one, by=request.user, at=timezone.now()), f"statement-{one.reference}")


def _statement(request: HttpRequest, reference: str) -> MealStatement:
    rows = MealStatement.objects.visible_to(request.user)
    rows = rows.select_related(
        "partner",
        "program__fund",
        "prepared_by",
        "agreed_by",
        "booked_by",
        "paid_by",
        "bill",
        "payment",
        "gift_voucher",
    )
    return get_object_or_404(rows, reference=reference)
