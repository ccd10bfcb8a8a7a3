"""Two hundred people at once for twenty places: the portal's service in real processes beside its bare transaction.

The bare transaction takes the same locks, reads the same rows and writes the same rows in the same order, through the
database's driver and nothing else. Both are checked: exactly twenty places are booked, the others wait. Every process
has signed one person up for another shift before the clock starts: what it does once after its start is not measured.
"""

import json
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime
from typing import Any

from bench.figures import Figure, at_least, median, percentile
from bench.private_portal import Portal, Server
from bench.visitors import Visitor, sign_in

PEOPLE, PLACES, PROCESSES, SHARE = 200, 20, 8, 0.5
EVERYBODY = PEOPLE + PROCESSES
AT_ONCE = 50


def measure(portal: Portal, subject: str, *, rounds: int) -> list[Figure]:
    rates: dict[str, list[float]] = {"raw": [], "service": []}
    waits: list[float] = []
    for _round in range(rounds):
        for how in rates:
            seconds, waited = _race(portal, how)
            rates[how].append(PEOPLE / seconds)
            waits += waited if how == "service" else []
    service, raw = median(rates["service"]), median(rates["raw"])
    slow = f"p50 {percentile(waits, 0.5) * 1000:.0f} ms, p95 {percentile(waits, 0.95) * 1000:.0f} ms"
    processes = f"{PROCESSES} processes"
    return [
        Figure(subject, f"200 for 20, raw SQL, {processes}", f"{raw:,.0f} sign-ups/s"),
        Figure(subject, f"200 for 20, the service, {processes}", f"{service:,.0f} sign-ups/s, {slow}"),
        at_least(subject, "200 for 20, service as a share of raw SQL", service / raw, SHARE, digits=2),
    ]


def measure_pages(portal: Portal, server: Server, subject: str) -> list[Figure]:
    """The same race through the web server, fifty requests at a time."""
    shift = portal.run("bench.race", "prepare")["shift"]
    people = sign_in(portal, first=PEOPLE, prefix="invented-")
    waits: list[float] = []

    def run(own: list[Visitor]) -> None:
        for visitor in own:
            answer = visitor.post(f"/volunteers/shifts/{shift}/sign-up/", "")
            if answer.status != 302:
                raise RuntimeError(f"a sign-up answered {answer.status}")
            waits.append(answer.seconds)

    threads = [threading.Thread(target=run, args=[people[n::AT_ONCE]]) for n in range(AT_ONCE)]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    rate = PEOPLE / (time.perf_counter() - started)
    _check(portal, shift)
    slow = f"p50 {percentile(waits, 0.5) * 1000:.0f} ms, p95 {percentile(waits, 0.95) * 1000:.0f} ms"
    return [Figure(subject, f"200 for 20 over HTTP, {AT_ONCE} at once", f"{rate:,.0f} sign-ups/s, {slow}")]


def _race(portal: Portal, how: str) -> tuple[float, list[float]]:
    """Seconds from the start of the first to the end of the last, and what each person waited."""
    made = portal.run("bench.race", "prepare")
    workers = [_worker(portal, how, made, n) for n in range(PROCESSES)]
    for worker in workers:
        worker.stdout.readline()  # it is ready
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    runs = [json.loads(worker.communicate()[0].splitlines()[-1]) for worker in workers]
    _check(portal, made["shift"])
    seconds = max(run["ended"] for run in runs) - min(run["started"] for run in runs)
    return seconds, [wait for run in runs for wait in run["waits"]]


def _worker(portal: Portal, how: str, made: dict[str, Any], number: int) -> subprocess.Popen:
    own = {
        "shift": made["shift"],
        "people": made["people"][:PEOPLE][number::PROCESSES],
        "before": (made["other_shift"], made["people"][PEOPLE + number]),
    }
    command = portal.command("bench.race", how, json.dumps(own))
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, **portal.how())


def _check(portal: Portal, shift: int) -> None:
    states = portal.run("bench.race", "check", str(shift))
    if states != {"confirmed": PLACES, "waiting": PEOPLE - PLACES}:
        raise RuntimeError(f"the race ended with {states}")


# --- Inside the portal ---


def prepare() -> dict[str, Any]:
    """A new shift of twenty places at a time of its own, another with places for all, and the volunteers of both."""
    from bench.crowd import new_shift, volunteers  # noqa: PLC0415 - needs Django

    return {"shift": new_shift(PLACES), "other_shift": new_shift(PROCESSES), "people": volunteers(EVERYBODY)}


def check(shift: int) -> dict[str, int]:
    from collections import Counter  # noqa: PLC0415

    from volunteers.models import Signup  # noqa: PLC0415

    return Counter(Signup.objects.filter(shift_id=shift).values_list("state", flat=True))


def by_service(shift_id: int, people: list[int]) -> Any:
    from volunteers.models import Shift, VolunteerProfile  # noqa: PLC0415
    from volunteers.services import sign_up  # noqa: PLC0415

    shift = Shift.objects.get(pk=shift_id)
    profiles = VolunteerProfile.objects.select_related("user").in_bulk(people)

    def one(person: int) -> None:
        profile = profiles[person]
        sign_up(shift=shift, volunteer=profile, by=profile.user, at=datetime.now(UTC))

    return one


def by_hand(shift_id: int, people: list[int]) -> Any:
    from django.db import connection  # noqa: PLC0415

    from bench.raw_signup import RawSignup  # noqa: PLC0415

    connection.ensure_connection()
    connection.set_autocommit(True)
    raw = RawSignup(connection.connection, connection.vendor, shift_id)
    return raw.sign_up


def work(how: str, shift: int, people: list[int], before: tuple[int, int]) -> dict[str, Any]:
    way = {"service": by_service, "raw": by_hand}[how]
    way(before[0], [before[1]])(before[1])
    one = way(shift, people)
    print("ready", flush=True)
    sys.stdin.readline()
    waits, started = [], time.time()
    for person in people:
        began = time.perf_counter()
        one(person)
        waits.append(time.perf_counter() - began)
    return {"started": started, "ended": time.time(), "waits": waits}


if __name__ == "__main__":
    import django

    django.setup()
    task = sys.argv[1]
    if task == "prepare":
        print(json.dumps(prepare()))
    elif task == "check":
        print(json.dumps(check(int(sys.argv[2]))))
    else:
        print(json.dumps(work(task, **json.loads(sys.argv[2]))))
