"""A roster of payments from Excel: compared with the cases, made into one batch, never paid twice."""

import io
import time

import openpyxl
import pytest
from django.urls import reverse
from django.utils import translation

from imports import services as lists
from imports.job_kinds import CHECKED_AT_ONCE
from imports.sheets import write_template
from payments import services
from payments.imports import ROSTER
from payments.models import Payment, PaymentBatch
from protection.access import AccessContext
from protection.sealing import unseal
from tests.factories.accounts import UserFactory
from tests.factories.funds import AT, fund_with
from tests.factories.payments import open_batch, ready_item
from tests.imports.conftest import errors_of, finish, take_over
from tests.imports.workbooks import workbook
from tests.payments.fake_payable import payable
from tests.racing import race
from workflow.machine import NotAllowed

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
HEADINGS = ("受理编号*", "户名*", "发放金额*", "银行账号", "花名册编号")


@pytest.fixture(autouse=True)
def _in_english(monkeypatch):
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)
    with translation.override("en"):
        yield


@pytest.fixture
def waiting(fund):
    """Three cases that wait for 1,000 yuan each."""
    return [ready_item(fund) for _number in range(3)]


def stage(rows, fund, by, **more):
    file = workbook(rows, headings=HEADINGS, **more)
    source = lists.stage_list(kind=ROSTER, subject=fund.code, file=file, by=by, at=AT)
    finish(source.check_job, at=AT)
    return source


def row(number, *, name="张演一", amount="1000.00", account="", roster=""):
    return [f"SQ-{number:05d}", name, amount, account, roster]


def states_of(source):
    return list(source.rows.order_by("number").values_list("state", flat=True))


def test_a_roster_becomes_one_open_batch_with_the_accounts_of_the_cases(people, fund, waiting):
    source = stage([row(1), row(2, amount="1,000元"), row(3, account="6200000000000013")], fund, people.maker)
    assert errors_of(source) == set()

    job = take_over(source, people.maker, at=AT)

    batch = PaymentBatch.objects.get()
    assert (job.refused, batch.state, batch.maker, batch.fund) == (0, "open", people.maker, fund)
    assert list(batch.payments.values_list("source", "amount_fen").order_by("position")) == [
        (source, 100_000) for source in waiting
    ]
    assert set(source.rows.values_list("state", "result")) == {("taken", batch.reference)}


def test_the_payee_is_frozen_as_the_case_has_him_not_as_the_list_says(people, fund, waiting):
    take_over(stage([row(1, account="9999000000000013")], fund, people.maker), people.maker, at=AT)

    payment = Payment.objects.get()
    access = AccessContext(by=people.maker, purpose="transfer", at=AT)
    assert (unseal(payment, "account", access), payment.account_mask) == ("6200000000000000018", "****0018")


def test_every_difference_is_told_at_once_with_row_and_column(people, fund, waiting):
    other = fund_with(500_000, code="other")
    ready_item(other)
    payable.refused[waiting[2], "maker"] = "You are a relative of the family."
    rows = [
        row(1, name="李示二", amount="999", account="6200000000009999"),
        row(2, amount="一千"),
        row(3),
        row(4),
        row(77),
        row(1),
        ["", "张演一", "", "", ""],
    ]

    source = stage(rows, fund, people.maker)

    assert errors_of(source) == {
        (2, "name"),
        (2, "amount"),
        (2, "bank_account"),
        (3, "amount"),
        (4, "reference"),
        (5, "reference"),
        (6, "reference"),
        (7, "reference"),
        (8, "reference"),
        (8, "amount"),
    }
    assert source.rows.get(number=2).errors == [
        ["name", "The case is paid to another account holder. Compare number and name."],
        ["amount", "1,000.00 yuan were decided for this case."],
        [
            "bank_account",
            "The account of the case ends in other digits: ****0013. It is corrected there, by two people.",
        ],
    ]


def test_a_roster_is_taken_over_whole_or_not_at_all(people, fund, waiting):
    source = stage([row(1, roster="甲"), row(2, roster="甲", amount="1"), row(3, roster="乙")], fund, people.maker)

    take_over(source, people.maker, at=AT)

    assert states_of(source) == ["blocked", "wrong", "taken"]
    assert [batch.payments.get().source for batch in PaymentBatch.objects.all()] == [waiting[2]]
    lists.correct_row(row=source.rows.get(number=3), changes={"amount": "1000"}, by=people.maker, at=AT)
    take_over(source, people.maker, at=AT)
    assert (states_of(source), PaymentBatch.objects.count()) == (["taken"] * 3, 2)


def test_the_same_rows_again_pay_nobody_twice(people, fund, waiting):
    take_over(stage([row(1), row(2)], fund, people.maker), people.maker, at=AT)
    first = PaymentBatch.objects.get()

    again = stage([row(3), row(2), row(1)], fund, people.maker)
    assert states_of(again) == ["ready", "known", "known"]
    take_over(again, people.maker, at=AT)

    assert states_of(again) == ["taken", "known", "known"]
    assert [batch.payments.count() for batch in PaymentBatch.objects.order_by("pk")] == [2, 1]
    assert set(again.rows.filter(state="known").values_list("result", flat=True)) == {first.reference}


def test_a_case_that_another_batch_holds_is_known_only_with_the_same_values(people, fund):
    batch = open_batch(people, fund, [100_000])

    source = stage([row(1, amount="900")], fund, people.maker)
    assert errors_of(source) == {(2, "amount")}

    lists.correct_row(row=source.rows.get(number=2), changes={"amount": "1000"}, by=people.maker, at=AT)
    assert set(source.rows.values_list("state", "result")) == {("known", batch.reference)}


def test_an_aborted_batch_may_be_made_again_from_the_same_list(people, fund, waiting):
    take_over(stage([row(1)], fund, people.maker), people.maker, at=AT)
    services.abort_batch(batch=PaymentBatch.objects.get(), reason="made_by_mistake", by=people.maker, at=AT)

    take_over(stage([row(1)], fund, people.maker, above=["again"]), people.maker, at=AT)

    assert list(PaymentBatch.objects.order_by("pk").values_list("state", flat=True)) == ["aborted", "open"]


def test_a_case_that_changed_after_the_check_is_refused_with_its_number(people, fund, waiting):
    source = stage([row(1), row(2)], fund, people.maker)
    open_batch_of(waiting[1], people, fund)

    take_over(source, people.maker, at=AT)

    assert states_of(source) == ["refused", "refused"]
    assert "SQ-00002" in source.rows.get(number=2).errors[0][1]


def open_batch_of(source, people, fund):
    return services.open_batch(fund=fund, sources=[source], bank_format="workbook", by=people.maker, at=AT)


@pytest.mark.parametrize("name", ["checker", "cashier", "auditor", "outsider", "reviewer"])
def test_only_an_accountant_uploads_a_roster(people, fund, name):
    with pytest.raises(NotAllowed):
        stage([row(1)], fund, getattr(people, name))


def test_the_format_of_the_last_batch_of_the_fund_is_taken(people, fund):
    open_batch(people, fund, [100_000], bank_format="csv_gbk")
    ready_item(fund)

    take_over(stage([row(2)], fund, people.maker), people.maker, at=AT)

    assert PaymentBatch.objects.order_by("pk").last().bank_format == "csv_gbk"


def test_the_template_has_the_columns_as_text_and_an_example_that_is_left_out(fund, people):
    target = io.BytesIO()
    write_template(target, ROSTER.columns(fund.code))
    sheet = openpyxl.load_workbook(target)["名单"]
    assert tuple(cell.value for cell in sheet[1]) == HEADINGS
    assert sheet.cell(2, 1).value.startswith("示例")


def test_the_upload_page_is_for_one_fund_and_for_accountants(client, people, fund):
    url = reverse("imports:upload", args=["payments"])
    client.force_login(people.maker)
    assert client.get(f"{url}?of={fund.code}").status_code == 200
    assert client.get(f"{url}?of=nothing").status_code == 404
    client.force_login(people.cashier)
    assert client.get(f"{url}?of={fund.code}").status_code == 403


def test_a_long_roster_is_judged_once_not_with_every_piece(people, fund, monkeypatch):
    judged = []
    monkeypatch.setattr(type(ROSTER), "judge", lambda self, lines, **more: judged.append(len(lines)))

    stage([row(number) for number in range(1, CHECKED_AT_ONCE * 2 + 2)], fund, people.maker)

    assert judged == [CHECKED_AT_ONCE * 2 + 1, 0, 0]


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_case_at_once_make_one_batch(people, fund, waiting):
    second = UserFactory(username="accountant2", role="accountant")
    sources = [stage([row(1)], fund, people.maker), stage([row(1)], fund, second)]

    def take(number):
        by = (people.maker, second)[number]
        return lists.take_over_group(source=sources[number], first=sources[number].rows.get(), by=by, at=AT)

    assert race(2, take) == ["", ""]
    assert (PaymentBatch.objects.count(), Payment.objects.count()) == (1, 1)
    assert sorted(states_of(source)[0] for source in sources) == ["known", "taken"]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_the_second_is_refused_by_the_index_of_payments(people, fund, waiting, monkeypatch):
    monkeypatch.setattr(type(ROSTER), "taken_key", lambda self, lines, **more: f"payments:{id(lines)}")
    second = UserFactory(username="accountant2", role="accountant")
    sources = [stage([row(1)], fund, people.maker), stage([row(1)], fund, second)]

    def take(number):
        by = (people.maker, second)[number]
        return lists.take_over_group(source=sources[number], first=sources[number].rows.get(), by=by, at=AT)

    assert sorted(bool(sentence) for sentence in race(2, take)) == [False, True]
    assert PaymentBatch.objects.count() == 1


def test_five_thousand_lines_are_checked_within_a_minute(people, fund):
    ready_item(fund)
    begun = time.monotonic()

    source = stage([row(number) for number in range(1, 5001)], fund, people.maker)

    assert errors_of(source) == {(number, "reference") for number in range(3, 5002)}
    assert time.monotonic() - begun < 60
