"""Two at once: one wins and the other is told. Each with its control: the same without the guard."""

import threading
from datetime import timedelta

import pytest
from django.db import transaction

from delivery.community_grants.models import Grant, GrantRound, Organisation, ScoreSheet, Thanks
from delivery.community_grants.services import deciding, organisations, scoring, thanking
from delivery.community_grants.services.forgetting import forget_contacts
from funds.models import Fund
from tests.factories import grants
from tests.racing import race
from workflow.machine import Refused

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]
AFTER_YEARS = grants.AT + timedelta(days=1_200)


def two_scored(cast, places, codes, **terms):
    one = grants.make_round(cast, **terms)
    return [
        grants.scored(cast, places, round=one, organisation=grants.make_organisation(cast, places[code]))
        for code in codes
    ]


def award(grant, cast):
    return deciding.award_grant(grant=grant, amount_fen=2_000_000, text="优先", by=cast["approver"], at=grants.AT)


@pytest.mark.parametrize(
    ("codes", "terms"),
    [
        ((grants.COMMUNITY, grants.COMMUNITY), {}),
        ((grants.COMMUNITY, "410172160-dali"), {"budget_fen": 3_000_000}),
    ],
    ids=["one running per community", "the money of the round"],
)
def test_of_two_grants_decided_at_once_one_is_refused(cast, places, codes, terms):
    both = two_scored(cast, places, codes, **terms)

    results = race(2, lambda number: award(both[number], cast))

    assert sorted(isinstance(result, Refused) for result in results) == [False, True]
    assert Grant.objects.filter(state="publicity").count() == 1
    assert Fund.objects.get(pk=both[0].round.fund_id).reserved_fen == 2_000_000


def test_control_without_the_lock_of_the_round_both_see_its_money(cast, places):
    both = two_scored(cast, places, (grants.COMMUNITY, "410172160-dali"), budget_fen=3_000_000)
    met = threading.Barrier(2)

    def look(number):
        round_ = GrantRound.objects.get(pk=both[number].round_id)
        left = round_.budget_fen - sum(
            Grant.objects.filter(round=round_, state="publicity").values_list("awarded_fen", flat=True)
        )
        met.wait(30)
        return left >= 2_000_000

    assert race(2, look) == [True, True]


def test_the_last_two_sheets_at_once_open_the_score(cast, places):
    grant = grants.named(cast, places)
    sheets = list(grant.sheets.select_related("scorer", "grant__round"))
    grants.give(sheets[0], (30, 20, 20, 20, 10))

    results = race(2, lambda number: grants.give(sheets[number + 1], (20, 10, 10, 10, 10)))

    assert [result.total for result in results] == [60, 60]
    assert str(Grant.objects.get(pk=grant.pk).score) == "73.33"


def test_control_without_the_lock_neither_sees_the_other(cast, places):
    grant = grants.named(cast, places)
    met = threading.Barrier(2)
    ids = list(grant.sheets.values_list("pk", flat=True))[1:]

    def count(number):
        seen = ScoreSheet.objects.filter(grant=grant).handed_in().count()
        met.wait(30)
        with transaction.atomic():
            ScoreSheet.objects.filter(pk=ids[number]).update(
                has_conflict=False, declared_at=grants.AT, total=60, submitted_at=grants.AT
            )
        return seen + 1

    assert race(2, count) == [1, 1]
    assert scoring.mean_of([60, 60]) == 60


def test_a_visitor_who_presses_ten_times_at_once_thanks_once(cast, places):
    grant = grants.under_way(cast, places)

    results = race(10, lambda _number: thanking.give_thanks(grant=grant, visitor="a", at=grants.LATER))

    assert sorted(results) == [False] * 9 + [True]
    assert Thanks.objects.count() == 1


def test_control_looking_first_counts_the_visitor_twice(cast, places):
    grant = grants.under_way(cast, places)
    met = threading.Barrier(2)

    def look(number):
        known = Thanks.objects.filter(grant=grant, visitor__startswith="a").exists()
        met.wait(30)
        if not known:
            Thanks.objects.create(grant=grant, visitor=f"a{number}", given_on=grants.LATER.date())
        return known

    assert race(2, look) == [False, False]
    assert Thanks.objects.count() == 2


def enter_contact(organisation, cast):
    values = {"contact_name": "新演员", "phone": "19900000002", "by": cast["applicant"], "at": AFTER_YEARS}
    return organisations.change_contact(organisation=organisation, **values).contact_name


def test_a_contact_that_is_entered_while_old_ones_are_forgotten_stays(cast, places):
    organisation = grants.make_organisation(cast, places[grants.COMMUNITY])

    race(2, lambda number: enter_contact(organisation, cast) if number else forget_contacts(at=AFTER_YEARS))

    organisation.refresh_from_db()
    assert (organisation.contact_name, organisation.contact_at) == ("新演员", AFTER_YEARS)


def test_control_forgetting_what_was_due_a_moment_ago_loses_the_new_contact(cast, places):
    organisation = grants.make_organisation(cast, places[grants.COMMUNITY])
    seen, entered = threading.Barrier(2), threading.Barrier(2)

    def forget_or_enter(number):
        if number:
            seen.wait(30)
            name = enter_contact(organisation, cast)
            entered.wait(30)
            return name
        due = list(Organisation.objects.filter(contact_at__lt=AFTER_YEARS).values_list("pk", flat=True))
        seen.wait(30)
        entered.wait(30)
        rows = Organisation.objects.filter(pk__in=due)
        return rows.update(contact_name="", phone="", phone_mask="", contact_at=None)

    assert race(2, forget_or_enter) == [1, "新演员"]
    organisation.refresh_from_db()
    assert organisation.contact_name == ""
