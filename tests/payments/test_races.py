"""The same thing by several people at the same moment happens once (threat T23)."""

import pytest

from funds.models import Voucher
from payments import services
from payments.adding import NotReady
from payments.models import BankFile, PaymentBatch, ResultFile
from payments.promises import CHECKS
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT
from tests.factories.payments import (
    approved_batch,
    locked_batch,
    ready_item,
    released_batch,
    result_csv,
    result_rows,
)
from tests.racing import race
from workflow.machine import IllegalTransition

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def broken():
    return [line for _sentence, check in CHECKS for line in check()]


def test_two_makers_of_one_source_make_one_payment(people, fund):
    source = ready_item(fund)
    makers = [people.maker, UserFactory(role="accountant"), UserFactory(role="accountant")]

    outcomes = race(
        3,
        lambda n: services.open_batch(
            fund=fund,
            sources=[source],
            bank_format="workbook",
            by=type(people.maker).objects.get(pk=makers[n].pk),
            at=AT,
        ),
    )

    assert sum(isinstance(outcome, NotReady) for outcome in outcomes) == 2
    assert PaymentBatch.objects.get().payments.count() == 1


def test_two_checkers_approve_once(people, fund):
    batch = locked_batch(people, fund)
    checkers = [people.checker, UserFactory(role="federation_approver")]

    outcomes = race(2, lambda n: services.approve_batch(batch=batch, by=checkers[n], at=AT))

    assert kinds(outcomes) == ["IllegalTransition", "PaymentBatch"]


def test_two_cashiers_release_once(people, fund, source):
    batch = approved_batch(people, fund)
    cashiers = [people.cashier, UserFactory(role="cashier")]

    outcomes = race(2, lambda n: services.release_batch(batch=batch, by=cashiers[n], at=AT))

    assert kinds(outcomes) == ["IllegalTransition", "PaymentBatch"]
    assert sum(what == "sent" for what, _source in source.told) == 2


def test_locking_and_aborting_at_once_does_one_or_both_in_order(people, fund):
    batch = locked_batch(people, fund)

    race(
        2,
        lambda n: (
            services.approve_batch(batch=batch, by=people.checker, at=AT)
            if n
            else services.abort_batch(batch=batch, reason="other", by=people.maker, at=AT)
        ),
    )

    batch.refresh_from_db()
    assert batch.state == "aborted"
    assert broken() == []


def test_one_file_imported_eight_times_posts_each_payment_once(people, fund):
    batch = released_batch(people, fund)
    content = result_csv(result_rows(batch, ["", ""]))

    outcomes = race(8, lambda _n: services.import_result(batch=batch, content=content, by=people.cashier, at=AT))

    fund.refresh_from_db()
    assert {outcome.pk for outcome in outcomes} == {ResultFile.objects.get().pk}
    assert Voucher.objects.filter(kind="payment").count() == 2
    assert (fund.available_fen, fund.reserved_fen) == (780_000, 0)
    assert broken() == []


def test_two_files_with_the_same_payments_post_each_once(people, fund):
    batch = released_batch(people, fund)
    files = [result_csv(result_rows(batch, ["", ""])), result_csv(result_rows(batch, [""]))]

    outcomes = race(2, lambda n: services.import_result(batch=batch, content=files[n], by=people.cashier, at=AT))

    late = [outcome for outcome in outcomes if not isinstance(outcome, ResultFile)]
    assert all(isinstance(outcome, IllegalTransition) for outcome in late)
    assert Voucher.objects.filter(kind="payment").count() == 2
    assert BankFile.objects.count() == 0
    assert broken() == []
