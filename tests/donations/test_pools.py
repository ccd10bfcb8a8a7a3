"""Matching pools over the register: order of payment, who is left out, refunds, confirmation, and many at once."""

import threading
from datetime import date, time, timedelta

import pytest
from django.db import DatabaseError, transaction
from django.db.models import Sum
from django.urls import reverse

from donations import promises, services
from donations.models import MatchEntry, MatchingPool, Pledge
from donations.selectors import progress_of, promised_matches_of
from jobs.services import run_job
from tests.factories.donations import (
    AT,
    booked_gift,
    checked_file,
    make_campaign,
    make_donor,
    make_pool,
)
from tests.racing import race
from workflow.machine import NotAllowed, Refused

MORNING = AT.replace(hour=2)  # ten o'clock in Zhengzhou


def matched(pool):
    return list(pool.entries.exclude(state="reversed").order_by("gift__paid_at").values_list("amount_fen", flat=True))


def calculated(cast, pool):
    return services.calculate_pool(pool=pool, by=cast["cashier"], at=AT)


def broken():
    return [line for _sentence, check in promises.CHECKS for line in check()]


@pytest.mark.django_db
def test_the_worked_example_with_gifts_of_the_register(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=100_000, per_gift_fen=10_000)
    for number, yuan in enumerate((60, 300, 500, *[900] * 9)):
        booked_gift(cast, yuan * 100, campaign=campaign, paid_at=MORNING + timedelta(seconds=number))

    pool = calculated(cast, pool)

    assert matched(pool) == [6_000, *[10_000] * 9, 4_000]
    assert (pool.matched_fen, pool.is_stale) == (100_000, False)
    assert broken() == []


@pytest.mark.django_db
def test_the_time_of_payment_counts_and_not_when_the_file_came(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=10_000)
    late = booked_gift(cast, 8_000, campaign=campaign, paid_at=MORNING + timedelta(hours=1))
    assert matched(calculated(cast, pool)) == [8_000]

    early = booked_gift(cast, 9_000, campaign=campaign, paid_at=MORNING)

    assert MatchingPool.objects.get().is_stale
    assert services.calculate_stale_pools(at=AT) == 1
    assert services.calculate_stale_pools(at=AT) == 0
    assert dict(pool.entries.values_list("gift", "amount_fen")) == {early.pk: 9_000, late.pk: 1_000}
    assert broken() == []


@pytest.mark.django_db
def test_days_and_hours_are_those_of_the_zone(cast):
    campaign = make_campaign(cast)
    pool = make_pool(
        cast, campaign, starts_on=date(2023, 9, 8), ends_on=date(2023, 9, 8), opens=time(10), closes=time(12)
    )
    for minutes in (-1, 0, 119, 120):
        booked_gift(cast, 100 + minutes, campaign=campaign, paid_at=MORNING + timedelta(minutes=minutes))

    assert matched(calculated(cast, pool)) == [100, 219]


@pytest.mark.django_db
def test_the_sponsor_and_its_staff_do_not_trigger_its_pool(cast):
    campaign = make_campaign(cast)
    sponsor = make_donor(cast, name="演示科技有限公司", kind="company")
    staff = make_donor(cast, name="员演一", employer=sponsor)
    pool = make_pool(cast, campaign, sponsor)
    for donor in (sponsor, staff, make_donor(cast, name="外演二"), None):
        booked_gift(cast, 1_000, campaign=campaign, donor=donor)
    booked_gift(cast, 1_000, campaign=make_campaign(cast, code="another"))
    booked_gift(cast, 1_000, campaign=campaign, kind="goods", channel="goods", basis="market", description="大米")

    assert matched(calculated(cast, pool)) == [1_000, 1_000]


@pytest.mark.django_db
def test_only_the_kinds_of_aid_of_the_sponsor(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, schemes=("student_aid",))
    booked_gift(cast, 700, campaign=campaign, purpose=services.Purpose("scheme", scheme="student_aid"))
    booked_gift(cast, 900, campaign=campaign)

    assert matched(calculated(cast, pool)) == [700]


@pytest.mark.django_db
def test_a_refund_takes_its_match_back_and_the_next_one_moves_up(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=10_000, day_caps={date(2023, 9, 8): 10_000})
    first = booked_gift(cast, 7_000, campaign=campaign, paid_at=MORNING)
    booked_gift(cast, 7_000, campaign=campaign, paid_at=MORNING + timedelta(hours=1))
    assert matched(calculated(cast, pool)) == [7_000, 3_000]

    services.refund_gift(gift=first, reason="汇错", by=cast["approver"], at=AT)

    pool.refresh_from_db()
    assert (pool.matched_fen, pool.days.get().matched_fen, pool.is_stale) == (3_000, 3_000, True)
    assert matched(calculated(cast, pool)) == [7_000]
    assert pool.entries.filter(state="reversed").count() == 1
    assert broken() == []


@pytest.mark.django_db
def test_what_is_confirmed_is_a_pledge_and_stands(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=10_000)
    booked_gift(cast, 6_000, campaign=campaign, paid_at=MORNING + timedelta(hours=1))
    with pytest.raises(Refused):  # not calculated yet
        services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)
    calculated(cast, pool)
    with pytest.raises(NotAllowed):
        services.confirm_pool(pool=pool, by=cast["cashier"], at=AT)

    pledge = services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)
    booked_gift(cast, 9_000, campaign=campaign, paid_at=MORNING)

    assert (pledge.amount_fen, pledge.donor) == (6_000, pool.sponsor)
    assert matched(calculated(cast, pool)) == [4_000, 6_000]
    assert (progress_of(campaign).matched_fen, promised_matches_of(campaign)) == (0, 6_000)  # owed is not posted
    with pytest.raises(Refused):
        services.settle_pool(pool=pool, by=cast["cashier"], at=AT)
    booked_gift(cast, 6_000, donor=pool.sponsor, pledge=pledge, fund=campaign.fund)
    assert progress_of(campaign).matched_fen == 6_000
    services.settle_pool(pool=pool, by=cast["cashier"], at=AT)
    assert sorted(pool.entries.values_list("state", "amount_fen")) == [("calculated", 4_000), ("paid", 6_000)]
    calculated(cast, pool)
    assert services.confirm_pool(pool=pool, by=cast["accountant"], at=AT).amount_fen == 4_000
    with pytest.raises(Refused):
        services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)
    assert broken() == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_paid", [False, True])
def test_a_gift_that_was_given_back_is_not_owed_by_the_sponsor(cast, is_paid):
    """10.00 + 20.00 confirmed; the 20.00 go back. Their room is free for the next gift, on a pledge of its own."""
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=3_000)
    small, large = (
        booked_gift(cast, fen, campaign=campaign, fund=campaign.fund, paid_at=MORNING) for fen in (1_000, 2_000)
    )
    calculated(cast, pool)
    pledge = services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)
    if is_paid:
        booked_gift(cast, 3_000, donor=pool.sponsor, pledge=pledge, fund=campaign.fund)
        services.settle_pool(pool=pool, by=cast["cashier"], at=AT)

    services.refund_gift(gift=large, reason="汇错", by=cast["approver"], at=AT)

    pledge.refresh_from_db()
    assert (pledge.owed_fen, pledge.state) == (1_000, "kept" if is_paid else "open")
    assert MatchingPool.objects.get().matched_fen == 1_000
    assert progress_of(campaign).matched_fen == (3_000 if is_paid else 0)  # what the sponsor has paid in the books
    booked_gift(cast, 1_500, campaign=campaign, fund=campaign.fund)
    calculated(cast, pool)
    assert services.confirm_pool(pool=pool, by=cast["accountant"], at=AT).amount_fen == 1_500
    services.refund_gift(gift=small, reason="汇错", by=cast["approver"], at=AT)
    pledge.refresh_from_db()
    assert (pledge.owed_fen, pledge.state) == (0, "kept" if is_paid else "released")
    assert broken() == []


@pytest.mark.django_db
def test_matches_are_owed_again_when_the_sponsors_money_goes_back(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign)
    booked_gift(cast, 1_000, campaign=campaign, paid_at=MORNING)
    calculated(cast, pool)
    pledge = services.confirm_pool(pool=pool, by=cast["accountant"], at=AT)
    payment = booked_gift(cast, 1_000, donor=pool.sponsor, pledge=pledge, fund=campaign.fund)
    services.settle_pool(pool=pool, by=cast["cashier"], at=AT)

    services.refund_gift(gift=payment, reason="退票", by=cast["approver"], at=AT)

    assert (Pledge.objects.get().state, pool.entries.get().state) == ("open", "confirmed")
    assert broken() == []


@pytest.mark.django_db
def test_shared_out_in_proportion(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, mode="pro_rata", total_fen=10_000)
    for amount in (10_000, 30_000):
        booked_gift(cast, amount, campaign=campaign, paid_at=MORNING + timedelta(seconds=amount // 10_000))

    assert matched(calculated(cast, pool)) == [2_500, 7_500]


@pytest.mark.django_db
def test_the_platforms_own_matching_is_taken_over_as_settled(cast):
    campaign = make_campaign(cast)
    platform = make_donor(cast, name="平台公益基金会（演示）", kind="company")
    pool = make_pool(cast, campaign, platform, mode="imported", total_fen=5_000)
    lines = (
        ("M1", "2023-09-08 10:00", "", "30.00", "", ""),
        ("M2", "2023-09-08 10:00", "", "15.50", "", ""),
        ("M3", "2023-09-08 10:00", "", "10.00", "", ""),
    )
    file = checked_file(cast, lines, fund=campaign.fund, campaign=campaign, pool=pool)
    job = services.start_taking(file=file, by=cast["accountant"], at=AT)
    run_job(job_id=job.pk, clock=lambda: AT)

    pool.refresh_from_db()
    assert pool.matched_fen == 4_550
    assert list(file.rows.order_by("number").values_list("state", flat=True)) == ["taken", "taken", "refused"]
    assert set(pool.entries.values_list("state", flat=True)) == {"paid"}
    assert progress_of(campaign).money_fen == 4_550
    with pytest.raises(Refused):
        calculated(cast, pool)
    assert broken() == []


@pytest.mark.django_db
def test_terms_that_cannot_be_are_refused(cast):
    campaign = make_campaign(cast)
    sponsor = make_donor(cast, kind="company")
    for wrong in (
        {"total_fen": 0},
        {"ends_on": date(2023, 9, 6)},
        {"opens": time(12), "closes": time(10)},
        {"per_gift_fen": -1},
        {"day_caps": {date(2023, 9, 6): 1}},
    ):
        with pytest.raises(Refused):
            make_pool(cast, campaign, sponsor, **wrong)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_database_lets_no_pool_go_beyond_its_caps(cast):
    pool = make_pool(cast, total_fen=100, day_caps={date(2023, 9, 8): 50})

    for forbidden in (
        lambda: MatchingPool.objects.update(matched_fen=101),
        lambda: MatchingPool.objects.update(matched_fen=-1),
        lambda: pool.days.update(matched_fen=51),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


@pytest.mark.django_db
def test_the_pages_of_a_pool(client, cast):
    campaign = make_campaign(cast)
    sponsor = make_donor(cast, name="演示科技有限公司", kind="company")
    client.force_login(cast["cashier"])
    given = {
        "sponsor": sponsor.pk, "mode": "fixed_ratio", "total": "100", "ratio_given": "1", "ratio_for": "2",
        "least_gift": "1", "starts_on": "2023-09-07", "ends_on": "2023-09-09", "opens": "10:00",
        "day_caps": "2023-09-08 30\n2023-09-09：1,000",
    }  # fmt: skip
    url = reverse("donations:new_pool", args=[campaign.code])
    assert client.post(url, {**given, "day_caps": "morgen"}).status_code == 422

    made = client.post(url, given)
    pool = MatchingPool.objects.get()
    booked_gift(cast, 9_000, campaign=campaign)
    client.post(made.url + "calculate/")
    client.force_login(cast["accountant"])
    client.post(made.url + "confirm/")

    pool.refresh_from_db()
    assert dict(pool.days.values_list("day", "cap_fen")) == {date(2023, 9, 8): 3_000, date(2023, 9, 9): 100_000}
    assert (pool.matched_fen, Pledge.objects.get().amount_fen) == (3_000, 3_000)
    assert client.get(made.url).context["left_fen"] == 7_000


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_files_taken_and_pools_calculated_at_once_never_overspend(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=2_000, per_gift_fen=70, day_caps={date(2023, 9, 8): 1_500})
    files = [
        checked_file(
            cast,
            [(f"F{file}-{n:03d}", f"2023-09-08 10:00:{n:02d}", "演", "1.00", "", "") for n in range(20)],
            fund=campaign.fund,
            campaign=campaign,
        )
        for file in range(2)
    ]
    jobs = [services.start_taking(file=file, by=cast["accountant"], at=AT) for file in files]

    def act(number):
        if number < 2:
            return run_job(job_id=jobs[number].pk, clock=lambda: AT)
        return services.calculate_pool(pool=pool, by=None, at=AT).matched_fen

    results = race(6, act)

    assert [result for result in results if isinstance(result, Exception)] == []
    pool = calculated(cast, pool)
    assert matched(pool) == [70] * 21 + [30]  # 1,500 of the day
    assert (pool.matched_fen, pool.days.get().matched_fen) == (1_500, 1_500)
    assert broken() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_matching_each_gift_by_itself_overspends(cast):
    """Why the pool is locked: reading what is left first and writing the match later, as each gift comes."""
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=100)
    gifts = [booked_gift(cast, 100, campaign=campaign) for _number in range(4)]
    all_have_read = threading.Barrier(4)

    def match_naively(number):
        spent = pool.entries.aggregate(total=Sum("amount_fen", default=0))["total"]
        all_have_read.wait(20)
        amount = min(gifts[number].amount_fen, pool.total_fen - spent)
        if amount > 0:
            MatchEntry.objects.create(pool=pool, gift=gifts[number], day=date(2023, 9, 8), amount_fen=amount)

    race(4, match_naively)

    assert pool.entries.aggregate(total=Sum("amount_fen"))["total"] == 400 > pool.total_fen


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_refund_and_a_calculation_at_once_leave_the_sum_right(cast):
    campaign = make_campaign(cast)
    pool = make_pool(cast, campaign, total_fen=1_000)
    gifts = [booked_gift(cast, 300, campaign=campaign, fund=campaign.fund) for _number in range(5)]
    calculated(cast, pool)

    def act(number):
        if number < 3:
            return services.refund_gift(gift=gifts[number], reason="汇错", by=cast["approver"], at=AT)
        return services.calculate_pool(pool=pool, by=None, at=AT)

    results = race(6, act)

    assert [result for result in results if isinstance(result, Exception)] == []
    calculated(cast, pool)
    assert matched(pool) == [300, 300]
    assert broken() == []
