"""People registered twice among a hundred thousand: how long the search takes, how many pairs it finds and fit."""

import json
import resource
import sys
import time
from typing import Any

from bench.figures import Figure, at_least, at_most
from bench.private_portal import Portal

SECONDS, SHARE, MORE_MB = 60, 0.95, 400


def measure(portal: Portal, subject: str, *, people: int, doubles: int) -> list[Figure]:
    got = portal.run("bench.duplicates", str(people), str(doubles))
    named = f"{got['people']:,} people compared"
    return [
        at_most(subject, f"{named} for the first time", got["first_s"], SECONDS, " s", 1),
        Figure(subject, f"{named} for the first time: CPU of the portal", f"{got['first_cpu_s']:.1f} s"),
        at_most(subject, f"{named}: 100 of them changed since", got["again_s"], SECONDS, " s", 1),
        at_most(subject, f"{named}: more memory", got["more_mb"], MORE_MB, " MB", 0),
        at_least(subject, f"{doubles:,} planted pairs: share that is found", got["recall"], SHARE, digits=3),
        at_least(subject, f"{got['found']:,} pairs shown: share that is right", got["precision"], SHARE, digits=3),
    ]


# --- Inside the portal ---


def run(people: int, doubles: int) -> dict[str, Any]:
    from django.utils import timezone  # noqa: PLC0415 - needs Django below

    from areas.models import AdminArea  # noqa: PLC0415
    from beneficiaries.models import ComparedPerson, DuplicatePair  # noqa: PLC0415
    from beneficiaries.services import find_duplicates  # noqa: PLC0415
    from welfare_portal.population.doubles import make_town, register_town  # noqa: PLC0415

    now, town = timezone.now(), make_town(people, doubles, 1)
    first = register_town(town, places=list(AdminArea.objects.communities().order_by("pk")), at=now)
    memory, started, cpu = peak_mb(), time.perf_counter(), time.process_time()
    compared = find_duplicates(at=now).compared
    first_s, more_mb = time.perf_counter() - started, peak_mb() - memory
    first_cpu_s = time.process_time() - cpu
    ComparedPerson.objects.filter(person__in=list(range(first, first + 100))).delete()
    started = time.perf_counter()
    find_duplicates(at=now)
    again_s = time.perf_counter() - started
    found = {(a - first, b - first) for a, b in DuplicatePair.objects.values_list("first_id", "second_id")}
    right = len(found & town.same.keys())
    return {
        "people": compared,
        "first_s": first_s,
        "first_cpu_s": first_cpu_s,
        "again_s": again_s,
        "more_mb": more_mb,
        "found": len(found),
        "recall": right / len(town.same),
        "precision": right / len(found),
    }


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(run(int(sys.argv[1]), int(sys.argv[2]))))
