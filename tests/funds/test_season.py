"""A season of random operations by several clerks at once; then every sum is derived again from the rows by SQL.

`python -m bench.season` runs the long ones. The script of the sums shares nothing with the portal's own checks.
"""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from bench.season import prepare, said, sums
from bench.season.books import Clerk
from funds import promises
from tests.factories.funds import FundFactory
from tests.processes import plain_environment
from tests.racing import race
from welfare_portal.promises import all_checks

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]

CALLERS, TURNS = 6, 45
PROCESSES, OPERATIONS = 2, 150
ROOT = Path(__file__).parent.parent.parent


def rows(sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return [sums.plain(row) for row in cursor.fetchall()]


def test_a_season_of_random_operations_keeps_every_sum():
    funds = [FundFactory().pk, FundFactory(kind="unrestricted").pk, FundFactory().pk]

    outcomes = race(CALLERS, lambda number: Clerk(number, funds).work(TURNS), at_once=CALLERS)

    assert [outcome for outcome in outcomes if isinstance(outcome, Exception)] == []
    done, refused, failed = (sum(one[name] for one in outcomes) for name in ("done", "refused", "failed"))
    assert (done + refused, failed) == (CALLERS * TURNS, 0)
    assert done > TURNS
    assert list(sums.broken(rows)) == []
    assert [line for _sentence, check in promises.CHECKS for line in check()] == []


def clerks(funds, folder):
    """Real processes on the database of this test."""
    environment = plain_environment(
        PORTAL_DEMO=1,
        PORTAL_DATA_DIR=folder,
        DJANGO_SETTINGS_MODULE="bench.settings",
        BENCH_DATABASE_NAME=connection.settings_dict["NAME"],
        **({"DATABASE_URL": os.environ["DATABASE_URL"]} if "DATABASE_URL" in os.environ else {}),
    )
    return [
        subprocess.Popen(
            [sys.executable, "-m", "bench.season.work", str(number), str(OPERATIONS), "600", "1", *map(str, funds)],
            cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True,
        )
        for number in range(PROCESSES)
    ]  # fmt: skip


def test_clerks_of_several_processes_keep_gifts_pools_and_books_together(cast, tmp_path):
    funds = prepare.prepare(cast)

    tallies = [json.loads(one.communicate(timeout=300)[0].splitlines()[-1]) for one in clerks(funds, tmp_path)]

    assert [one["done"] + one["refused"] for one in tallies] == [OPERATIONS] * PROCESSES
    assert [one["failed"] for one in tallies] == [0] * PROCESSES
    assert min(one["done"] for one in tallies) > OPERATIONS // 4
    shown = said.said()
    assert list(sums.broken(rows)) == []
    assert list(sums.differing(rows, shown)) == []
    kept = [check for sentence, check in all_checks() if sentence.startswith(("funds:", "donations:", "disclosure:"))]
    assert [line for check in kept for line in check()] == []


def test_the_script_finds_what_is_broken(cast):
    """Else a script that finds nothing would prove nothing."""
    prepare.prepare(cast)
    shown = said.said()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE funds_fund SET available_fen = 5 WHERE code = 'season-0'")
        cursor.execute("UPDATE donations_matchingpool SET matched_fen = 7")
    shown["statements"]["season-1"][4] += 1

    assert [line.partition(":")[0] for line in sums.broken(rows)] == [
        "available + reserved + held of a fund is its money",
        "a pool has given what its matches say, within its total",
    ]
    assert [line.partition(":")[0] for line in sums.differing(rows, shown)] == ["statement of season-1"]
