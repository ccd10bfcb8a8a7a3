"""The draw: which paid payments of a batch are checked with their payees, and by whom.

Each payment's place in the draw is the SHA-256 of "seed:batch number:position"; the lowest places are drawn. Anybody
can repeat that with the seed and a list of the paid positions, with any tool. The seed comes from the operating system
after the bank has answered, so that nobody who pays can know or choose who is asked.
"""

import hashlib
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import ceil
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from accounts.selectors import holding
from areas.deadlines import due_or_default
from audit.recording import record
from payments import states
from payments.models import Payment, PaymentBatch, PaymentCheck, SampleDraw
from payments.permissions import CHECKERS, may_take_check
from programs.selectors import figures_in_force
from web.references import new_reference

SHARE, MINIMUM, ATTEMPTS = "sample_share", "sample_minimum", "sample_attempts"
FIGURES = (SHARE, MINIMUM, ATTEMPTS)
REFERENCE_PREFIX = "CQ"  # 抽查
SEEDS = 2**32


@dataclass(frozen=True)
class Terms:
    """What is in force on a day. `share` in percent."""

    share: Decimal
    minimum: int
    attempts: int

    def size_of(self, candidates: int) -> int:
        """How many of so many payments: the share rounded up, at least the minimum, at most all."""
        return min(candidates, max(ceil(candidates * self.share / 100), self.minimum))


def terms_on(at: datetime) -> Terms:
    """The share is at most all of them, whatever was published; part of a payment or attempt counts as a whole one."""
    figures = figures_in_force(timezone.localdate(at))
    share = min(figures[SHARE], Decimal(100)).quantize(Decimal("0.01"))
    return Terms(share, ceil(figures[MINIMUM]), ceil(figures[ATTEMPTS]))


def drawn_from(positions: Iterable[int], *, seed: int, batch: str, size: int) -> list[int]:
    """The drawn positions, in order. The same seed, batch number and positions give the same, on any machine."""

    def place(position: int) -> bytes:
        return hashlib.sha256(f"{seed}:{batch}:{position}".encode()).digest()

    return sorted(sorted(positions, key=place)[:size])


def draw_again(draw: SampleDraw) -> list[int]:
    """What the recorded seed gives: to compare with the checks that were made of it."""
    return drawn_from(_paid_positions(draw.batch), seed=draw.seed, batch=draw.batch.reference, size=draw.drawn)


@transaction.atomic
def draw_sample(*, batch: PaymentBatch, at: datetime, seed: int | None = None) -> SampleDraw | None:
    """Draws once, when every payment of the batch has its result; None when nothing was paid or some still wait.

    Locks the batch; a second call gives the first draw. The seed is in the event.
    """
    batch = PaymentBatch.objects.select_for_update().get(pk=batch.pk)
    if (known := SampleDraw.objects.filter(batch=batch).first()) is not None:
        return known
    positions = _paid_positions(batch)
    if not positions or batch.state not in states.SETTLED_STATES:
        return None
    draw = _made(batch, positions, secrets.randbelow(SEEDS) if seed is None else seed, at)
    checks = _given_out(draw, at)
    data = {
        "seed": draw.seed,
        "share": str(draw.share),
        "minimum": draw.minimum,
        "candidates": draw.candidates,
        "drawn": draw.drawn,
        "without_checker": sum(check.checker_id is None for check in checks),
    }
    record("payments.sample_drawn", subject=draw, by=None, at=at, data=data)
    return draw


def draw_missing(*, at: datetime) -> int:
    """Settled batches without a sample, such as those paid before samples were drawn; returns how many were drawn
    from. A second run finds none."""
    paid = Payment.objects.filter(batch=OuterRef("pk"), state=states.SUCCESS)
    waiting = PaymentBatch.objects.filter(Exists(paid), state__in=states.SETTLED_STATES, draw__isnull=True)
    return sum(draw_sample(batch=batch, at=at) is not None for batch in waiting.order_by("pk"))


def _made(batch: PaymentBatch, positions: list[int], seed: int, at: datetime) -> SampleDraw:
    terms = terms_on(at)
    return SampleDraw.objects.create(
        batch=batch,
        drawn_at=at,
        seed=seed,
        share=terms.share,
        minimum=terms.minimum,
        candidates=len(positions),
        drawn=terms.size_of(len(positions)),
    )


def _given_out(draw: SampleDraw, at: datetime) -> list[PaymentCheck]:
    """To whoever has the fewest open checks and no part in batch or case. One payment that nobody is free of keeps
    its place: leaving it out would make the draw predictable."""
    payments = draw.batch.payments.filter(position__in=draw_again(draw)).select_related("batch").order_by("position")
    people = {person.pk: person for person in _people(at)}
    load = {pk: person.open_checks for pk, person in people.items()}
    due, checks = due_or_default("sample", "payment_check", at), []
    for payment in payments.defer("account", "account_holder"):
        check = PaymentCheck(draw=draw, payment=payment, due_at=due, state=states.CHECK_INITIAL, state_since=at)
        check.reference = new_reference(REFERENCE_PREFIX)
        check.checker = next(_free(check, people, load), None)
        check.save(force_insert=True)
        if check.checker_id:
            load[check.checker_id] += 1
        checks.append(check)
    return checks


def _free(check: PaymentCheck, people: dict[int, Any], load: dict[int, int]) -> Iterator[Any]:
    for pk in sorted(people, key=lambda pk: (load[pk], pk)):
        if may_take_check(people[pk], check):
            yield people[pk]


def _people(at: datetime) -> Iterable[Any]:
    """Active holders of a checking role, each with `open_checks`."""
    held = holding(*CHECKERS, at=at)
    waiting = dict(
        PaymentCheck.objects.filter(state=states.CHECK_OPEN, checker__in=held.values("pk"))
        .values_list("checker")
        .annotate(n=Count("pk"))
        .order_by()
    )
    for person in held:
        person.open_checks = waiting.get(person.pk, 0)
        yield person


def _paid_positions(batch: PaymentBatch) -> list[int]:
    return list(batch.payments.filter(state=states.SUCCESS).order_by("position").values_list("position", flat=True))


@dataclass(frozen=True)
class SampleFigures:
    """Of one batch. `reached`: the payee was spoken to; `findings`: all; `unsolved`: those not closed yet."""

    drawn: int
    made: int
    reached: int
    in_full: int
    findings: int
    unsolved: int


def figures_of(draw: SampleDraw) -> SampleFigures:
    made = Q(state__in=states.MADE_STATES)
    found = draw.checks.aggregate(
        made=Count("pk", filter=made),
        reached=Count("pk", filter=made & ~Q(result=PaymentCheck.Result.NOT_REACHED)),
        in_full=Count("pk", filter=Q(result=PaymentCheck.Result.FULL)),
        findings=Count("pk", filter=Q(state__in=states.FOUND_STATES)),
        unsolved=Count("pk", filter=Q(state=states.CHECK_FINDING)),
    )
    return SampleFigures(drawn=draw.drawn, **found)
