"""Community grants made through the services, as far along their road as a test needs them."""

import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.utils import timezone
from PIL import Image
from stdnum.cn import uscc

import payments.services
from accounts.models import User
from accounts.services import grant_role
from areas.models import AdminArea
from delivery.community_grants.models import Grant, GrantRound, Organisation, PaperKind, SiteVisit
from delivery.community_grants.services import (
    applying,
    deciding,
    examining,
    organisations,
    papers,
    projects,
    rounds,
    visiting,
)
from delivery.community_grants.services import scoring as scores
from funds.models import Fund
from tests.factories.funds import fund_with
from tests.factories.payments import result_csv, result_rows

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday, 09:30 in Zhengzhou
LATER = AT + timedelta(days=20)
COMMUNITY, OTHER_COMMUNITY = "410172160-xihuchuntian", "410172561-wawuli"
CRITERIA = (
    ("需求迫切", "Need", "", 30),
    ("居民参与", "Participation", "", 20),
    ("方案可行", "Plan", "", 20),
    ("预算合理", "Budget", "", 20),
    ("长效管护", "Lasting effect", "", 10),
)
FORBIDDEN = (("社区工作人员工资", "Wages of committee staff"), ("发放现金", "Cash handouts"))


def credit_code(number: int) -> str:
    """A valid code of a committee that does not exist."""
    body = f"54410199MEDEM{number:04d}"
    return body + uscc.calc_check_digit(body)


def picture(shade: int = 200) -> io.BytesIO:
    """A small JPEG; each shade is another file."""
    file = io.BytesIO()
    Image.new("RGB", (64, 48), (shade, 120, 80)).save(file, "JPEG")
    file.seek(0)
    file.name = "picture.jpg"  # type: ignore[attr-defined]
    return file


def make_round(cast: Any, fund: Fund | None = None, at: datetime = AT, **values: Any) -> GrantRound:
    """A published round, open in the month of AT, of a fund with 220,000 yuan."""
    columns = {
        "code": f"round-{GrantRound.objects.count() + 1}",
        "title_zh": "2026年社区微项目",
        "title_en": "Community projects 2026",
        "about": "支持居民自己商量、自己动手解决的社区小事。",
        "fund": fund or fund_with(22_000_000),
        "budget_fen": 22_000_000,
        "opens_on": date(2026, 3, 1),
        "closes_on": date(2026, 3, 31),
        "least_fen": 500_000,
        "most_fen": 5_000_000,
        "most_months": 12,
        "least_agreed": 67,
        "scorers": 3,
        "pass_score": 70,
        "acceptors": 3,
        "share_1": 50,
        "share_2": 40,
        "share_3": 10,
        "source": "总会参数",
        **values,
    }
    one = rounds.prepare_round(values=columns, criteria=CRITERIA, forbidden=FORBIDDEN, by=cast["reviewer"], at=at)
    return rounds.publish_round(round=one, by=cast["approver"], at=at)


def make_organisation(
    cast: Any, area: AdminArea, user: str = "applicant", at: datetime = AT, **values: Any
) -> Organisation:
    """A residents' committee with a checked account; `user` acts for it."""
    number = Organisation.objects.count() + 1
    facts = organisations.OrganisationFacts(
        **{
            "kind": "residents_committee",
            "name": f"演示社区居民委员会{number}",
            "credit_code": credit_code(number),
            "area": area,
            "contact_name": "居演委",
            "phone": "19900000001",
            **values,
        }
    )
    made = organisations.register_organisation(facts=facts, by=cast[user], at=at)
    made = organisations.set_account(
        organisation=made, bank_name="演示银行", number="6222020000000000013", by=cast[user], at=at
    )
    return organisations.check_account(organisation=made, by=cast["reviewer"], at=at)


def make_facts(**columns: Any) -> applying.GrantFacts:
    """A charging shed for 22,000 yuan, of which the committee pays 2,000 itself."""
    return applying.GrantFacts(
        columns={
            "title": "电动车充电棚改造",
            "problem": "飞线充电，居民担心起火。",
            "plan": "拆除旧棚，安装智能充电桩和喷淋。",
            "participation": "居民代表选址，志愿者值守。",
            "lasting": "收费用于维护，每季公布。",
            "in_charge": "居演委",
            "people": 860,
            "met_on": date(2026, 2, 20),
            "present": 60,
            "agreed": 52,
            "starts_on": date(2026, 4, 20),
            "ends_on": date(2026, 10, 20),
            **columns,
        },
        lines=[
            applying.LineFacts("充电桩", "演示电器", 1_600_000, 0),
            applying.LineFacts("棚顶", "演示建材", 600_000, 200_000),
        ],
        milestones=[
            applying.MilestoneFacts("拆除旧棚", "现场清空", date(2026, 5, 31), True),
            applying.MilestoneFacts("安装完成", "可以充电", date(2026, 9, 30), False),
        ],
        accepts_terms=True,
    )


def draft(
    cast: Any,
    places: Any,
    round: GrantRound | None = None,
    organisation: Organisation | None = None,
    user: str = "applicant",
    at: datetime = AT,
) -> Grant:
    """A draft with the papers that it needs."""
    round = round or make_round(cast)
    organisation = organisation or make_organisation(cast, places[COMMUNITY], user)
    grant = applying.start_grant(round=round, organisation=organisation, by=cast[user], at=at)
    for shade, kind in enumerate((PaperKind.MINUTES, PaperKind.QUOTE, PaperKind.BEFORE), start=1):
        papers.add_paper(grant=grant, kind=kind, upload=picture(shade), by=cast[user], at=at)
    return grant


def handed_in(cast: Any, places: Any, **more: Any) -> Grant:
    grant = draft(cast, places, **more)
    by = cast[more.get("user", "applicant")]
    return applying.submit_grant(grant=grant, facts=make_facts(), by=by, at=more.get("at", AT))


def examined(cast: Any, places: Any, officer: str = "officer", **more: Any) -> Grant:
    """Supported by the sub-district."""
    grant = examining.take_grant(grant=handed_in(cast, places, **more), by=cast[officer], at=AT)
    visited(grant, cast[officer], cast["worker"], AT)
    return examining.support_grant(grant=grant, text="情况属实，同意上报。", by=cast[officer], at=AT)


def visited(grant: Grant, by: Any, companion: Any, at: datetime = LATER) -> SiteVisit:
    """Two people were there."""
    facts = visiting.VisitFacts(timezone.localdate(at), companion, "现场与申报一致。", picture(123))
    return visiting.record_visit(grant=grant, facts=facts, by=by, at=at)


def scorers(cast: Any) -> list[User]:
    """The reviewer, the supervisor, and a member of the committee."""
    return [cast["reviewer"], cast["auditor"], committee_member()]


def committee_member(username: str = "member") -> User:
    member, created = User.objects.get_or_create(username=username, defaults={"display_name": "评示委"})
    if created:
        grant_role(user=member, role="committee_member", area=None, by=None, at=AT)
    return member


def named(cast: Any, places: Any, people: list[User] | None = None, **more: Any) -> Grant:
    """`people` score; by default those of `scorers`."""
    grant = examined(cast, places, **more)
    for person in people or scorers(cast):
        scores.name_scorer(grant=grant, scorer=person, by=cast["reviewer"], at=AT)
    return grant


def give(sheet: Any, points: tuple[int, ...], at: datetime = AT) -> Any:
    by_key = {one.pk: n for one, n in zip(sheet.grant.round.criteria.all(), points, strict=True)}
    return scores.hand_in_scores(sheet=sheet, points=by_key, comment="需求真实。", by=sheet.scorer, at=at)


def scored(cast: Any, places: Any, points: tuple[int, ...] = (25, 16, 16, 15, 8), **more: Any) -> Grant:
    """Three sheets of 80 points each, unless said otherwise."""
    grant = named(cast, places, **more)
    for sheet in grant.sheets.select_related("scorer", "grant__round"):
        give(sheet, points)
    return Grant.objects.get(pk=grant.pk)


def awarded(cast: Any, places: Any, amount_fen: int = 2_000_000, **more: Any) -> Grant:
    grant = scored(cast, places, **more)
    return deciding.award_grant(
        grant=grant, amount_fen=amount_fen, text="需求迫切，方案可行。", by=cast["approver"], at=AT
    )


def noticed(cast: Any, places: Any, **more: Any) -> Grant:
    """Its notice has ended."""
    grant = awarded(cast, places, **more)
    deciding.end_notices(at=AT + timedelta(days=10))
    return Grant.objects.get(pk=grant.pk)


def signed(cast: Any, places: Any, **more: Any) -> Grant:
    grant = noticed(cast, places, **more)
    papers.add_paper(grant=grant, kind=PaperKind.AGREEMENT, upload=picture(9), by=cast["reviewer"], at=LATER)
    return projects.sign_agreement(
        grant=grant, signed_on=date(2026, 3, 20), signatory="居演委", by=cast["reviewer"], at=LATER
    )


def pay(cast: Any, grant: Grant, at: datetime = LATER) -> Grant:
    """The part whose turn it is, through a batch of three people."""
    tranche = grant.tranches.filter(paid_at__isnull=True, cancelled_at__isnull=True).order_by("number").first()
    batch = payments.services.open_batch(
        fund=grant.round.fund, sources=[tranche.source], bank_format="csv_utf8", by=cast["accountant"], at=at
    )
    payments.services.lock_batch(batch=batch, by=cast["accountant"], at=at)
    payments.services.approve_batch(batch=batch, by=cast["approver"], at=at)
    payments.services.release_batch(batch=batch, by=cast["cashier"], at=at)
    content = result_csv(result_rows(batch, [""]))
    payments.services.import_result(batch=batch, content=content, by=cast["cashier"], at=at)
    return Grant.objects.get(pk=grant.pk)


def under_way(cast: Any, places: Any, **more: Any) -> Grant:
    """The first part is paid."""
    return pay(cast, signed(cast, places, **more))


def report(cast: Any, milestone: Any, spent_fen: int, user: str = "applicant", at: datetime = LATER) -> Any:
    """With a picture and an invoice."""
    for shade, kind in (
        (milestone.position * 10, PaperKind.PROGRESS),
        (milestone.position * 10 + 1, PaperKind.INVOICE),
    ):
        papers.add_paper(
            grant=milestone.grant, kind=kind, upload=picture(shade), milestone=milestone, by=cast[user], at=at
        )
    return projects.report_milestone(milestone=milestone, text="已完成。", spent_fen=spent_fen, by=cast[user], at=at)


def finished(cast: Any, places: Any, spent: tuple[int, int] = (1_000_000, 1_000_000), **more: Any) -> Grant:
    """Two parts paid, all milestones accepted, the final report and the record of acceptance there."""
    grant = under_way(cast, places, **more)
    first, second = grant.milestones.order_by("position")
    projects.accept_milestone(milestone=report(cast, first, spent[0]), text="", by=cast["reviewer"], at=LATER)
    projects.report_midterm(grant=grant, text="进展顺利。", by=cast["applicant"], at=LATER)
    visited(grant, cast["reviewer"], cast["approver"])
    grant = pay(cast, projects.pass_midterm(grant=grant, text="", by=cast["reviewer"], at=LATER))
    projects.accept_milestone(milestone=report(cast, second, spent[1]), text="", by=cast["reviewer"], at=LATER)
    papers.add_paper(grant=grant, kind=PaperKind.AFTER, upload=picture(77), by=cast["applicant"], at=LATER)
    grant = projects.report_final(grant=grant, text="充电棚已启用。", by=cast["applicant"], at=LATER)
    papers.add_paper(grant=grant, kind=PaperKind.ACCEPTANCE, upload=picture(99), by=cast["reviewer"], at=LATER)
    return grant


PEOPLE = (("慈演审", "federation"), ("石例办", "subdistrict"), ("居例民", "resident"))


def accepted(cast: Any, grant: Grant, accepted_fen: int = 2_000_000, **facts: Any) -> Grant:
    values = {
        "held_on": date(2026, 3, 20),
        "result": "pass",
        "accepted_fen": accepted_fen,
        "text": "符合约定。",
        "people": PEOPLE,
        **facts,
    }
    made = projects.AcceptanceFacts(**values)
    projects.hold_acceptance(grant=grant, facts=made, by=cast["reviewer"], at=LATER)
    return Grant.objects.get(pk=grant.pk)
