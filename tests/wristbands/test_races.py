"""Many at once: scans of one band, and workers who hand out one band."""

import threading

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from delivery.wristbands import states
from delivery.wristbands.models import Alert, Band, Issue, Scan
from delivery.wristbands.services.finding import record_scan
from delivery.wristbands.services.issuing import issue_band
from delivery.wristbands.services.stock import allocate_bands
from tests.factories.beneficiaries import PersonFactory
from tests.factories.wristbands import (
    AT,
    COMMUNITY,
    CONSENT,
    CONTACTS,
    DEMENTIA,
    LATER,
    make_event,
    make_issue,
    make_stock,
)
from tests.racing import race
from workflow.machine import Refused

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


def test_scans_at_once_are_one_alert_and_one_message(cast, places):
    issue, _code = make_issue(cast["reviewer"], places[COMMUNITY])

    found = race(12, lambda _n: record_scan(issue=issue, at=LATER), at_once=6)

    assert {type(one) for one in found} == {Scan}
    assert (Alert.objects.count(), Scan.objects.count()) == (1, 12)
    codes = Event.objects.filter(subject_type="wristbands.alert").values_list("code", flat=True)
    assert list(codes) == ["wristbands.alert_raised"]


def test_without_the_lock_two_scans_would_raise_two_alerts(cast, places):
    """The control: both look before either writes. Only the index of the database is left to refuse the second."""
    issue, _code = make_issue(cast["reviewer"], places[COMMUNITY])
    both_looked = threading.Barrier(2)

    def unguarded(number: int) -> Alert:
        known = Alert.objects.live().filter(issue=issue).first()
        both_looked.wait(30)
        assert known is None
        times = dict.fromkeys(("opened_at", "second_at", "duty_at", "told_at", "state_since"), LATER)
        with transaction.atomic():
            return Alert.objects.create(reference=f"SM-{number}", issue=issue, state=states.OPEN, **times)

    found = race(2, unguarded, at_once=2)

    assert sorted(type(one).__name__ for one in found) == sorted([Alert.__name__, IntegrityError.__name__])


def test_one_band_goes_to_one_person_and_one_person_gets_one_band(cast, places):
    """Whoever hands out at once; the others are told so and not met with an error of the database."""
    keeper, community = cast["reviewer"], places[COMMUNITY]
    bands = list(make_stock(keeper, 8).batch.bands.order_by("number"))
    people = [PersonFactory(name=f"演{number}", area=community) for number in range(7)]

    def give(band: Band, person) -> Issue:
        given = {"facts": DEMENTIA, "contacts": CONTACTS[:1], "consent": CONSENT}
        return issue_band(band=band, wearer=person, by=keeper, at=AT, **given)

    one_band = race(6, lambda number: give(bands[0], people[number]), at_once=6)
    one_person = race(6, lambda number: give(bands[number + 1], people[6]), at_once=6)

    for found in (one_band, one_person):
        assert sorted(type(one).__name__ for one in found) == ["Issue", *["Refused"] * 5]
    batch = bands[0].batch
    batch.refresh_from_db()
    assert (batch.in_store, batch.issued) == (6, 2)


def test_two_who_allocate_at_once_do_not_share_a_band(cast, places):
    keeper = cast["reviewer"]
    batch = make_stock(keeper, 8).batch
    events = [make_event(keeper, places[COMMUNITY], number=f"W0{number}") for number in (1, 2)]

    found = race(2, lambda number: allocate_bands(count=5, event=events[number], by=keeper, at=AT), at_once=2)

    assert sorted(type(one).__name__ for one in found) == ["Refused", "list"]
    assert any(isinstance(one, Refused) for one in found)
    batch.refresh_from_db()
    assert (batch.in_store, batch.allocated) == (3, 5)
