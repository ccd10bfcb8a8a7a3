"""A breakfast from the card to the bank: work station, counter, count, two signatures, books."""

from datetime import time, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from delivery.porridge_house.codes import card_address
from delivery.porridge_house.models import MealCard, MealRedemption, MealStatement
from funds.models import Fund
from tests.factories.porridge_house import (
    COMMUNITY,
    approved_case,
    breakfast_program,
    make_clerk,
    make_partner,
    make_site,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def go(client, cast):
    """go("worker", "/path/", {…}): posts (or gets) as this person; returns where it led or what the page says."""

    def visit(name, path, data=None):
        client.force_login(cast[name])
        answer = client.get(path) if data is None else client.post(path, data)
        assert answer.status_code in (200, 302), (path, answer.status_code)
        return answer.url if answer.status_code == 302 else answer.content.decode()

    return visit


def test_from_the_approved_application_to_the_payment(go, cast, places, monkeypatch):
    company = make_partner()
    company.terms.model.objects.create(
        partner=company, valid_from=timezone.localdate(), price_fen=600, opens_at=time.min, closes_at=time.max,
        source="演示", published_at=timezone.now(),
    )  # fmt: skip
    shop = make_site(places[COMMUNITY], partner=company)
    make_clerk(shop, cast["partner"], signs=True)
    case = approved_case(cast, places[COMMUNITY])

    made = go("reviewer", f"/meals/cards/waiting/{case.reference}/", {"gift_of": ""})
    card = MealCard.objects.get()
    assert made == f"/meals/cards/{card.number}/"
    go("worker", f"{made}hand-over/", {"receiver_name": case.applicant.name, "is_signed": "on"})
    case.refresh_from_db()
    assert case.state == "handed_over"

    told = go("partner", f"/meals/redeem/{shop.code}/record/", {"nonce": uuid4(), "card": card_address(card.number)})
    assert "请供餐" in told
    meal = MealRedemption.objects.get()
    go("partner", f"/meals/places/{shop.code}/count/", {"day": meal.day, "own_count": 1})

    later = timezone.now() + timedelta(days=32)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    statement = go(
        "reviewer",
        "/meals/statements/prepare/",
        {"partner": company.pk, "program": breakfast_program().pk, "month": f"{meal.day:%Y-%m}"},
    )
    go("partner", f"{statement}sign-for-partner/", {"signer": "店演员"})
    go("approver", f"{statement}sign-for-federation/", {})
    go("accountant", f"{statement}book/", {})
    go("cashier", f"{statement}pay/", {"bank_reference": "DEMO-0001"})

    one = MealStatement.objects.get()
    assert (one.state, one.amount_fen, one.payment.bank_reference) == ("paid", 600, "DEMO-0001")
    fund = Fund.objects.get(pk=breakfast_program().fund_id)
    assert fund.available_fen == 10_000_000 - 600
    assert "6.00" in go("auditor", statement)
