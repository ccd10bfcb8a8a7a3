"""The community fund of the demo (fact book §9.2, rows 31 and 43): a round, and a grant in every main state.

All organisations and people are fictional. Loading twice changes nothing.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from accounts.models import User
from applications.demo.money import pay
from areas.models import AdminArea
from delivery.community_grants import states
from delivery.community_grants.demo_cast import CODE, DAY, Cast, cast_of, open_round
from delivery.community_grants.demo_data import PROJECTS, DemoProject
from delivery.community_grants.models import Grant, GrantRound, Milestone, Organisation, PaperKind
from delivery.community_grants.services import (
    applying,
    deciding,
    examining,
    money,
    papers,
    projects,
    scoring,
    visiting,
)
from delivery.community_grants.services.organisations import (
    OrganisationFacts,
    check_account,
    register_organisation,
    set_account,
)
from delivery.community_grants.services.thanking import give_thanks

BUDGET = ((60, "主要设备"), (30, "材料"), (10, "安装"))  # percent of what is asked


def load_demo_grants(users: Mapping[str, Any], at: datetime) -> None:
    if GrantRound.objects.filter(code=CODE).exists():
        return
    cast = cast_of(users, at)
    one = open_round(cast, at)
    for number, project in enumerate(PROJECTS, start=1):
        _walk(Road(cast, one, project, number, at))


@dataclass(frozen=True)
class Road:
    """One grant on its way; `at` is the day of the demo, each step some days before it."""

    cast: Cast
    round: GrantRound
    project: DemoProject
    number: int
    at: datetime

    @property
    def user(self) -> User:
        return self.cast.users[self.project.representative]

    @property
    def reviewer(self) -> User:
        return self.cast.users["reviewer"]

    def day(self, ago: int) -> datetime:
        return self.at - ago * DAY

    def on(self, ago: int) -> date:
        return timezone.localdate(self.day(ago))


def _walk(road: Road) -> None:
    """As far as the project of the demo has come."""
    grant = _draft(road)
    for name in road.project.steps:
        grant = STEPS[name](road, Grant.objects.select_related("round__fund", "organisation").get(pk=grant.pk))


def _draft(road: Road) -> Grant:
    area = AdminArea.objects.get(code=road.project.area)
    ago = road.project.begun + 3
    facts = OrganisationFacts(
        kind="village_committee" if area.level == "village" else "residents_committee",
        name=f"{area.name}{'村民' if area.level == 'village' else '居民'}委员会（演示）",
        credit_code=road.project.credit_code,
        area=area,
        contact_name="居演委",
        phone="19900000001",
    )
    made = register_organisation(facts=facts, by=road.user, at=road.day(ago))
    made = set_account(
        organisation=made,
        bank_name="演示银行高新区支行",
        number=f"622202000000000{road.number:04d}",
        by=road.user,
        at=road.day(ago),
    )
    made = check_account(organisation=made, by=road.cast.users["accountant"], at=road.day(ago))
    return _filled_in(road, made)


def _filled_in(road: Road, organisation: Organisation) -> Grant:
    at = road.day(road.project.begun)
    grant = applying.start_grant(round=road.round, organisation=organisation, by=road.user, at=at)
    applying.save_step(
        grant=grant, step="project", answers={"title": road.project.title}, is_done=False, by=road.user, at=at
    )
    for shade, kind in enumerate((PaperKind.MINUTES, PaperKind.QUOTE, PaperKind.BEFORE)):
        _paper(road, grant, kind, shade, at, user=road.user)
    return grant


def _submit(road: Road, grant: Grant) -> Grant:
    project, ago = road.project, road.project.begun
    asked = project.asked_yuan * 100
    starts = road.on(ago - 25)
    facts = applying.GrantFacts(
        columns={
            "title": project.title,
            "problem": project.problem,
            "plan": project.plan,
            "participation": "居民议事会提出并表决，居民代表监工，每周在楼栋群公布进度。",
            "lasting": "由居委会管护，费用公开，每季由居民代表检查一次。",
            "in_charge": "居演委",
            "people": project.people,
            "met_on": road.on(ago + 12),
            "present": 60,
            "agreed": 54,
            "starts_on": starts,
            "ends_on": starts + timedelta(days=project.days),
        },
        lines=[applying.LineFacts(label, "演示供应商", asked * percent // 100, 0) for percent, label in BUDGET],
        milestones=[
            applying.MilestoneFacts(
                "采购并开工", "材料到场，居民代表签字", starts + timedelta(days=project.days // 3), True
            ),
            applying.MilestoneFacts("完工并试用", "可以使用", starts + timedelta(days=project.days - 2), False),
        ],
        accepts_terms=True,
    )
    return applying.submit_grant(grant=grant, facts=facts, by=road.user, at=road.day(ago))


def _support(road: Road, grant: Grant) -> Grant:
    officer = road.cast.officers[road.project.area.partition("-")[0]]
    at = road.day(road.project.begun - 2)
    grant = examining.take_grant(grant=grant, by=officer, at=at)
    _visit(road, grant, officer, at, "楼院现状与申报照片一致，居民愿意参与。")
    return examining.support_grant(grant=grant, text="现场看过，情况属实，同意上报。", by=officer, at=at)


def _visit(road: Road, grant: Grant, by: User, at: datetime, text: str) -> None:
    """With the approver as second visitor."""
    seed = road.number * 30 + (25 if grant.state == states.MIDTERM else 24)
    picture = _picture(PaperKind.SITE, seed)
    facts = visiting.VisitFacts(timezone.localdate(at), road.cast.users["approver"], text, picture)
    visiting.record_visit(grant=grant, facts=facts, by=by, at=at)


def _return(road: Road, grant: Grant) -> Grant:
    officer = road.cast.officers[road.project.area.partition("-")[0]]
    at = road.day(road.project.begun - 1)
    grant = examining.take_grant(grant=grant, by=officer, at=at)
    return examining.return_grant(grant=grant, text="报价单缺第二页；会议记录缺签到表。", by=officer, at=at)


def _score(road: Road, grant: Grant) -> Grant:
    """All three, or all but the last where the project says so."""
    at = road.day(road.project.begun - 6)
    for person in road.cast.scorers:
        scoring.name_scorer(grant=grant, scorer=person, by=road.reviewer, at=at)
    sheets = list(grant.sheets.select_related("scorer", "grant__round"))
    criteria = list(road.round.criteria.all())
    for place, sheet in enumerate(sheets[: road.project.sheets]):
        points = {one.pk: one.weight - min(one.weight, road.project.lost + place) for one in criteria}
        scoring.hand_in_scores(sheet=sheet, points=points, comment="需求真实，方案可行。", by=sheet.scorer, at=at)
    return grant


def _award(road: Road, grant: Grant) -> Grant:
    return deciding.award_grant(
        grant=grant,
        amount_fen=road.project.asked_yuan * 100,
        text="居民参与充分，预算合理，得分较高。",
        by=road.cast.users["approver"],
        at=road.day(road.project.begun - 9),
    )


def _refuse(road: Road, grant: Grant) -> Grant:
    at = road.day(road.project.begun - 9)
    return deciding.refuse_grant(
        grant=grant, text="得分低于70分：维护费用没有来源。", by=road.cast.users["approver"], at=at
    )


def _sign(road: Road, grant: Grant) -> Grant:
    deciding.end_notices(at=road.day(road.project.begun - 18))
    grant.refresh_from_db()
    at = road.day(road.project.begun - 20)
    _paper(road, grant, PaperKind.AGREEMENT, 3, at, user=road.reviewer)
    return projects.sign_agreement(
        grant=grant, signed_on=timezone.localdate(at), signatory="居演委", by=road.reviewer, at=at
    )


def _pay(road: Road, grant: Grant) -> Grant:
    """The part whose turn it is, through a batch of the accountant, the approver and the cashier."""
    number = states.PAYABLE[grant.state]
    ago = road.project.begun - 22 - 20 * number
    tranche = grant.tranches.get(number=number)
    if not tranche.is_open:
        return grant
    case: Any = SimpleNamespace(source=tranche.source, program=SimpleNamespace(fund=grant.round.fund))
    pay(SimpleNamespace(users=road.cast.users, at=road.day(ago)), [case], fails=False)
    return grant


def _midterm(road: Road, grant: Grant) -> Grant:
    at = road.day(road.project.begun - 55)
    _milestone(road, grant.milestones.get(position=1), PaperKind.PROGRESS, grant.awarded_fen or 0, at)
    projects.report_midterm(grant=grant, text="材料已到场，开工顺利。", by=road.user, at=at)
    _visit(road, Grant.objects.get(pk=grant.pk), road.reviewer, at, "材料已进场，与发票数量相符。")
    return projects.pass_midterm(grant=grant, text="进度符合约定。", by=road.reviewer, at=at)


def _finish(road: Road, grant: Grant) -> Grant:
    """Everything reported, accepted by three, a little money left over, which came back."""
    at = road.day(road.project.begun - 80)
    _milestone(road, grant.milestones.get(position=2), PaperKind.AFTER, grant.awarded_fen or 0, at)
    _paper(road, grant, PaperKind.AFTER, 5, at, user=road.user)
    projects.report_final(grant=grant, text="已投入使用，居民反映良好。", by=road.user, at=at)
    _paper(road, grant, PaperKind.ACCEPTANCE, 6, at, user=road.reviewer)
    facts = projects.AcceptanceFacts(
        held_on=timezone.localdate(at),
        result="pass",
        accepted_fen=(grant.awarded_fen or 0) * 86 // 100,
        text="现场查验合格，资料齐全，节余退回。",
        people=(("慈演审", "federation"), ("石例办", "subdistrict"), ("居例民", "resident")),
    )
    projects.hold_acceptance(grant=grant, facts=facts, by=road.reviewer, at=at)
    back = grant.repayments.get()
    money.receive_repayment(
        repayment=back, bank_reference="演示退款-001", by=road.cast.users["accountant"], at=at + 5 * DAY
    )
    return projects.archive_grant(grant=grant, by=road.reviewer, at=at + 6 * DAY)


def _thank(road: Road, grant: Grant) -> Grant:
    for number in range(road.project.thanks):
        give_thanks(grant=grant, visitor=f"demo:{number}", at=road.at)
    for paper in grant.papers.exclude(small=""):
        papers.publish_picture(paper=paper, by=road.reviewer, at=road.at)
    return grant


STEPS = {
    "submit": _submit,
    "support": _support,
    "return": _return,
    "score": _score,
    "award": _award,
    "refuse": _refuse,
    "sign": _sign,
    "pay": _pay,
    "midterm": _midterm,
    "finish": _finish,
    "thank": _thank,
}


def _milestone(road: Road, row: Milestone, kind: str, awarded_fen: int, at: datetime) -> None:
    for shade, one in ((row.position + 10, kind), (row.position + 20, PaperKind.INVOICE)):
        _paper(road, row.grant, one, shade, at, user=road.user, milestone=row)
    row = projects.report_milestone(
        milestone=row, text="按约定完成，照片和发票附后。", spent_fen=awarded_fen * 43 // 100, by=road.user, at=at
    )
    projects.accept_milestone(milestone=row, text="", by=road.reviewer, at=at)


def _paper(
    road: Road,
    grant: Grant,
    kind: str,
    shade: int,
    at: datetime,
    *,
    user: User,
    milestone: Milestone | None = None,
) -> None:
    papers.add_paper(
        grant=grant, kind=kind, upload=_picture(kind, road.number * 30 + shade), milestone=milestone, by=user, at=at
    )


def _picture(kind: str, seed: int) -> io.BytesIO:
    """A drawn yard: dark and bare before, with a roof and lights after. No photograph of a real place."""
    is_after = kind in (PaperKind.AFTER, PaperKind.PROGRESS)
    image = Image.new("RGB", (640, 480), (214, 229, 240) if is_after else (92, 96, 104))
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 330, 640, 480), fill=(176, 190, 160) if is_after else (70, 66, 62))
    for place in range(4):
        left = 40 + place * 150 + seed % 17
        draw.rectangle((left, 150, left + 110, 340), fill=(233, 205, 170) if is_after else (110, 100, 94))
        draw.rectangle((left + 40, 200, left + 70, 240), fill=(255, 226, 122) if is_after else (60, 58, 60))
    if is_after:
        draw.polygon([(60, 300), (320, 230), (580, 300), (580, 316), (60, 316)], fill=(176, 42, 28))
    target = io.BytesIO()
    image.save(target, "JPEG", quality=80)
    target.seek(0)
    return target
