"""发放花名册 and 领取签收表: who gets them, what stands on them, and what never does."""

import io

import pytest
from django.urls import reverse
from pypdf import PdfReader

from payments import services
from tests.factories.payments import locked_batch, open_batch

pytestmark = pytest.mark.django_db


def url(batch, code):
    return reverse("payments:roster", args=[batch.reference, code])


def pages_of(response):
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages]


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (
            "roster",
            ["救助金发放花名册", "开户行", "****", "2,200.00元", "贰仟贰佰元整", "经办人：", "审核人：", "负责人："],
        ),
        ("signing-sheet", ["领取签收表", "领取人签字（指印）", "代领人关系及电话", "2,200.00元", "见证人二："]),
    ],
)
def test_a_roster_lists_payments_sum_and_places_to_sign(client, people, fund, code, words):
    batch = locked_batch(people, fund, [100_000, 120_000])
    client.force_login(people.cashier)

    response = client.get(url(batch, code))

    text = "".join(pages_of(response))
    assert response.headers["Content-Type"] == "application/pdf"
    assert [word for word in words if word not in text] == []
    assert "6200000000000000018" not in text


def test_a_payment_taken_out_is_left_out(client, people, fund):
    batch = open_batch(people, fund, [100_000, 120_000])
    services.remove_payment(payment=batch.payments.get(position=1), by=people.maker, at=batch.made_at)
    client.force_login(people.maker)

    text = "".join(pages_of(client.get(url(batch, "roster"))))

    assert ("1,000.00" in text, "合计1笔，1,200.00元" in text) == (False, True)


def test_the_header_stands_on_every_page(client, people, fund):
    batch = open_batch(people, fund, [100] * 60)
    client.force_login(people.maker)

    pages = pages_of(client.get(url(batch, "roster")))

    assert ["开户行" in page for page in pages] == [True] * len(pages)
    assert [f"第{n}页，共{len(pages)}页" in page for n, page in enumerate(pages, 1)] == [True] * len(pages)
    assert len(pages) > 1


def test_a_stranger_and_an_unknown_sheet_get_nothing(client, people, fund):
    batch = open_batch(people, fund)
    client.force_login(people.outsider)
    assert client.get(url(batch, "roster")).status_code == 404

    client.force_login(people.maker)
    assert client.get(url(batch, "diary")).status_code == 404
