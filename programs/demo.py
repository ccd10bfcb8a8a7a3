"""Loads the programs of the demo: funds, terms, guide texts and policy figures. Loading twice changes nothing."""

from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from funds.models import Fund, FundKind
from funds.services import credit_fund, open_fund
from programs.demo_data import DEMO_PROGRAMS, PHONE, PLACE_EN, PLACE_ZH, SUPERVISION, DemoProgram
from programs.models import PolicyParameter, Program
from programs.policy import FIGURES
from programs.registry import scheme
from programs.services import create_program, open_program, publish_figure, publish_terms, update_guide

DEMO_SOURCES = {
    "dibao_std": "演示值：2019—2021年间郑州曾执行730元，须由总会确认现行标准。",
    "wage_per_month": "演示值：仅为数量级(年71,655元)，须由总会确认。",
    "average_income": "演示值：仅为数量级，须由总会按统计公报确认。",
    "property_limit": "演示值：按低保标准演示值的24倍计，须由总会按本地规定确认。",
    "sample_share": "演示值：每批抽查5%，须由总会确认。",
    "sample_minimum": "演示值：每批至少抽查2笔，须由总会确认。",
    "sample_attempts": "演示值：至少联系3次，须由总会确认。",
}
CUSTODIAN = "郑州慈善总会"


@transaction.atomic
def load_demo_programs(by: User, at: datetime) -> dict[str, Program]:
    """Adds what is missing and returns the programs by slug. `by` opens programs: an approver or administrator."""
    _load_figures(by, at)
    found = {program.slug: program for program in Program.objects.select_related("fund")}
    for demo in DEMO_PROGRAMS:
        if demo.slug not in found:
            found[demo.slug] = _load(demo, by, at)
    return {demo.slug: found[demo.slug] for demo in DEMO_PROGRAMS}


def _load_figures(by: User, at: datetime) -> None:
    """The values to start with, marked as what they are, for staff to confirm or replace."""
    known = set(PolicyParameter.objects.values_list("code", flat=True))
    for figure in FIGURES.values():
        if figure.code not in known:
            publish_figure(
                code=figure.code,
                value=figure.default,
                effective_from=date(timezone.localdate(at).year - 1, 1, 1),
                source=DEMO_SOURCES.get(figure.code, "默认值，须经总会确认（演示）"),
                mark=figure.source.mark,
                by=by,
                at=at,
            )


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
