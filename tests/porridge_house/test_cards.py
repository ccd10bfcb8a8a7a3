"""From an approved application to a card in the hand, and what happens to it."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from delivery.porridge_house.models import Employer, MealCard, RosterEntry
from delivery.porridge_house.services import cards
from delivery.porridge_house.services.rosters import Listed, list_worker
from tests.factories.applications import make_application
from tests.factories.porridge_house import BREAKFAST, approved_case, breakfast_program
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(cast, community):
    return approved_case(cast, community)


def make(case, by, at=BREAKFAST, **changes):
    return cards.make_card(application=case, by=by, at=at, **changes)


def test_an_approved_application_becomes_a_card_under_its_terms(case, reviewer, worker):
    card = make(case, reviewer)

    assert (card.state, card.daily_limit, card.person) == ("made", 1, case.applicant)
    assert (card.valid_from, card.valid_until) == (date(2026, 4, 14), date(2027, 4, 13))
    with pytest.raises(Refused, match="has a card already"):
        make(case, reviewer)
    with pytest.raises(Refused, match="signs the list"):
        cards.hand_over_card(card=card, receiver_name="张演一", is_signed=False, note="", by=worker, at=BREAKFAST)
    handed = cards.hand_over_card(card=card, receiver_name="张演一", is_signed=True, note="", by=worker, at=BREAKFAST)
    case.refresh_from_db()
    assert (handed.state, case.state, case.handover.item) == ("active", "handed_over", "meal_card")


def test_whoever_is_on_no_list_or_not_in_hardship_gets_no_card(case, reviewer, partner, community):
    with pytest.raises(NotAllowed):
        make(case, partner)
    with pytest.raises(Refused, match="approved application"):
        make(make_application(breakfast_program(), community), reviewer)
    RosterEntry.objects.update(hardship=False)
    with pytest.raises(Refused, match="does not confirm the hardship"):
        make(case, reviewer)
    RosterEntry.objects.update(left_on=BREAKFAST.date())
    with pytest.raises(Refused, match="No employer's list"):
        make(case, reviewer)


def test_a_lost_card_is_replaced_twice_a_year_and_no_more(card, reviewer):
    until = card.valid_until
    for number in range(2):
        card = cards.replace_card(card=card, note="lost", by=reviewer, at=BREAKFAST + timedelta(days=number))
    assert (MealCard.objects.count(), card.valid_until, card.state) == (3, until, "made")
    with pytest.raises(Refused, match="2 cards were replaced this year"):
        cards.replace_card(card=card, note="lost", by=reviewer, at=BREAKFAST + timedelta(days=3))
    later = cards.replace_card(card=card, note="lost", by=reviewer, at=BREAKFAST + timedelta(days=300))
    assert later.replaces == card


def test_who_freezes_and_who_lets_it_be_used_again(card, cast):
    for stranger in ("worker2", "partner", "outsider"):
        with pytest.raises(NotAllowed):
            cards.freeze_card(card=card, note="lost", by=cast[stranger], at=BREAKFAST)
    cards.freeze_card(card=card, note="lost", by=cast["worker"], at=BREAKFAST)
    with pytest.raises(NotAllowed):
        cards.unfreeze_card(card=card, note="found", by=cast["worker"], at=BREAKFAST)
    again = cards.unfreeze_card(card=card, note="found", by=cast["reviewer"], at=BREAKFAST)
    assert again.state == "active"
    with pytest.raises(Refused, match="why the card ends"):
        cards.end_card(card=card, note="", by=cast["reviewer"], at=BREAKFAST)
    with pytest.raises(IllegalTransition):
        cards.unfreeze_card(card=card, note="x", by=cast["reviewer"], at=BREAKFAST)


def test_whoever_left_the_employer_gets_no_more_meals_until_he_is_listed_again(card, reviewer):
    employer = Employer.objects.get()
    left, back = Listed(is_active=False, hardship=True), Listed(is_active=True, hardship=True)
    list_worker(employer=employer, person=card.person, listed=left, by=reviewer, at=BREAKFAST)

    card.refresh_from_db()
    assert (card.state, card.note) == ("frozen", "No longer on the employer's list")
    with pytest.raises(Refused, match="No employer's list"):
        cards.unfreeze_card(card=card, note="x", by=reviewer, at=BREAKFAST)
    list_worker(employer=employer, person=card.person, listed=back, by=reviewer, at=BREAKFAST)
    assert cards.unfreeze_card(card=card, note="x", by=reviewer, at=BREAKFAST).state == "active"


@pytest.mark.both_databases
def test_two_employers_do_not_list_the_same_person_as_active(card, reviewer):
    other = Employer.objects.create(name="另一家(演示)", credit_code="91410199MADEM0B2XR")
    listed = Listed(is_active=True, hardship=True)

    with pytest.raises(Refused, match="Another employer"):
        list_worker(employer=other, person=card.person, listed=listed, by=reviewer, at=BREAKFAST)
    with pytest.raises(IntegrityError), transaction.atomic():
        RosterEntry.objects.create(employer=other, person=card.person, listed_at=BREAKFAST)


@pytest.mark.both_databases
def test_the_database_lets_nobody_hold_two_live_cards(card):
    row = {field.attname: getattr(card, field.attname) for field in MealCard._meta.fields if field.name != "id"}

    with pytest.raises(IntegrityError), transaction.atomic():
        MealCard.objects.create(**{**row, "number": "ZK-222222", "state": "made", "version": 0, "handed_at": None,
                                   "handed_by_id": None})  # fmt: skip
