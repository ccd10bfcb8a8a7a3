"""Two at once: a voucher is traced once, a period has one report in work, a report is published once."""

import threading
from datetime import UTC, datetime

import pytest
from django.db import transaction

from disclosure import services
from disclosure.models import Lot, Pack
from disclosure.movements import steps_of
from disclosure.services import tracing
from disclosure.spans import Span
from funds import entries
from tests.factories.funds import FundFactory
from tests.racing import race
from workflow.machine import Refused

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
AT = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)


def three_gifts():
    fund = FundFactory()
    for number in range(3):
        entries.receive_gift(fund=fund, amount_fen=100, source=f"g:{number}", by=None, at=AT)


def test_two_passes_at_once_trace_every_voucher_once():
    three_gifts()

    outcomes = race(4, lambda _number: services.trace_everything(at=AT))

    assert sorted(outcomes) == [0, 0, 0, 3]
    assert Lot.objects.count() == 3


def test_control_reading_first_and_writing_later_traces_twice():
    """Why the lock is taken before the vouchers are read."""
    three_gifts()
    both_have_read = threading.Barrier(2)

    def trace_naively(_number):
        vouchers = tracing._next_vouchers(100)
        both_have_read.wait(20)
        with transaction.atomic():
            tracer = tracing.Tracer({})
            for voucher in vouchers:
                for step in steps_of(voucher, list(voucher.lines.select_related("account"))):
                    tracer.do(step, voucher)
            tracer.shelf.flush()

    race(2, trace_naively)

    assert Lot.objects.count() == 6


def test_two_who_prepare_one_period_make_one_report(cast):
    outcomes = race(2, lambda _number: services.prepare_pack(span=Span(2026, 1), by=cast["accountant"], at=AT))

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Pack", "Refused"]
    assert Pack.objects.get().tables.count() == 11


def test_one_report_is_published_once_or_discarded(cast):
    pack = services.prepare_pack(span=Span(2026, 1), by=cast["accountant"], at=AT)

    def act(number):
        if number:
            return services.discard_pack(pack=pack, by=cast["reviewer"], at=AT)
        return services.publish_pack(pack=pack, by=cast["approver"], at=AT)

    outcomes = race(2, act)

    assert sum(isinstance(outcome, Refused) for outcome in outcomes) == 1
    assert Pack.objects.count() == (0 if isinstance(outcomes[0], Refused) else 1)
