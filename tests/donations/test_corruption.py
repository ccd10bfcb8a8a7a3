"""What somebody with the database's own rights could plant among gifts, papers and counts: each is found and named."""

from datetime import date

import pytest

from donations import promises, services
from donations.models import Donation
from tests.factories.donations import AT, booked_gift, make_campaign, make_donor, make_pool, official_receipt
from tests.planting import plant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.both_databases]
GIVEN = "donations: gifts are as they were given"
TOLD = "donations: every state has its event"
PAPERS = "donations: receipts fit their gifts"


def said():
    lines = {sentence: list(check()) for sentence, check in promises.CHECKS}
    return {sentence: found for sentence, found in lines.items() if found}


@pytest.fixture
def gift(cast):
    """A gift of a campaign with a receipt and an acknowledgement; another one was given back."""
    campaign = make_campaign(cast)
    gift = booked_gift(cast, donor=make_donor(cast), campaign=campaign)
    services.refund_gift(gift=booked_gift(cast, 5_000), reason="误汇", by=cast["approver"], at=AT)
    people = {"by": cast["cashier"], "at": AT}
    services.enter_official_receipt(gift=gift, facts=official_receipt(), **people)
    services.acknowledge(gift=gift, **people)
    reach = {"unit": "persons", "number": 3, "reached_on": date(2023, 9, 8), "action": "义诊", "source": "签到表"}
    services.count_reach(campaign=campaign, **reach, **people)
    services.calculate_pool(pool=make_pool(cast, campaign, total_fen=100_000, per_gift_fen=6_000), **people)
    assert said() == {}
    return gift


@pytest.mark.parametrize(
    "change",
    [
        "donor_id = NULL",
        "shown_name = '别人'",
        "paid_at = '2023-09-01 02:00:00+00:00'",
        "campaign_id = NULL",
        "bank_reference = 'X1'",
    ],
)
def test_a_gift_of_somebody_else_or_another_day(gift, change):
    plant(f"UPDATE donations_donation SET {change} WHERE id = {gift.pk}")

    assert said()[GIVEN] == [f"donation {gift.reference}: not as it was given"]


def test_a_gift_for_something_else(gift):
    plant(f"UPDATE donations_donation SET restriction = 'project', project = '食堂' WHERE id = {gift.pk}")

    assert said() == {GIVEN: [f"donation {gift.reference}: is for something else than the donor said"]}


def test_a_gift_given_back_that_stands_again(gift):
    back = Donation.objects.get(state="refunded")

    plant(f"UPDATE donations_donation SET state = 'booked' WHERE id = {back.pk}")

    assert said() == {TOLD: [f"donations.donation {back.pk}: no event says that it is booked"]}


def test_a_gift_taken_out(gift):
    back = Donation.objects.get(state="refunded")

    plant(f"DELETE FROM donations_donation WHERE id = {back.pk}")

    assert said() == {
        TOLD: [f"donations.donation {back.pk}: was there and is gone"],
        GIVEN: [f"donation {back.pk}: was entered and is not there"],
    }


def test_a_receipt_of_another_amount_and_one_that_nobody_issued(gift):
    receipt, back = gift.official_receipts.get(), Donation.objects.get(state="refunded")

    plant(
        f"UPDATE donations_officialreceipt SET total_fen = 20000 WHERE id = {receipt.pk}",
        f"UPDATE donations_donation SET receipt_state = 'issued' WHERE id = {back.pk}",
    )

    assert said() == {
        PAPERS: [
            f"donation {back.reference}: its receipt is said to be issued",
            f"receipt {receipt}: 20000 fen, which is not its gift",
        ]
    }


def test_an_acknowledgement_revoked_although_the_gift_stands(gift):
    paper = gift.acknowledgements.get()

    plant(
        "UPDATE donations_acknowledgement SET revoked_at = '2023-09-30 02:00:00+00:00', revoke_reason = 'x' "
        f"WHERE id = {paper.pk}"
    )

    assert said() == {PAPERS: [f"acknowledgement {paper.number}: valid and revoked with another gift"]}


def test_a_match_above_the_terms(gift):
    match = gift.matches.get()

    plant(
        f"UPDATE donations_matchentry SET amount_fen = 6001 WHERE id = {match.pk}",
        f"UPDATE donations_matchingpool SET matched_fen = 6001 WHERE id = {match.pool_id}",
    )

    assert said() == {
        "donations: matches keep to the terms of their pool": [
            f"match {match.pk}: 6001 fen are more than the terms of its pool give"
        ]
    }


def test_more_people_reached_than_were_counted(gift):
    reach = gift.campaign.reached.get()

    plant(f"UPDATE donations_reach SET number = 3000 WHERE id = {reach.pk}")

    assert said() == {
        "donations: people reached are as they were counted": [
            f"count of people reached {reach.pk}: not as it was entered"
        ]
    }
