"""Loads the cases of the demo. Idempotent: with cases in the database it does nothing."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils import timezone
from PIL import Image, ImageDraw

from applications import states as s
from applications.demo.answers import answers_for
from applications.demo.history import load_history
from applications.demo.money import make_batch, pay
from applications.demo.people import DemoPerson, people, pupil
from applications.demo.road import WORKDAY, Cast, Clock, approve, hand_in, lead_to
from applications.demo.visits import first_on_a_phone
from applications.models import Application, ApprovalLevel, NamedPerson
from applications.services import aftercare, intake, publicity, restricting, review, terminating
from applications.services.submission import draft_case
from areas.models import AdminArea
from programs.models import Program

LEVELS = {"federation_reviewer": 200_000, "federation_approver": 2_000_000}  # fen; the terms' limit comes first
STEPS_TO = {
    s.SUBMITTED: 1,
    s.FAST_REVIEW: 2,
    s.RETURNED: 2,
    s.ACCEPTED: 2,
    s.VERIFYING: 3,
    s.SURVEYING: 4,
    s.PRELIMINARY_REVIEW: 6,
    s.PUBLICITY: 7,
    s.FINAL_REVIEW: 8,
    s.APPROVED: 9,
}
LANE_TARGETS = {
    "emergency": (s.SUBMITTED, s.FAST_REVIEW),
    "in_kind": (s.SUBMITTED, s.VERIFYING, s.APPROVED),
}
NOTICE = timedelta(days=9)
HOME, NEIGHBOUR, FAR = "410172160-xihuchuntian", "410172160-honghelingyuan", "410172561-wawuli"


@dataclass
class Loader:
    users: Mapping[str, Any]
    programs: Mapping[str, Program]
    at: datetime

    def __post_init__(self) -> None:
        self.adults: Iterator[DemoPerson] = people()
        self.numbers = count(1)
        self.photo = _photo()
        self.communities = list(
            AdminArea.objects.communities()
            .filter(parent__code="410172160")
            .order_by("code")
            .values_list("code", flat=True)
        )

    def make(self, slug: str, target: str, *, area: str = "", owner: str = "", days_late: int = 0) -> Application:
        """One case that has reached `target` a day ago, or `days_late` days before that."""
        number, program = next(self.numbers), self.programs[slug]
        area = area or self.communities[number % len(self.communities)]
        cast, start = self._cast(area), self._start(program, target, days_late)
        case = self._hand_in(program, area, number, cast, owner, start)
        return lead_to(case, target, cast, Clock(start, self.at), visit=first_on_a_phone)

    def _start(self, program: Program, target: str, days_late: int) -> datetime:
        past_notice = program.scheme.publicity_mode == "masked_7d" and target in (s.FINAL_REVIEW, s.APPROVED)
        road = WORKDAY * STEPS_TO[target] + (NOTICE if past_notice else timedelta())
        return self.at - road - timedelta(days=1 + days_late)

    def _hand_in(self, program: Program, area: str, number: int, cast: Cast, owner: str, at: datetime) -> Application:
        guardian = next(self.adults)
        person = pupil(number, timezone.localdate(at)) if program.scheme.is_for_minors else guardian
        answers = answers_for(program, person, guardian, area, number, timezone.localdate(at))
        on = timezone.localdate(at)
        case = draft_case(program, answers, frozenset(), on=on)
        papers = tuple(need.kind for need in program.scheme.documents(case) if need.required)
        by = self.users[owner] if owner else cast.clerk
        return hand_in(program, answers, papers, self.photo, by=by, owner=bool(owner), at=at)

    def _cast(self, area: str) -> Cast:
        u = self.users
        clerk, second = {HOME: (u["worker"], u["officer"]), FAR: (u["worker2"], u["reviewer"])}.get(
            area, (u["officer"], u["reviewer"])
        )
        return Cast(clerk, second, u["officer"], u["reviewer"], u["approver"])


def load_demo_cases(users: Mapping[str, Any], programs: Mapping[str, Program], at: datetime) -> None:
    for role, up_to in LEVELS.items():
        ApprovalLevel.objects.get_or_create(role=role, defaults={"up_to_fen": up_to, "source": "演示数据"})
    if Application.objects.exists():
        return
    load = Loader(users, programs, at)
    _one_in_each_state(load)
    _side_roads(load)
    _stops(load)
    _restricted(load)
    _payments(load)
    load_history(load)


def _one_in_each_state(load: Loader) -> None:
    for slug, program in load.programs.items():
        if program.scheme.lane in LANE_TARGETS:
            _one_of_its_lane(load, slug, program.scheme.lane)
            continue
        judicial, posted = program.scheme.lane == "judicial", program.scheme.publicity_mode == "masked_7d"
        for target in (
            s.SUBMITTED,
            s.ACCEPTED,
            s.VERIFYING,
            s.SURVEYING,
            s.PRELIMINARY_REVIEW,
            s.PUBLICITY,
            s.FINAL_REVIEW,
        ):
            if (target == s.SURVEYING and judicial) or (target == s.PUBLICITY and not posted):
                continue
            load.make(slug, target, area="" if judicial else HOME)
        if not judicial:
            load.make(slug, s.SUBMITTED, area=FAR)
            load.make(slug, s.VERIFYING, area=FAR)


def _one_of_its_lane(load: Loader, slug: str, lane: str) -> None:
    for target in LANE_TARGETS[lane]:
        load.make(slug, target, area=HOME)
    if lane == "emergency":
        paid = load.make(slug, s.APPROVED, area=HOME)
        pay(load, [paid], fails=False)  # its papers are awaited now


def _side_roads(load: Loader) -> None:
    """Returned, refused, reconsidered, withdrawn, declined, overdue, objected to."""
    users, at = load.users, load.at
    returned = load.make("student-aid", s.SUBMITTED, area=HOME, owner="applicant")
    intake.return_for_documents(
        application=returned,
        items=["DOC_ENROLMENT", "DOC_BANK"],
        note="在读证明请加盖学校公章；银行卡照片看不清。",
        by=users["worker"],
        at=at - timedelta(hours=20),
    )
    load.make("student-aid", s.PRELIMINARY_REVIEW, area=HOME, days_late=12)  # overdue
    objected = load.make("employee-illness-aid", s.PUBLICITY, area=HOME)
    publicity.receive_objection(
        notice=objected.notices.get(),
        text="听说该户另有住房，请核实。(演示)",
        name="",
        phone="",
        at=at - timedelta(hours=5),
    )
    for outcome in ("refused", "reconsidered", "withdrawn"):
        _stopped(load, outcome)
    declined = load.make("employee-illness-aid", s.SUBMITTED, area=HOME)
    intake.decline_application(
        application=declined,
        refusal_code="R01",
        note="用人单位不在高新区。",
        by=users["officer"],
        at=at - timedelta(hours=3),
    )


def _stops(load: Loader) -> None:
    """What the side roads leave out: each scheme has a case that waits for papers, and one that was refused."""
    users, at = load.users, load.at
    for slug, items in (("employee-illness-aid", ["DOC_SETTLEMENT"]), ("judicial-aid", ["DOC_BANK"])):
        intake.return_for_documents(
            application=load.make(slug, s.SUBMITTED, area=HOME),
            items=items,
            note="照片缺角，请重新拍摄。(演示)",
            by=users["officer"],
            at=at - timedelta(hours=22),
        )
    for slug, code, text in (
        ("student-aid", "R06", "本学年已获救助。(演示)"),
        ("judicial-aid", "R14", "判决已执行，赔偿款已足额支付。(演示)"),
    ):
        review.reject_application(
            application=load.make(slug, s.FINAL_REVIEW, area=HOME),
            transition="reject",
            refusal_code=code,
            text=text,
            by=users["approver"],
            at=at - timedelta(hours=7),
        )
    review.refer_to_committee(
        application=load.make("judicial-aid", s.FINAL_REVIEW, area=HOME),
        text="案情复杂，提请集体研究。(演示)",
        by=users["approver"],
        at=at - timedelta(hours=6),
    )
    moved = load.make("student-aid", s.VERIFYING, area=HOME)
    words = "全家已迁出高新区，申请人来电确认。(演示)"
    terminating.propose_termination(
        application=moved, reason="moved", text=words, by=users["officer"], at=at - timedelta(hours=6)
    )
    terminating.terminate_application(application=moved, by=users["reviewer"], at=at - timedelta(hours=5))


def _restricted(load: Loader) -> None:
    """One whose people are named, one that waits for them."""
    users = load.users
    case = load.make("judicial-aid", s.ACCEPTED, area=HOME)
    restricting.restrict_case(application=case, by=users["officer"], at=load.at - timedelta(hours=9))
    people = {
        NamedPerson.Place.FIRST: "officer",
        NamedPerson.Place.SECOND: "worker",
        NamedPerson.Place.DECIDER: "approver",
    }
    for place, name in people.items():
        restricting.name_person(
            application=case, place=place, user=users[name], by=users["approver"], at=load.at - timedelta(hours=8)
        )
    waiting = load.make("judicial-aid", s.SUBMITTED)
    restricting.restrict_case(application=waiting, by=users["officer"], at=load.at - timedelta(hours=2))


def _stopped(load: Loader, outcome: str) -> None:
    users, at = load.users, load.at
    case = load.make("employee-illness-aid", s.FINAL_REVIEW, area=HOME)
    if outcome == "withdrawn":
        intake.withdraw_application(application=case, by=case.agent, at=at - timedelta(hours=2), note="家庭情况好转。")
        return
    review.reject_application(
        application=case,
        transition="reject",
        refusal_code="R07",
        text="同一票据已获其他慈善组织资助。",
        by=users["approver"],
        at=at - timedelta(hours=8),
    )
    if outcome == "reconsidered":
        review.ask_reconsideration(
            application=case, text="另一笔票据未被资助，请复核。", by=case.agent, at=at - timedelta(hours=4)
        )


def _payments(load: Loader) -> None:
    """One batch paid (with one failure), one on its way, and approved cases that wait."""
    for slug in ("student-aid", "employee-illness-aid"):
        paid = [load.make(slug, s.APPROVED, area=HOME) for _i in range(3)]
        pay(load, paid, fails=slug == "employee-illness-aid")
        aftercare.start_follow_up(
            application=paid[0], by=load.users["worker"], at=load.at
        ) if slug == "student-aid" else None
    sent = [load.make("student-aid", s.APPROVED, area=HOME) for _i in range(2)]
    make_batch(load, sent, load.at - timedelta(hours=3))
    waiting = load.make("judicial-aid", s.FINAL_REVIEW)
    approve(waiting, load._cast(waiting.area.code), load.at - timedelta(hours=1))
    for slug in ("student-aid", "employee-illness-aid"):
        load.make(slug, s.APPROVED, area=HOME)


def _photo() -> bytes:
    """A page that says DEMO, so that nobody takes it for a paper."""
    page = Image.new("RGB", (300, 400), "white")
    ImageDraw.Draw(page).text((130, 190), "DEMO", fill="grey")
    out = io.BytesIO()
    page.save(out, "JPEG", quality=60)
    return out.getvalue()
