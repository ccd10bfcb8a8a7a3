"""`make bench`: every measurement on SQLite and on PostgreSQL; the table on the terminal, the figures in var/bench.

`python -m bench.document` then writes them into docs/performance.md.

BENCH_QUICK=1          a small run of some minutes
BENCH_DATABASES=sqlite only one of sqlite, postgresql
BENCH_SIZES=10000      other numbers of cases, separated by commas
BENCH_ONLY=race        only some of worklist, memory, export, race, reminders, duplicates, simulator, phone
BENCH_KEEP=1           keeps the populated databases in var/bench for the next run
BENCH_REDIS_URL=redis://… broker and cache beside PostgreSQL, as in production; without it the embedded broker
BENCH_PORT=8430        where the web server listens meanwhile
"""

import json
import os
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bench import duplicates, export, memory, phone, race, reminders, simulator, worklist
from bench.document import TITLES
from bench.figures import Figure, table
from bench.machine import description
from bench.private_portal import FOLDER, Portal, Postgresql

ALL = ("worklist", "memory", "export", "race", "reminders", "duplicates", "simulator", "phone")


@dataclass(frozen=True)
class Plan:
    sizes: tuple[int, ...]
    requests: int
    rounds: int
    pages: int
    races: int
    reminders: int
    deliveries: int
    people: int


FULL = Plan((10_000, 100_000, 1_000_000), 30, 5, 4_000, 5, 100_000, 10_000, 100_000)
QUICK = Plan((2_000, 10_000), 10, 3, 400, 1, 2_000, 500, 5_000)


def main() -> None:
    plan = QUICK if os.environ.get("BENCH_QUICK") == "1" else FULL
    if sizes := os.environ.get("BENCH_SIZES"):
        plan = Plan(tuple(map(int, sizes.split(","))), *list(vars(plan).values())[1:])
    vendors = os.environ.get("BENCH_DATABASES", "sqlite,postgresql").split(",")
    only = os.environ.get("BENCH_ONLY", ",".join(ALL)).split(",")
    machine = description()
    say(", ".join(f"{name} {value}" for name, value in machine.items()))
    for vendor in vendors:
        postgresql = Postgresql() if vendor == "postgresql" else None
        machine["database"] = postgresql.version() if postgresql else sqlite3.sqlite_version
        figures = []
        for figure in measure(Portal(vendor, "base", postgresql), plan, only):
            figures.append(figure)
            say(" ".join(table([figure])[2].split()))
        store(vendor, machine, figures)
        print("\n".join(["", f"{TITLES[vendor]}", *table(figures), ""]), flush=True)


def measure(base: Portal, plan: Plan, only: list[str]) -> Iterator[Figure]:
    subject = TITLES[base.vendor]
    say(f"{subject}: loading the demo ...")
    base.make()
    if {"worklist", "memory", "export"} & set(only):
        yield from _lists(base, plan, only, subject)
    if {"race", "reminders"} & set(only):
        yield from _volunteering(base, plan, only, subject)
    if "duplicates" in only:
        yield from _registry(base, plan, subject)
    if "simulator" in only:
        yield from simulator.measure(base, subject, people=plan.sizes[-1])
    if "phone" in only:
        yield from phone.measure(base, subject, rounds=plan.requests * 10)
    base.drop()


def _lists(base: Portal, plan: Plan, only: list[str], subject: str) -> Iterator[Figure]:
    timed = {}
    for size in plan.sizes:
        portal = populated(base, size)
        with portal.served() as server:
            if "worklist" in only:
                timed[size] = worklist.timings(portal, server, requests=plan.requests, rounds=plan.rounds)
            where = f"{subject}, {size:,} cases"
            if size == plan.sizes[-1] and "memory" in only:
                yield from memory.measure(portal, server, where, requests=plan.pages)
            if size == plan.sizes[min(1, len(plan.sizes) - 1)] and "export" in only:
                yield from export.measure(portal, server, where)
        if os.environ.get("BENCH_KEEP") != "1":
            portal.drop()
    if timed:
        yield from worklist.figures(timed, subject)


def populated(base: Portal, size: int) -> Portal:
    portal = Portal(base.vendor, f"cases_{size}", base.postgresql)
    if portal.exists():
        say(f"{portal.folder.name}: kept from the last run")
        portal.manage("migrate", "--verbosity", "0")
        return portal
    say(f"{portal.folder.name}: populating ...")
    portal.copy_from(base)
    portal.manage("populate", "--applications", str(size))
    portal.settle()
    return portal


def _volunteering(base: Portal, plan: Plan, only: list[str], subject: str) -> Iterator[Figure]:
    portal = Portal(base.vendor, "volunteering", base.postgresql)
    portal.copy_from(base)
    if "race" in only:
        portal.manage("populate", "--volunteers", str(race.EVERYBODY))
        yield from race.measure(portal, subject, rounds=plan.races)
        with portal.served() as server:
            yield from race.measure_pages(portal, server, subject)
    if "reminders" in only:
        numbers = {"reminders": plan.reminders, "deliveries": plan.deliveries}
        yield from reminders.measure(portal, subject, **numbers)
    portal.drop()


def _registry(base: Portal, plan: Plan, subject: str) -> Iterator[Figure]:
    portal = Portal(base.vendor, "registry", base.postgresql)
    portal.copy_from(base)
    yield from duplicates.measure(portal, subject, people=plan.people, doubles=plan.people // 50)
    portal.drop()


def store(vendor: str, machine: dict[str, object], figures: list[Figure]) -> None:
    at = datetime.now(UTC)
    body = {"at": at.isoformat(), "machine": machine, "figures": [figure.as_json() for figure in figures]}
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{vendor}-{at:%Y%m%d-%H%M}.json").write_text(json.dumps(body, ensure_ascii=False, indent=1))


def say(line: str) -> None:
    print(f"{datetime.now():%H:%M:%S} {line}", flush=True)  # noqa: DTZ005 - the wall clock of who watches


if __name__ == "__main__":
    main()
