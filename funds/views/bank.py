"""Statements of the bank: taken in, matched with the books, and the reconciliation of a day."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from funds import chart, reconciling, tables
from funds.bank_files import StatementRefused
from funds.errors import FundsError
from funds.forms import BankStatementForm, ExplainForm, MatchForm, ReconciliationForm
from funds.models import BankLine, BankStatement, Line
from funds.permissions import may_bring_bank_statements, may_keep_books
from funds.reconciliation import Reconciliation, reconciliation
from funds.selectors import bank_lines_of, bank_statements, candidates_for
from funds.views.access import demand, demand_reader, tabs
from web.federation import name as federation
from web.idempotency import submit_once
from web.letter_dates import day_in_letters, printed_by
from web.pagination import requested_page
from web.typeset import pdf, pdf_response


@require_GET
def statement_list(request: HttpRequest) -> HttpResponse:
    demand_reader(request)
    page = requested_page(request, bank_statements(request.user), ["-last_on", "-pk"])
    context = {
        "tabs": tabs("bank"),
        "page": page,
        "rows": page.items,
        "may_bring": may_bring_bank_statements(request.user),
    }
    return render(request, "funds/bank.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """The same file again leads to what it became."""
    demand(may_bring_bank_statements(request.user))
    form = BankStatementForm(request.POST or None, request.FILES or None)
    errors: Any = ()
    if request.method == "POST" and form.is_valid():
        content = form.cleaned_data["file"].read()
        account_code = form.cleaned_data["account_code"]

        def effect() -> str:
            return reconciling.import_bank_statement(
                content=content, account_code=account_code, by=request.user, at=timezone.now()
            ).get_absolute_url()

        try:
            return submit_once(request, effect, is_kept=True)
        except reconciling.AlreadyImported as known:
            messages.info(request, str(known))
            return redirect(known.statement)
        except StatementRefused as refused:
            errors = refused.errors
        except FundsError as refusal:
            form.add_error(None, str(refusal))
    status = 422 if request.method == "POST" else 200
    return render(request, "funds/bank_import.html", {"form": form, "errors": errors}, status=status)


@require_GET
def statement_detail(request: HttpRequest, reference: str) -> HttpResponse:
    statement = _statement(request, reference)
    page = requested_page(request, bank_lines_of(statement), ["number"], size=100)
    context = {
        "statement": statement,
        "page": page,
        "open_count": reconciling.open_bank_lines().filter(statement=statement).count(),
        "may_keep": may_keep_books(request.user),
    }
    return render(request, "funds/bank_statement.html", context)


@require_POST
def look_again(request: HttpRequest, reference: str) -> HttpResponse:
    statement = _kept_statement(request, reference)
    found = reconciling.match_certain(statement=statement, by=request.user, at=timezone.now())
    messages.success(request, _("Lines matched: %(count)d.") % {"count": found})
    return redirect(statement)


@require_GET
def line_detail(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    return _line_page(request, _line(request, reference, number), ExplainForm())


@require_POST
def match(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    _kept_statement(request, reference)
    line = _line(request, reference, number)
    form = MatchForm(request.POST, candidates=candidates_for(line))
    if not form.is_valid():
        messages.error(request, " ".join(str(e) for errors in form.errors.values() for e in errors))
        return _line_page(request, line, ExplainForm(), status=422)
    return _do(
        request,
        line,
        lambda: reconciling.match_bank_line(
            bank_line=line, lines=form.cleaned_data["lines"], by=request.user, at=timezone.now()
        ),
    )


@require_POST
def unmatch(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    _kept_statement(request, reference)
    line = _line(request, reference, number)
    return _do(request, line, lambda: reconciling.unmatch_bank_line(bank_line=line, by=request.user, at=timezone.now()))


@require_POST
def explain(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    _kept_statement(request, reference)
    line = _line(request, reference, number)
    form = ExplainForm(request.POST)
    if not form.is_valid():
        return _line_page(request, line, form, status=422)
    return _do(
        request,
        line,
        lambda: reconciling.explain_bank_line(
            bank_line=line, explanation=form.cleaned_data["explanation"], by=request.user, at=timezone.now()
        ),
    )


@require_GET
def reconciled(request: HttpRequest) -> HttpResponse:
    form, found = _reconciliation(request)
    context = {"tabs": tabs("reconciliation"), "form": form, "found": found}
    return render(request, "funds/reconciliation.html", context, status=422 if form.errors else 200)


@require_GET
def reconciled_pdf(request: HttpRequest) -> HttpResponse:
    _form, found = _reconciliation(request)
    if found is None:
        return redirect("funds:reconciliation")
    at = timezone.now()
    values = {
        "federation": federation(),
        "printed": printed_by(request.user, at),
        "title": "银行存款余额调节表",
        "account": found.account_code,
        "on": day_in_letters(found.on),
        "books": tables.money(found.books_fen),
        "before": tables.money(found.before_fen) if found.before_fen else "",
        "bank": tables.money(found.bank_fen),
        "bank_only": [
            [f"{line.booked_on}", line.note or line.party or line.bank_reference, tables.money(line.amount_fen)]
            for line in found.bank_only
        ],
        "books_only": [
            [f"{line.voucher.booked_on}", line.voucher.reference, tables.money(line.amount_fen)]
            for line in found.books_only
        ],
        "adjusted_books": tables.money(found.adjusted_books_fen),
        "adjusted_bank": tables.money(found.adjusted_bank_fen),
        "difference": tables.money(found.difference_fen) if found.difference_fen else "",
        "signatures": ["编制", "复核", "负责人"],
    }
    return pdf_response(pdf("bank_reconciliation.typ", values, at=at), "bank-reconciliation")


def _do(request: HttpRequest, line: BankLine, service: Callable[[], Any]) -> HttpResponse:
    try:
        service()
    except FundsError as refusal:
        messages.error(request, str(refusal))
        return redirect(_url(line))
    return redirect(line.statement)


def _line_page(request: HttpRequest, line: BankLine, form: ExplainForm, *, status: int = 200) -> HttpResponse:
    matched = Line.objects.filter(bank_match__bank_line=line).select_related("voucher", "fund", "account")
    ours = list(matched.order_by("pk"))
    context = {
        "line": line,
        "matched": ours,
        "candidates": [] if ours else candidates_for(line),
        "form": form,
        "may_keep": may_keep_books(request.user),
    }
    return render(request, "funds/bank_line.html", context, status=status)


def _reconciliation(request: HttpRequest) -> tuple[ReconciliationForm, Reconciliation | None]:
    """Without a day: today."""
    demand_reader(request)
    asked = request.GET.copy()
    asked.setdefault("account_code", chart.BANK)
    form = ReconciliationForm(asked)
    given = form.cleaned_data if form.is_valid() else {}
    code = given.get("account_code") or chart.BANK
    return form, reconciliation(account_code=code, on=given.get("on") or timezone.localdate())


def _statement(request: HttpRequest, reference: str) -> BankStatement:
    return get_object_or_404(BankStatement.objects.visible_to(request.user), reference=reference)


def _kept_statement(request: HttpRequest, reference: str) -> BankStatement:
    statement = _statement(request, reference)
    demand(may_keep_books(request.user))
    return statement


def _line(request: HttpRequest, reference: str, number: int) -> BankLine:
    statement = _statement(request, reference)
    lines = BankLine.objects.filter(statement=statement).select_related("statement", "explained_by")
    return get_object_or_404(lines, number=number if number < 2**31 else 0)


def _url(line: BankLine) -> str:
    return reverse("funds:bank_line", args=[line.statement.reference, line.number])
