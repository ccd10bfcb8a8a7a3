"""Standing weekly places, watched shifts, and people whom the leader adds."""

from datetime import timedelta

import pytest
from django.utils.translation import override

from audit.models import Event
from notifications.messages import messages_about
from tests.factories.series import make_series
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import promises, services
from volunteers.models import Shift, ShiftWatch, Signup, StandingPlace
from volunteers.services.series import plan_ahead
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


def shifts_of(series):
    return list(
        Shift.objects.filter(occurrence__series=series).select_related("occurrence__series").order_by("starts_at")
    )


def standing(shift, person, at=AT):
    return services.take_standing_place(shift=shift, volunteer=person, by=person.user, at=at)


def days_of(person) -> list:
    mine = Signup.objects.filter(volunteer=person).order_by("starts_at")
    return list(mine.values_list("source", "state"))


def test_a_standing_place_is_every_shift_of_the_weekday():
    series, person = make_series("FREQ=DAILY"), VolunteerFactory()
    shifts = shifts_of(series)
    alike = [s for s in shifts if s.starts_at > AT and (s.starts_at - shifts[1].starts_at).days % 7 == 0]

    place = standing(shifts[1], person)

    assert list(Signup.objects.order_by("starts_at").values_list("shift", flat=True)) == [s.pk for s in alike]
    assert set(days_of(person)) == {("standing", "confirmed")}
    assert place.weekday == series.day_of(shifts[1].starts_at).weekday()


def test_new_shifts_are_signed_up_for_and_cancelled_ones_are_not_again():
    series, person = make_series("FREQ=DAILY"), VolunteerFactory()
    standing(shifts_of(series)[1], person)
    first = Signup.objects.order_by("starts_at").first()
    services.cancel_signup(signup=first, by=person.user, at=AT)
    before = Signup.objects.count()

    plan_ahead(series=series, at=AT + WEEK)
    added = [services.fill_standing_places(at=AT) for _ in range(2)]

    assert added == [1, 0]
    assert Signup.objects.count() == before + 1


def test_a_standing_place_ends_and_what_is_signed_up_for_stays():
    series, person = make_series("FREQ=DAILY"), VolunteerFactory()
    place = standing(shifts_of(series)[1], person)
    before = Signup.objects.live().count()
    with pytest.raises(NotAllowed):
        services.end_standing_place(place=place, by=VolunteerFactory().user, at=AT)

    services.end_standing_place(place=place, by=person.user, at=AT)
    plan_ahead(series=series, at=AT + WEEK)

    assert (services.fill_standing_places(at=AT), Signup.objects.live().count()) == (0, before)
    with pytest.raises(Refused):
        services.end_standing_place(place=place, by=person.user, at=AT)


def test_a_second_standing_place_and_one_outside_a_series_are_refused():
    series, person = make_series("FREQ=DAILY"), VolunteerFactory()
    shift = shifts_of(series)[1]
    standing(shift, person)

    for wrong in (shift, make_shift()):
        with pytest.raises(Refused):
            standing(wrong, person)

    assert StandingPlace.objects.count() == 1


def test_a_standing_place_asks_the_same_checks():
    series, person = make_series("FREQ=DAILY"), VolunteerFactory()
    shift = shifts_of(series)[1]
    shift.activity.places_ahead_limit = 2
    shift.activity.save()

    standing(shift, person)

    assert days_of(person) == [("standing", "confirmed")] * 2


def test_watchers_hear_of_a_free_place_when_nobody_waits():
    shift, watcher = make_shift(capacity=1), VolunteerFactory()
    holder = signed_up(shift)
    for _ in range(2):
        services.watch_shift(shift=shift, volunteer=watcher, by=watcher.user, at=AT)

    services.cancel_signup(signup=holder, by=holder.volunteer.user, at=AT)

    [event] = Event.objects.filter(code="volunteers.place_free")
    [message] = messages_about(event.code)
    [person] = message.recipients(event)
    assert (person.id, message.still_applies(event, person)) == (watcher.user_id, True)
    signed_up(shift)
    assert message.still_applies(event, person) is False
    services.unwatch_shift(shift=shift, volunteer=watcher, by=watcher.user, at=AT)
    assert not ShiftWatch.objects.exists()


def test_watchers_hear_nothing_while_somebody_waits():
    shift, watcher = make_shift(capacity=1), VolunteerFactory()
    holder = signed_up(shift)
    signed_up(shift)
    services.watch_shift(shift=shift, volunteer=watcher, by=watcher.user, at=AT)

    services.cancel_signup(signup=holder, by=holder.volunteer.user, at=AT)

    assert not Event.objects.filter(code="volunteers.place_free").exists()


# --- The leader adds somebody -----------------------------------------------------------------------------------------


def add(shift, person, *, reason="", by=None, at=AT):
    by = by or shift.activity.team.leader
    return services.add_to_shift(role=role_of(shift), volunteer=person, reason=reason, by=by, at=at)


def test_the_leader_adds_somebody_to_a_free_place():
    shift = make_shift(capacity=1)

    added = add(shift, VolunteerFactory())

    assert (added.state, added.source, role_of(shift).taken) == ("confirmed", "leader", 1)


def test_one_more_than_the_places_needs_a_reason_that_stays():
    shift = make_shift(capacity=1)
    signed_up(shift)

    with override("en"), pytest.raises(Refused, match="please write why"):
        add(shift, VolunteerFactory())
    added = add(shift, VolunteerFactory(), reason="带新人")

    role = role_of(shift)
    assert (added.state, added.overfill_reason) == ("confirmed", "带新人")
    assert (role.taken, role.capacity, role.overfill) == (2, 1, 1)
    assert list(promises.counters_equal_the_signups()) == []
    assert Event.objects.get(code="volunteers.let_in_above_places").data == {"above": 1}


def test_who_walks_in_after_the_start_counts():
    shift = make_shift(capacity=1)

    added = add(shift, VolunteerFactory(), at=TOMORROW + timedelta(minutes=10))

    assert (added.state, added.source) == ("confirmed", "walk_in")


def test_the_leader_is_asked_the_same_checks():
    shift = make_shift(min_age=18, capacity=5)
    with pytest.raises(services.NotTaken):
        add(shift, VolunteerFactory(birth_date=None))
    with pytest.raises(NotAllowed):
        add(shift, VolunteerFactory(), by=VolunteerFactory().user)
    with pytest.raises(Refused):
        add(make_shift(open_it=False), VolunteerFactory())

    assert not Signup.objects.exists()


def test_somebody_added_does_not_overtake_who_waits():
    shift = make_shift(capacity=1)
    holder, waiting = signed_up(shift), signed_up(shift)
    services.cancel_signup(signup=holder, by=holder.volunteer.user, at=AT)

    with pytest.raises(Refused):
        add(shift, VolunteerFactory())

    assert Signup.objects.get(pk=waiting.pk).state == "offered"
