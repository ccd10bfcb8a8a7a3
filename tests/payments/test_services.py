"""The life of a batch through its services."""

import pytest
from django.utils import translation

from audit.models import Event
from funds.models import Reservation, Voucher
from payments import reasons, results, services
from payments.adding import NotReady
from payments.models import BankFile, Payment, PaymentBatch, ResultFile
from payments.selectors import ready_items
from protection.models import PersonalDataAccess
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, fund_with
from tests.factories.payments import (
    approved_batch,
    locked_batch,
    open_batch,
    ready_item,
    released_batch,
    result_csv,
    result_rows,
)
from workflow.machine import IllegalTransition, NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


def states_of(batch):
    return list(Payment.objects.filter(batch=batch).order_by("position").values_list("state", flat=True))


def counters(fund):
    fund.refresh_from_db()
    return fund.available_fen, fund.reserved_fen


def paid_in(batch, outcomes, by):
    content = result_csv(result_rows(batch, outcomes))
    return services.import_result(batch=batch, content=content, by=by, at=AT)


def events_of(obj):
    return list(
        Event.objects.filter(subject_type=obj._meta.label_lower, subject_id=obj.pk)
        .order_by("seq")
        .values_list("code", flat=True)
    )


def test_open_batch_copies_what_is_ready(people, fund):
    batch = open_batch(people, fund)

    payments = list(batch.payments.order_by("position"))

    assert (batch.state, batch.maker, batch.reference[:3]) == ("open", people.maker, "FK-")
    assert [(p.position, p.source, p.amount_fen, p.state) for p in payments] == [
        (1, "tests.fake:1", 100_000, "pending"),
        (2, "tests.fake:2", 120_000, "pending"),
    ]
    assert [p.account_mask for p in payments] == ["****0018", "****0013"]
    assert "6200000000000" not in payments[0].account
    assert ready_items(people.maker, on=AT.date()) == []


def test_open_batch_is_for_accountants(people, fund):
    source = ready_item(fund)

    with pytest.raises(NotAllowed, match="accountant"):
        services.open_batch(fund=fund, sources=[source], bank_format="workbook", by=people.cashier, at=AT)

    assert PaymentBatch.objects.count() == 0


def test_open_batch_names_everything_that_is_not_ready(people, fund, source):
    other = fund_with(500_000)
    elsewhere = ready_item(other)
    taken = open_batch(people, fund, [1_000]).payments.get().source

    with pytest.raises(NotReady) as refused:
        services.open_batch(
            fund=fund, sources=[elsewhere, taken, "tests.fake:99"], bank_format="workbook", by=people.maker, at=AT
        )

    assert set(refused.value.reasons) == {elsewhere, taken, "tests.fake:99"}
    assert PaymentBatch.objects.count() == 1


def test_a_source_without_its_reservation_is_not_ready(people, fund):
    source = ready_item(fund)
    from funds.services import release

    release(reservation=Reservation.objects.get(source=source), by=None, at=AT)

    with pytest.raises(NotReady):
        services.open_batch(fund=fund, sources=[source], bank_format="workbook", by=people.maker, at=AT)


def test_add_and_remove_change_an_open_batch(people, fund):
    batch = open_batch(people, fund)
    third = ready_item(fund, 5_000)
    services.add_payments(batch=batch, sources=[third], by=people.maker, at=AT)

    services.remove_payment(payment=batch.payments.get(position=1), by=people.maker, at=AT)

    assert states_of(batch) == ["cancelled", "pending", "pending"]
    assert [item.source for item in ready_items(people.maker, on=AT.date())] == ["tests.fake:1"]


def test_only_the_maker_changes_a_batch(people, fund):
    batch = open_batch(people, fund)
    second = UserFactory(role="accountant")

    with pytest.raises(NotAllowed, match="who made this batch"):
        services.remove_payment(payment=batch.payments.first(), by=second, at=AT)
    with pytest.raises(NotAllowed, match="who made this batch"):
        services.lock_batch(batch=batch, by=second, at=AT)


def test_lock_tells_the_source_and_closes_the_list(people, fund, source):
    batch = locked_batch(people, fund)

    with pytest.raises(IllegalTransition):
        services.add_payments(batch=batch, sources=[ready_item(fund, 1)], by=people.maker, at=AT)

    assert batch.state == "locked"
    assert source.told == [("batched", "tests.fake:1"), ("batched", "tests.fake:2")]


def test_lock_refuses_an_empty_batch(people, fund):
    batch = open_batch(people, fund, [100])
    services.remove_payment(payment=batch.payments.get(), by=people.maker, at=AT)

    with pytest.raises(services.EmptyBatch):
        services.lock_batch(batch=batch, by=people.maker, at=AT)


def test_lock_names_every_payment_that_the_source_refuses(people, fund, source):
    batch = open_batch(people, fund)
    source.refused["tests.fake:2", "maker"] = "Withdrawn yesterday."

    with pytest.raises(services.PaymentsRefused) as refused:
        services.lock_batch(batch=batch, by=people.maker, at=AT)

    batch.refresh_from_db()
    assert refused.value.reasons == {"SQ-00002": "Withdrawn yesterday."}
    assert (batch.state, source.told) == ("open", [])


def test_the_maker_does_not_check(people, fund):
    batch = locked_batch(people, fund)

    with pytest.raises(NotAllowed, match="second person"):
        services.approve_batch(batch=batch, by=people.maker, at=AT)

    batch.refresh_from_db()
    assert (batch.state, batch.checker) == ("locked", None)


@pytest.mark.parametrize("role", ["federation_approver", "accountant"])
def test_an_approver_or_a_second_accountant_checks(people, fund, role):
    checker = UserFactory(role=role)

    batch = services.approve_batch(batch=locked_batch(people, fund), by=checker, at=AT)

    assert (batch.state, batch.checker, batch.checked_at) == ("approved", checker, AT)


def test_a_cashier_does_not_check(people, fund):
    with pytest.raises(NotAllowed):
        services.approve_batch(batch=locked_batch(people, fund), by=people.cashier, at=AT)


def test_who_checked_does_not_release_even_with_both_roles(people, fund):
    both = UserFactory(role="accountant")
    from tests.factories.accounts import RoleGrantFactory

    RoleGrantFactory(user=both, role="cashier")
    batch = services.approve_batch(batch=locked_batch(people, fund), by=both, at=AT)

    with pytest.raises(NotAllowed, match="Another cashier"):
        services.release_batch(batch=batch, by=both, at=AT)


def test_release_refuses_a_cashier_whom_the_source_refuses(people, fund, source):
    batch = approved_batch(people, fund)
    source.refused["tests.fake:1", "cashier"] = "You surveyed this case."

    with pytest.raises(services.PaymentsRefused, match="SQ-00001: You surveyed this case"):
        services.release_batch(batch=batch, by=people.cashier, at=AT)

    batch.refresh_from_db()
    assert (batch.state, batch.cashier) == ("approved", None)


def test_release_sends_every_payment(people, fund, source):
    batch = released_batch(people, fund)

    assert (batch.state, batch.cashier) == ("released", people.cashier)
    assert states_of(batch) == ["sent", "sent"]
    assert source.told[-2:] == [("sent", "tests.fake:1"), ("sent", "tests.fake:2")]


@pytest.mark.parametrize(("make", "who"), [(locked_batch, "checker"), (approved_batch, "cashier")])
def test_return_gives_the_batch_back_to_its_maker(people, fund, source, make, who):
    batch = make(people, fund)
    source.told.clear()

    batch = services.return_batch(batch=batch, reason="wrong_amount", by=getattr(people, who), at=AT)

    assert (batch.state, batch.checker, batch.checked_at) == ("open", None, None)
    assert states_of(batch) == ["pending", "pending"]
    assert source.told == [("removed", "tests.fake:1"), ("removed", "tests.fake:2")]


def test_return_takes_a_known_reason_only(people, fund):
    with pytest.raises(reasons.UnknownReason):
        services.return_batch(batch=locked_batch(people, fund), reason="张演一", by=people.checker, at=AT)


def test_abort_makes_the_sources_ready_again(people, fund, source):
    batch = locked_batch(people, fund)
    source.told.clear()

    batch = services.abort_batch(batch=batch, reason="made_by_mistake", by=people.maker, at=AT)

    assert (batch.state, states_of(batch)) == ("aborted", ["cancelled", "cancelled"])
    assert source.told == [("removed", "tests.fake:1"), ("removed", "tests.fake:2")]
    assert len(ready_items(people.maker, on=AT.date())) == 2
    assert counters(fund) == (780_000, 220_000)


def test_a_released_batch_is_not_aborted(people, fund):
    with pytest.raises(IllegalTransition):
        services.abort_batch(batch=released_batch(people, fund), reason="other", by=people.maker, at=AT)


def test_make_bank_file_records_every_account_it_opens(people, fund):
    batch = released_batch(people, fund)
    before = PersonalDataAccess.objects.count()

    made, content = services.make_bank_file(batch=batch, by=people.cashier, at=AT)
    again, same = services.make_bank_file(batch=batch, by=people.cashier, at=AT)

    assert (made.rows, made.total_fen, made.sha256) == (2, 220_000, again.sha256)
    assert content == same
    assert PersonalDataAccess.objects.count() - before == 8  # two fields of two payments, twice
    assert BankFile.objects.count() == 2


@pytest.mark.parametrize("make", [approved_batch, locked_batch, open_batch])
def test_no_bank_file_before_release(people, fund, make):
    with pytest.raises(IllegalTransition):
        services.make_bank_file(batch=make(people, fund), by=people.cashier, at=AT)


def test_no_bank_file_for_anybody_but_the_cashier(people, fund):
    batch = released_batch(people, fund)
    before = PersonalDataAccess.objects.count()

    for person in (people.maker, people.checker, people.auditor, people.outsider):
        with pytest.raises(NotAllowed):
            services.make_bank_file(batch=batch, by=person, at=AT)

    assert PersonalDataAccess.objects.count() == before


def test_import_posts_each_success_and_keeps_the_money_of_a_failure(people, fund, source):
    batch = released_batch(people, fund)

    result = paid_in(batch, ["", "账号不存在"], people.cashier)

    batch.refresh_from_db()
    first, second = batch.payments.order_by("position")
    assert (batch.state, result.paid, result.failed, result.missing) == ("partly_finished", 1, 1, [])
    assert (first.state, first.voucher.source, second.state, second.failure_reason) == (
        "success",
        "tests.fake:1",
        "failed",
        "账号不存在",
    )
    assert counters(fund) == (780_000, 120_000)
    assert source.told[-2:] == [("paid", "tests.fake:1"), ("failed", "tests.fake:2")]
    assert [item.source for item in ready_items(people.maker, on=AT.date())] == ["tests.fake:2"]
    assert Voucher.objects.filter(kind="payment").count() == 1


def test_import_of_the_same_file_changes_nothing(people, fund, source):
    batch = released_batch(people, fund)
    first = paid_in(batch, ["", ""], people.cashier)
    told, events = list(source.told), Event.objects.count()

    again = paid_in(batch, ["", ""], people.cashier)

    assert again == first
    assert (source.told, Event.objects.count()) == (told, events)
    assert counters(fund) == (780_000, 0)


def test_what_a_file_leaves_out_keeps_waiting(people, fund):
    batch = released_batch(people, fund)

    result = paid_in(batch, [""], people.cashier)

    batch.refresh_from_db()
    assert (result.missing, batch.state, states_of(batch)) == ([2], "released", ["success", "sent"])


def test_a_second_file_brings_the_rest(people, fund):
    batch = released_batch(people, fund)
    paid_in(batch, [""], people.cashier)

    result = paid_in(batch, ["", ""], people.cashier)

    batch.refresh_from_db()
    assert (result.paid, result.known, batch.state) == (1, 1, "finished")
    assert Voucher.objects.filter(kind="payment").count() == 2


def test_import_is_all_or_nothing(people, fund, source):
    batch = released_batch(people, fund)
    source.fails_on = ("paid", "tests.fake:2")

    with pytest.raises(RuntimeError):
        paid_in(batch, ["", ""], people.cashier)

    batch.refresh_from_db()
    assert (batch.state, states_of(batch)) == ("released", ["sent", "sent"])
    assert (counters(fund), ResultFile.objects.count()) == ((780_000, 220_000), 0)
    assert Voucher.objects.filter(kind="payment").count() == 0


def test_import_with_differences_takes_nothing_in(people, fund):
    batch = released_batch(people, fund)
    rows = result_rows(batch, ["", ""])
    rows[0] = (*rows[0][:3], "999.99", *rows[0][4:])
    rows.append((batch.reference, "7", "", "5.00", "成功", ""))

    with pytest.raises(results.ResultRefused) as refused:
        services.import_result(batch=batch, content=result_csv(rows), by=people.cashier, at=AT)

    assert refused.value.differences == results.Differences((), (7,), (results.AmountDiffers(1, 100_000, 99_999),))
    assert states_of(batch) == ["sent", "sent"]


def test_close_files_a_finished_batch(people, fund):
    batch = released_batch(people, fund)
    paid_in(batch, ["", ""], people.cashier)

    batch = services.close_batch(batch=batch, by=people.maker, at=AT)

    assert batch.state == "closed"
    assert events_of(batch) == [
        "payments.batch_opened",
        "payments.batch_locked",
        "payments.batch_approved",
        "payments.batch_released",
        "payments.result_imported",
        "payments.batch_finished",
        "payments.batch_closed",
    ]


def test_a_failed_payment_is_paid_in_another_batch(people, fund):
    batch = released_batch(people, fund, [100_000])
    paid_in(batch, ["户名不符"], people.cashier)

    again = services.open_batch(fund=fund, sources=["tests.fake:1"], bank_format="csv_gbk", by=people.maker, at=AT)

    assert again.payments.get().state == "pending"
