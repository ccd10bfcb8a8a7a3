"""Rows behind the pages: the demo's own programs and shifts, and cases made by the services. Each returns the path
of its page where that depends on the rows."""

import io
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from PIL import Image

from applications import states as s
from applications.demo.loader import HOME, Loader
from applications.facts import judge
from applications.models import (
    Application,
    ApplicationDraft,
    ConflictRecord,
    HomeVisit,
    PublicNotice,
    UnclaimedAid,
    VerificationTask,
)
from applications.services import recovery, terminating
from applications.services.board import add_board_photo
from applications.services.danger import report_danger, take_up_danger
from applications.services.drafts import save_step, start_draft
from applications.services.intake import return_for_documents
from applications.services.publicity import receive_objection
from applications.services.renewing import start_renewal
from applications.services.unclaimed import find_unclaimed_aid
from beneficiaries.services import register_person
from certificates.demo import load_demo_certificates
from programs.demo import load_demo_programs
from programs.models import Program
from programs.services import open_program
from protection.access import AccessContext
from tests.factories.applications import make_application, make_program, ready_person
from tests.factories.beneficiaries import HardshipCertificateFactory, PersonFactory
from tests.factories.case_states import case_in, open_fast
from tests.factories.meetings import hold
from tests.factories.volunteers import make_shift
from tests.remembered import State
from volunteers.demo import load_demo_volunteering
from volunteers.models import ServiceRequest, Shift, ShiftSeries, Signup, VolunteerTeam

Cast = Mapping[str, Any]
NAMES = ("张演一", "李示二", "王例三", "赵演四", "钱示五")
COMMUNITY = HOME


def nothing(_cast: Cast, _places: Cast) -> None:
    return None


def paths(*of_pages: str):
    """Pages that need no rows of their own."""
    return lambda _cast, _places: list(of_pages)


def demo(cast: Cast, _places: Cast) -> None:
    """Three open programs and two weeks of shifts."""

    def make() -> None:
        load_demo_programs(cast["admin"], timezone.now())
        load_demo_volunteering(timezone.now())
        load_demo_certificates(cast, timezone.now())

    _bring("demo", make, cast)


def cases(cast: Cast, places: Cast) -> None:
    """Submitted cases of the worker's community, some late, one of them the applicant's own."""

    def make() -> None:
        demo(cast, places)
        program = Program.objects.get(slug="student-aid")
        for days, name in enumerate(NAMES):
            owner = cast["applicant"] if days == 0 else None
            person = PersonFactory(area=places[COMMUNITY], name=name, user=owner)
            at = timezone.now() - timedelta(days=days * 2)
            make_application(program, places[COMMUNITY], at=at, owner=owner, applicant=person)

    _bring("cases", make, cast)


def _bring(scene: str, make: Callable[[], None], cast: Cast) -> None:
    """Rows that are put back are of the people of the first time: what was drawn by chance (the password that a session
    depends on, the number in addresses) is read from there.
    """
    _today(scene)(make)
    for person in cast.values():
        person.refresh_from_db()


@cache
def _made_on(_scene: str, _day: date) -> State:
    return State()


def _today(scene: str) -> State:
    """Shifts and deadlines lie around today."""
    return _made_on(scene, timezone.localdate())


def one_case(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("applications:case", args=[Application.objects.filter(owner=None).first().reference])


def emergency_case(cast: Cast, places: Cast) -> str:
    """Opened by telephone, waiting for a second pair of eyes, with a tie registered."""
    demo(cast, places)
    program = Program.objects.get(slug="employee-illness-aid")
    lane = {"lane": "emergency", "publicity_mode": "post_hoc_7d"}
    at = timezone.now() - timedelta(hours=3)
    case = make_application(program, places[COMMUNITY], at=at, owner=None, **lane)
    ConflictRecord.objects.create(application=case, user=cast["worker2"], tie="relative", found_at=at)
    return reverse("applications:case", args=[open_fast(case, cast, at + timedelta(hours=1)).reference])


def fast_review_form(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    program = Program.objects.get(slug="employee-illness-aid")
    case = make_application(program, places[COMMUNITY], at=timezone.now(), lane="emergency")
    return reverse("applications:transition", args=[case.reference, "start-fast-review"])


def call_form(cast: Cast, places: Cast) -> str:
    return emergency_case(cast, places) + "calls/add/"


def termination(cast: Cast, places: Cast) -> list[str]:
    """The page that proposes to end a case; the page that refuses it, and the case on which it is proposed."""
    program = make_program()
    case, proposed = (case_in(s.VERIFYING, program, places[COMMUNITY], cast) for _ in range(2))
    words = {"reason": "moved", "text": "全家已迁出高新区(演示)", "by": cast["officer"], "at": timezone.now()}
    terminating.propose_termination(application=proposed, **words)
    return [
        reverse("applications:propose_termination", args=[case.reference]),
        reverse("applications:refuse_termination", args=[proposed.reference]),
        reverse("applications:case", args=[proposed.reference]),
    ]


def refusal_letter(cast: Cast, places: Cast) -> list[str]:
    """The case that says who has not got the letter, and the form that notes how it was given."""
    case = case_in(s.NOT_ACCEPTED, make_program(), places[COMMUNITY], cast)
    return [reverse(f"applications:{name}", args=[case.reference]) for name in ("case", "refusal_letter")]


def recovering_case(cast: Cast, places: Cast) -> str:
    case = case_in("recovering", make_program(), places[COMMUNITY], cast)
    at = timezone.now()
    due = timezone.localdate(at) + timedelta(days=30)
    parts = recovery.plan_instalments(application=case, parts=3, first_due=due, by=cast["reviewer"], at=at)
    recovery.receive_instalment(instalment=parts[0], by=cast["reviewer"], at=at)
    return reverse("applications:case", args=[case.reference])


def money_back(cast: Cast, places: Cast) -> list[str]:
    case = case_in("recovering", make_program(), places[COMMUNITY], cast)
    return of_case(case, "instalments", "record-recovery", "write-off")


def reported_danger(cast: Cast, places: Cast) -> list[str]:
    """A danger that somebody looks after, and one that nobody has taken up."""
    case = road(cast, places).make("student-aid", s.SURVEYING, area=HOME)
    words = {"sign": "injury", "seen": "孩子手臂多处瘀伤(演示)", "told_police": True, "by": cast["worker"]}
    first, _second = (report_danger(application=case, **words, at=timezone.now()) for _n in range(2))
    take_up_danger(signal=first, by=cast["officer"], at=timezone.now())
    return [reverse("applications:case", args=[case.reference]), *of_case(case, f"danger/{first.pk}/close")]


def board(cast: Cast, places: Cast) -> list[str]:
    case = road(cast, places).make("employee-illness-aid", s.PUBLICITY, area=HOME)
    notice = case.notices.get()
    seen = {"moment": "start", "seen_at": notice.posted_at, "place": "社区公告栏(演示)"}
    add_board_photo(notice=notice, upload=picture(), **seen, by=cast["worker"], at=timezone.now())
    return [*of_case(case, f"notices/{notice.pk}/board"), reverse("applications:case", args=[case.reference])]


def picture() -> Any:
    out = io.BytesIO()
    Image.new("RGB", (40, 40), "white").save(out, "JPEG")
    return SimpleUploadedFile("board.jpg", out.getvalue(), "image/jpeg")


def objection_answer(cast: Cast, places: Cast) -> list[str]:
    case = road(cast, places).make("employee-illness-aid", s.PUBLICITY, area=HOME)
    words = {"text": "另有住房(演示)", "name": "", "phone": ""}
    receive_objection(notice=case.notices.get(), **words, at=timezone.now())
    return of_case(case, "dismiss-objection", "uphold-objection", "post-again", "objections/answer")


def handover(cast: Cast, places: Cast) -> list[str]:
    """A thing is approved and waits to be handed over."""
    case = road(cast, places).make("wristband", s.APPROVED, area=HOME)
    return of_case(case, "record-delivery")


def minutes_form(cast: Cast, places: Cast) -> str:
    return reverse("applications:minutes", args=[held_meeting(cast, places).reference])


def held_meeting(cast: Cast, places: Cast) -> Any:
    program = make_program(money_fen=10_000_000, always_open=True)
    at = timezone.now() - timedelta(days=1)
    case = case_in("collective_review", program, places[COMMUNITY], cast, at=at - timedelta(days=9), limit=at)
    return hold(case, cast["reviewer"], timezone.now(), "for", "for", "for", "for", "against", "recused")


def one_meeting(cast: Cast, places: Cast) -> str:
    return reverse("applications:meeting", args=[held_meeting(cast, places).reference])


def meeting_list(cast: Cast, places: Cast) -> None:
    held_meeting(cast, places)


def votes_form(cast: Cast, places: Cast) -> str:
    meeting = held_meeting(cast, places)
    return reverse("applications:votes", args=[meeting.reference, meeting.items.get().pk])


def own_case(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("applications:case", args=[Application.objects.get(owner=cast["applicant"]).reference])


def conditions(cast: Cast, places: Cast) -> str:
    """A judged case, some conditions met, one not, some open."""
    cases(cast, places)
    return _judged(Application.objects.filter(owner=None).first(), cast["worker"])


def own_conditions(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return _judged(Application.objects.get(owner=cast["applicant"]), cast["worker"])


def _judged(case: Application, by: Any) -> str:
    case.assessment = judge(case, AccessContext(by=by, purpose="case_handling", at=timezone.now()))
    case.save(update_fields=["assessment"])
    return reverse("applications:conditions", args=[case.reference])


def unclaimed(cast: Cast, places: Cast) -> None:
    """Two children whose need is proven and who have not asked."""
    demo(cast, places)
    at = timezone.now()
    for name in NAMES[:2]:
        child = PersonFactory(area=places[COMMUNITY], name=name, birth_date=at.date() - timedelta(days=4000))
        HardshipCertificateFactory(person=child, category="DIBAO", checked_by=cast["worker"], checked_at=at)
    find_unclaimed_aid(at=at)


def dismissing(cast: Cast, places: Cast) -> str:
    unclaimed(cast, places)
    return reverse("applications:unclaimed_dismiss", args=[UnclaimedAid.objects.first().uuid])


def own_draft(cast: Cast, places: Cast) -> ApplicationDraft:
    demo(cast, places)
    program = Program.objects.get(slug="student-aid")
    return start_draft(program=program, for_client=False, by=cast["applicant"], at=timezone.now())


def draft_step(cast: Cast, places: Cast) -> str:
    draft = own_draft(cast, places)
    return reverse("applications:step", args=[draft.uuid, draft.program.scheme.steps[0].code])


def draft_who(cast: Cast, places: Cast) -> str:
    """A worker's draft for somebody who resembles a registered person."""
    demo(cast, places)
    at, program = timezone.now(), Program.objects.get(slug="employee-illness-aid")
    born = {"name": "吴示八", "birth_date": date(1990, 12, 31), "phone": "19900000008"}
    register_person(**born, id_type="none", area=places["410172160-xihuchuntian"], by=None, at=at)
    draft = start_draft(program=program, for_client=True, by=cast["worker"], at=at)
    answers = {"name": "吴示八", "phone": "19900000008", "id_number": "410199199012319145", "address": ""}
    save_step(draft=draft, step="person", answers=answers, is_done=True, by=cast["worker"], at=at)
    return reverse("applications:who", args=[draft.uuid])


def draft_papers(cast: Cast, places: Cast) -> str:
    return reverse("applications:step", args=[own_draft(cast, places).uuid, "papers"])


def draft_end(cast: Cast, places: Cast) -> list[str]:
    draft = own_draft(cast, places)
    steps = [reverse("applications:step", args=[draft.uuid, code]) for code in ("consents", "review")]
    return [*steps, reverse("applications:discard", args=[draft.uuid])]


def road(cast: Cast, places: Cast) -> Loader:
    """Leads cases along the road as the demo does."""
    demo(cast, places)
    return Loader(cast, {program.slug: program for program in Program.objects.all()}, timezone.now())


def of_case(case: Application, *names: str) -> list[str]:
    return [f"{reverse('applications:case', args=[case.reference])}{name}/" for name in names]


def notice_pages(cast: Cast, places: Cast) -> list[str]:
    road(cast, places).make("employee-illness-aid", s.PUBLICITY, area=HOME)
    page = reverse("applications:notice", args=[PublicNotice.objects.get().reference])
    return [reverse("applications:notices"), page, f"{page}object/"]


def own_case_papers(cast: Cast, places: Cast) -> list[str]:
    case = road(cast, places).make("student-aid", s.SUBMITTED, area=HOME, owner="applicant")
    items = {"items": ["DOC_ENROLMENT"], "note": "请加盖学校公章。"}
    return_for_documents(application=case, **items, by=cast["worker"], at=timezone.now())
    return of_case(case, "receipt", "letter", "form", "supplement", "withdraw")


def asks_of_the_clerk(cast: Cast, places: Cast) -> list[str]:
    case = road(cast, places).make("student-aid", s.SUBMITTED, area=HOME)
    return of_case(case, "accept", "return", "decline", "assign", "remark", "papers", "sealed")


def work_on_a_case(cast: Cast, places: Cast) -> list[str]:
    """What verification and survey ask for, and the file of a case that has both."""
    loader = road(cast, places)
    checked = loader.make("student-aid", s.VERIFYING, area=HOME)
    seen = loader.make("employee-illness-aid", s.SURVEYING, area=HOME)
    task = VerificationTask.objects.filter(application=checked, answered_at__isnull=True).first()
    visit = HomeVisit.objects.get(application=seen)
    questions = ("questions/school_check", "start-survey", "contact", "tell-data")
    checks = of_case(checked, f"checks/{task.pk}", "checks/add", *questions)
    return [
        *checks,
        *of_case(seen, f"visits/{visit.pk}", "finish-survey", "danger"),
        reverse("applications:case", args=[seen.reference]),
    ]


def asks_of_the_officer(cast: Cast, places: Cast) -> list[str]:
    case = road(cast, places).make("employee-illness-aid", s.PRELIMINARY_REVIEW, area=HOME)
    return of_case(case, "post-notice", "reject-preliminarily", "extend")


def asks_of_the_reviewer(cast: Cast, places: Cast) -> list[str]:
    case = road(cast, places).make("student-aid", s.FINAL_REVIEW, area=HOME)
    return of_case(case, "approve", "reject", "refer-to-committee")


def asks_of_the_leader(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    shift = Shift.objects.filter(activity__team__leader=cast["leader"], starts_at__gt=timezone.now()).first()
    return [reverse(f"volunteers:{name}", args=[shift.pk]) for name in ("cancel_shift", "move_shift")]


def series_pages(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    series = ShiftSeries.objects.visible_to(cast["leader"]).earliest("pk")
    day = f"?day={localdate() + timedelta(days=3)}"
    own = [reverse(f"volunteers:{name}", args=[series.pk]) for name in ("series", "series_undo", "series_end")]
    days = [reverse(f"volunteers:{name}", args=[series.pk]) + day for name in ("series_change", "series_remove_day")]
    return [reverse("volunteers:series_list"), reverse("volunteers:new_series"), *own, *days]


def series_form(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    return reverse("volunteers:new_series")


def series_change(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    return reverse("volunteers:series_change", args=[ShiftSeries.objects.visible_to(cast["leader"]).earliest("pk").pk])


def join_steps(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    steps = [reverse("volunteers:join_step", args=[c]) for c in ("you", "abilities", "times", "safety", "check")]
    return [*steps, reverse("volunteers:add_qualification")]


def team_and_project(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    team = VolunteerTeam.objects.get(leader=cast["leader"])
    return [reverse("volunteers:team_page", args=[team.pk]), reverse("volunteers:project", args=["porridge-house"])]


def risk_notice(cast: Cast, places: Cast) -> list[str]:
    """A shift whose risks the reader has still to accept, and the notice by itself."""
    demo(cast, places)
    start = timezone.now() + timedelta(days=3)
    shift = make_shift(risk_level="some", risk_note_zh="路滑，请穿防滑鞋(演示)", starts_at=start)
    return [reverse("volunteers:shift", args=[shift.pk]), reverse("volunteers:risks", args=[shift.activity_id])]


def leading(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    team = VolunteerTeam.objects.get(leader=cast["leader"])
    member = team.memberships.live().exclude(person=cast["leader"]).first()
    asked = team.join_requests.first()
    activity = team.activities.first()
    shift = activity.shifts.filter(starts_at__gt=timezone.now()).first()
    of_team = [
        reverse(f"volunteers:{name}", args=[team.pk])
        for name in ("team_people", "team_settings", "team_activities", "new_activity")
    ]
    return [
        *of_team,
        reverse("volunteers:member_role", args=[member.pk]),
        reverse("volunteers:decline_join", args=[asked.pk]),
        reverse("volunteers:edit_activity", args=[activity.pk]),
        reverse("volunteers:new_shift", args=[activity.pk]),
        reverse("volunteers:add_task", args=[shift.pk]),
    ]


def volunteer_request(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    waiting, planned = (ServiceRequest.objects.filter(state=state).first() for state in ("verified", "planned"))
    return [
        reverse("volunteers:request", args=[planned.reference]),
        *(reverse("volunteers:request_step", args=[waiting.reference, name]) for name in ("plan", "decline")),
    ]


def one_shift(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    signup = Signup.objects.live().filter(volunteer__user=cast["volunteer"]).order_by("starts_at").first()
    return reverse("volunteers:shift", args=[signup.shift_id])


def one_roster(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    shift = Shift.objects.filter(activity__team__leader=cast["leader"], signups__isnull=False).first()
    return reverse("volunteers:roster", args=[shift.pk])


def admin_program(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    return reverse("admin:programs_program_change", args=[Program.objects.first().pk])


def simulator(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("programs_simulate", args=[Program.objects.get(slug="student-aid").pk])


def admin_case(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("admin:applications_application_change", args=[Application.objects.filter(owner=None).first().pk])


def admin_lists(cast: Cast, places: Cast) -> list[str]:
    demo(cast, places)
    models = ("notifications_delivery", "areas_adminarea", "accounts_rolegrant", "volunteers_shift", "funds_fund")
    return [reverse(f"admin:{model}_changelist") for model in models]


def admin_publish_terms(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    return reverse("admin:programs_publish_terms", args=[Program.objects.first().pk])


def leaver(cast: Cast, places: Cast) -> str:
    """Somebody with cases and a visit on his desk."""
    loader = road(cast, places)
    for scheme, state in (("student-aid", s.ACCEPTED), ("employee-illness-aid", s.SURVEYING)):
        loader.make(scheme, state, area=HOME)
    return f"/handover/{cast['worker'].seal_id}/"


def renewal(cast: Cast, places: Cast) -> str:
    """Aid of last year, asked for again."""
    demo(cast, places)
    last_year = timezone.now() - timedelta(days=400)
    program = make_program("student_aid", slug="renewed", always_open=True)
    open_program(program=program, by=cast["admin"], at=last_year)
    family = {"applicant": ready_person(program, places[COMMUNITY]), "owner": cast["applicant"]}
    case = case_in(s.APPROVED, program, places[COMMUNITY], cast, at=last_year, **family)
    draft = start_renewal(application=case, by=cast["applicant"], at=timezone.now())
    return reverse("applications:renewal", args=[draft.uuid])
