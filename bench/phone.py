"""Two pages that somebody waits for on a telephone: a card at the counter of a shop, and a scanned wristband.

The counter has a queue (300 ms of the server). A code that opens nothing must not tell by its time why.
"""

import json
import sys
from datetime import time, timedelta
from time import perf_counter
from typing import Any
from uuid import uuid4

from bench.figures import Figure, at_most, median, percentile
from bench.private_portal import Portal

SERVER_MS, QUERIES, APART_PERCENT, GUESSES = 300, 28, 10, 10_000
HOST = "127.0.0.1"


def measure(base: Portal, subject: str, *, rounds: int) -> list[Figure]:
    portal = Portal(base.vendor, "phone", base.postgresql)
    portal.copy_from(base)
    got = portal.run("bench.phone", str(rounds))
    portal.drop()
    return [
        at_most(
            subject,
            f"a breakfast card, {got['meals']} meals: median of the server",
            got["meal_ms"],
            SERVER_MS,
            " ms",
            0,
        ),
        at_most(subject, "a breakfast card: 95 %", got["meal_95_ms"], SERVER_MS, " ms", 0),
        at_most(subject, "a breakfast card: queries", got["queries"], QUERIES, "", 0),
        at_most(
            subject, "unknown, retired and unbound wristbands: medians apart", got["apart"], APART_PERCENT, " %", 1
        ),
        Figure(subject, "a wristband that opens nothing, median", f"{got['neutral_ms']:.1f} ms"),
        at_most(subject, f"{GUESSES:,} guessed codes, each through the whole portal: opened", got["opened"], 0, "", 0),
    ]


# --- Inside the portal ---


def run(rounds: int) -> dict[str, Any]:
    return {**meals(rounds), **neutral(rounds), "opened": guesses()}


def meals(rounds: int) -> dict[str, Any]:
    """Demo cards at a demo shop that serves all day; each meal is taken back so that the card eats again."""
    from django.conf import settings  # noqa: PLC0415 - needs Django below
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415
    from django.utils import timezone  # noqa: PLC0415

    from accounts.models import User  # noqa: PLC0415
    from delivery.porridge_house.models import MealCard, MealRedemption, MealTerms, SiteClerk  # noqa: PLC0415

    clerk = SiteClerk.objects.select_related("site", "user").filter(user__username="partner").first()
    today, now = timezone.localdate(), timezone.now()
    all_day = {"price_fen": 600, "opens_at": time.min, "closes_at": time.max, "source": "bench", "published_at": now}
    MealTerms.objects.create(partner=clerk.site.partner, valid_from=today, **all_day)
    cards = list(MealCard.objects.filter(state="active").order_by("pk"))
    MealCard.objects.update(valid_until=today + timedelta(days=99))
    client, spent, queries = Client(SERVER_NAME=HOST), [], 0
    reviewer = User.objects.get(username="reviewer")
    client.force_login(clerk.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    while len(spent) < rounds:
        card = cards.pop(0)
        fields = {"nonce": str(uuid4()), "card": card.number}
        began = perf_counter()
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(f"/meals/redeem/{clerk.site.code}/record/", fields, HTTP_ACCEPT="application/json")
        took = (perf_counter() - began) * 1000
        if not answer.json()["served"]:
            continue  # ate today already, or is on no list any more
        spent.append(took)
        queries = max(queries, len(asked))
        meal = MealRedemption.objects.filter(nonce=fields["nonce"])
        meal.update(voided_at=timezone.now(), voided_by=reviewer, void_reason="bench")
        cards.append(card)
    return {"meals": rounds, "meal_ms": median(spent), "meal_95_ms": percentile(spent, 0.95), "queries": queries}


def neutral(rounds: int) -> dict[str, Any]:
    """Interleaved, each with a clean limit: codes that nobody made, of a retired band, of one that nobody wears."""
    from django.core.cache import cache  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    from delivery.wristbands.models import Band, Issue  # noqa: PLC0415
    from delivery.wristbands.tokens import hash_of, new_token  # noqa: PLC0415

    codes = {name: new_token() for name in ("unknown", "retired", "unbound")}
    retired = Issue.objects.filter(ended_at__isnull=False).order_by("pk").first()
    unbound = Band.objects.filter(issue=None, token_hash__isnull=False).order_by("pk").first()
    Band.objects.filter(pk=retired.band_id).update(token_hash=hash_of(codes["retired"]))
    Band.objects.filter(pk=unbound.pk).update(token_hash=hash_of(codes["unbound"]))
    client, spent, bodies = Client(SERVER_NAME=HOST), {name: [] for name in codes}, set()
    for _round in range(rounds):
        for name, code in codes.items():
            cache.clear()
            began = perf_counter()
            answer = client.get(f"/w/{code}/")
            spent[name].append((perf_counter() - began) * 1000)
            bodies.add((answer.status_code, answer.content))
    assert len(bodies) == 1
    middle = sorted(median(times) for times in spent.values())
    return {"neutral_ms": middle[1], "apart": (middle[-1] / middle[0] - 1) * 100}


def guesses() -> int:
    """How many of them got anything but the neutral page."""
    from django.test import Client  # noqa: PLC0415

    from delivery.wristbands.tokens import new_token  # noqa: PLC0415

    client = Client(SERVER_NAME=HOST)
    neutral = client.get(f"/w/{new_token()}/").content
    return sum(client.get(f"/w/{new_token()}/").content != neutral for _guess in range(GUESSES))


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps(run(int(sys.argv[1]))))
