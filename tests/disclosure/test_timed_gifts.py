"""Gifts that must be used until a day: what is left of each by the trace, who is told when, and where it is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import translation

from audit.models import Event
from disclosure.models import DisclosurePolicy
from disclosure.services import trace_everything
from disclosure.timed_gifts import nearly_over, plan_gift_reminders, unspent_in_time
from donations import services
from donations.services import Consent, Purpose
from home.day_sections import day_of
from notifications.messages import messages_about
from notifications.recipients import user_recipient
from tests.disclosure.scene import pay
from tests.factories.donations import booked_gift, make_donor, make_gift
from tests.factories.funds import FundFactory

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SPRING = datetime(2026, 2, 10, 2, 0, tzinfo=UTC)
DAY = date(2026, 6, 30)


def until(day):
    return Purpose(restriction="time", use_by=day)


def gift(cast, fen=10_000, day=DAY, *, at=SPRING, **more):
    return booked_gift(cast, fen, purpose=until(day), paid_at=at, received_at=at, at=at, **more)


def left():
    trace_everything(at=SPRING)
    return [(one.use_by, one.left_fen) for one in unspent_in_time()]


def told(code="disclosure.gift_time_near"):
    return list(Event.objects.filter(code=code).order_by("pk").values_list("dedupe_key", flat=True))


def at_noon(day):
    return datetime(day.year, day.month, day.day, 4, 0, tzinfo=UTC)


def test_what_is_left_of_a_gift_is_what_the_trace_has_not_spent(cast):
    """100.00 until June and 50.00 until May out of one fund; 120.00 are spent: the older gift first, then 20.00 of the
    other. Gifts without a day, not booked, given back or wholly spent are none."""
    fund = FundFactory()
    gift(cast, 10_000, fund=fund)
    later = gift(cast, 5_000, date(2026, 5, 31), fund=fund)
    booked_gift(cast, 700)
    make_gift(cast, 900, purpose=until(DAY))
    back = gift(cast, 800)
    services.refund_gift(gift=back, reason="汇错", by=cast["approver"], at=SPRING)
    assert left() == [(date(2026, 5, 31), 5_000), (DAY, 10_000)]

    pay(fund, "test:1", 12_000, "student_aid")

    assert left() == [(date(2026, 5, 31), 3_000)]
    pay(fund, "test:2", 3_000, "student_aid")
    assert left() == []
    assert later.amount_fen == 5_000


@pytest.mark.parametrize(
    ("days_before", "near", "over"),
    [
        (91, [], []),
        (90, ["first"], []),
        (31, ["first"], []),
        (30, ["last"], []),
        (0, ["last"], []),
        (-1, [], ["over"]),
        (-400, [], ["over"]),
    ],
)
def test_somebody_is_reminded_ninety_and_thirty_days_before_and_once_after(cast, days_before, near, over):
    one = gift(cast)
    left()
    moment = at_noon(DAY - timedelta(days=days_before))

    assert plan_gift_reminders(at=moment) == len(near + over)
    assert plan_gift_reminders(at=moment) == 0  # planned twice is planned once

    key = f"{one.reference}:2026-06-30"
    assert told() == [f"gift-time-{stage}:{key}" for stage in near]
    assert told("disclosure.gift_time_over") == [f"gift-time-{stage}:{key}" for stage in over]


def test_how_long_before_is_a_rule_that_staff_change(cast):
    DisclosurePolicy.objects.create(valid_from=date(2026, 1, 1), gift_first_days=10, gift_last_days=2, source="理事会")
    gift(cast)
    left()

    assert plan_gift_reminders(at=at_noon(date(2026, 6, 19))) == 0
    assert plan_gift_reminders(at=at_noon(date(2026, 6, 20))) == 1
    assert list(nearly_over(date(2026, 6, 19))) == []


def test_a_reminder_is_not_sent_for_what_is_spent_or_has_another_day_now(cast):
    fund = FundFactory()
    spent, moved = gift(cast, fund=fund), gift(cast, 2_000, donor=make_donor(cast))
    left()
    plan_gift_reminders(at=at_noon(date(2026, 6, 1)))
    events = {event.subject_id: event for event in Event.objects.filter(code="disclosure.gift_time_near")}
    [message] = messages_about("disclosure.gift_time_near")
    accountant = user_recipient(cast["accountant"].pk)
    assert message.recipients(events[spent.pk]) == [accountant]
    assert message.context(events[spent.pk], accountant) == {
        "reference": spent.reference, "left": "100.00", "day": "2026-06-30",
    }  # fmt: skip
    assert [message.still_applies(events[one.pk], accountant) for one in (spent, moved)] == [True, True]

    pay(fund, "test:1", 10_000, "student_aid")
    change = services.propose_change(
        gift=moved, purpose=until(date(2026, 12, 31)), reason="项目延期", by=cast["cashier"], at=SPRING
    )
    consent = Consent(consented_on=SPRING.date(), consent_evidence="书面同意")
    services.agree_to_change(change=change, consent=consent, by=cast["approver"], at=SPRING)
    assert left() == [(date(2026, 12, 31), 2_000)]

    assert [message.still_applies(events[one.pk], accountant) for one in (spent, moved)] == [False, False]
    assert plan_gift_reminders(at=at_noon(date(2026, 12, 20))) == 1  # of the new day anew


def test_the_accountant_finds_them_on_the_own_day_and_on_a_list(client, cast):
    near, _far = gift(cast), gift(cast, 3_000, date(2027, 6, 30))
    over = gift(cast, 120_000, date(2026, 3, 31))
    left()

    def shown(name):
        with translation.override("en"):
            sections = day_of(cast[name], now=at_noon(date(2026, 6, 1))).sections
            return [
                [(str(row.title), str(row.sub), row.when) for row in section.rows]
                for section in sections if str(section.title) == "Donations to be used soon"
            ]  # fmt: skip

    assert shown("accountant") == [
        [
            (over.reference, "1,200.00 yuan not spent", "2026-03-31"),
            (near.reference, "100.00 yuan not spent", "2026-06-30"),
        ]
    ]
    assert shown("cashier") == []
    client.force_login(cast["accountant"])
    rows = client.get(reverse("disclosure:timed_gifts")).context["rows"]
    assert [(row["gift"].left_fen, row["gift"].use_by.isoformat()) for row in rows] == [
        (120_000, "2026-03-31"), (10_000, "2026-06-30"), (3_000, "2027-06-30"),
    ]  # fmt: skip
    client.force_login(cast["cashier"])
    assert client.get(reverse("disclosure:timed_gifts")).status_code == 403


def test_the_list_asks_as_much_for_one_as_for_three(client, cast, django_assert_num_queries):
    client.force_login(cast["accountant"])
    client.get(reverse("disclosure:timed_gifts"))
    for number in (1, 2):
        for _number in range(number):
            gift(cast)
        left()
        with django_assert_num_queries(6):
            client.get(reverse("disclosure:timed_gifts"))
