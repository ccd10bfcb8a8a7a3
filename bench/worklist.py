"""The worklist at three sizes beside a bare page of fifty rows: server time per request, queries, growth."""

import json
import sys
from dataclasses import dataclass
from urllib.parse import quote

from bench.figures import Figure, at_most, median, percentile
from bench.machine import cpu_seconds
from bench.private_portal import Portal, Server
from bench.visitors import Visitor, sign_in

LIMIT, QUERIES, GROWTH = 2.5, 12, 1.2
BARE = "/bare/"
USERS = ("reviewer", "officer")


@dataclass(frozen=True)
class Target:
    user: str
    name: str
    path: str


@dataclass
class Timing:
    """Milliseconds. `cpu` is what the web server and the database used per request, `p50` and `p95` what one waits."""

    cpu: float
    p50: float
    p95: float
    queries: int


def timings(portal: Portal, server: Server, *, requests: int, rounds: int) -> dict[tuple[str, str], Timing]:
    """Rounds take turns, so that a busy moment of the machine meets every page; the medians of the rounds count."""
    visitors = dict(zip(USERS, sign_in(portal, *USERS), strict=True)) | {"": Visitor()}
    targets = [Target("", "bare", BARE), *_targets(portal)]
    measured: dict[Target, list[Timing]] = {target: [] for target in targets}
    for target in targets:
        _expect_page(visitors[target.user], target)
    for _round in range(rounds):
        for target in targets:
            measured[target].append(_round_of(visitors[target.user], target, server, requests))
    return {(target.user, target.name): _middle(rows) for target, rows in measured.items()}


def figures(timed: dict[int, dict[tuple[str, str], Timing]], subject: str) -> list[Figure]:
    """The bare page and the worklist's pages at each size, then what the largest size costs more than the smallest."""
    found: list[Figure] = []
    for size, rows in timed.items():
        found += _at_one_size(f"{subject}, {size:,} cases", rows)
    smallest, largest = min(timed), max(timed)
    if smallest == largest:
        return found
    grown = {key: timed[largest][key].cpu / row.cpu for key, row in timed[smallest].items() if key[0]}
    between = f"{subject}, {smallest:,} → {largest:,} cases"
    found += [at_most(between, f"growth: {_named(key)}", growth, GROWTH) for key, growth in grown.items()]
    return found


def _at_one_size(where: str, rows: dict[tuple[str, str], Timing]) -> list[Figure]:
    bare = rows["", "bare"]
    pages = {key: row for key, row in rows.items() if key[0]}
    found = [Figure(where, "bare page of 50 rows", _spent(bare))]
    for key, row in pages.items():
        found.append(Figure(where, _named(key), _spent(row)))
        found.append(at_most(where, f"{_named(key)}: times the bare page", row.cpu / bare.cpu, LIMIT))
    found.append(
        at_most(where, "queries of a page, at most", max(p.queries for p in pages.values()), QUERIES, digits=0)
    )
    return found


def _named(key: tuple[str, str]) -> str:
    user, page = key
    return f"{page} ({user})"


def _spent(row: Timing) -> str:
    return f"{row.cpu:.1f} ms CPU, p50 {row.p50:.1f} ms, p95 {row.p95:.1f} ms"


def _targets(portal: Portal) -> list[Target]:
    found = []
    for user in USERS:
        terms = portal.run("bench.worklist", user)
        found += [
            Target(user, "first page", "/applications/"),
            Target(user, "tab “closed”", "/applications/?tab=closed"),
            Target(user, "filter program and deadline", f"/applications/?program={terms['program']}&due=overdue"),
            Target(user, "filter community", f"/applications/?area={terms['area']}"),
            Target(user, "search name", f"/applications/?q={quote(terms['name'])}"),
            Target(user, "search reference", f"/applications/?q={terms['reference']}"),
            Target(user, "search ID number", f"/applications/?q={terms['person']}"),
            Target(user, "last page", "/applications/?last=1"),
            Target(user, "last page of “closed”", "/applications/?tab=closed&last=1"),
        ]
    return found


def _expect_page(visitor: Visitor, target: Target) -> None:
    """Also warms the page in both processes of the server."""
    for _time in range(6):
        answer = visitor.get(target.path)
        if answer.status != 200:
            raise RuntimeError(f"{target.path} answered {answer.status} {answer.headers.get('Location', '')}")


def _round_of(visitor: Visitor, target: Target, server: Server, requests: int) -> Timing:
    queries = int(visitor.get(target.path, **{"X-Count-Queries": "1"}).headers["X-Queries"])
    before = cpu_seconds(server.pids)
    waited = [visitor.get(target.path).seconds * 1000 for _time in range(requests)]
    cpu = (cpu_seconds(server.pids) - before) / requests * 1000
    return Timing(cpu, median(waited), percentile(waited, 0.95), queries)


def _middle(rows: list[Timing]) -> Timing:
    return Timing(
        median([row.cpu for row in rows]),
        median([row.p50 for row in rows]),
        median([row.p95 for row in rows]),
        max(row.queries for row in rows),
    )


def _search_terms(username: str) -> dict[str, str]:
    """Things to look for that this person finds: of a case in the middle of the list."""
    from accounts.models import User  # noqa: PLC0415 - inside the portal only
    from applications.models import Application  # noqa: PLC0415

    user = User.objects.get(username=username)
    cases = Application.objects.in_worklist_of(user).filter(is_confidential=False, applicant__phone_index__isnull=False)
    case = cases.select_related("applicant").order_by("-pk")[200]
    return {
        "program": str(case.program_id),
        "area": str(case.area_id),
        "name": case.applicant.name,
        "reference": case.reference,
        "person": case.applicant.reference,  # what a search by ID number redirects to
    }


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(_search_terms(sys.argv[1])))
