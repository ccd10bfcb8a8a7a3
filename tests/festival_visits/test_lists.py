"""From the quota to the approval: who is nominated, checked, posted and approved, and what is refused on the way."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from beneficiaries.models import Consent
from beneficiaries.services import withdraw_consent
from delivery.festival_visits import states
from delivery.festival_visits.candidates import candidates
from delivery.festival_visits.lunar import UnknownYear, spring_festival
from delivery.festival_visits.models import CashPart, Nomination, Quota, Season
from delivery.festival_visits.postings import rows_still_shown
from delivery.festival_visits.services import lists, nominations, notices, seasons
from funds.models import Reservation
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import HouseholdMemberFactory, PersonFactory
from tests.factories.festival_visits import (
    APPROVED_AT,
    CHECKED_AT,
    HOME,
    NOMINATED_AT,
    PLANNED_AT,
    POSTED_AT,
    SUBDISTRICT,
    agree_to_notice,
    approved,
    checked,
    make_home,
    nominated,
    open_season,
    planned_season,
    terms,
)
from tests.factories.funds import fund_with
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(cast, places) -> Season:
    return open_season(cast, places)


@pytest.fixture
def home(season, places):
    return make_home(places[HOME])


@pytest.mark.parametrize(
    ("year", "day"), [(2024, "2024-02-10"), (2025, "2025-01-29"), (2026, "2026-02-17"), (2027, "2027-02-06")]
)
def test_the_festival_follows_the_moon(year, day):
    assert spring_festival(year).isoformat() == day


@pytest.mark.parametrize("year", [1900, 2150])
def test_a_year_without_a_lunar_calendar_is_said_to_be_unknown(year):
    with pytest.raises(UnknownYear):
        spring_festival(year)


def test_a_season_ends_on_the_eve(cast, places):
    with pytest.raises(Refused, match="2026-02-16"):
        planned_season(cast, visit_by=spring_festival(2026))


def test_a_season_is_opened_by_an_approver_with_places_and_something_to_give(cast, places):
    season = planned_season(cast, cash_fen=0)
    with pytest.raises(Refused, match="places"):
        seasons.open_season(season=season, by=cast["approver"], at=PLANNED_AT)
    seasons.set_quotas(season=season, places={places[SUBDISTRICT].pk: 3}, by=cast["reviewer"], at=PLANNED_AT)
    with pytest.raises(Refused, match="what a household gets"):
        seasons.open_season(season=season, by=cast["approver"], at=PLANNED_AT)
    with pytest.raises(NotAllowed):
        open_season(cast | {"approver": cast["reviewer"]}, places, year=2027, **_of_2027())


def _of_2027():
    days = {name: value.replace(year=value.year + 1) for name, value in vars_of_days().items()}
    return days | {
        "visit_by": spring_festival(2027) - timedelta(days=1),
        "pay_by": spring_festival(2027) - timedelta(9),
    }


def vars_of_days():
    values = vars(terms(fund=None))
    return {name: values[name] for name in ("nominate_from", "nominate_until", "check_by")}


def test_the_standard_stays_once_somebody_is_nominated(season, home, cast):
    nominated(season, home, cast["worker"])

    with pytest.raises(Refused, match="standard"):
        seasons.change_season(
            season=season, terms=terms(fund=season.fund, cash_fen=60_000), by=cast["reviewer"], at=NOMINATED_AT
        )
    later = terms(fund=season.fund, nominate_until=season.nominate_until + timedelta(days=3))
    changed = seasons.change_season(season=season, terms=later, by=cast["reviewer"], at=NOMINATED_AT)
    assert changed.nominate_until.isoformat() == "2025-12-28"


def test_a_nomination_takes_a_place_and_gives_it_back(season, home, cast):
    nomination = nominated(season, home, cast["worker"])
    taken = Quota.objects.get().taken

    nominations.withdraw(nomination=nomination, reason="搬走了", by=cast["worker"], at=NOMINATED_AT)

    assert (taken, Quota.objects.get().taken) == (1, 0)
    nomination.refresh_from_db()
    assert (nomination.state, nomination.end_reason) == (states.WITHDRAWN, "搬走了")
    assert nominated(season, home, cast["worker"]).state == states.NOMINATED


@pytest.mark.both_databases
def test_one_household_and_one_person_once(season, home, cast, places):
    nominated(season, home, cast["worker"])

    with pytest.raises(nominations.NominatedAlready):
        nominated(season, home, cast["worker"])
    assert Quota.objects.get().taken == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        _copy(Nomination.objects.get())


def _copy(row: Nomination) -> None:
    row.pk, row.reference = None, "CJ-COPY"
    row._state.adding = True
    row.save(force_insert=True)


def test_places_are_not_exceeded(cast, places):
    season = open_season(cast, places, quota=1)
    nominated(season, make_home(places[HOME]), cast["worker"])

    with pytest.raises(nominations.QuotaFull):
        nominated(season, make_home(places[HOME]), cast["worker"])
    with pytest.raises(Refused, match="has nominated 1"):
        seasons.set_quotas(season=season, places={places[SUBDISTRICT].pk: 0}, by=cast["reviewer"], at=NOMINATED_AT)


@pytest.mark.parametrize("moment", [PLANNED_AT, APPROVED_AT])
def test_nominating_has_its_days(season, home, cast, moment):
    with pytest.raises(Refused, match="2025-12-01"):
        nominations.nominate(
            season=season,
            household=home,
            proposal=nominations.Proposal(ground="dibao"),
            by=cast["worker"],
            at=moment,
        )


def test_a_worker_nominates_at_home_only(season, home, cast):
    with pytest.raises(NotAllowed):
        nominated(season, home, cast["worker2"])


def test_the_visit_goes_to_an_adult_of_the_household(season, home, cast, places):
    child = PersonFactory(area=home.area, name="卫演丙", birth_date=NOMINATED_AT.date() - timedelta(days=3000))
    HouseholdMemberFactory(household=home, person=child)

    with pytest.raises(Refused, match="adult"):
        nominated(season, home, cast["worker"], person=child)
    with pytest.raises(Refused, match="does not live"):
        nominated(season, home, cast["worker"], person=PersonFactory(area=home.area))


def test_other_help_needs_a_reason(season, home, cast, places):
    case = make_application(make_program(), home.area, applicant=home.head, at=NOMINATED_AT)

    with pytest.raises(nominations.Overlap):
        nominated(season, home, cast["worker"])
    nomination = nominated(season, home, cast["worker"], overlap_reason="那是医疗救助")
    assert [line["source"] for line in nomination.overlaps] == [case.source]
    assert nomination.overlap_reason == "那是医疗救助"


def test_three_people_decide(season, home, cast, places):
    own = nominated(season, make_home(places[HOME]), cast["officer"])
    with pytest.raises(NotAllowed, match="You nominated"):
        lists.check_homes(homes=[own], by=cast["officer"], at=CHECKED_AT)
    with pytest.raises(NotAllowed):
        lists.check_homes(homes=[nominated(season, home, cast["worker"])], by=cast["worker"], at=CHECKED_AT)


def test_the_board_shows_what_may_be_shown(season, home, cast, places):
    agree_to_notice(home.head)
    listed = checked(season, home, cast)
    silent = checked(season, make_home(places[HOME], name="李示二"), cast)

    notice = lists.post_list(season=season, area=places[HOME], by=cast["officer"], at=POSTED_AT)

    assert notice.shown["rows"] == [
        {
            "key": listed.reference,
            "name": "张**",
            "household_size": 1,
            "amount_fen": 50_000,
            "package": "米面油",
            "package_en": "Rice, flour, oil",
        }
    ]
    assert (notice.shown["unlisted"], notice.last_day.isoformat()) == (1, "2025-12-27")
    silent.refresh_from_db()
    assert (silent.state, silent.is_listed, silent.notice) == (states.POSTED, False, notice)


def test_a_consent_that_is_taken_back_takes_the_line_away(season, home, cast, places):
    agree_to_notice(home.head)
    checked(season, home, cast)
    notice = lists.post_list(season=season, area=places[HOME], by=cast["officer"], at=POSTED_AT)

    withdraw_consent(consent=Consent.objects.get(), by=None, at=POSTED_AT)

    assert rows_still_shown(notice) == []
    assert notice.nominations.get().state == states.POSTED


def test_a_list_is_approved_after_its_full_days(season, home, cast, places):
    agree_to_notice(home.head)
    checked(season, home, cast)
    notice = lists.post_list(season=season, area=places[HOME], by=cast["officer"], at=POSTED_AT)
    approve = {"season": season, "area": places[HOME], "note": "", "by": cast["approver"]}

    with pytest.raises(Refused, match="full days"):
        lists.approve_list(at=notice.ends_at - timedelta(seconds=1), **approve)
    [home] = lists.approve_list(at=notice.ends_at, **approve)

    assert (home.state, home.approved_by) == (states.APPROVED, cast["approver"])
    cash = CashPart.objects.get()
    assert (cash.amount_fen, Reservation.objects.get().source) == (50_000, cash.source)


def test_who_was_not_on_the_board_is_approved_with_words(season, home, cast, places):
    checked(season, home, cast)
    lists.post_list(season=season, area=places[HOME], by=cast["officer"], at=POSTED_AT)
    approve = {"season": season, "area": places[HOME], "by": cast["approver"], "at": APPROVED_AT}

    with pytest.raises(Refused, match="not shown on the board"):
        lists.approve_list(note="", **approve)
    lists.approve_list(note="监事入户核实", **approve)

    event = Event.objects.get(code="festival_visits.home_approved")
    assert event.data == {"unlisted": "监事入户核实"}


def test_an_upheld_objection_takes_the_household_off(season, home, cast, places):
    agree_to_notice(home.head)
    nomination = checked(season, home, cast)
    notice = lists.post_list(season=season, area=places[HOME], by=cast["officer"], at=POSTED_AT)
    objection = notices.receive_objection(notice=notice, text="有两套房", name="", phone="", at=POSTED_AT)
    approve = {"season": season, "area": places[HOME], "note": "", "by": cast["approver"], "at": APPROVED_AT}

    with pytest.raises(Refused, match="objection"):
        lists.approve_list(**approve)
    notices.answer_objection(
        objection=objection, finding="属实", home=nomination, by=cast["officer"], at=POSTED_AT + timedelta(days=1)
    )

    nomination.refresh_from_db()
    assert (nomination.state, nomination.end_reason) == (states.DECLINED, "属实")
    assert (rows_still_shown(notice), Quota.objects.get().taken) == ([], 0)
    with pytest.raises(Refused, match="No list"):
        lists.approve_list(**approve)


def test_an_empty_fund_approves_nobody(cast, places):
    season = open_season(cast, places, fund=fund_with(70_000))

    with pytest.raises(Refused, match="available"):
        approved(season, places[HOME], cast, count=2)

    assert (CashPart.objects.count(), Reservation.objects.count()) == (0, 0)
    assert set(Nomination.objects.values_list("state", flat=True)) == {states.POSTED}


def test_who_qualifies_is_found_in_the_register(season, home, cast, places):
    make_home(places[HOME], name="王例三", category="")
    destitute = make_home(places[HOME], name="李示二", category="DESTITUTE")
    make_home(places["410172562-guanyue"], name="赵演四")
    nominated(season, make_home(places[HOME], name="钱示五"), cast["worker"])

    found = candidates(season, places[HOME], user=cast["worker"], on=NOMINATED_AT.date())

    assert [(one.household, one.grounds) for one in found] == [(destitute, ["destitute"]), (home, ["dibao"])]


def test_closing_gives_the_money_of_those_who_were_not_reached_back(season, cast, places):
    [home] = approved(season, places[HOME], cast)

    closed = seasons.close_season(season=season, by=cast["approver"], at=APPROVED_AT)

    home.refresh_from_db()
    cash = CashPart.objects.get()
    assert (closed.state, home.state, cash.state) == (states.CLOSED, states.UNREACHED, states.CANCELLED)
    assert Reservation.objects.get().state == "released"
