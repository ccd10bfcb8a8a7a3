"""Cases to start from. They are made by the services, because the database refuses a state without its event."""

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from accounts.models import User
from applications.demo.people import resident_id
from applications.models import Application, ApprovalLevel
from applications.services.intake import Submission, submit_application
from beneficiaries.models import Person
from funds.services import credit_fund, open_fund
from programs.eligibility import Amount, Assessment
from programs.models import Program, ProgramTerms
from programs.registry import scheme
from programs.rules import Outcome
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import ConsentFactory, PersonFactory
from tests.factories.programs import ProgramFactory, ProgramTermsFactory

NUMBERS = count(1)
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # Monday, 09:30 in Shanghai
FOUNDED = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
ALL_YEAR = {"autumn_opens": "01-01", "autumn_closes": "12-31"}
AMOUNTS = {"emergency": Amount(1_000_000, "10000"), "in_kind": None}
ANSWERS = {
    "student_aid": {"stage": "primary", "hukou_in_zone": True, "hardship_claimed": "DIBAO", "funded_elsewhere": False},
    "employee_illness_aid": {},
    "judicial_aid_fund": {},
}


def make_program(
    scheme_code: str = "student_aid", *, money_fen: int = 1_000_000, slug: str = "", always_open: bool = False
) -> Program:
    """A program with terms and a fund that holds `money_fen`; approval levels as in the demo."""
    code = slug or scheme_code.replace("_", "-")
    fund = open_fund(
        code=code[:20],
        name_zh="演示基金",
        name_en="Demo fund",
        custodian="演示",
        kind="restricted",
        by=None,
        at=FOUNDED,
    )
    credit_fund(fund=fund, amount_fen=money_fen, source=f"test:{code}", memo_code="donation", by=None, at=FOUNDED)
    program = ProgramFactory(scheme_code=scheme_code, slug=code, fund=fund, title_zh=str(scheme(scheme_code).title))
    terms = ProgramTermsFactory.build(program=program, published_by=UserFactory())
    if always_open:
        terms.parameters |= ALL_YEAR
    terms.save()
    for role, up_to in (("federation_reviewer", 200_000), ("federation_approver", 2_000_000)):
        ApprovalLevel.objects.get_or_create(role=role, defaults={"up_to_fen": up_to})
    return program


def terms_of(program: Program) -> ProgramTerms:
    return program.terms.get(version=1)


def make_application(
    program: Program, area: Any, *, at: datetime = AT, owner: User | None = None, **changes: Any
) -> Application:
    """A submitted case of a new person of that community; `changes` go into the Submission."""
    one = scheme(program.scheme_code)
    person: Person = changes.pop("applicant", None) or ready_person(program, area, user=owner)
    values = {
        "program": program,
        "terms": terms_of(program),
        "applicant": person,
        "area": area,
        "owner": owner,
        "answers": ANSWERS.get(program.scheme_code, {}),
        "lane": one.lane,
        "publicity_mode": one.publicity_mode,
        "is_confidential": one.is_confidential,
        "assessment": Assessment(
            one.code, date(2026, 3, 2), Outcome.UNKNOWN, (), AMOUNTS.get(one.lane, Amount(100_000, "1000")), ()
        ).as_json(),
        **changes,
    }
    return submit_application(submission=Submission(**values), by=owner, at=at)


def ready_person(program: Program, area: Any, **details: Any) -> Person:
    """Somebody whom the rules do not refuse: of the right age, with a checked identity and every consent."""
    one, number = scheme(program.scheme_code), next(NUMBERS)
    born = date(2014 if one.is_for_minors else 1980, 5, 1 + number % 28)
    values = {"name": "张演一", "id_number": resident_id(born, number % 1000), "birth_date": born, **details}
    person: Person = PersonFactory(area=area, **values)
    for need in one.consents:
        ConsentFactory(person=person, purpose=need.purpose)
    return person


def later(hours: int) -> datetime:
    return AT + timedelta(hours=hours)
