"""A sponsor does not pay what it owes: its matches are taken back as far as they are not paid, whoever acts at once."""

import threading
from datetime import timedelta

import pytest
from django.db.models import Sum
from django.urls import reverse

from audit.models import Event
from donations import services
from donations.models import Pledge
from donations.selectors import progress_of
from notifications.messages import messages_about
from notifications.recipients import user_recipient
from tests.donations.test_pools import MORNING, broken, calculated, matched
from tests.factories.donations import AT, booked_gift, make_campaign, make_gift, make_pool
from tests.racing import race
from workflow.machine import IllegalTransition, Refused


def confirmed_pool(cast, *amounts, **terms):
    """Gifts in this order, matched one to one and confirmed; gives pool, gifts and the pledge."""
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, **terms)
    gifts = [
        booked_gift(cast, fen, campaign=campaign, fund=campaign.fund, paid_at=MORNING + timedelta(seconds=number))
        for number, fen in enumerate(amounts)
    ]
    calculated(cast, pool)
    return pool, gifts, services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)


def withdraw(cast, pledge):
    return services.withdraw_pledge(pledge=pledge, reason="经营困难", by=cast["cashier"], at=AT)


def states_of(pool):
    return sorted(pool.entries.values_list("state", "amount_fen"))


@pytest.mark.both_databases
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("paid", "stands"),
    [
        (0, [("reversed", 1_000), ("reversed", 2_000), ("reversed", 3_000)]),
        (1_000, [("paid", 1_000), ("reversed", 2_000), ("reversed", 3_000)]),
        (1_700, [("paid", 700), ("paid", 1_000), ("reversed", 1_300), ("reversed", 3_000)]),
        (5_999, [("paid", 1_000), ("paid", 2_000), ("paid", 2_999), ("reversed", 1)]),
    ],
)
def test_a_withdrawn_pledge_keeps_the_matches_that_were_paid(cast, paid, stands):
    """10.00 + 20.00 + 30.00 confirmed. What the sponsor has paid covers the earliest gifts, one of them in part."""
    pool, _gifts, pledge = confirmed_pool(cast, 1_000, 2_000, 3_000, total_fen=7_000)
    if paid:
        booked_gift(cast, paid, donor=pool.sponsor, pledge=pledge, fund=pledge.fund)

    withdraw(cast, pledge)

    pledge.refresh_from_db()
    pool.refresh_from_db()
    assert states_of(pool) == stands
    assert (pledge.state, pledge.owed_fen, pool.matched_fen, pool.is_stale) == ("withdrawn", paid, paid, True)
    assert (pool.confirmed_at is None) == (paid == 0)
    assert progress_of(pool.campaign).matched_fen == paid
    assert broken() == []


@pytest.mark.django_db
def test_the_accountant_is_told_of_matches_that_were_taken_back(client, cast):
    pool, _gifts, pledge = confirmed_pool(cast, 1_000, 2_000)
    client.force_login(cast["cashier"])

    client.post(reverse("donations:withdraw_pledge", args=[pledge.reference]), {"reason": "经营困难"})

    event = Event.objects.get(code="donations.matches_taken_back")
    assert event.data == {"matches": 2, "kept": 0}
    [message] = messages_about(event.code)
    assert message.recipients(event) == [user_recipient(cast["accountant"].pk)]
    said = message.context(event, user_recipient(cast["accountant"].pk))
    assert said == {"reference": pledge.reference, "pools": pool.reference, "matches": 2}
    assert message.path(event, user_recipient(cast["accountant"].pk)) == reverse(
        "donations:pledge", args=[pledge.reference]
    )


@pytest.mark.django_db
def test_money_for_a_withdrawn_pledge_that_goes_back_takes_its_matches_with_it(cast):
    pool, gifts, pledge = confirmed_pool(cast, 1_000, 2_000)
    payment = booked_gift(cast, 1_500, donor=pool.sponsor, pledge=pledge, fund=pledge.fund)
    withdraw(cast, pledge)

    services.refund_gift(gift=gifts[0], reason="汇错", by=cast["approver"], at=AT)
    assert broken() == []
    services.refund_gift(gift=payment, reason="退票", by=cast["approver"], at=AT)

    pool.refresh_from_db()
    pledge.refresh_from_db()
    assert (pool.matched_fen, pledge.owed_fen) == (0, 0)
    assert set(pool.entries.values_list("state", flat=True)) == {"reversed"}
    assert broken() == []


@pytest.mark.django_db
def test_a_cancelled_pledge_is_confirmed_anew(cast):
    pool, _gifts, pledge = confirmed_pool(cast, 1_000, 2_000, mode="pro_rata", total_fen=1_500)

    withdraw(cast, pledge)

    assert matched(calculated(cast, pool)) == [500, 1_000]
    assert services.confirm_pool(pool=pool, by=cast["accountant"], at=AT).amount_fen == 1_500
    assert broken() == []


@pytest.mark.django_db
def test_a_sponsor_who_withdraws_matches_nothing_any_more(client, cast):
    """10.00 are confirmed and paid, 20.00 confirmed, 5.00 only calculated: the 10.00 stand."""
    pool, _gifts, first = confirmed_pool(cast, 1_000)
    booked_gift(cast, 1_000, donor=pool.sponsor, pledge=first, fund=first.fund)
    services.settle_pool(pool=pool, by=cast["cashier"], at=AT)
    booked_gift(cast, 2_000, campaign=pool.campaign, fund=first.fund)
    calculated(cast, pool)
    second = services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)
    booked_gift(cast, 500, campaign=pool.campaign, fund=first.fund)
    calculated(cast, pool)
    client.force_login(cast["cashier"])

    client.post(reverse("donations:end_pool", args=[pool.reference]), {"reason": "经营困难"})

    pool.refresh_from_db()
    second.refresh_from_db()
    assert states_of(pool) == [("paid", 1_000), ("reversed", 2_000)]
    assert (pool.matched_fen, second.state, second.owed_fen) == (1_000, "withdrawn", 0)
    assert services.calculate_stale_pools(at=AT) == 0
    for refused in (services.calculate_pool, services.confirm_pool):
        with pytest.raises(Refused):
            refused(pool=pool, by=cast["accountant"], at=AT)
    again = client.post(reverse("donations:end_pool", args=[pool.reference]), {"reason": "经营困难"})
    assert (again.status_code, broken()) == (422, [])


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_with_refunds_calculations_and_a_payment_at_once_leaves_the_sums_right(cast):
    pool, gifts, pledge = confirmed_pool(cast, *[300] * 6)
    facts = {"donor": pool.sponsor, "pledge": pledge, "fund": pledge.fund}
    payment = make_gift(cast, 700, **facts)

    def act(number):
        if number < 2:
            return services.refund_gift(gift=gifts[number], reason="汇错", by=cast["approver"], at=AT)
        if number < 4:
            return withdraw(cast, pledge)
        if number == 4:
            return services.book_gift(gift=payment, by=cast["accountant"], at=AT)
        return services.calculate_pool(pool=pool, by=None, at=AT)

    results = race(7, act)

    problems = [result for result in results if isinstance(result, Exception)]
    assert [type(problem) for problem in problems] == [IllegalTransition]  # one of the two withdraws
    pool.refresh_from_db()
    pledge.refresh_from_db()
    assert (pledge.state, pool.entries.filter(state="confirmed").count()) == ("withdrawn", 0)
    assert pledge.owed_fen == pool.entries.filter(state="paid").aggregate(total=Sum("amount_fen", default=0))["total"]
    assert 0 <= pledge.owed_fen <= 700
    calculated(cast, pool)
    assert broken() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_taking_back_without_the_locks_counts_a_match_twice(cast):
    """Why pools and pledge are locked: a refund and a withdrawal that both read a match as standing both reduce."""
    pool, _gifts, pledge = confirmed_pool(cast, 300, 300)
    all_have_read = threading.Barrier(2)

    def take_back_naively(number):
        standing = pool.entries.filter(state="confirmed").order_by("pk")
        fen = sum(entry.amount_fen for entry in (standing if number else standing[:1]))
        reduced = Pledge.objects.get(pk=pledge.pk).reduced_fen
        all_have_read.wait(20)
        pool.entries.filter(state="confirmed").update(state="reversed")
        Pledge.objects.filter(pk=pledge.pk).update(reduced_fen=reduced + fen)
        return fen

    found = race(2, take_back_naively)

    assert sorted(found) == [300, 600]
    assert sum(found) > pledge.amount_fen
