"""The pages of a batch, walked by its three people and by those who must not."""

import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from payments.models import BankFile, PaymentBatch
from tests.factories.payments import (
    approved_batch,
    locked_batch,
    open_batch,
    ready_item,
    released_batch,
    result_csv,
    result_rows,
    settled_batch,
)

pytestmark = pytest.mark.django_db


def url(name, batch, *args):
    return reverse(f"payments:{name}", args=[batch.reference, *args])


def signed_in(client, user):
    client.force_login(user)
    return client


def upload(content, name="result.csv"):
    file = io.BytesIO(content)
    file.name = name
    return {"file": file}


def test_the_whole_way_through_the_pages(client, people, fund):
    sources = [ready_item(fund, 100_000), ready_item(fund, 120_000)]
    signed_in(client, people.maker)
    form = {"sources": sources, "bank_format": "csv_gbk"}
    made = client.post(reverse("payments:new") + f"?fund={fund.code}", form)
    batch = PaymentBatch.objects.get()
    assert made.url == url("detail", batch)
    assert client.post(url("lock", batch)).url == url("detail", batch)
    signed_in(client, people.checker)
    assert client.post(url("approve", batch)).url == url("detail", batch)
    signed_in(client, people.cashier)
    assert client.post(url("release", batch)).url == url("detail", batch)

    file = client.post(url("bank_file", batch))
    done = client.post(url("result", batch), upload(result_csv(result_rows(batch, ["", ""]), "gb18030")))

    batch.refresh_from_db()
    assert file.headers["Content-Disposition"] == f'attachment; filename="{batch.reference}.csv"'
    assert file.content.decode("gb18030").splitlines()[1].startswith(f"{batch.reference},1,李示二,6200000000000000018,")
    assert (done.url, batch.state) == (url("detail", batch), "finished")
    signed_in(client, people.maker)
    assert client.post(url("close", batch)).url == url("detail", batch)


@pytest.mark.parametrize("person", ["outsider"])
def test_a_stranger_finds_no_batch_and_no_list(client, people, fund, person):
    batch = open_batch(people, fund)
    signed_in(client, getattr(people, person))

    assert client.get(url("detail", batch)).status_code == 404
    assert client.get(reverse("payments:list")).status_code == 403
    assert client.post(url("lock", batch)).status_code == 404


@pytest.mark.parametrize(
    ("name", "refused"),
    [
        ("lock", ("checker", "cashier", "auditor")),
        ("approve", ("maker", "cashier", "auditor")),
        ("return", ("maker", "auditor")),
        ("release", ("maker", "checker", "auditor")),
        ("result", ("maker", "checker", "auditor")),
        ("add", ("checker", "cashier", "auditor")),
        ("close", ("checker", "cashier", "auditor")),
        ("abort", ("checker", "cashier", "auditor")),
    ],
)
def test_who_sees_a_batch_but_has_another_duty_is_refused(client, people, fund, name, refused):
    batch = locked_batch(people, fund)

    for person in refused:
        signed_in(client, getattr(people, person))
        assert client.get(url(name, batch)).status_code == 403, person
        assert client.post(url(name, batch)).status_code == 403, person


@pytest.mark.parametrize("name", ["lock", "approve", "release", "close"])
def test_a_get_asks_and_changes_nothing(client, people, fund, name):
    make = {"lock": open_batch, "approve": locked_batch, "release": approved_batch}.get(name, open_batch)
    person = {"approve": people.checker, "release": people.cashier}.get(name, people.maker)
    batch = make(people, fund)

    response = signed_in(client, person).get(url(name, batch))

    assert response.status_code == (302 if name == "close" else 200)
    assert PaymentBatch.objects.get().state == batch.state


def test_a_verb_too_late_says_where_the_batch_is(client, people, fund):
    batch = released_batch(people, fund)

    response = signed_in(client, people.maker).post(url("abort", batch), {"reason": "other"}, follow=True)

    assert [str(message) for message in response.context["messages"]] == ["当前无法操作：银行处理中。"]


def test_return_needs_a_reason(client, people, fund):
    batch = locked_batch(people, fund)
    signed_in(client, people.checker)

    assert client.post(url("return", batch), {"reason": "because"}).status_code == 422
    assert client.post(url("return", batch), {"reason": "wrong_amount"}).status_code == 302


def test_lock_shows_what_stands_in_the_way(client, people, fund, source):
    batch = open_batch(people, fund)
    source.refused["tests.fake:2", "maker"] = "昨天已撤回。"

    response = signed_in(client, people.maker).post(url("lock", batch))

    assert response.status_code == 422
    assert "<li>SQ-00002: 昨天已撤回。</li>" in response.content.decode()


def test_the_same_form_twice_makes_one_batch(client, people, fund):
    form = {
        "sources": [ready_item(fund)],
        "bank_format": "workbook",
        "idempotency_key": "0190b1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1b",
    }
    signed_in(client, people.maker)
    address = reverse("payments:new") + f"?fund={fund.code}"

    first, second = client.post(address, form), client.post(address, form)

    assert first.url == second.url
    assert PaymentBatch.objects.count() == 1


def test_the_same_verb_twice_acts_once(client, people, fund):
    batch = locked_batch(people, fund)
    form = {"idempotency_key": "0190b1a2-7c3d-7e4f-8a5b-6c7d8e9f0a1c"}
    signed_in(client, people.checker)

    first, second = client.post(url("approve", batch), form), client.post(url("approve", batch), form, follow=True)

    assert (first.url, list(second.context["messages"])) == (url("detail", batch), [])


def test_new_asks_for_the_fund_first(client, people, fund):
    ready_item(fund)

    response = signed_in(client, people.maker).get(reverse("payments:new"))

    assert response.context["funds"] == [{"fund": fund, "count": 1}]


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"sources": ["tests.fake:99"], "bank_format": "workbook"},
        {"sources": ["a\x00b"], "bank_format": "workbook"},
        {"bank_format": "x"},
    ],
)
@pytest.mark.both_databases
def test_new_with_a_wrong_form_is_shown_again(client, people, fund, form):
    ready_item(fund)

    response = signed_in(client, people.maker).post(reverse("payments:new") + f"?fund={fund.code}", form)

    assert (response.status_code, PaymentBatch.objects.count()) == (422, 0)


def test_add_and_remove(client, people, fund):
    batch = open_batch(people, fund)
    third = ready_item(fund)
    signed_in(client, people.maker)

    added = client.post(url("add", batch), {"sources": [third]})
    removed = client.post(url("remove", batch, 1))

    assert (added.url, removed.url) == (url("detail", batch), url("detail", batch))
    assert list(batch.payments.order_by("position").values_list("state", flat=True)) == [
        "cancelled",
        "pending",
        "pending",
    ]


def test_the_bank_file_is_not_for_the_others(client, people, fund):
    batch = released_batch(people, fund)

    for person in (people.maker, people.checker, people.auditor):
        assert signed_in(client, person).post(url("bank_file", batch)).status_code == 403
    assert signed_in(client, people.cashier).get(url("bank_file", batch)).status_code == 405
    assert BankFile.objects.count() == 0


def test_a_wrong_result_file_shows_every_error_and_difference(client, people, fund):
    batch = released_batch(people, fund)
    rows = [
        (batch.reference, "1", "", "999.00", "成功", ""),
        (batch.reference, "x", "", "1.2.3", "也许", ""),
        (batch.reference, "9", "", "5.00", "成功", ""),
    ]

    response = signed_in(client, people.cashier).post(url("result", batch), upload(result_csv(rows)))

    refused = response.context["refused"]
    assert response.status_code == 422
    assert [(error.line, error.column) for error in refused.errors] == [(3, "明细号"), (3, "金额(元)"), (3, "处理结果")]
    assert (refused.differences.extra, refused.differences.missing) == ((9,), (2,))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a workbook", b"\xff\xfe\x00\x00", "明细号\r\n1".encode()])
def test_a_file_that_is_no_result_is_refused(client, people, fund, content):
    batch = released_batch(people, fund)

    response = signed_in(client, people.cashier).post(url("result", batch), upload(content))

    assert response.status_code == 422


def test_the_page_shows_masks_only(client, people, fund):
    batch = released_batch(people, fund)

    page = signed_in(client, people.cashier).get(url("detail", batch)).content.decode()

    assert "****0018" in page
    assert "6200000000000000018" not in page


def test_the_list_costs_the_same_for_one_and_three(client, people, fund):
    signed_in(client, people.auditor)
    address = reverse("payments:list") + "?tab=to-release"
    approved_batch(people, fund, [1_000])
    client.get(address)  # the first request of a session also notes the session
    with CaptureQueriesContext(connection) as one:
        client.get(address)
    approved_batch(people, fund, [1_000])
    approved_batch(people, fund, [1_000])

    with CaptureQueriesContext(connection) as three:
        response = client.get(address)

    assert len(response.context["rows"]) == 3
    assert len(one) == len(three) == 6


def test_the_batch_costs_the_same_for_one_and_three(client, people, fund):
    signed_in(client, people.cashier)
    small, large = released_batch(people, fund, [1_000]), released_batch(people, fund, [1_000] * 3)
    client.get(url("detail", small))  # the first request of a session also notes the session
    with CaptureQueriesContext(connection) as one:
        client.get(url("detail", small))

    with CaptureQueriesContext(connection) as three:
        response = client.get(url("detail", large))

    assert len(response.context["page"]) == 3
    assert len(one) == len(three) == 9


def test_a_batch_that_was_drawn_from_asks_one_query_more(client, people, fund):
    batch = settled_batch(people, fund, [1_000] * 3)
    signed_in(client, people.cashier)
    client.get(url("detail", batch))

    with CaptureQueriesContext(connection) as queries:
        response = client.get(url("detail", batch))

    assert response.context["sample"].drawn == 2
    assert len(queries) == 10
