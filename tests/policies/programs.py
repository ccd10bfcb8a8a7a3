"""Programs are public; approvers and administrators change them, and nobody changes published terms."""

from decimal import Decimal

from programs.models import ProgramTerms
from programs.services import create_program, open_program, publish_figure, publish_terms
from tests.factories.funds import FundFactory
from tests.policies import ANYONE, Policy, World, admin_pages

MANAGERS = ("approver", "admin")
READERS = ("reviewer", "approver", "accountant", "auditor", "admin")
TEXTS = (
    "title_en",
    "summary_en",
    "place_zh",
    "place_en",
    "phone",
    "supervision_phone",
    "faq_zh",
    "faq_en",
    "closes_on",
)


def program(world: World) -> dict[str, int]:
    return {"pk": world["program"].pk}


def new_texts(world: World) -> dict[str, str]:
    return {"title_zh": "困难中小学生救助", "summary_zh": "学年助学金", **dict.fromkeys(TEXTS, "")}


def new_terms(world: World) -> dict[str, object]:
    form = world["program"].scheme.parameters
    data = {name: value for name, value in form.as_data(form.defaults()).items() if value is not None}
    return {**data, "valid_from": "2099-01-01", "source": "会议纪要"}


def new_program(world: World) -> dict[str, object]:
    return {
        **new_texts(world),
        "slug": "policies-two",
        "scheme_code": "student_aid",
        "fund": world["program"].fund_id,
        "budget_fen": "100",
        "opens_on": "2026-03-01",
    }


FIGURE = {
    "code": "dibao_std",
    "value": "730.00",
    "effective_from": "2026-01-01",
    "source": "会议纪要",
    "mark": "A",
}


POLICIES = {
    "programs:catalogue": Policy(get=ANYONE),
    "programs:check": Policy(get=ANYONE, post=ANYONE, data={"about_student_aid": "yes"}),
    "programs:blank_form": Policy(
        get=ANYONE,
        kwargs=lambda world: {"slug": world["program"].slug, "kind": "DOC_PLEDGE"},
        unknown={"slug": "no-such-program", "kind": "DOC_PLEDGE"},
    ),
    "programs:guide": Policy(
        get=ANYONE, kwargs=lambda world: {"slug": world["program"].slug}, unknown={"slug": "no-such-program"}
    ),
    **{
        **admin_pages("programs.program", view=READERS, change=MANAGERS, add=MANAGERS, obj="program", data=new_texts),
        "admin:programs_program_add": Policy(get=MANAGERS, post=MANAGERS, data=new_program),
    },
    **admin_pages("programs.programterms", view=READERS, obj="terms"),
    **{
        **admin_pages("programs.policyparameter", view=READERS, add=MANAGERS, obj="figure"),
        "admin:programs_policyparameter_add": Policy(get=MANAGERS, post=MANAGERS, data=FIGURE),
    },
    "admin:programs_publish_terms": Policy(get=MANAGERS, post=MANAGERS, kwargs=program, data=new_terms),
    "admin:programs_open": Policy(post=MANAGERS, kwargs=program),
    "admin:programs_close": Policy(post=MANAGERS, kwargs=program),
}


def build(world: World) -> None:
    """An open program with its terms."""
    by = world.cast["approver"]
    planned = create_program(
        slug="policies",
        scheme_code="student_aid",
        title_zh="困难中小学生救助",
        summary_zh="学年助学金",
        fund=FundFactory(code="policies-programs"),
        budget_fen=100,
        opens_on=world.at.date(),
        by=by,
        at=world.at,
    )
    publish_terms(
        program=planned,
        parameters=planned.scheme.parameters.defaults(),
        valid_from=world.at.date(),
        source="会议纪要",
        by=by,
        at=world.at,
    )
    world["program"] = open_program(program=planned, by=by, at=world.at)
    world["terms"] = ProgramTerms.objects.get(program=planned)
    world["figure"] = publish_figure(
        code="dibao_std",
        value=Decimal("730.00"),
        effective_from=world.at.date(),
        source="会议纪要",
        mark="C",
        by=by,
        at=world.at,
    )
