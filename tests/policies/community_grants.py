"""Community grants: anybody reads what is decided; its organisation, its sub-district and the federation the rest."""

from typing import Any

from delivery.community_grants.services import deciding, examining, money, papers
from tests.factories import grants
from tests.policies import ANYONE, SIGNED_IN, Policy, World, admin_pages

BACK_OFFICE = ("reviewer", "approver", "accountant", "auditor", "admin")
FEDERATION_READERS = ("cashier", *BACK_OFFICE)
SEES = ("applicant", "worker", "officer", *FEDERATION_READERS)  # a grant of 西湖春天
SEES_VILLAGE = ("applicant", "officer", *FEDERATION_READERS)
DESK = ("worker", "worker2", "officer", *FEDERATION_READERS)
VILLAGE, OTHER_VILLAGE = "410172160-bailutun", "410172160-dali"


def build(world: World) -> None:
    cast, places = world.cast, world.places
    one = grants.make_round(cast)
    home = places[grants.COMMUNITY]
    world["grant round"] = one
    world["grant draft"] = grants.draft(cast, places, round=one, organisation=grants.make_organisation(cast, home))
    world["grant being examined"] = examining.take_grant(
        grant=grants.handed_in(cast, places, round=one, organisation=grants.make_organisation(cast, home)),
        by=cast["officer"],
        at=grants.AT,
    )
    scoring = grants.named(cast, places, round=one, organisation=grants.make_organisation(cast, home))
    world["grant being scored"] = scoring
    _one_that_is_public(world, one)
    project = grants.finished(cast, places, round=one, organisation=grants.make_organisation(cast, places[VILLAGE]))
    money.demand_repayment(project, 10_000, "未使用", by=cast["reviewer"], at=grants.LATER)
    world["grant project"] = project
    world["grant site visit"] = project.site_visits.first()
    world["grant picture"] = papers.publish_picture(
        paper=project.papers.filter(kind="after").get(), by=cast["reviewer"], at=grants.LATER
    )


def _one_that_is_public(world: World, one: Any) -> None:
    """Scored by three members of the committee, so that reviewers and supervisors may answer an objection."""
    members = [grants.committee_member(f"member{number}") for number in (1, 2, 3)]
    organisation = grants.make_organisation(world.cast, world.places[OTHER_VILLAGE])
    public = grants.awarded(world.cast, world.places, round=one, organisation=organisation, people=members)
    world["grant on notice"] = public
    world["grant objection"] = deciding.receive_objection(grant=public, text="占用通道", at=grants.AT)


def of(obj: str, get: Any = None, post: Any = None, seen_by: Any = SEES, data: Any = None, **more: Any) -> Policy:
    """One page of a grant: who may; whoever else sees it is refused, a stranger gets 404. `more`: further kwargs,
    values or functions of the world."""
    allowed = {*(get or ()), *(post or ())}

    def kwargs(world: World) -> dict[str, Any]:
        found = {key: value(world) if callable(value) else value for key, value in more.items()}
        return {"reference": world[obj].reference, **found}

    unknown = {key: 0 if callable(value) else value for key, value in more.items()}
    return Policy(
        get=get,
        post=post,
        refused=[person for person in seen_by if person not in allowed],
        kwargs=kwargs,
        unknown={"reference": "ZL-ZZZZZZ", **unknown},
        data=data or {},
    )


def own(obj: str, get: Any, post: Any, **more: Any) -> Policy:
    """Does not exist for anybody else."""
    return of(obj, get, post, seen_by=(), **more)


def of_organisation(people: Any, *, get: Any = None, **more: Any) -> Policy:
    def kwargs(world: World) -> dict[str, Any]:
        return {"reference": world["grant being scored"].organisation.reference, **more}

    return Policy(
        get=get,
        post=people,
        refused=[person for person in SEES if person not in people],
        kwargs=kwargs,
        unknown={"reference": "SZ-ZZZZZZ", **more},
    )


def code(world: World) -> dict[str, Any]:
    return {"code": world["grant round"].code}


def public(obj: str, **more: Any) -> Any:
    return lambda world: {"reference": world[obj].reference, **{key: value(world) for key, value in more.items()}}


CONTACT = ("applicant", "officer", "reviewer")
POLICIES = {
    "community_grants:projects": Policy(get=ANYONE),
    "community_grants:round": Policy(get=ANYONE, kwargs=code),
    "community_grants:start": Policy(get=SIGNED_IN, post=SIGNED_IN, kwargs=code),
    "community_grants:project": Policy(get=ANYONE, kwargs=public("grant on notice")),
    "community_grants:thank": Policy(post=ANYONE, kwargs=public("grant project")),
    "community_grants:object": Policy(get=ANYONE, post=ANYONE, kwargs=public("grant on notice")),
    "community_grants:picture": Policy(
        get=ANYONE, kwargs=public("grant project", pk=lambda world: world["grant picture"].pk)
    ),
    "community_grants:mine": Policy(get=SIGNED_IN),
    "community_grants:new_organisation": Policy(get=SIGNED_IN, post=SIGNED_IN),
    "community_grants:organisation": Policy(
        get=SEES,
        kwargs=lambda world: {"reference": world["grant being scored"].organisation.reference},
        unknown={"reference": "SZ-ZZZZZZ"},
    ),
    "community_grants:change_organisation": of_organisation(CONTACT, get=CONTACT, what="contact"),
    "community_grants:end_representative": Policy(
        post=CONTACT,
        refused=[person for person in SEES if person not in CONTACT],
        kwargs=lambda world: {
            "reference": world["grant being scored"].organisation.reference,
            "pk": world["grant being scored"].organisation.representatives.get().pk,
        },
        unknown={"reference": "SZ-ZZZZZZ", "pk": 0},
    ),
    "community_grants:desk": Policy(get=DESK),
    "community_grants:export": Policy(get=DESK, post=DESK),
    "community_grants:overview": Policy(get=FEDERATION_READERS),
    "community_grants:rounds": Policy(get=("reviewer", "approver")),
    "community_grants:new_round": Policy(get=("reviewer", "approver"), post=("reviewer", "approver")),
    "community_grants:change_round": Policy(get=("reviewer", "approver"), post=("reviewer", "approver"), kwargs=code),
    "community_grants:publish_round": Policy(get=("approver",), post=("approver",), kwargs=code),
    "community_grants:grant": of("grant being scored", get=SEES),
    "community_grants:step": own("grant draft", ("applicant",), ("applicant",), code="project"),
    "community_grants:autosave": own("grant draft", None, ("applicant",), code="project"),
    "community_grants:add_paper": own("grant draft", None, ("applicant",), kind="quote"),
    "community_grants:remove_paper": own(
        "grant draft", None, ("applicant",), pk=lambda world: world["grant draft"].papers.first().pk
    ),
    "community_grants:act": of("grant being scored", get=("officer",), post=("officer",), name="take"),
    "community_grants:paper": of(
        "grant being scored",
        get=SEES_VILLAGE,
        pk=lambda world: world["grant being scored"].papers.first().pk,
    ),
    "community_grants:show_picture": of(
        "grant project",
        post=("reviewer",),
        seen_by=SEES_VILLAGE,
        pk=lambda world: world["grant picture"].pk,
    ),
    "community_grants:add_file": of("grant project", post=("reviewer",), seen_by=SEES_VILLAGE, kind="acceptance"),
    "community_grants:site_visit": of("grant being examined", ("officer",), ("officer",), seen_by=SEES),
    "community_grants:name_scorer": of("grant being scored", get=("reviewer",), post=("reviewer",)),
    "community_grants:score": own("grant being scored", ("reviewer", "auditor"), ("reviewer", "auditor")),
    "community_grants:tie": own("grant being scored", ("reviewer", "auditor"), ("reviewer", "auditor")),
    "community_grants:milestone": of(
        "grant project",
        get=("applicant",),
        post=("applicant",),
        seen_by=SEES_VILLAGE,
        position=1,
        name="report",
    ),
    "community_grants:add_evidence": of(
        "grant project", post=("applicant",), seen_by=SEES_VILLAGE, position=1, kind="invoice"
    ),
    "community_grants:final_report": of("grant project", get=("applicant",), post=("applicant",), seen_by=SEES_VILLAGE),
    "community_grants:acceptance": of("grant project", get=("reviewer",), post=("reviewer",), seen_by=SEES_VILLAGE),
    "community_grants:repayment": of(
        "grant project",
        get=("accountant",),
        post=("accountant",),
        seen_by=SEES_VILLAGE,
        pk=lambda world: world["grant project"].repayments.get().pk,
    ),
    "community_grants:objection": of(
        "grant on notice",
        get=("reviewer", "auditor"),
        post=("reviewer", "auditor"),
        seen_by=SEES_VILLAGE,
        pk=lambda world: world["grant objection"].pk,
    ),
    **admin_pages("community_grants.grantround", view=BACK_OFFICE, obj="grant round"),
    **admin_pages("community_grants.organisation", view=BACK_OFFICE),
    **admin_pages("community_grants.grant", view=BACK_OFFICE, obj="grant project"),
    **admin_pages("community_grants.scoresheet", view=BACK_OFFICE),
    **admin_pages("community_grants.grantnotice", view=BACK_OFFICE),
    **admin_pages("community_grants.acceptance", view=BACK_OFFICE),
    **admin_pages("community_grants.sitevisit", view=BACK_OFFICE, obj="grant site visit"),
    **admin_pages("community_grants.grantobjection", view=BACK_OFFICE, obj="grant objection"),
}
