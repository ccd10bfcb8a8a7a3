"""Cases: one submitted in 西湖春天, one past its public notice with an objection and a request for documents."""

from datetime import timedelta
from typing import Any

from applications.models import ApprovalLevel, NumberSeries, Objection, PublicNotice, StateTally
from applications.services.intake import return_for_documents
from tests.factories.applications import make_application, make_program
from tests.policies import ADMIN_READERS, FEDERATION, Policy, World, admin_pages

OFFICE = (*FEDERATION, *ADMIN_READERS)  # who reads cases in the back office


def build(world: World) -> None:
    cast, community = world.cast, world.places["410172160-xihuchuntian"]
    program = make_program("student_aid", slug="policy-of-cases")
    world["case"] = make_application(program, community, owner=cast["applicant"])
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
    world["objection"] = Objection.objects.create(notice=world["notice"], text="不属实", received_at=world.at)
    world["approval level"] = ApprovalLevel.objects.get(role="federation_reviewer")
    world["number series"] = NumberSeries.objects.create(code="policies", year=2026)
    world["tally"] = StateTally.objects.order_by("pk").first()


LEVEL = {"role": "federation_reviewer", "up_to_yuan": "2000", "source": "理事会纪要"}

POLICIES: dict[str, Any] = {
    # --- The back office ---
    **admin_pages("applications.application", view=OFFICE, obj="case"),
    "admin:applications_application_find": Policy(post=OFFICE, data={"q": "张演"}),
    **admin_pages("applications.publicnotice", view=OFFICE, obj="notice"),
    **admin_pages("applications.objection", view=OFFICE, obj="objection"),
    **admin_pages("applications.supplementrequest", view=OFFICE, obj="request for documents"),
    **admin_pages(
        "applications.approvallevel", view=OFFICE, change=("admin",), add=("admin",), obj="approval level", data=LEVEL
    ),
    **admin_pages("applications.numberseries", obj="number series"),
    **admin_pages("applications.statetally", obj="tally"),
}
