"""Places that become free are offered in the order of the waiting list, with a limit that shortens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from audit.models import Event
from notifications.messages import messages_about
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import services
from volunteers.models import ShiftRole, Signup
from volunteers.offers import reply_until
from volunteers.policy import place_terms_on
from volunteers.waiting import turn_of
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
NEXT_WEEK = datetime(2023, 9, 12, 2, 0, tzinfo=UTC)  # 10:00 in Zhengzhou


def waiting_list(people: int, starts_at=NEXT_WEEK, capacity=1):
    """The shift and its sign-ups: `capacity` with a place, the others waiting."""
    shift = make_shift(capacity=capacity, starts_at=starts_at)
    return shift, [signed_up(shift) for _ in range(people)]


def leave(signup, at=AT):
    return services.cancel_signup(signup=signup, by=signup.volunteer.user, at=at)


def state_of(signup) -> str:
    return Signup.objects.get(pk=signup.pk).state


def accept(signup, at=AT, by=None):
    return services.accept_place(signup=signup, by=by or signup.volunteer.user, at=at)


@pytest.mark.parametrize(
    ("before", "offered_at", "limit"),
    [
        (timedelta(days=7), AT, AT + 24 * HOUR),
        (49 * HOUR, AT, AT + 24 * HOUR),
        (48 * HOUR, AT, AT + 2 * HOUR),
        (5 * HOUR, AT, AT + HOUR),  # never into the hours in which everybody is called
        (4 * HOUR, AT, None),
        (timedelta(days=7), AT + 12 * HOUR, AT + 22 * HOUR + 24 * HOUR),  # at 22:00: counted from eight in the morning
        (timedelta(days=1), AT - 3 * HOUR, AT - 2 * HOUR + 2 * HOUR),  # at 07:00
    ],
)
def test_the_time_to_answer_shortens_as_the_start_nears(before, offered_at, limit):
    assert reply_until(offered_at + before, offered_at, place_terms_on(AT.date())) == limit


def test_an_offer_says_until_when_it_stands():
    _shift, [first, second] = waiting_list(2)

    leave(first)

    offered = Signup.objects.get(pk=second.pk)
    assert (offered.state, offered.offered_at, offered.offer_expires_at) == ("offered", AT, AT + 24 * HOUR)


def test_accepting_takes_the_place():
    shift, [first, second] = waiting_list(2)
    leave(first)

    accepted = accept(second)

    assert (accepted.state, role_of(shift).taken) == ("confirmed", 1)
    assert Event.objects.filter(code="volunteers.offer_accepted", subject_id=second.pk).count() == 1


def test_declining_offers_the_place_to_the_next():
    shift, [first, second, third] = waiting_list(3)
    leave(first)

    declined = services.decline_place(signup=second, by=second.volunteer.user, at=AT + HOUR)

    assert (declined.state, declined.cancel_reason) == ("cancelled", "offer_declined")
    assert (state_of(third), role_of(shift).taken) == ("offered", 1)


def test_an_offer_is_over_at_its_limit_though_nobody_ended_it_yet():
    _shift, [first, second] = waiting_list(2)
    leave(first)

    with pytest.raises(Refused), override("en"):
        accept(second, AT + 24 * HOUR)

    assert accept(second, AT + 24 * HOUR - timedelta(seconds=1)).state == "confirmed"


def test_what_was_not_answered_goes_to_the_next():
    shift, [first, second, third] = waiting_list(3)
    leave(first)

    early, due = (services.fill_free_places(at=AT + hours * HOUR) for hours in (23, 24))

    expired = Signup.objects.get(pk=second.pk)
    assert (early, due) == (0, 1)
    assert (expired.state, expired.cancel_reason, state_of(third)) == ("cancelled", "offer_expired", "offered")
    assert role_of(shift).taken == 1
    with pytest.raises(IllegalTransition):
        accept(second, AT + 24 * HOUR)


def test_more_places_are_offered_at_once():
    shift, signups = waiting_list(4)

    services.change_capacity(role=role_of(shift), capacity=3, by=shift.activity.team.leader, at=AT)

    assert [state_of(signup) for signup in signups] == ["confirmed", "offered", "offered", "waiting"]
    assert role_of(shift).taken == 3


def test_accepting_asks_again_whether_the_person_can_come():
    _shift, [first, second] = waiting_list(2)
    leave(first)
    signed_up(make_shift(starts_at=NEXT_WEEK), second.volunteer)

    with pytest.raises(services.NotTaken) as caught:
        accept(second)

    assert (caught.value.refusal.code, state_of(second)) == ("clash", "offered")


def test_only_the_person_and_the_leader_answer():
    shift, [first, second] = waiting_list(2)
    leave(first)

    with pytest.raises(NotAllowed):
        accept(second, by=first.volunteer.user)
    with pytest.raises(NotAllowed):
        services.decline_place(signup=second, by=first.volunteer.user, at=AT)

    assert accept(second, by=shift.activity.team.leader).state == "confirmed"


def test_shortly_before_everybody_is_called_once_and_the_first_has_the_place():
    shift, [first, second, third] = waiting_list(3)
    late = NEXT_WEEK - 3 * HOUR
    leave(first, late)
    services.fill_free_places(at=late)

    [event] = Event.objects.filter(code="volunteers.everybody_called")
    [message] = messages_about(event.code)
    people = message.recipients(event)
    assert [person.id for person in people] == [second.volunteer.user_id, third.volunteer.user_id]
    assert [message.still_applies(event, person) for person in people] == [True, True]
    assert accept(third, late).state == "confirmed"
    with pytest.raises(Refused):
        accept(second, late)
    assert (state_of(second), role_of(shift).taken, role_of(shift).called_at) == ("waiting", 1, None)
    assert [message.still_applies(event, person) for person in people] == [False, False]


def test_a_message_about_an_offer_is_not_sent_once_it_is_answered():
    _shift, [first, second] = waiting_list(2)
    leave(first)
    event = Event.objects.get(code="volunteers.signup_offered")
    [message] = messages_about(event.code)
    [person] = message.recipients(event)

    before = message.still_applies(event, person)
    path, limit = message.path(event, person), message.expires_at(event)
    accept(second)

    assert (before, path, limit) == (True, f"/volunteers/offers/{second.pk}/", AT + 24 * HOUR)
    assert message.still_applies(event, person) is False


def test_the_chance_is_that_of_earlier_shifts_with_so_long_a_list():
    """On one earlier shift two people moved up, on another one nobody did; a third had no waiting list."""
    earlier, _signups = waiting_list(3, starts_at=NEXT_WEEK - timedelta(days=5))
    services.change_capacity(role=role_of(earlier), capacity=3, by=earlier.activity.team.leader, at=AT)
    same = {"activity": earlier.activity, "capacity": 1}
    unmoved = make_shift(starts_at=NEXT_WEEK - timedelta(days=4), **same)
    for _ in range(3):
        signed_up(unmoved)
    signed_up(make_shift(starts_at=NEXT_WEEK - timedelta(days=3), **same))
    shift = make_shift(starts_at=NEXT_WEEK, **same)
    waiting = [signed_up(shift) for _ in range(4)][1:]

    turns = [turn_of(signup, NEXT_WEEK - timedelta(days=1)) for signup in waiting]

    assert [(turn.place, turn.helped, turn.shifts) for turn in turns] == [(1, 1, 2), (2, 1, 2), (3, 0, 0)]
    with override("en"):
        assert turns[1].sentence() == (
            "Of the last 2 shifts like this one with a waiting list, 2 or more people were offered a place on 1."
        )


def test_an_ordinary_sign_up_asks_no_more_than_before():
    """What the lock is held for decides how many are served; a rule that is not used costs nothing."""
    shift, person = make_shift(capacity=2), VolunteerFactory()
    signed_up(shift)

    with CaptureQueriesContext(connection) as queries:
        services.sign_up(shift=shift, volunteer=person, by=person.user, at=AT)

    assert len(queries) == ORDINARY


ORDINARY = 17 if connection.vendor == "postgresql" else 14  # SQLite reads tasks and shifts at once


@pytest.mark.both_databases
def test_the_database_refuses_an_offer_without_its_limit():
    _shift, [first, second] = waiting_list(2)
    leave(first)

    with pytest.raises(IntegrityError, match="offer_has_its_limit"), transaction.atomic():
        Signup.objects.filter(pk=second.pk).update(offer_expires_at=None)


@pytest.mark.both_databases
def test_a_group_gets_all_its_places_or_none():
    shift, [first, second, third] = waiting_list(3, capacity=3)
    person = VolunteerFactory()
    group = services.sign_up(shift=shift, volunteer=person, party_size=2, by=person.user, at=AT)

    leave(first)
    alone = state_of(group)
    services.fill_free_places(at=AT)
    leave(second)

    assert (alone, state_of(group), role_of(shift).taken) == ("waiting", "offered", 3)
    other = VolunteerFactory()
    with pytest.raises(Refused):
        services.sign_up(shift=shift, volunteer=other, party_size=4, by=other.user, at=AT)
    assert third.state == "confirmed"


# --- “I cannot come” --------------------------------------------------------------------------------------------------


def cannot(signup, at):
    return services.cannot_come(signup=signup, by=signup.volunteer.user, at=at)


def test_in_good_time_the_place_is_given_back():
    _shift, [first, second] = waiting_list(2)

    effect = cannot(first, NEXT_WEEK - 25 * HOUR)

    assert (effect, state_of(first), state_of(second)) == ("given_back", "cancelled", "offered")


def test_later_the_place_is_kept_until_somebody_takes_it_over():
    shift, [first, second] = waiting_list(2)
    late = NEXT_WEEK - 24 * HOUR

    effect = cannot(first, late)
    kept = (state_of(first), role_of(shift).taken, role_of(shift).seeking)
    accept(second, late)

    left = Signup.objects.get(pk=first.pk)
    assert (effect, kept) == ("stand_in", ("confirmed", 1, 1))
    assert (left.state, left.cancel_reason, state_of(second)) == ("cancelled", "replaced", "confirmed")
    assert (role_of(shift).taken, role_of(shift).seeking, role_of(shift).called_at) == (1, 0, None)


def test_a_newcomer_takes_the_place_over_when_nobody_waits():
    shift, [first] = waiting_list(1)
    late = NEXT_WEEK - 10 * HOUR
    cannot(first, late)

    newcomer = signed_up(shift, at=late)

    assert (newcomer.state, state_of(first), role_of(shift).taken) == ("confirmed", "cancelled", 1)


def test_who_comes_after_all_keeps_the_place():
    shift, [first, second] = waiting_list(2)
    late = NEXT_WEEK - 10 * HOUR
    cannot(first, late)

    services.can_come_after_all(signup=first, by=first.volunteer.user, at=late)

    assert (role_of(shift).seeking, role_of(shift).called_at) == (0, None)
    with pytest.raises(Refused):
        accept(second, late)
    with pytest.raises(Refused):
        services.can_come_after_all(signup=first, by=first.volunteer.user, at=late)


@pytest.mark.parametrize(
    ("hours", "effect", "told"),
    [(10, "stand_in", ["volunteers.standin_sought"]), (4, "leader_alerted", ["volunteers.somebody_missing"])],
)
def test_the_leader_is_told_of_it(hours, effect, told):
    shift, [first] = waiting_list(1)
    late = NEXT_WEEK - hours * HOUR

    assert cannot(first, late) == effect

    event = Event.objects.get(code="volunteers.standin_asked")
    heard = {m.code: m.recipients(event) for m in messages_about(event.code)}
    assert [code for code, people in sorted(heard.items()) if people] == told
    assert [person.id for person in heard[told[0]]] == [shift.activity.team.leader_id]
    with pytest.raises(Refused):
        cannot(first, late)


# --- Fairness ---------------------------------------------------------------------------------------------------------


def served(volunteer, activity, days_ago: int):
    """The volunteer was present at this activity so many days before AT."""
    starts_at = AT - timedelta(days=days_ago)
    shift = make_shift(activity=activity, capacity=1, starts_at=starts_at)
    signup = signed_up(shift, volunteer, at=starts_at - HOUR)
    leader = activity.team.leader
    services.mark_attendance(signup=signup, outcome="present", by=leader, at=shift.ends_at)


def test_nobody_has_more_places_ahead_than_the_limit():
    shift = make_shift(places_ahead_limit=1)
    person = VolunteerFactory()
    signed_up(shift, person)
    next_one = make_shift(activity=shift.activity, starts_at=TOMORROW + timedelta(days=1))

    with override("en"), pytest.raises(services.NotTaken) as caught:
        signed_up(next_one, person)

    assert (caught.value.refusal.code, str(caught.value)[:44]) == (
        "limit",
        "You have 1 place ahead at this activity, the",
    )
    assert signed_up(make_shift(starts_at=TOMORROW + timedelta(days=1)), person).state == "confirmed"


def test_an_offered_place_is_not_one_more_than_the_limit():
    shift = make_shift(capacity=1, starts_at=NEXT_WEEK, places_ahead_limit=1)
    first, second = signed_up(shift), signed_up(shift)
    leave(first)

    assert accept(second).state == "confirmed"


def test_whoever_is_above_the_places_need_not_be_replaced():
    shift = make_shift(capacity=2, starts_at=NEXT_WEEK)
    first, _second = signed_up(shift), signed_up(shift)
    services.change_capacity(role=role_of(shift), capacity=1, by=shift.activity.team.leader, at=AT)

    assert cannot(first, NEXT_WEEK - HOUR) == "given_back"
    assert (role_of(shift).taken, role_of(shift).overfill) == (1, 0)


def test_a_place_is_kept_for_newcomers_until_the_day_before():
    shift = make_shift(capacity=2, starts_at=NEXT_WEEK, newcomer_places=1)
    old = [VolunteerFactory() for _ in range(2)]
    for number, person in enumerate(old):
        served(person, shift.activity, days_ago=3 + number)

    states = [signed_up(shift, person).state for person in old]
    newcomer = signed_up(shift)
    ShiftRole.objects.filter(pk=role_of(shift).pk).update(capacity=3)
    day_before = signed_up(make_shift(capacity=1, starts_at=TOMORROW, activity=shift.activity), old[0])

    assert (states, newcomer.state, day_before.state) == (["confirmed", "waiting"], "confirmed", "confirmed")


def test_the_draw_gives_the_places_to_whoever_served_longest_ago():
    shift = make_shift(capacity=2, starts_at=NEXT_WEEK, draw_hours=48)
    recent, long_ago, never = (VolunteerFactory() for _ in range(3))
    served(recent, shift.activity, 2)
    served(long_ago, shift.activity, 60)
    signups = [signed_up(shift, person) for person in (recent, long_ago, never)]

    before = services.fill_free_places(at=NEXT_WEEK - 49 * HOUR)
    drawn = services.fill_free_places(at=NEXT_WEEK - 48 * HOUR)

    assert [signup.state for signup in signups] == ["waiting"] * 3
    assert (before, drawn, [state_of(s) for s in signups]) == (0, 2, ["waiting", "confirmed", "confirmed"])
    assert list(Signup.objects.filter(shift=shift).order_by("sequence").values_list("volunteer", flat=True)) == [
        never.pk, long_ago.pk, recent.pk,
    ]  # fmt: skip
    [event] = Event.objects.filter(code="volunteers.places_drawn", subject_id=shift.pk)
    assert event.data["role"] == role_of(shift).pk


def test_a_sign_up_is_asked_for_and_approved():
    shift = make_shift(capacity=1, approval_required=True, approve_after=1)
    leader, regular = shift.activity.team.leader, VolunteerFactory()
    asked, second = signed_up(shift), signed_up(shift)

    approved = services.approve_signup(signup=asked, by=leader, at=AT)
    late = services.approve_signup(signup=second, by=leader, at=AT)

    assert [asked.state, second.state, approved.state, late.state] == ["requested", "requested", "confirmed", "waiting"]
    refused = signed_up(shift)
    assert services.refuse_signup(signup=refused, by=leader, at=AT).cancel_reason == "not_approved"
    with pytest.raises(NotAllowed):
        services.approve_signup(signup=signed_up(shift), by=regular.user, at=AT)


def test_who_served_often_enough_needs_no_approval():
    shift = make_shift(capacity=1, starts_at=NEXT_WEEK, approval_required=True, approve_after=1)
    regular = VolunteerFactory()
    past = make_shift(activity=shift.activity, starts_at=AT - timedelta(days=2))
    leader = shift.activity.team.leader
    first = signed_up(past, regular, at=past.starts_at - HOUR)
    services.approve_signup(signup=first, by=leader, at=past.starts_at - HOUR)
    services.mark_attendance(signup=first, outcome="present", by=leader, at=past.ends_at)

    assert signed_up(shift, regular).state == "confirmed"
