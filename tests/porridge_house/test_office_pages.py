"""The federation's pages: lists cost the same with one row and with three, figures follow from the rows."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from beneficiaries.benefits import ledger_of
from delivery.porridge_house.board import board_of
from delivery.porridge_house.delivered import meals as figures
from delivery.porridge_house.models import (
    DayCount,
    FraudSignal,
    HealthCertificate,
    MealCard,
    MealRedemption,
    MealSite,
    MonthTotal,
    WelfareSignal,
)
from delivery.porridge_house.promises import CHECKS
from delivery.porridge_house.reminders import plan_paper_reminders
from delivery.porridge_house.services.forgetting import forget_old_meals
from tests.factories.porridge_house import (
    BREAKFAST,
    DAY,
    approved_case,
    card_in_use,
    eat,
    made_card,
    made_statement,
    make_site,
)

pytestmark = pytest.mark.django_db
LISTS = ("", "office/", "board/", "counts/", "log/", "signals/", "missed/", "cards/", "cards/waiting/", "statements/")


def one_of_each(cast, community, day):
    """One row more in every list."""
    statement = made_statement(cast, community)
    meal = MealRedemption.objects.filter(statement=statement).get()
    DayCount.objects.get_or_create(site=meal.site, day=day, defaults={"own_count": 1, "counted_at": BREAKFAST})
    FraudSignal.objects.create(
        kind="two_shops", site=meal.site, day=day, found_at=BREAKFAST, data={"other": meal.site.pk, "minutes": 3}
    )
    WelfareSignal.objects.create(card=meal.card, last_seen_on=day, raised_at=BREAKFAST)
    approved_case(cast, community)


@pytest.mark.parametrize("path", LISTS)
def test_a_list_costs_the_same_with_one_and_with_three_rows(path, client, cast, community):
    client.force_login(cast["reviewer"])
    one_of_each(cast, community, DAY)
    client.get(f"/meals/{path}")
    with CaptureQueriesContext(
        connection,
    ) as one:
        assert client.get(f"/meals/{path}").status_code == 200
    one_of_each(cast, community, DAY - timedelta(days=1))
    one_of_each(cast, community, DAY - timedelta(days=2))

    with CaptureQueriesContext(connection) as three:
        client.get(f"/meals/{path}")

    assert len(three) == len(one)


def test_papers_are_pdfs_and_lists_are_workbooks(client, cast, community):
    client.force_login(cast["reviewer"])
    made_card(cast, community)
    statement = made_statement(cast, community)

    papers = ("cards/print/", "cards/print/handover/", f"statements/{statement.reference}/paper/")
    assert [client.get(f"/meals/{path}").content[:5] for path in papers] == [b"%PDF-"] * 3
    for path in ("cards/export/", "log/export/", "statements/export/"):
        assert b"".join(client.get(f"/meals/{path}").streaming_content)[:2] == b"PK"  # cells: test_program_exports
    assert Event.objects.filter(code__endswith="s_exported").count() == 3


def test_a_holder_sees_his_own_card_and_freezes_it_when_it_is_lost(client, cast, community, card):
    card.person.user = cast["applicant"]
    card.person.save(update_fields=["user"])
    client.force_login(cast["applicant"])

    assert client.get("/meals/mine/").url == f"/meals/cards/{card.number}/"
    page = client.get(f"/meals/cards/{card.number}/").content.decode()
    assert ["data:image/svg+xml" in page, card.person.name in page] == [True, False]
    client.post(f"/meals/cards/{card.number}/freeze/", {"note": "丢了"})
    card.refresh_from_db()
    assert card.state == "frozen"
    client.force_login(cast["outsider"])
    assert client.get("/meals/mine/").status_code == 200
    assert client.get(f"/meals/cards/{card.number}/").status_code == 404


def test_a_card_is_found_by_its_number(client, cast, card):
    client.force_login(cast["worker"])

    assert client.get("/meals/cards/", {"q": card.number[3:].lower()}).url == f"/meals/cards/{card.number}/"
    assert client.get("/meals/cards/", {"q": "222222"}).status_code == 200


def test_the_board_warns_of_what_runs_out_and_knows_who_helps(shop, cast, card):
    shop.licence_until = DAY + timedelta(days=60)
    shop.save(update_fields=["licence_until"])
    HealthCertificate.objects.create(site=shop, name="店演一", valid_until=DAY, recorded_at=BREAKFAST)
    eat(card, shop, cast["partner"])

    [line] = board_of(MealSite.objects.filter(pk=shop.pk), DAY)

    assert (line.meals, line.own_count, line.wanted) == (1, None, None)
    assert line.warnings == (
        "The food business licence runs out on 2026-06-13.",
        "Health certificates that run out: 1, the first on 2026-04-14.",
    )


def test_what_runs_out_is_told_once_and_once_more_when_it_has(shop, cast):
    MealSite.objects.filter(pk=shop.pk).update(licence_until=DAY + timedelta(days=60))
    HealthCertificate.objects.create(
        site=shop, name="店演一", valid_until=DAY - timedelta(days=1), recorded_at=BREAKFAST
    )

    runs = [plan_paper_reminders(at=BREAKFAST + timedelta(days=days)) for days in (-1, 0, 1, 62)]

    assert runs == [1, 2, 0, 1]
    keys = Event.objects.filter(code="porridge_house.paper_runs_out").values_list("dedupe_key", flat=True)
    assert sorted(key.partition(":")[0] for key in keys) == [
        f"meal-{paper}-{stage}" for paper in ("certificate", "licence") for stage in ("late", "soon")
    ]


def test_the_ledger_of_a_family_tells_of_meals_and_what_they_were_worth(card, shop, cast):
    eat(card, shop, cast["partner"])
    eat(card, shop, cast["partner"], BREAKFAST + timedelta(days=1))

    lines = [line.benefit for line in ledger_of(cast["worker"], [card.person_id]).lines]

    meals = [line for line in lines if line.source.startswith("porridge_house")]
    assert [(line.amount_fen, line.state, line.on) for line in meals] == [(1_200, "2 meals", DAY + timedelta(days=1))]
    assert ledger_of(cast["worker2"], [card.person_id]).lines == ()


def test_public_figures_are_counted_from_the_rows(client, card, shop, cast, community):
    given = card_in_use(cast, community, gift_of=shop.partner)
    for one in (card, given):
        eat(one, shop, cast["partner"])
    MonthTotal.objects.create(site=shop, month=date(2022, 12, 1), meals=40, donated=3)

    assert [f.number for f in figures(DAY, DAY)] == [2, 1, 1, 2]
    assert [f.number for f in figures(date(2022, 1, 1), DAY)] == [42, 4, 1, 2]
    assert '<p class="public-count num">42</p>' in client.get("/meals/").content.decode()


def test_old_meals_are_forgotten_and_their_number_stays(card, shop, cast):
    meal = eat(card, shop, cast["partner"])
    old = timezone.localdate() - timedelta(days=3 * 366 + 30)
    row = {field.attname: getattr(meal, field.attname) for field in MealRedemption._meta.fields if field.name != "id"}
    for number, worth in enumerate((600, 0)):
        MealRedemption.objects.create(
            **{**row, "day": old - timedelta(days=number), "worth_fen": worth, "nonce": f"{number:032x}"}
        )

    assert forget_old_meals(at=timezone.now()) == 1  # the other one was never settled
    assert MealRedemption.objects.count() == 2
    assert sum(MonthTotal.objects.values_list("meals", flat=True)) == 1


def test_every_promise_holds(cast, community):
    one_of_each(cast, community, DAY)

    assert [line for _sentence, check in CHECKS for line in check()] == []
    DayCount.objects.all().delete()
    site = MealSite.objects.first()
    MealSite.objects.filter(pk=site.pk).update(mode="volunteer_kitchen", partner=None, keeps_food_log=True)
    DayCount.objects.create(site=site, day=DAY, own_count=1, counted_at=BREAKFAST)
    assert ["without its food-safety log" in line for _s, check in CHECKS for line in check()] == [True]
    assert MealCard.objects.count() == 1
    make_site(community)
