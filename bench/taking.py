"""A file of a platform from upload to the books: processor time and memory of each step, and that a second run changes
nothing.

python -m bench.taking [rows] [sqlite|postgresql]
"""

import hashlib
import io
import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from bench.gift_files import written
from bench.private_portal import Portal, Postgresql

AT = datetime(2023, 10, 8, 4, 0, tzinfo=UTC)


def main() -> None:
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 50_000
    vendor = sys.argv[2] if len(sys.argv) > 2 else "sqlite"
    portal = Portal(vendor, "taking", Postgresql() if vendor == "postgresql" else None)
    portal.make_empty()
    funds = portal.run("bench.season.prepare")
    path = written("csv", rows)
    command = portal.command("bench.taking", "--inside", str(path), str(funds[0]))
    done = subprocess.run(command, **portal.how(), stdout=subprocess.PIPE, check=True)
    said = json.loads(done.stdout.splitlines()[-1])
    print(f"{vendor}, {rows:,} rows")
    print("| step | processor time (s) | ms a row | memory after it (MB) |\n|---|---:|---:|---:|")
    for step, seconds, megabytes in said["steps"]:
        print(f"| {step} | {seconds:.1f} | {seconds * 1000 / rows:.2f} | {megabytes:.0f} |")
    print(f"memory while taking over, after each tenth: {said['tenths']}; the second run changed {said['changed']}")
    path.unlink()
    portal.drop()


def inside(path: str, fund: int) -> dict[str, Any]:
    import django  # noqa: PLC0415 - needed inside the portal only

    django.setup()
    from accounts.models import User  # noqa: PLC0415
    from donations import services  # noqa: PLC0415
    from donations.models import Campaign, Donation, GiftFile  # noqa: PLC0415
    from donations.services.files import AlreadyUploaded  # noqa: PLC0415
    from funds.models import Fund, Line  # noqa: PLC0415

    accountant = {"by": User.objects.get(username="accountant"), "at": AT}
    content = open(path, "rb").read()  # noqa: SIM115 - the whole upload, as a request holds it
    steps: list[tuple[str, float, float]] = []
    tenths: list[int] = []

    def measured(step: str, act: Callable[[], Any]) -> Any:
        started = time.process_time()
        answer = act()
        steps.append((step, time.process_time() - started, _memory()))
        return answer

    def stage() -> GiftFile:
        where = {"fund": Fund.objects.get(pk=fund), "campaign": Campaign.objects.get(code="season")}
        return services.stage_file(channel="tencent", file=io.BytesIO(content), **where, **accountant)

    def check() -> None:
        columns = services.proposed_columns(file)
        _run(services.name_columns(file=file, columns=columns, **accountant).check_job_id)

    def take() -> None:
        _run(services.start_taking(file=GiftFile.objects.get(pk=file.pk), **accountant).pk, tenths, file.lines)

    _memory()
    file = measured("staging", stage)
    measured("checking and comparing", check)
    measured("taking over into the books", take)
    measured("matching pools", lambda: services.calculate_stale_pools(at=AT))
    before = _digest(Donation, Line)
    if Donation.objects.filter(state="booked").count() != file.lines:
        raise RuntimeError("not every row became a gift")
    try:
        stage()
        raise RuntimeError("the same file was taken in twice")
    except AlreadyUploaded:
        pass
    changed = "nothing" if _digest(Donation, Line) == before else "something"
    return {"steps": steps, "tenths": tenths, "changed": changed}


def _run(job: int, tenths: list[int] | None = None, rows: int = 0) -> None:
    """As the worker does: a stretch of steps at a time, until the job is done."""
    from jobs.models import Job  # noqa: PLC0415
    from jobs.services import run_job  # noqa: PLC0415

    seconds = count()
    pause = timedelta(seconds=60)  # of a clock that goes on by one whenever somebody looks
    while run_job(job_id=job, clock=lambda: AT + timedelta(seconds=next(seconds)), pause_after=pause):
        done = Job.objects.get(pk=job).done
        if tenths is not None and done * 10 >= rows * (len(tenths) + 1):
            tenths.append(round(_memory()))
            print(f"{done} rows: {time.process_time():.0f} s, {tenths[-1]} MB", file=sys.stderr, flush=True)


def _memory() -> float:
    """Resident now, in MB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * resource.getpagesize() / 2**20


def _digest(*models: Any) -> str:
    known = hashlib.sha256()
    for model in models:
        for row in model.objects.order_by("pk").values_list().iterator(2_000):
            known.update(repr(row).encode())
    return known.hexdigest()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--inside"]:
        print(json.dumps(inside(sys.argv[2], int(sys.argv[3]))))
    else:
        main()
