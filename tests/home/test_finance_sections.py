"""What waits for an accountant stands on the own day: what others entered, not what one entered oneself."""

import pytest
from django.utils import translation

from donations import services
from funds import slips
from home.day_sections import day_of
from tests.factories.donations import AT, DAY, booked_gift, make_gift
from tests.factories.funds import FundFactory

pytestmark = pytest.mark.django_db
OURS = ("Donations to be booked", "Entries to be booked")


def shown(user):
    """Title → what its rows are called, for the sections of finance."""
    with translation.override("en"):
        sections = day_of(user, now=AT).sections
        return {str(s.title): [str(row.title) for row in s.rows] for s in sections if str(s.title) in OURS}


def test_an_accountant_sees_what_somebody_else_entered(cast):
    fund = FundFactory()
    facts = slips.SlipFacts(kind="cost", cost="management", fund=fund, amount_fen=900, booked_on=DAY, account="1002")
    assert shown(cast["accountant"]) == {}

    gift = make_gift(cast)
    booked_gift(cast)
    own = make_gift(cast)
    services.cancel_gift(gift=own, reason="重复登记", by=cast["cashier"], at=AT)
    entry = slips.prepare_slip(facts=facts, by=cast["cashier"], at=AT)
    slips.prepare_slip(facts=facts, by=cast["accountant"], at=AT)

    assert shown(cast["accountant"]) == {
        "Donations to be booked": [gift.reference],
        "Entries to be booked": [f"{entry.reference} · Cost that was paid"],
    }
    assert shown(cast["cashier"]) == {}
