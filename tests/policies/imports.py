"""Lists are uploaded by who registers, handles cases, makes payments or plans shifts; each belongs to its uploader."""

from beneficiaries.imports import HOUSEHOLDS
from imports import services
from tests.imports.workbooks import families, planted, workbook
from tests.policies import Policy, World

REGISTRARS = ("worker", "worker2", "officer", "reviewer")
UPLOADERS = (*REGISTRARS, "approver", "accountant", "leader")
OWNER = ("officer",)
NOBODY = {"reference": "DR-ZZZZZZ"}


def build(world: World) -> None:
    file = workbook(planted(families(3), {(3, 3): "123"}))
    source = services.stage_list(kind=HOUSEHOLDS, subject="", file=file, by=world.cast["officer"], at=world.at)
    job = source.check_job
    services.check_rows(source=source, rows=list(source.rows.all()), by=world.cast["officer"], at=world.at)
    type(job).objects.filter(pk=job.pk).update(state="finished", finished_at=world.at)
    source.rows.filter(number=2).update(state="ready")
    world["list"] = source


def of(**people) -> Policy:
    more = people.pop("more", {})
    return Policy(
        kwargs=lambda world: {"reference": world["list"].reference, **more}, unknown={**NOBODY, **more}, **people
    )


POLICIES = {
    "imports:index": Policy(get=(*UPLOADERS, "admin")),
    "imports:upload": Policy(get=REGISTRARS, post=REGISTRARS, kwargs=lambda world: {"kind": "households"}),
    "imports:template": Policy(get=REGISTRARS, kwargs=lambda world: {"kind": "households"}),
    "imports:staged": of(get=OWNER),
    "imports:row": of(get=OWNER, post=OWNER, more={"number": 3}, data={"c-id_number": "123"}),
    "imports:marked": of(get=OWNER),
    "imports:check": of(post=OWNER),
    "imports:take_over": of(post=OWNER),
    "imports:discard": of(post=OWNER),
}
