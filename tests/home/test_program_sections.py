"""“My day” of the programs that deliver things: who reads which row, and who reads nothing of it."""

from datetime import date, datetime, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from areas.services import change_deadline
from delivery.festival_visits.services.reports import make_report
from delivery.porridge_house.models import FraudSignal, SiteClerk, WelfareSignal
from delivery.porridge_house.services import rosters, statements
from home.day_sections import day_of
from tests.factories import festival_visits, grants, porridge_house, seedling_protection

pytestmark = pytest.mark.django_db
HOME = "410172160-xihuchuntian"
EVERYBODY = ("worker", "worker2", "officer", "reviewer", "approver", "accountant", "cashier", "partner", "applicant")
EVERYBODY += ("auditor", "volunteer", "leader", "outsider")


def readers(cast, url, now):
    """Who finds the row with this address on the own day."""
    return {
        name
        for name in EVERYBODY
        if any(row.url == url for section in day_of(cast[name], now=now).sections for row in section.rows)
    }


def row_of(user, url, now):
    return next(row for section in day_of(user, now=now).sections for row in section.rows if row.url == url)


@pytest.fixture
def breakfast(cast, places):
    shop = porridge_house.make_site(places[HOME], clerk=cast["partner"])
    card = porridge_house.card_in_use(cast, places[HOME])
    return shop, card


def test_the_clerk_finds_his_counter_and_the_sender_his_list(cast, breakfast):
    shop, card = breakfast
    rosters.appoint_contact(
        employer=card.employer, user=cast["partner"], by=cast["reviewer"], at=porridge_house.BREAKFAST
    )
    now = porridge_house.BREAKFAST

    assert readers(cast, reverse("porridge_house:counter", args=[shop.code]), now) == {"partner"}
    assert readers(cast, f"/imports/new/meal_workers/?of={card.employer.credit_code}", now) == {"partner"}


def test_a_missed_guest_is_read_where_he_lives_and_misuse_in_the_office(cast, breakfast):
    shop, card = breakfast
    day, at = porridge_house.DAY, porridge_house.BREAKFAST
    missed = WelfareSignal.objects.create(card=card, last_seen_on=day - timedelta(days=4), raised_at=at)
    misuse = FraudSignal.objects.create(site=shop, day=day, kind="pace", found_at=at, data={})

    assert readers(cast, f"/meals/missed/{missed.pk}/", at) == {"worker", "officer"}
    assert readers(cast, f"/meals/signals/{misuse.pk}/", at) == {"reviewer"}


def test_a_statement_is_read_by_whoever_is_next(cast, places):
    one = porridge_house.made_statement(cast, places[HOME])
    path, now = reverse("porridge_house:statement", args=[one.reference]), porridge_house.BREAKFAST

    assert readers(cast, path, now) == set()  # a clerk who does not sign
    SiteClerk.objects.update(signs_statements=True)
    assert readers(cast, path, now) == {"partner"}
    statements.sign_for_partner(statement=one, signer="店演一", by=cast["partner"], at=now + timedelta(days=31))
    assert readers(cast, path, now) == {"reviewer", "approver"}


def test_a_training_whose_hour_is_past_waits_for_the_organisers(cast, places):
    school = seedling_protection.make_school(cast, places)
    training = seedling_protection.planned_training(cast, school)
    bureau = {**cast, "outsider": seedling_protection.bureau_person()}

    before, after = training.starts_at - timedelta(minutes=1), training.starts_at + timedelta(minutes=1)
    assert readers(bureau, training.get_absolute_url(), before) == set()
    assert readers(bureau, training.get_absolute_url(), after) == {"reviewer", "approver", "outsider"}


def test_a_school_finds_its_page_and_what_is_on_its_way(cast, places):
    school = seedling_protection.make_school(cast, places)
    seedling_protection.make_lot(cast)
    one = seedling_protection.planned_distribution(cast, school)

    for path in (school.get_absolute_url(), one.get_absolute_url()):
        assert readers(cast, path, seedling_protection.AT) == {"partner"}


def test_routes_are_read_by_those_who_walk_lists_by_those_who_check(cast, places):
    season = festival_visits.open_season(cast, places)
    route = festival_visits.walking(season, places, cast)
    festival_visits.recorded(route.visits.get(), cast, wishes=[("note", "老花镜")])
    wish = route.visits.get().wishes.get()
    second = festival_visits.planned_route(season, places, cast)
    festival_visits.nominated(season, festival_visits.make_home(places[HOME]), cast["worker"])
    now = festival_visits.VISITED_AT

    assert readers(cast, second.get_absolute_url(), now) == {"worker", "officer"}
    assert readers(cast, f"/festival-visits/2026/lists/{HOME}/", now) == {"officer", "reviewer"}
    assert readers(cast, f"/festival-visits/wishes/{wish.pk}/note/", now) == {"officer", "reviewer"}


def test_the_report_of_a_season_waits_for_those_who_make_it_from_the_day_they_are_told(cast, places):
    season = festival_visits.open_season(cast, places)  # 除夕 is 2026-02-16; the report is due the day before
    mornings = [
        timezone.make_aware(datetime.combine(day, time(9)))
        for day in (date(2026, 2, 9), date(2026, 2, 10), date(2026, 2, 16))
    ]
    path = "/festival-visits/2026/report/"

    assert [readers(cast, path, now) for now in mornings] == [set(), {"reviewer", "approver"}, {"reviewer", "approver"}]
    due = {row_of(cast["reviewer"], path, now).due_at for now in mornings[1:]}
    assert [timezone.localdate(at) for at in due] == [date(2026, 2, 15)]
    rule = {"lane": "festival_visits", "key": "report_before_eve", "unit": "day", "source": "会议纪要"}
    change_deadline(**rule, amount=2, by=cast["admin"], at=mornings[0])
    assert readers(cast, path, mornings[0]) == {"reviewer", "approver"}
    make_report(season=season, remark="", by=cast["reviewer"], at=mornings[0])
    assert readers(cast, path, mornings[0]) == set()


@pytest.mark.parametrize(
    ("made", "people"),
    [
        (grants.handed_in, {"officer", "applicant"}),
        (grants.scored, {"reviewer", "approver", "applicant"}),
        (grants.signed, {"accountant", "applicant"}),
        (grants.under_way, {"applicant"}),
    ],
)
def test_a_grant_is_read_by_whoever_has_the_next_step_and_by_its_organisation(cast, places, made, people):
    grant = made(cast, places)

    assert readers(cast, reverse("community_grants:grant", args=[grant.reference]), grants.LATER) == people


def test_a_scorer_finds_the_sheet_until_it_is_handed_in(cast, places):
    grant = grants.named(cast, places)
    path = reverse("community_grants:score", args=[grant.reference])

    assert readers(cast, path, grants.AT) == {"reviewer", "auditor"}
    grants.give(grant.sheets.select_related("scorer", "grant__round").get(scorer=cast["reviewer"]), (25, 16, 16, 15, 8))
    assert readers(cast, path, grants.AT) == {"auditor"}
