"""Cases of 西湖春天: submitted, waiting for papers, being verified, surveyed, posted, paid in vain; and a draft."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone

from applications.demo.road import Cast, Clock, lead_to
from applications.models import (
    ApprovalLevel,
    DraftPaper,
    NumberSeries,
    Objection,
    PublicNotice,
    RefusalLetter,
    StateTally,
    UnclaimedAid,
    WorkWeight,
)
from applications.services.danger import report_danger
from applications.services.drafts import start_draft
from applications.services.intake import assign_application, return_for_documents
from applications.services.recovery import plan_instalments
from applications.services.renewing import start_renewal
from applications.services.restricting import name_person
from applications.services.review import refer_to_committee
from jobs.models import Job
from programs.services import open_program
from tests.factories.applications import make_application, make_program, ready_person
from tests.factories.beneficiaries import DocumentFactory, PersonFactory
from tests.factories.case_states import case_in
from tests.factories.meetings import call
from tests.policies import ADMIN_READERS, ANYONE, FEDERATION, SIGNED_IN, Policy, World, admin_pages

OFFICE = (*FEDERATION, *ADMIN_READERS)  # who reads cases in the back office
FIELD = ("worker", "officer")
DESK = (*FIELD, *OFFICE)  # who sees a case of the community before there is money in it
STAFF = (*DESK, "worker2", "accountant", "cashier")  # who opens the worklist at all
CASE = (*FIELD, *FEDERATION)  # who works on it
MONEY_BACK = (*FEDERATION, "accountant")
FAMILY = ("applicant",)
NOBODY = {"reference": "SQ-ZZZZZZ"}
NO_DRAFT = "00000000-0000-4000-8000-000000000000"


def finished_trial(world: World) -> Job:
    """Of the officer: nothing was possible."""
    return Job.objects.create(
        reference="RW-333333",
        kind="applications.bulk_try",
        owner=world.cast["officer"],
        parameters={"action": "assign", "ids": [], "papers": []},
        language="zh-hans",
        state="finished",
        requested_at=world.at,
        finished_at=world.at,
    )


def _letter(world: World) -> RefusalLetter:
    return RefusalLetter.objects.create(application=world["case"], refused_at=world.at, due_at=world.at)


def build(world: World) -> None:
    world["trial"] = finished_trial(world)
    cast, community = world.cast, world.places["410172160-xihuchuntian"]
    program = make_program("student_aid", slug="policy-of-cases")
    world["case"] = make_application(program, community, owner=cast["applicant"])
    world["recovering"] = case_in("recovering", program, community, cast)
    parts = {"parts": 2, "first_due": world.at.date() + timedelta(days=90)}
    recovered = {"application": world["recovering"], "by": cast["reviewer"], "at": world.at + timedelta(days=60)}
    world["part"] = plan_instalments(**recovered, **parts)[0]
    returned = make_application(program, community)
    return_for_documents(application=returned, items=[], note="缺学籍证明", by=cast["worker"], at=world.at)
    world["request for documents"] = returned.supplement_requests.get()
    world["notice"] = PublicNotice.objects.create(
        reference="GS-POLICY",
        application=make_application(program, community),
        mode="masked_7d",
        shown={"program": "助学", "community": "西湖春天社区"},
        shown_sha256="0" * 64,
        posted_at=world.at,
        posted_by=cast["officer"],
        ends_at=world.at + timedelta(days=7),
    )
    world["letter of refusal"] = _letter(world)
    world["objection"] = Objection.objects.create(notice=world["notice"], text="不属实", received_at=world.at)
    _cases_on_the_road(world, community)
    world["draft"] = start_draft(program=_open(world), for_client=False, by=cast["applicant"], at=world.at)
    world["granted"] = granted(world["draft"].program, community, cast)
    world["renewal"] = start_renewal(application=world["granted"], by=cast["applicant"], at=timezone.now())
    world["draft paper"] = DraftPaper.objects.create(
        draft=world["draft"],
        kind="DOC_ID",
        file="drafts/policy.jpg",
        sha256="0" * 64,
        bytes=1,
        mime="image/jpeg",
        added_at=world.at,
    )
    world["find"] = UnclaimedAid.objects.create(
        uuid=uuid4(),
        person=PersonFactory(area=community),
        program=world["draft"].program,
        terms=world["draft"].program.terms.get(),
        area=community,
        known=50,
        found_at=world.at,
    )
    world["approval level"] = ApprovalLevel.objects.get(role="federation_reviewer")
    world["work weight"] = WorkWeight.objects.create(kind="visit", weight=2)
    world["number series"] = NumberSeries.objects.create(code="policies", year=2026)
    world["tally"] = StateTally.objects.order_by("pk").first()


def _open(world: World) -> Any:
    program = make_program("student_aid", slug="open-to-all", always_open=True)
    return open_program(program=program, by=world.cast["admin"], at=world.at)


def _cases_on_the_road(world: World, community: Any) -> None:
    """One case per state that pages below ask for, led there by the services."""
    cast = world.cast
    people = Cast(cast["worker"], cast["officer"], cast["officer"], cast["reviewer"], cast["approver"])
    program = make_program("employee_illness_aid", slug="policy-of-illness")
    now = timezone.now()
    start = now - timedelta(days=8)  # six days of work, so that the notice still hangs
    for name in ("verifying", "surveying", "publicity"):
        case = make_application(program, community, at=start, assessment={"papers": []})
        world[name] = lead_to(case, name, people, Clock(start, now))
    world["sealed"] = make_application(program, community, at=world.at, sensitive_answers='{"illness": "tumour"}')
    world["urgent"] = make_application(program, community, at=world.at, lane="emergency", publicity_mode="post_hoc_7d")
    waiting = case_in_collective_review(program, community, people, Clock(start, now))
    world["meeting"] = call(waiting, cast["reviewer"], now)
    world["check"] = world["verifying"].verification_tasks.first()
    document = DocumentFactory(person=world["verifying"].applicant, kind="DOC_ID")
    held = {"document": document, "kind": "DOC_ID", "added_at": world.at, "added_by": cast["worker"]}
    world["paper"] = world["verifying"].papers.create(**held)
    world["visit"] = world["surveying"].visits.get()
    world["posted"] = world["publicity"].notices.get()
    words = {"sign": "injury", "seen": "瘀伤", "told_police": False}
    world["danger"] = report_danger(application=world["case"], **words, by=cast["worker"], at=world.at)
    _restricted_cases(world, community)


def _restricted_cases(world: World, community: Any) -> None:
    """A confidential case of the worker, and one that only he and the reviewer know of."""
    cast = world.cast
    program = make_program("judicial_aid_fund", slug="policy-of-victims")
    world["confidential"] = make_application(program, community, at=world.at)
    words = {"handler": cast["worker"], "by": cast["worker"], "at": world.at}
    assign_application(application=world["confidential"], **words)
    family = {"owner": cast["applicant"], "applicant": world["case"].applicant}
    world["restricted"] = make_application(program, community, at=world.at, is_restricted=True, **family)
    for place, name in ((1, "worker"), (3, "reviewer")):
        words = {"place": place, "user": cast[name], "by": cast["approver"], "at": world.at}
        name_person(application=world["restricted"], **words)


def case_in_collective_review(program: Any, community: Any, people: Cast, clock: Clock) -> Any:
    case = make_application(program, community, at=clock.now, assessment={"papers": []}, publicity_mode="none")
    lead_to(case, "final_review", people, clock)
    return refer_to_committee(application=case, text="争议", by=people.approver, at=clock.tick())


def of(case: str, /, **more: Any) -> dict[str, Any]:
    """The address of a case of the world, and that of one which does not exist."""
    return {
        "kwargs": lambda world: {"reference": world[case].reference, **{k: v(world) for k, v in more.items()}},
        "unknown": {**NOBODY, **{key: "none" if key in ("name", "kind", "step", "code") else 999 for key in more}},
    }


def of_meeting(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"reference": world["meeting"].reference, **{k: v(world) for k, v in more.items()}},
        "unknown": {"reference": "HY-ZZZZZZ", **dict.fromkeys(more, 999)},
    }


def found() -> dict[str, Any]:
    return {"kwargs": lambda world: {"uuid": world["find"].uuid}, "unknown": {"uuid": NO_DRAFT}}


def granted(program: Any, community: Any, cast: Any) -> Any:
    """The aid of a school year that is over, wherever in the year the tests run."""
    last_year = timezone.now() - timedelta(days=400)
    family = {"applicant": ready_person(program, community), "owner": cast["applicant"]}
    return case_in("approved", program, community, cast, at=last_year, **family)


def renewing(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"uuid": world["renewal"].uuid, **{k: v(world) for k, v in more.items()}},
        "unknown": {"uuid": NO_DRAFT, **dict.fromkeys(more, "household")},
    }


def drafted(**more: Any) -> dict[str, Any]:
    return {
        "kwargs": lambda world: {"uuid": world["draft"].uuid, **{k: v(world) for k, v in more.items()}},
        "unknown": {
            "uuid": NO_DRAFT,
            **{key: "person" if key == "code" else "DOC_ID" if key == "kind" else 999 for key in more},
        },
    }


LEVEL = {"role": "federation_reviewer", "up_to_yuan": "2000", "source": "理事会纪要"}

POLICIES: dict[str, Any] = {
    # --- Public ---
    "applications:notices": Policy(get=ANYONE),
    "applications:notice": Policy(get=ANYONE, kwargs=lambda world: {"reference": world["posted"].reference}),
    "applications:object": Policy(
        get=ANYONE, post=ANYONE, kwargs=lambda world: {"reference": world["posted"].reference}
    ),
    "applications:status": Policy(get=ANYONE, post=ANYONE),
    # --- Applying ---
    "applications:apply": Policy(get=SIGNED_IN, post=SIGNED_IN, kwargs=lambda world: {"slug": "open-to-all"}),
    "applications:resume": Policy(get=FAMILY, **drafted()),
    "applications:step": Policy(get=FAMILY, post=FAMILY, **drafted(code=lambda world: "person")),
    "applications:who": Policy(get=FAMILY, post=FAMILY, **drafted()),
    "applications:autosave": Policy(post=FAMILY, **drafted(code=lambda world: "person")),
    "applications:add_paper": Policy(post=FAMILY, **drafted(kind=lambda world: "DOC_ID")),
    "applications:remove_paper": Policy(post=FAMILY, **drafted(pk=lambda world: world["draft paper"].pk)),
    "applications:renewal": Policy(get=FAMILY, **renewing()),
    "applications:confirm_renewal": Policy(post=FAMILY, **renewing(block=lambda world: "household")),
    "applications:submit": Policy(post=FAMILY, **drafted()),
    "applications:discard": Policy(get=FAMILY, post=FAMILY, **drafted()),
    # --- The list ---
    "applications:index": Policy(get=SIGNED_IN),
    "applications:find": Policy(post=STAFF, data={"q": "SQ-ZZZZZZ"}),
    "applications:bulk": Policy(get=STAFF, post=STAFF, data={"action": "assign"}, query="?tab=todo"),
    "applications:bulk_confirm": Policy(
        get=("officer",),
        post=("officer",),
        kwargs=lambda world: {"reference": world["trial"].reference},
        unknown={"reference": "RW-ZZZZZZ"},
    ),
    "applications:export": Policy(get=STAFF, post=STAFF),
    "applications:bulk_assign": Policy(post=STAFF),
    "applications:bulk_suggest": Policy(post=STAFF),
    "applications:bulk_return": Policy(post=STAFF),
    # --- Meetings ---
    "applications:meetings": Policy(get=STAFF),
    "applications:export_meetings": Policy(get=STAFF, post=STAFF),
    "applications:call_meeting": Policy(
        get=("reviewer",), post=("reviewer",), kwargs=lambda world: {"kind": "committee"}
    ),
    "applications:meeting": Policy(get=OFFICE, **of_meeting()),
    "applications:meeting_record": Policy(get=OFFICE, **of_meeting()),
    "applications:minutes": Policy(
        get=("reviewer",), post=("reviewer",), refused=("approver", *ADMIN_READERS), **of_meeting()
    ),
    "applications:votes": Policy(
        get=("reviewer",),
        post=("reviewer",),
        refused=("approver", *ADMIN_READERS),
        **of_meeting(pk=lambda world: world["meeting"].items.get().pk),
    ),
    # --- Aid not asked for ---
    "applications:unclaimed": Policy(get=(*FIELD, "worker2", *FEDERATION)),
    "applications:unclaimed_export": Policy(
        get=(*FIELD, "worker2", *FEDERATION), post=(*FIELD, "worker2", *FEDERATION)
    ),
    "applications:unclaimed_dismiss": Policy(
        get=(*FIELD, "reviewer"), post=(*FIELD, "reviewer"), refused=("approver",), data={"reason": "gone"}, **found()
    ),
    "applications:unclaimed_restore": Policy(post=(*FIELD, "reviewer"), refused=("approver",), **found()),
    "applications:unclaimed_start": Policy(post=(*FIELD, "reviewer"), refused=("approver",), **found()),
    # --- One case ---
    "applications:case": Policy(get=(*FAMILY, *DESK), **of("case")),
    "applications:receipt": Policy(get=(*FAMILY, *DESK), **of("case")),
    "applications:form": Policy(get=(*FAMILY, *DESK), **of("case")),
    "applications:print": Policy(get=(*FAMILY, *DESK), **of("case", code=lambda world: "form")),
    "applications:renew": Policy(
        post=(*FAMILY, *FIELD, "reviewer"),
        refused=("approver", "accountant", "cashier", *ADMIN_READERS),
        **of("granted"),
    ),
    "applications:conditions": Policy(get=(*FAMILY, *DESK), **of("case")),
    "applications:letter": Policy(get=DESK, **of("verifying")),
    "applications:transition": Policy(
        get=FIELD,
        post=FIELD,
        refused=(*FAMILY, *OFFICE),
        **of("case", name=lambda world: "accept"),
    ),
    "applications:supplement": Policy(get=(*FAMILY, *FIELD), refused=OFFICE, **of("case")),
    "applications:papers": Policy(get=(*FAMILY, *FIELD, "reviewer"), refused=OFFICE, **of("case")),
    "applications:add_case_paper": Policy(
        post=(*FAMILY, *FIELD, "reviewer"), refused=OFFICE, **of("case", kind=lambda world: "DOC_ID")
    ),
    "applications:reuse_case_paper": Policy(
        post=(*FAMILY, *FIELD, "reviewer"), refused=OFFICE, **of("case", kind=lambda world: "DOC_ID")
    ),
    "applications:unreadable_paper": Policy(
        get=(*FIELD, "reviewer"),
        post=(*FIELD, "reviewer"),
        refused=OFFICE,
        data={"why": "模糊"},
        **of("verifying", pk=lambda world: world["paper"].pk),
    ),
    "applications:readable_paper": Policy(
        post=(*FIELD, "reviewer"), refused=OFFICE, **of("verifying", pk=lambda world: world["paper"].pk)
    ),
    "applications:reassess": Policy(post=(*FIELD, "reviewer"), refused=(*FAMILY, *OFFICE), **of("case")),
    "applications:assign": Policy(get=FIELD, post=FIELD, refused=(*FAMILY, *OFFICE), **of("case")),
    "applications:suggest": Policy(post=FIELD, refused=(*FAMILY, *OFFICE), **of("case")),
    "applications:extend": Policy(
        get=("officer", "reviewer"), post=("officer", "reviewer"), refused=(*FAMILY, *DESK), **of("case")
    ),
    "applications:propose_termination": Policy(
        get=("officer", "reviewer"), post=("officer", "reviewer"), refused=(*FAMILY, *DESK), **of("case")
    ),
    "applications:refuse_termination": Policy(
        get=("officer", *FEDERATION), post=("officer", *FEDERATION), refused=(*FAMILY, *DESK), **of("case")
    ),
    "applications:refusal_letter": Policy(
        get=(*FIELD, "reviewer"), post=(*FIELD, "reviewer"), refused=(*FAMILY, *OFFICE), **of("case")
    ),
    "applications:remark": Policy(get=CASE, post=CASE, refused=(*FAMILY, *ADMIN_READERS), **of("case")),
    "applications:add_check": Policy(get=FIELD, post=FIELD, refused=OFFICE, **of("verifying")),
    "applications:answer_check": Policy(
        get=FIELD, post=FIELD, refused=OFFICE, **of("verifying", pk=lambda world: world["check"].pk)
    ),
    "applications:questions": Policy(
        get=FIELD, post=FIELD, refused=OFFICE, **of("verifying", step=lambda world: "employment_check")
    ),
    "applications:tell_data": Policy(get=FIELD, post=FIELD, refused=OFFICE, **of("verifying")),
    "applications:visit": Policy(
        get=FIELD, post=FIELD, refused=OFFICE, **of("surveying", pk=lambda world: world["visit"].pk)
    ),
    "applications:board_photo": Policy(
        get=(*FIELD, "reviewer"),
        post=(*FIELD, "reviewer"),
        refused=OFFICE,
        **of("publicity", pk=lambda world: world["posted"].pk),
    ),
    "applications:restricted": Policy(get=STAFF),
    "applications:name_person": Policy(
        get=("approver",), post=("approver",), refused=("worker", "reviewer", *ADMIN_READERS), **of("restricted")
    ),
    "applications:release_person": Policy(
        get=("approver",),
        post=("approver",),
        refused=("worker", "reviewer", *ADMIN_READERS),
        **of("restricted", place=lambda _world: 1),
    ),
    "applications:restrict": Policy(get=CASE, post=CASE, refused=ADMIN_READERS, **of("confidential")),
    "applications:report_danger": Policy(get=DESK, post=DESK, refused=FAMILY, **of("case")),
    "applications:take_up_danger": Policy(
        post=("officer", "reviewer", "approver"),
        refused=(*FAMILY, *DESK),
        **of("case", pk=lambda world: world["danger"].pk),
    ),
    "applications:close_danger": Policy(
        get=("officer", "reviewer", "approver"),
        post=("officer", "reviewer", "approver"),
        refused=(*FAMILY, *DESK),
        **of("case", pk=lambda world: world["danger"].pk),
    ),
    "applications:visit_state": Policy(
        get=FIELD, refused=OFFICE, **of("surveying", pk=lambda world: world["visit"].pk)
    ),
    "applications:visit_attachment": Policy(
        post=FIELD, refused=OFFICE, **of("surveying", pk=lambda world: world["visit"].pk)
    ),
    "applications:call": Policy(get=(*FIELD, "reviewer"), post=(*FIELD, "reviewer"), refused=OFFICE, **of("urgent")),
    "applications:answer_objection": Policy(
        get=("officer", "reviewer"), post=("officer", "reviewer"), refused=DESK, **of("urgent")
    ),
    "applications:instalments": Policy(
        get=MONEY_BACK, post=MONEY_BACK, refused=(*FIELD, "cashier", *ADMIN_READERS), **of("recovering")
    ),
    "applications:receive_instalment": Policy(
        post=MONEY_BACK,
        refused=(*FIELD, "cashier", *ADMIN_READERS),
        **of("recovering", pk=lambda world: world["part"].pk),
    ),
    "applications:sealed": Policy(get=CASE, post=CASE, refused=ADMIN_READERS, **of("sealed")),
    "applications:contact": Policy(
        get=(*FIELD, "reviewer"), post=(*FIELD, "reviewer"), refused=(*FAMILY, *OFFICE), **of("case")
    ),
    "applications:account": Policy(get=FIELD, post=FIELD, refused=(*FAMILY, *OFFICE), **of("case")),
    "applications:verify_account": Policy(post=FIELD, refused=(*FAMILY, *OFFICE), **of("case")),
    # --- The back office ---
    "programs_simulate": Policy(
        get=("approver", "admin"),
        post=("approver", "admin"),
        kwargs=lambda world: {"pk": world["case"].program_id},
        data={"since": "2026-01-01"},
    ),
    **admin_pages("applications.application", view=OFFICE, obj="case"),
    "admin:applications_application_find": Policy(post=OFFICE, data={"q": "张演"}),
    **admin_pages("applications.publicnotice", view=OFFICE, obj="notice"),
    **admin_pages("applications.objection", view=OFFICE, obj="objection"),
    **admin_pages("applications.supplementrequest", view=OFFICE, obj="request for documents"),
    **admin_pages("applications.refusalletter", view=OFFICE, obj="letter of refusal"),
    **admin_pages(
        "applications.approvallevel", view=OFFICE, change=("admin",), add=("admin",), obj="approval level", data=LEVEL
    ),
    **admin_pages(
        "applications.workweight",
        view=OFFICE,
        change=("admin",),
        add=("admin",),
        obj="work weight",
        data={"kind": "review", "weight": "4", "source": "理事会纪要"},
    ),
    **admin_pages("applications.numberseries", obj="number series"),
    **admin_pages("applications.statetally", obj="tally"),
}
