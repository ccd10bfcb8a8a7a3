"""Run inside the portal, once per process: one clerk at work. His number, operations, seconds, seed,
and keys of the funds."""

import json
import sys

import django

django.setup()

from bench.season.gifts import GiftClerk  # noqa: E402

number, turns, seconds, seed, *funds = map(int, sys.argv[1:])
clerk = GiftClerk(number, funds, seed=seed, sources=max(20, turns // 10))
print(json.dumps(clerk.work(turns, seconds=seconds)))
