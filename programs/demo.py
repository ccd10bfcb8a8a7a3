"""The three programs of the demo, with their funds, terms and guide texts. Loading twice changes nothing.

The budgets are those of the fact book §9.2 (rows 20, 22, 32). Pupils apply all year round in the demo, so that the
window is open on whatever day somebody tries it; the terms say so.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from funds.models import Fund, FundKind
from funds.services import credit_fund, open_fund
from programs.models import Program
from programs.registry import scheme
from programs.services import create_program, open_program, publish_terms, update_guide

CUSTODIAN = "郑州慈善总会"
PHONE, SUPERVISION = "0371-00000001", "0371-00000002"  # no such numbers: an area code, then zeros
PLACE_ZH = """各村(社区)慈善工作站，或郑州高新区国槐街6号慈善总会服务窗口(邮编450001)。
周一至周五 9:00–12:00、13:30–17:30，法定节假日除外。"""
PLACE_EN = """The charity work station of your community or village, or the federation at 6 Guohuai Street (450001).
Monday to Friday, 9:00 to 12:00 and 13:30 to 17:30, except on public holidays."""
FAQ_ZH = """没有智能手机怎么办？
可以到所在村(社区)慈善工作站，由工作人员免费帮您填写，也可以用纸质表格申请。

材料不全可以先申请吗？
可以。经办人会一次性告知还缺哪些材料，补正期间不计入办理时限。

申请要收费吗？
不收费。总会和工作站不会以任何名义收费，也不会索要银行卡密码。"""
FAQ_EN = """What if I have no smartphone?
The charity work station of your community or village fills in the form with you, free of charge, or takes it on paper.

May I apply before I have all papers?
Yes. You are told everything that is missing at once, and the time stops until it comes.

Does it cost anything?
No. Nobody of the federation or a work station asks for a fee or for the password of a bank card."""


@dataclass(frozen=True)
class DemoProgram:
    slug: str
    scheme_code: str
    title_zh: str
    title_en: str
    summary_zh: str
    summary_en: str
    fund_zh: str
    fund_en: str
    budget_yuan: int
    source: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    faq_zh: str = FAQ_ZH
    faq_en: str = FAQ_EN


DEMO_PROGRAMS = (
    DemoProgram(
        slug="student-aid",
        scheme_code="student_aid",
        title_zh="困难中小学生救助",
        title_en="Aid for pupils in hardship",
        summary_zh="为在高新区就读或具有高新区户籍的困难家庭中小学生发放学年助学金，不公示学生姓名。",
        summary_en="A sum for the school year for pupils from families in hardship. No names are published.",
        fund_zh="困难学生助学专项基金",
        fund_en="Pupils' aid fund",
        budget_yuan=286_000,
        source="演示数据，待总会确认：金额参照新郑慈善总会2019年标准；演示期间全年受理(正式办理为9月1日至10月15日、3月1日至31日)。",
        parameters={
            "autumn_opens": "01-01",
            "autumn_closes": "12-31",
            "spring_opens": "01-01",
            "spring_closes": "12-31",
        },
    ),
    DemoProgram(
        slug="employee-illness-aid",
        scheme_code="employee_illness_aid",
        title_zh="企事业单位工作人员大病救助",
        title_en="Aid for seriously ill staff",
        summary_zh="对高新区企业、事业单位职工患大病后自付费用较高的，按自付金额分档给予一次性救助。",
        summary_en="One grant after a serious illness, by tiers of own costs, for staff of the zone.",
        fund_zh="大病救助专项基金",
        fund_en="Serious illness fund",
        budget_yuan=480_000,
        source="演示数据，待总会确认：分档参照温州龙湾、绍兴2022年做法。",
    ),
    DemoProgram(
        slug="judicial-aid",
        scheme_code="judicial_aid_fund",
        title_zh="司法救助基金",
        title_en="Judicial aid fund",
        summary_zh="救助因犯罪侵害而生活困难、又得不到赔偿的刑事被害人及主要依赖其生活的近亲属，由办案机关转介，不公示。",
        summary_en="For victims of crime and those who lived on them, when the offender cannot pay. Never published.",
        fund_zh="司法救助基金",
        fund_en="Judicial aid fund",
        budget_yuan=120_000,
        source="演示数据，待总会确认：低保标准730元、月平均工资均为演示值；每案上限参照奉化慈善司法救助基金。",
        faq_zh="""我可以自己申请吗？
请先联系办理案件的公安机关、检察院、法院或司法所，由办案机关核实后转介。

我的情况会公开吗？
不会。司法救助一律不公示，系统中也只显示化名。""",
        faq_en="""May I apply myself?
Please ask the police, procuratorate, court or judicial office that handles the case. It checks and refers the case.

Will anybody learn about it?
No. Judicial aid is never published, and our screens show another name.""",
    ),
)


@transaction.atomic
def load_demo_programs(by: User, at: datetime) -> dict[str, Program]:
    """Adds what is missing and returns the programs by slug. `by` opens programs: an approver or administrator."""
    found = {program.slug: program for program in Program.objects.select_related("fund")}
    for demo in DEMO_PROGRAMS:
        if demo.slug not in found:
            found[demo.slug] = _load(demo, by, at)
    return {demo.slug: found[demo.slug] for demo in DEMO_PROGRAMS}


def _load(demo: DemoProgram, by: User, at: datetime) -> Program:
    today = timezone.localdate(at)
    since = date(today.year - (1 if today.month > 6 else 2), 9, 1)  # long enough ago to have a history
    program = create_program(
        slug=demo.slug,
        scheme_code=demo.scheme_code,
        title_zh=demo.title_zh,
        title_en=demo.title_en,
        summary_zh=demo.summary_zh,
        summary_en=demo.summary_en,
        fund=_fund(demo, by, timezone.make_aware(datetime.combine(since, time(9)))),
        budget_fen=demo.budget_yuan * 100,
        opens_on=since,
        by=by,
        at=at,
    )
    parameters = {**scheme(demo.scheme_code).parameters.defaults(), **demo.parameters}
    publish_terms(program=program, parameters=parameters, valid_from=since, source=demo.source, by=by, at=at)
    texts = {"place_zh": PLACE_ZH, "place_en": PLACE_EN, "faq_zh": demo.faq_zh, "faq_en": demo.faq_en}
    phones = {"phone": PHONE, "supervision_phone": SUPERVISION}
    program = update_guide(program=program, changes={**texts, **phones}, by=by, at=at)
    return open_program(program=program, by=by, at=at)


def _fund(demo: DemoProgram, by: User, at: datetime) -> Fund:
    """The fund of the program, with its whole budget received."""
    fund = Fund.objects.filter(code=demo.slug).first()
    if fund is not None:
        return fund
    fund = open_fund(
        code=demo.slug,
        name_zh=demo.fund_zh,
        name_en=demo.fund_en,
        custodian=CUSTODIAN,
        kind=FundKind.RESTRICTED,
        by=by,
        at=at,
    )
    credit_fund(
        fund=fund,
        amount_fen=demo.budget_yuan * 100,
        source=f"demo.opening:{demo.slug}",
        memo_code="demo_opening",
        by=by,
        at=at,
    )
    return Fund.objects.get(pk=fund.pk)
