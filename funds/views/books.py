"""Statements, balances, accounts and vouchers: to read, and as files."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from funds import balances as ledger_balances
from funds import tables
from funds.forms import BalancesForm, MonthForm, StatementForm
from funds.memos import MEMOS, scheme_name
from funds.models import Account, Fund, Voucher
from funds.money import capital
from funds.period_end import last_day
from funds.sources import named
from funds.statements import statements_of, total_of
from funds.views.access import demand_reader, tabs
from web.federation import name as federation
from web.letter_dates import day_in_letters, printed_by
from web.pagination import requested_page
from web.spreadsheet import stream_csv, stream_xlsx
from web.typeset import pdf, pdf_response


@require_GET
def statements(request: HttpRequest) -> HttpResponse:
    form, found, total = _statements(request)
    context = {"tabs": tabs("statements"), "form": form, "statements": found, "statement": total}
    return render(request, "funds/statements.html", context, status=422 if form.errors else 200)


@require_GET
def statements_xlsx(request: HttpRequest) -> HttpResponseBase:
    _form, found, total = _statements(request)
    title = _("Statement of funds %(days)s") % {"days": _days(total.first, total.last)}
    columns = tables.statement_columns([one.fund for one in found if one.fund])
    return stream_xlsx("funds.xlsx", title=title, columns=columns, rows=tables.statement_rows(found, total))


@require_GET
def statements_pdf(request: HttpRequest) -> HttpResponse:
    _form, found, total = _statements(request)
    at = timezone.now()
    values = {
        "federation": federation(),
        "printed": printed_by(request.user, at),
        "title": "专项基金收支结余表",
        "days": _days(total.first, total.last),
        "day": day_in_letters(at),
        "columns": ["基金", "期初结余", "本期收入", "本期支出", "转移", "期末结余"],
        "rows": tables.statement_paper(found, total),
        "details": [[row.label, tables.money(row.total_fen)] for row in tables.statement_rows(found, total)],
        "capital": capital(total.closing_fen),
        "signatures": ["制表", "会计", "负责人"],
    }
    return pdf_response(pdf("fund_statement.typ", values, at=at), "statement-of-funds")


@require_GET
def balances(request: HttpRequest) -> HttpResponse:
    form, days = _days_and_fund(request)
    rows = ledger_balances.trial_balance(**days)
    context = {
        "tabs": tabs("balances"),
        "form": form,
        "rows": rows,
        "sums": ledger_balances.column_sums(rows),
        "days": days,
    }
    return render(request, "funds/balances.html", context, status=422 if form.errors else 200)


@require_GET
def balances_xlsx(request: HttpRequest) -> HttpResponseBase:
    _form, days = _days_and_fund(request)
    title = _("Trial balance %(days)s") % {"days": _days(days["first"], days["last"])}
    rows = ledger_balances.trial_balance(**days)
    return stream_xlsx("balances.xlsx", title=title, columns=tables.BALANCES, rows=rows)


@require_GET
def account(request: HttpRequest, code: str) -> HttpResponse:
    found = _account(request, code)
    form, days = _days_and_fund(request)
    lines = ledger_balances.ledger_lines(**days, code=code)
    context = {
        "account": found,
        "form": form,
        "days": days,
        "balance": next(iter(ledger_balances.trial_balance(**days, code=code)), None),
        "page": requested_page(request, lines, ["voucher__booked_on", "pk"]),
    }
    return render(request, "funds/account.html", context, status=422 if form.errors else 200)


@require_GET
def account_xlsx(request: HttpRequest, code: str) -> HttpResponseBase:
    found = _account(request, code)
    _form, days = _days_and_fund(request)
    lines = ledger_balances.ledger_lines(**days, code=code).order_by("voucher__booked_on", "pk")
    title = _("%(account)s %(days)s") % {"account": found, "days": _days(days["first"], days["last"])}
    return stream_xlsx(
        f"account-{code}.xlsx", title=title, columns=tables.VOUCHER_LINES, rows=lines.iterator(chunk_size=2_000)
    )


@require_GET
def vouchers(request: HttpRequest) -> HttpResponse:
    demand_reader(request)
    form, month = _month(request)
    found = Voucher.objects.filter(period__month=month, posted_at__isnull=False).select_related("made_by", "reverses")
    page = requested_page(request, found, ["-number"])
    context = {
        "tabs": tabs("vouchers"),
        "form": form,
        "month": month,
        "page": page,
        "rows": [(one, MEMOS.get(one.memo_code, one.memo_code)) for one in page],
    }
    return render(request, "funds/vouchers.html", context, status=422 if form.errors else 200)


@require_GET
def vouchers_xlsx(request: HttpRequest) -> HttpResponseBase:
    title, name, lines = _month_file(request)
    return stream_xlsx(f"{name}.xlsx", title=title, columns=tables.VOUCHER_LINES, rows=lines)


@require_GET
def vouchers_csv(request: HttpRequest) -> HttpResponseBase:
    title, name, lines = _month_file(request)
    return stream_csv(f"{name}.csv", title=title, columns=tables.VOUCHER_LINES, rows=lines)


@require_GET
def voucher(request: HttpRequest, reference: str) -> HttpResponse:
    demand_reader(request)
    found = _voucher(reference)
    lines = list(found.lines.select_related("account", "fund").order_by("pk"))
    context = {
        "voucher": found,
        "memo": MEMOS.get(found.memo_code, found.memo_code),
        "lines": [(line, scheme_name(line.scheme)) for line in lines],
        "total_fen": sum(line.amount_fen for line in lines if line.amount_fen > 0),
        "source": named([found.source], request.user).get(found.source),
        "reversal": Voucher.objects.filter(reverses=found).first(),
        "settled_by": found.settled_by.order_by("pk"),
    }
    return render(request, "funds/voucher.html", context)


def _statements(request: HttpRequest) -> Any:
    demand_reader(request)
    form = StatementForm(request.GET or None)
    days = form.cleaned_data if form.is_valid() else {}
    funds = list(Fund.objects.visible_to(request.user))
    found = statements_of(funds, first=days.get("first"), last=days.get("last"))
    return form, found, total_of(found)


def _days_and_fund(request: HttpRequest) -> tuple[BalancesForm, dict[str, Any]]:
    """Without days: the year until today."""
    demand_reader(request)
    form = BalancesForm(request.GET or None, user=request.user)
    given = form.cleaned_data if form.is_valid() else {}
    last = given.get("last") or timezone.localdate()
    first = given.get("first") or last.replace(month=1, day=1)
    return form, {"first": first, "last": last, "fund": given.get("fund")}


def _month(request: HttpRequest) -> tuple[MonthForm, date]:
    """The month asked for; else the newest with vouchers."""
    form = MonthForm(request.GET or None)
    if form.is_valid() and form.cleaned_data["month"]:
        return form, date.fromisoformat(f"{form.cleaned_data['month']}-01")
    newest = Voucher.objects.order_by("-period__month").values_list("period__month", flat=True).first()
    return form, newest or timezone.localdate().replace(day=1)


def _month_file(request: HttpRequest) -> Any:
    demand_reader(request)
    _form, month = _month(request)
    title = _("Vouchers of %(month)s") % {"month": f"{month:%Y-%m}"}
    return title, f"vouchers-{month:%Y-%m}", tables.month_lines(month, last_day(month))


def _account(request: HttpRequest, code: str) -> Account:
    demand_reader(request)
    found = Account.objects.filter(code=code).order_by("-valid_from").first()
    if found is None:
        raise Http404
    return found


def _voucher(reference: str) -> Voucher:
    """By month and number as printed, 202309-0001."""
    month, _dash, number = reference.partition("-")
    if not (month.isascii() and month.isdecimal() and len(month) == 6 and number.isascii() and number.isdecimal()):
        raise Http404
    wanted: Mapping[str, Any] = {
        "period__month__year": int(month[:4]),
        "period__month__month": int(month[4:]),
        "number": int(number[:9]),
    }
    posted = Voucher.objects.filter(posted_at__isnull=False).select_related("made_by", "reverses", "settles")
    return get_object_or_404(posted, **wanted)


def _days(first: date | None, last: date | None) -> str:
    return f"{first or ''}–{last or timezone.localdate()}"
