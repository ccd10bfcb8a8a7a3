"""Cases that were paid through the books. The case itself stays as handed in: the figures read the posted lines."""

from datetime import UTC, date, datetime
from typing import Any

from funds import entries
from funds import services as books
from funds.models import Fund
from tests.factories.applications import make_application, make_program, ready_person
from tests.factories.donations import booked_gift
from tests.factories.funds import FundFactory

SPRING = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
SUMMER = datetime(2026, 5, 12, 2, 0, tzinfo=UTC)


def a_program(scheme: str = "employee_illness_aid", money_fen: int = 100_000_000) -> Any:
    return make_program(scheme, money_fen=money_fen, always_open=scheme == "student_aid")


def pay(fund: Fund, source: str, amount_fen: int, scheme: str, at: datetime = SPRING) -> Any:
    reservation = books.reserve(fund=fund, amount_fen=amount_fen, source=source, by=None, at=at)
    return books.settle(reservation=reservation, amount_fen=amount_fen, scheme=scheme, by=None, at=at)


def paid_case(program: Any, area: Any, amount_fen: int, at: datetime = SPRING, **details: Any) -> Any:
    """A case of a new person (`details`), paid on the day; gives the voucher."""
    details.setdefault("birth_date", date(1980, 5, 1))
    case = make_application(program, area, applicant=ready_person(program, area, **details))
    return pay(program.fund, case.source, amount_fen, program.scheme_code, at)


def a_small_year(cast: Any, places: Any) -> None:
    """2025: 900.00 came to fund A. 2026: 900.00 came to A and 77.00 over the platform to B; A moved 100.00 to B, paid
    20.00 to the bank and 30.00 of aid to one pupil. Out of the funds of their programs 13 people got 100.00 each for an
    illness (7 in one place, 6 in another), and 8 people 100.00 each in an emergency (5 and 3)."""
    fund, other = FundFactory(code="A", kind="unrestricted"), FundFactory(code="B")
    people = {"by": cast["accountant"], "at": SPRING}
    for number, year in enumerate((2025, 2026)):
        entries.receive_gift(fund=fund, amount_fen=90_000, source=f"t:{number}", by=None, at=SPRING.replace(year=year))
    entries.transfer(fund_from=fund, fund_to=other, amount_fen=10_000, source="t:move", **people)
    entries.book_cost(fund=fund, cost="bank_fee", amount_fen=2_000, source="t:fee", **people)
    booked_gift(cast, 7_700, fund=other, channel="tencent", paid_at=SPRING, received_at=SPRING, at=SPRING)
    pay(fund, "test:1", 3_000, "student_aid")
    codes = sorted({area.parent.code for area in places.values() if area.level in ("community", "village")})
    one, two = (
        next(area for area in places.values() if area.level in ("community", "village") and area.parent.code == code)
        for code in codes[:2]
    )
    illness, emergency = a_program(), a_program("emergency_relief")
    for program, place, number in ((illness, one, 7), (illness, two, 6), (emergency, one, 5), (emergency, two, 3)):
        for _number in range(number):
            paid_case(program, place, 10_000)
