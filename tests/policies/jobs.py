"""A job and its file belong to the one who asked for it; everybody has a list of the own ones."""

from datetime import timedelta

from jobs.exporting import EXPORT
from jobs.files import write
from jobs.models import Job
from tests.policies import SIGNED_IN, Policy, World

OWNER = ("officer",)
NOBODY = {"reference": "RW-ZZZZZZ"}


def build(world: World) -> None:
    job = Job.objects.create(
        reference="RW-222222",
        kind=EXPORT.code,
        owner=world.cast["officer"],
        parameters={"list": "applications", "filters": {"tab": "todo"}, "full": False},
        language="zh-hans",
        state="finished",
        total=1,
        done=1,
        requested_at=world.at,
        finished_at=world.at,
        file=write(".xlsx", lambda target: target.write(b"PK")),
        file_name="applications.xlsx",
        expires_at=world.at + timedelta(days=100_000),
    )
    job.rows.create(key="1", label="SQ-222222", is_done=True)
    world["job"] = job


def of(**people) -> Policy:
    return Policy(**people, kwargs=lambda world: {"reference": world["job"].reference}, unknown=NOBODY)


POLICIES = {
    "jobs:index": Policy(get=SIGNED_IN),
    "jobs:job": of(get=OWNER),
    "jobs:download": of(get=OWNER),
    "jobs:stop": of(post=OWNER),
}
