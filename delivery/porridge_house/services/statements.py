"""The statement of a month: from the meals themselves to the money. Five people at most, four at least.

Prepared by the office, signed for the partner, signed for the federation by somebody else, booked by an accountant
(5101 / 2202, domain fact book §5.7), paid by a cashier (2202 / bank).
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db import transaction
from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from audit.recording import record
from delivery.porridge_house import states
from delivery.porridge_house.models import (
    DayCount,
    FraudSignal,
    MealRedemption,
    MealStatement,
    Partner,
    StatementLine,
)
from delivery.porridge_house.permissions import may_keep_office, signs_for
from delivery.porridge_house.policy import difference_shares
from delivery.porridge_house.roles import OFFICE
from delivery.porridge_house.services.counts import needs_review
from delivery.porridge_house.workflow import STATEMENT
from funds.entries import accrue_meals, pay_payable, receive_service
from funds.errors import FundsError
from funds.models import Voucher
from funds.policy import policy_on
from programs.models import Program
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "ZJ"  # 粥屋结算
SHOWN = 5


@transaction.atomic
def prepare_statement(*, partner: Partner, program: Program, month: date, by: Any, at: datetime) -> MealStatement:
    """All meals of the partner up to the end of the month that are on no statement, each exactly once.

    Locks the partner. Raises NotAllowed, and Refused: the month goes on, nothing to settle, days that nobody counted,
    differences nobody looked at, open signals, a statement that exists.
    """
    if not (answer := may_keep_office(by)):
        raise NotAllowed(answer.reason)
    month = month.replace(day=1)
    last = month + relativedelta(months=1, days=-1)
    if timezone.localdate(at) <= last:
        raise Refused(_("The month is not over yet."))
    Partner.objects.select_for_update(of=("self",), no_key=True).get(pk=partner.pk)
    if _statements_of(partner, program, month).exists():
        raise Refused(_("There is a statement of this month already."))
    meals = MealRedemption.objects.unsettled().filter(site__partner=partner, card__program=program, day__lte=last)
    if open_points := list(what_is_open(partner, meals)):
        raise Refused(" ".join(open_points[:SHOWN]))
    ids = list(meals.order_by("pk").select_for_update(of=("self",), no_key=True).values_list("pk", flat=True))
    if not ids:
        raise Refused(_("There are no meals to settle in this month."))
    statement = _insert(partner, program, month, by, at)
    _take_meals(statement, ids)
    data = {"meals": len(ids), "amount": statement.amount_fen, "month": f"{month:%Y-%m}"}
    record("porridge_house.statement_prepared", subject=statement, by=by, at=at, data=data)
    return statement


def _statements_of(partner: Partner, program: Program, month: date) -> Any:
    rows = MealStatement.objects.filter(partner=partner, program=program, month=month)
    return rows.exclude(state=states.CANCELLED)


def what_is_open(partner: Partner, meals: Any) -> Iterator[str]:
    """Sentences about what stands between these meals and a statement."""
    per_day = {
        (site, day): number for site, day, number in meals.order_by().values_list("site", "day").annotate(n=Count("pk"))
    }
    if not per_day:
        return
    days = [day for _site, day in per_day]
    span = {"site__partner": partner, "day__gte": min(days), "day__lte": max(days)}
    counts = {(count.site_id, count.day): count for count in DayCount.objects.filter(**span).select_related("site")}
    names = dict(partner.sites.values_list("pk", "name_zh"))
    shares = difference_shares(days)
    all_meals = MealRedemption.objects.standing().filter(**span).order_by()
    totals = {(site, day): n for site, day, n in all_meals.values_list("site", "day").annotate(n=Count("pk"))}
    for key in sorted(per_day, key=lambda key: (key[1], key[0])):
        site, day = key
        words = {"site": names[site], "day": day.isoformat()}
        if key not in counts:
            yield _text("%(site)s has not counted %(day)s.") % words
            continue
        if needs_review(counts[key], totals[key], shares[day]):
            yield _text("The counts of %(site)s on %(day)s differ; nobody has reviewed it.") % words
    for signal in FraudSignal.objects.filter(answered_at__isnull=True, **span).select_related("site"):
        words = {"site": signal.site.name_zh, "day": signal.day.isoformat()}
        yield _text("A signal about %(site)s on %(day)s waits for an answer.") % words


def _insert(partner: Partner, program: Program, month: date, by: Any, at: datetime) -> MealStatement:
    return MealStatement.objects.create(
        reference=new_reference(PREFIX),
        partner=partner,
        program=program,
        month=month,
        amount_fen=0,
        prepared_at=at,
        prepared_by=by,
        state=STATEMENT.initial,
        state_since=at,
    )


def _take_meals(statement: MealStatement, ids: list[int]) -> None:
    """The rows name the statement, the lines and the sum are counted from the rows."""
    for start in range(0, len(ids), 500):
        MealRedemption.objects.filter(pk__in=ids[start : start + 500]).update(statement=statement)
    lines = [
        StatementLine(statement=statement, site_id=site, price_fen=price, is_donated=donated, meals=n)
        for site, price, donated, n in lines_from_meals(statement)
    ]
    StatementLine.objects.bulk_create(lines)
    statement.amount_fen = sum(line.amount_fen for line in lines)
    statement.save(update_fields=["amount_fen"])


def lines_from_meals(statement: MealStatement) -> list[tuple[int, int, bool, int]]:
    """(site, price in fen, donated, meals) as the rows say."""
    rows = MealRedemption.objects.filter(statement=statement).order_by()
    grouped = rows.values_list("site", "worth_fen", "is_donated").annotate(n=Count("pk"))
    return sorted((site, price, donated, n) for site, price, donated, n in grouped)


@transaction.atomic
def sign_for_partner(*, statement: MealStatement, signer: str, by: Any, at: datetime) -> MealStatement:
    """By the partner's own signer, or by the office from the paper that the partner signed."""
    if not signer.strip():
        raise Refused(_("Write who signed for the partner."))
    on_paper = has_role(by, *OFFICE) and not signs_for(by, statement.partner_id)
    changes = {
        "shop_signer": signer.strip(),
        "signed_on_paper": on_paper,
        "shop_signed_at": at,
        "shop_signed_by": by,
    }
    return _move("sign-for-partner", statement, by, at, {"on_paper": on_paper}, **changes)


@transaction.atomic
def sign_for_federation(*, statement: MealStatement, by: Any, at: datetime) -> MealStatement:
    return _move("sign-for-federation", statement, by, at, agreed_at=at, agreed_by=by)


@transaction.atomic
def book_statement(*, statement: MealStatement, by: Any, at: datetime) -> MealStatement:
    """The bill is booked in the fund of the program, which sets its money aside; donated meals at zero.

    What the donated ones were worth is booked as a service received and used up, now that they were eaten. Nothing to
    pay: the statement is settled. Raises Refused without money.
    """
    statement = _locked(statement)
    STATEMENT.check("book", statement, by=by, at=at)
    changes: dict[str, Any] = {"booked_at": at, "booked_by": by}
    try:
        changes |= _vouchers(statement, by, at)
    except FundsError as error:
        raise Refused(str(error)) from error
    data = {name: voucher.reference for name, voucher in changes.items() if name in ("bill", "gift_voucher")}
    statement = _move("book", statement, by, at, data, **changes)
    if statement.amount_fen == 0:
        STATEMENT.fire("settle-at-zero", statement, by=None, at=at)
    return statement


def _vouchers(statement: MealStatement, by: Any, at: datetime) -> dict[str, Voucher]:
    made: dict[str, Voucher] = {}
    call: dict[str, Any] = {"fund": statement.program.fund, "scheme": statement.program.scheme_code, "by": by, "at": at}
    if statement.amount_fen:
        made["bill"] = accrue_meals(amount_fen=statement.amount_fen, source=statement.source, **call)
    donated = sum(line.worth_fen for line in statement.lines.all() if line.is_donated)
    if donated and policy_on(timezone.localdate(at)).books_services:
        source = f"{statement.source}:donated"
        made["gift_voucher"] = receive_service(fair_value_fen=donated, source=source, **call)
    return made


@transaction.atomic
def pay_statement(*, statement: MealStatement, bank_reference: str, by: Any, at: datetime) -> MealStatement:
    """The bank paid; its number stands in the voucher. Raises NotAllowed for whoever booked it."""
    if not bank_reference.strip():
        raise Refused(_("Write the number of the bank's payment."))
    statement = _locked(statement)
    STATEMENT.check("pay", statement, by=by, at=at)
    if statement.bill is None:
        raise Refused(_("There is nothing to pay on this statement."))
    try:
        paid = pay_payable(
            accrual=statement.bill,
            source=f"{statement.source}:paid",
            amount_fen=statement.amount_fen,
            bank_reference=bank_reference.strip(),
            by=by,
            at=at,
        )
    except FundsError as error:
        raise Refused(str(error)) from error
    return _move("pay", statement, by, at, {"voucher": paid.reference}, payment=paid, paid_by=by)


@transaction.atomic
def take_back_statement(*, statement: MealStatement, note: str, by: Any, at: datetime) -> MealStatement:
    """Something is wrong: its meals are free again and come onto the next one. Raises Refused without a reason."""
    if not note.strip():
        raise Refused(_("Write why the statement is taken back."))
    statement = _move("take-back", statement, by, at, note=note.strip())
    MealRedemption.objects.filter(statement=statement).update(statement=None)
    return statement


def _locked(statement: MealStatement) -> MealStatement:
    rows = MealStatement.objects.select_for_update(of=("self",)).select_related("program__fund", "bill")
    return rows.get(pk=statement.pk)


def _move(
    name: str, statement: MealStatement, by: Any, at: datetime, data: dict[str, Any] | None = None, **changes: Any
) -> MealStatement:
    """Columns that the new state needs are written first: the database looks at the row as a whole."""
    statement = _locked(statement)
    STATEMENT.check(name, statement, by=by, at=at)
    for column, value in changes.items():
        setattr(statement, column, value)
    statement.save(update_fields=list(changes))
    STATEMENT.fire(name, statement, by=by, at=at, data=data)
    return statement
