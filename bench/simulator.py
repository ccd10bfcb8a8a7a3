"""A million registered people judged by one scheme under two terms: the core alone, then with reading them all.

The core must agree with judging row by row, which a sample checks here too (tests/programs/test_simulate.py does it
for every scheme). The people are light rows without sealed data: enough for the registry to be read.
"""

import json
import sys
from datetime import date, timedelta
from random import Random
from typing import Any

from bench.figures import Figure, at_most
from bench.private_portal import Portal
from bench.reminders import peak_mb, timed

SECONDS, WITH_READING, NIGHT = 10, 60, 120
CODE, SEED, SAMPLE = "student_aid", 1, 2_000
CERTIFIED = 20  # every so many people hold a certificate of hardship
HELD = ("DIBAO", "MARGINAL", "DISABLED")


def measure(base: Portal, subject: str, *, people: int) -> list[Figure]:
    portal = Portal(base.vendor, "simulator", base.postgresql)
    portal.copy_from(base)
    got = portal.run("bench.simulator", str(people))
    portal.drop()
    named = f"{people:,} people, one scheme, two terms"
    return [
        at_most(subject, f"{named}: judged, CPU", got["core_cpu_s"], SECONDS, " s", 1),
        Figure(subject, f"{named}: judged, on the clock", f"{got['core_s']:.1f} s"),
        Figure(subject, "the same, row by row", f"{got['row_by_row_s']:,.0f} s (of {SAMPLE:,} rows, extrapolated)"),
        at_most(subject, f"{named}: read from the database and judged", got["whole_s"], WITH_READING, " s", 1),
        at_most(subject, f"{people:,} people: the nightly search of all programs", got["night_s"], NIGHT, " s", 1),
        Figure(subject, f"{got['found']:,} found; peak memory", f"{got['peak_mb']:,.0f} MB"),
    ]


# --- Inside the portal ---


def run(people: int) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415 - needs Django below

    from applications.services.unclaimed import find_unclaimed_aid  # noqa: PLC0415
    from applications.simulation import simulate_program  # noqa: PLC0415
    from programs.models import Program  # noqa: PLC0415
    from programs.selectors import terms_in_force  # noqa: PLC0415

    now = timezone.now()
    on = timezone.localdate(now)
    program = Program.objects.filter(scheme_code=CODE, state="open").first()
    before = terms_in_force(program, on).values
    after = {**before, "oldest": 16, "hardship_accepted": ["DIBAO", "DIBAO_SINGLE", "DESTITUTE"]}
    core = core_of(program.scheme, before, after, people, on)
    register(people, now)
    whole_s, _cpu, simulation = timed(
        lambda: simulate_program(program, before=before, after=after, since=now - timedelta(days=365), on=on)
    )
    night_s, _cpu, found = timed(lambda: find_unclaimed_aid(at=now))
    assert simulation.people.rows > people * 0.99
    return {**core, "whole_s": whole_s, "night_s": night_s, "found": found, "peak_mb": peak_mb()}


def core_of(scheme: Any, before: Any, after: Any, people: int, on: date) -> dict[str, float]:
    from applications.people_facts import NAMES  # noqa: PLC0415
    from programs.eligibility import Case, assess  # noqa: PLC0415
    from programs.simulate import compare, counts_as_person  # noqa: PLC0415

    rows = list(rows_of(people, on))
    core_s, core_cpu_s, found = timed(
        lambda: compare(scheme, rows, names=NAMES, before=before, after=after, counts=counts_as_person)
    )
    assert found.rows == people
    cases = [dict(zip(NAMES, row.facts, strict=True)) for row in rows[:SAMPLE]]
    each_s, _cpu, judged = timed(lambda: [assess(scheme, Case(on, facts, after)).outcome for facts in cases])
    alone = compare(
        scheme, rows[:SAMPLE], names=NAMES, before=before, after=after, counts=lambda verdict: verdict.outcome != "no"
    )
    assert alone.total.after.people == sum(outcome != "no" for outcome in judged)
    return {"core_s": core_s, "core_cpu_s": core_cpu_s, "row_by_row_s": each_s * 2 * people / SAMPLE}


def rows_of(people: int, on: date) -> Any:
    """Birthdays of ninety years, every twentieth person with a certificate, every tenth helped before."""
    from programs.history import NO_HISTORY, AidHistory, PastGrant  # noqa: PLC0415
    from programs.simulate import Row  # noqa: PLC0415

    rng = Random(SEED)
    helped = [AidHistory(grants=(PastGrant(CODE, on - timedelta(days=days), 120_000),)) for days in range(400)]
    proven = [frozenset({category}) for category in HELD]
    for number in range(people):
        born = on - timedelta(days=rng.randrange(33_000))
        hardship = rng.choice(proven) if number % CERTIFIED == 0 else frozenset()
        history = rng.choice(helped) if number % 10 == 0 else NO_HISTORY
        yield Row(number, number % 60, on, (born, True, hardship, history, None))


def register(people: int, now: Any) -> None:
    """Light people straight into the tables, with certificates that somebody compared."""
    from django.db import transaction  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from areas.models import AdminArea  # noqa: PLC0415
    from beneficiaries.models import HardshipCertificate, Person  # noqa: PLC0415
    from welfare_portal.population.bulk import batches, insert, reserve_ids  # noqa: PLC0415
    from welfare_portal.population.progress import Progress  # noqa: PLC0415

    rng, bar = Random(SEED), Progress("people", people, sys.stderr)
    places = list(AdminArea.objects.communities().order_by("code"))
    checker, today = User.objects.order_by("pk").first(), now.date()
    for batch in batches(people):
        with transaction.atomic():
            first = reserve_ids(Person, len(batch))
            made = [
                Person(
                    pk=first + place,
                    reference=f"RB-{number}",
                    name="测演",
                    birth_date=today - timedelta(days=rng.randrange(33_000)),
                    id_type="none",
                    area=places[number % len(places)],
                    registered_at=now,
                )
                for place, number in enumerate(batch)
            ]
            insert(made)
            HardshipCertificate.objects.bulk_create(
                HardshipCertificate(
                    person=person, category=HELD[0], valid_from=date(2020, 1, 1), checked_by=checker, checked_at=now
                )
                for person in made[::CERTIFIED]
            )
        bar.advance(len(batch))


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(run(int(sys.argv[1]))))
