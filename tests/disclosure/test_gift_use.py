"""What a donor reads of his gift: everything about the money, nothing about anybody whom it helped."""

import re
from datetime import UTC, datetime
from html import unescape

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from disclosure import services
from disclosure.gift_use import gifts_behind, use_address, use_code, use_of
from disclosure.views.gift_use import FAILURES_PER_ADDRESS
from donations import papers
from donations.services import acknowledge
from funds.models import Fund
from funds.services import reverse_voucher
from tests.disclosure.scene import a_program, paid_case
from tests.factories.donations import booked_gift, make_donor

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 1, 2, 0, tzinfo=UTC)


@pytest.fixture
def communities(places):
    return sorted((area for area in places.values() if area.level == "community"), key=lambda area: area.code)[:3]


@pytest.fixture
def program():
    """Its fund starts with 0.10 yuan that are no gift of the register."""
    return a_program(money_fen=10)


def given(cast, program, fen=100_000):
    fund = Fund.objects.get(pk=program.fund_id)
    return booked_gift(cast, fen, fund=fund, donor=make_donor(cast), at=NOW)


def parts(gift):
    services.trace_everything(at=NOW)
    return [(part.where, part.amount_fen, part.people) for part in use_of(gift, 5).parts]


@pytest.mark.both_databases
def test_places_with_five_people_are_told_and_smaller_ones_together(cast, program, communities):
    """6 people in one community (600.00 less the 0.10 that came before), 3 and 2 in others: 5 people, 250.00."""
    gift = given(cast, program)
    for _number in range(6):
        paid_case(program, communities[0], 10_000, NOW)
    for number in range(5):
        paid_case(program, communities[1 + number // 3], 5_000, NOW)

    found = parts(gift)

    assert found[0] == (str(communities[0]), 59_990, 6)
    assert found[1][1:] == (25_000, 5)
    assert use_of(gift, 5).left_fen == 100_000 - 59_990 - 25_000


def test_few_people_have_no_number_and_no_place(cast, program, communities):
    gift = given(cast, program)
    paid_case(program, communities[0], 10_000, NOW)

    [(where, fen, people)] = parts(gift)

    assert (fen, people) == (9_990, None)
    assert str(communities[0]) not in where


def test_a_payment_that_came_back_is_left_again(cast, program, communities):
    gift = given(cast, program)
    voucher = paid_case(program, communities[0], 10_000, NOW)
    parts(gift)
    reverse_voucher(voucher=voucher, memo_code="bank_return", by=None, at=NOW)

    assert parts(gift) == []
    assert use_of(gift, 5).left_fen == 100_000


def test_the_gifts_behind_a_payment(cast, program, communities):
    gift = given(cast, program)
    voucher = paid_case(program, communities[0], 10_000, NOW)
    services.trace_everything(at=NOW)

    assert [(row["gift"], row["fen"]) for row in gifts_behind(voucher)] == [(None, 10), (gift, 9_990)]


def test_the_donor_opens_his_gift_with_number_and_code(client, cast, program, communities):
    gift = given(cast, program)
    for _number in range(6):
        paid_case(program, communities[0], 10_000, NOW, name="李示密")
    services.trace_everything(at=NOW)

    typed = client.post("/transparency/my-donation/", {"reference": gift.reference, "code": use_code(gift.reference)})
    scanned = client.get(use_address(gift.reference).removeprefix(settings.PORTAL_BASE_URL))

    assert (typed.status_code, scanned.status_code) == (200, 200)
    html = typed.content.decode()
    assert "1,000.00" in html
    assert "599.90" in html
    assert "李" not in html


def test_the_acknowledgement_leads_to_what_became_of_the_gift(client, cast, program, communities):
    gift = given(cast, program)
    paid_case(program, communities[0], 10_000, NOW)
    services.trace_everything(at=NOW)
    paper = acknowledge(gift=gift, by=cast["cashier"], at=NOW)

    opened = client.get(papers.path_of(paper.number))
    [link] = re.findall(r'href="(/transparency/my-donation/[^"]+)"', opened.content.decode())
    followed = client.get(unescape(link))

    assert followed.status_code == 200
    assert followed.context["gift"] == gift


def test_an_unknown_number_and_a_wrong_code_have_one_answer(client, cast, program):
    gift = given(cast, program)
    wrong = client.post("/transparency/my-donation/", {"reference": gift.reference, "code": "7K2M-9XQ4-TRHW"})
    unknown = client.post("/transparency/my-donation/", {"reference": "JK-999999", "code": use_code("JK-999999")})

    assert (wrong.status_code, unknown.status_code) == (404, 404)
    assert without_token(wrong) == without_token(unknown)


def without_token(response):
    return [line for line in response.content.decode().splitlines() if "csrfmiddlewaretoken" not in line]


def test_a_list_of_numbers_is_stopped(client, db):
    for _number in range(FAILURES_PER_ADDRESS):
        assert client.get("/transparency/my-donation/JK-999999/?code=x").status_code == 404

    assert client.get("/transparency/my-donation/JK-999999/?code=x").status_code == 429


def test_the_page_asks_as_much_for_many_payments_as_for_one(cast, program, communities):
    gift, counts = given(cast, program), []
    for number in (1, 3):
        for _number in range(number):
            paid_case(program, communities[0], 1_000, NOW)
        services.trace_everything(at=NOW)
        with CaptureQueriesContext(connection) as queries:
            use_of(gift, 5)
        counts.append(len(queries))

    assert counts[0] == counts[1]
