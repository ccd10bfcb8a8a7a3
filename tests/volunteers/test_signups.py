"""Signing up and cancelling, one person at a time."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from audit.models import Event
from tests.factories.volunteers import AT, TOMORROW, ActivityFactory, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import services
from volunteers.models import ShiftRole, Signup
from volunteers.services.signups import NotTaken
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db


def refusal_of(shift, volunteer, at=AT):
    with override("en"), pytest.raises(NotTaken) as caught:
        signed_up(shift, volunteer, at)
    return caught.value.refusal.code, str(caught.value)


def test_sign_up_takes_a_place():
    shift = make_shift(capacity=2)
    volunteer = VolunteerFactory()

    signup = signed_up(shift, volunteer)

    assert (signup.state, signup.sequence, signup.source) == ("confirmed", 1, "self")
    assert (signup.starts_at, signup.ends_at) == (shift.starts_at, shift.ends_at)
    assert role_of(shift).taken == 1
    events = Event.objects.filter(subject_type="volunteers.signup").values_list("code", "actor", "version")
    assert list(events) == [("volunteers.signup_confirmed", volunteer.user_id, 1)]


def test_sign_up_for_full_shift_joins_waiting_list():
    shift = make_shift(capacity=1)
    signed_up(shift)

    signup = signed_up(shift)

    assert (signup.state, signup.sequence) == ("waiting", 2)
    assert role_of(shift).taken == 1
    assert list(Event.objects.filter(subject_id=signup.pk, subject_type="volunteers.signup").values_list("code")) == [
        ("volunteers.joined_waiting_list",)
    ]


def test_sign_up_takes_the_task_with_a_free_place():
    shift = make_shift(capacity=1)
    second = ShiftRole.objects.create(shift=shift, name_zh="引导排队", capacity=1)
    signed_up(shift)

    signup = signed_up(shift)

    assert (signup.role, signup.state) == (second, "confirmed")


def test_sign_up_for_unknown_task_is_refused():
    shift, other = make_shift(), make_shift()
    volunteer = VolunteerFactory()

    with pytest.raises(Refused):
        services.sign_up(shift=shift, volunteer=volunteer, role=role_of(other), by=volunteer.user, at=AT)


@pytest.mark.parametrize(
    ("person", "activity", "expected"),
    [
        (
            {"birth_date": date(2009, 9, 7)},
            {"min_age": 14},
            ("age", "This shift is for people aged 14 and over."),
        ),
        (
            {"birth_date": None},
            {"min_age": 14},
            ("age", "This shift has a minimum age. Please add your date of birth to your profile."),
        ),
        (
            {"birth_date": date(2009, 9, 6)},
            {"min_age": 14},
            (
                "guardian",
                "Volunteers under 18 need the consent of a parent or guardian. Please hand it to your team leader.",
            ),
        ),
        (
            {"insurance_until": date(2023, 9, 5)},
            {"insurance_required": True},
            (
                "insurance",
                "This shift needs accident insurance that is valid on the day. "
                "The team leader arranges it free of charge.",
            ),
        ),
        (
            {},
            {"training_required": "food_hygiene"},
            ("training", "This shift needs the training “Food hygiene”. Ask your team leader for the next date."),
        ),
    ],
)
def test_sign_up_without_requirement_is_refused_with_reason(person, activity, expected):
    """The shift begins on 6 September 2023 local time: the age, the cover and the training of that day count."""
    shift = make_shift(**activity)
    volunteer = VolunteerFactory(**person)

    assert refusal_of(shift, volunteer) == expected
    assert not Signup.objects.exists()


def test_sign_up_on_birthday_with_consent_insurance_and_training():
    shift = make_shift(min_age=14, insurance_required=True, training_required="food_hygiene")
    volunteer = VolunteerFactory(
        birth_date=date(2009, 9, 6), guardian_consent_on=date(2023, 9, 1), insurance_until=date(2023, 9, 6)
    )
    for held_on, until in ((date(2023, 1, 1), date(2023, 9, 6)), (date(2022, 1, 1), date(2023, 1, 1))):
        services.record_training(
            volunteer=volunteer, kind="food_hygiene", held_on=held_on, valid_until=until, minutes=60, by=None, at=AT
        )

    assert signed_up(shift, volunteer).state == "confirmed"


def test_sign_up_twice_is_refused():
    shift = make_shift(capacity=2)
    volunteer = VolunteerFactory()
    signed_up(shift, volunteer)

    assert refusal_of(shift, volunteer) == ("signed_up", "You are already signed up for this shift.")


def test_sign_up_again_after_cancelling_is_a_new_row():
    shift = make_shift()
    volunteer = VolunteerFactory()
    first = services.cancel_signup(signup=signed_up(shift, volunteer), by=volunteer.user, at=AT)

    second = signed_up(shift, volunteer)

    assert [(s.pk, s.state, s.sequence) for s in Signup.objects.order_by("pk")] == [
        (first.pk, "cancelled", 1),
        (second.pk, "confirmed", 2),
    ]


def test_sign_up_for_overlapping_shift_is_refused():
    volunteer = VolunteerFactory()
    signed_up(make_shift(), volunteer)
    later = make_shift(starts_at=TOMORROW + timedelta(hours=3))

    assert refusal_of(later, volunteer) == (
        "clash",
        "You have another shift on September 6 05:30. Cancel that one first, or choose another time.",
    )


def test_sign_up_back_to_back_is_fine():
    volunteer = VolunteerFactory()
    signed_up(make_shift(), volunteer)

    assert signed_up(make_shift(starts_at=TOMORROW + timedelta(hours=3.5)), volunteer).state == "confirmed"


def test_sign_up_for_started_shift_is_refused():
    shift = make_shift()

    assert refusal_of(shift, VolunteerFactory(), at=TOMORROW) == (
        "started",
        "This shift has already started. Please choose a later one.",
    )


def test_sign_up_outside_window_is_refused():
    window = {"signup_opens_at": AT + timedelta(hours=1), "signup_closes_at": AT + timedelta(hours=2)}
    shift = make_shift(**window)

    assert refusal_of(shift, VolunteerFactory())[0] == "window"
    assert refusal_of(shift, VolunteerFactory(), AT + timedelta(hours=2))[0] == "window"
    assert signed_up(shift, at=AT + timedelta(hours=1)).state == "confirmed"


def test_sign_up_for_draft_or_closed_or_cancelled_shift_is_refused():
    draft = make_shift(open_it=False)
    closed, cancelled = make_shift(), make_shift()
    services.close_shift(shift=closed, by=closed.activity.team.leader, at=AT)
    services.cancel_shift(shift=cancelled, by=cancelled.activity.team.leader, at=AT)

    codes = [refusal_of(shift, VolunteerFactory())[0] for shift in (draft, closed, cancelled)]

    assert codes == ["open", "open", "cancelled"]


def test_sign_up_for_all_is_all_or_nothing():
    volunteer = VolunteerFactory()
    shifts = [make_shift(), make_shift(starts_at=TOMORROW + timedelta(days=1)), make_shift()]

    with pytest.raises(NotTaken):
        services.sign_up_for_all(shifts=shifts, volunteer=volunteer, by=volunteer.user, at=AT)
    signups = services.sign_up_for_all(shifts=shifts[:2], volunteer=volunteer, by=volunteer.user, at=AT)

    assert [signup.state for signup in signups] == ["confirmed", "confirmed"]
    assert Signup.objects.count() == 2


def test_cancel_offers_the_place_to_the_longest_waiting():
    shift = make_shift()
    first, second, third = (signed_up(shift) for _ in range(3))

    services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)

    assert list(Signup.objects.order_by("sequence").values_list("state", flat=True)) == [
        "cancelled",
        "offered",
        "waiting",
    ]
    assert role_of(shift).taken == 1
    promoted = Event.objects.get(code="volunteers.signup_offered")
    assert (promoted.subject_id, promoted.actor) == (second.pk, None)
    assert third.sequence == 3


def test_promotion_passes_over_who_cannot_come_but_keeps_his_turn():
    shift = make_shift()
    first, busy, third = (signed_up(shift) for _ in range(3))
    elsewhere = signed_up(make_shift(), busy.volunteer)

    services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)
    services.cancel_signup(signup=elsewhere, by=busy.volunteer.user, at=AT)
    services.cancel_signup(signup=Signup.objects.get(pk=third.pk), by=third.volunteer.user, at=AT)

    states = dict(Signup.objects.filter(shift=shift).values_list("sequence", "state"))
    assert states == {1: "cancelled", 2: "offered", 3: "cancelled"}


def test_newcomer_does_not_overtake_who_can_come_again():
    shift = make_shift()
    first, busy = (signed_up(shift) for _ in range(2))
    elsewhere = signed_up(make_shift(), busy.volunteer)
    services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)
    services.cancel_signup(signup=elsewhere, by=busy.volunteer.user, at=AT)

    newcomer = signed_up(shift)

    assert newcomer.state == "waiting"
    assert Signup.objects.get(pk=busy.pk).state == "offered"


@pytest.mark.both_databases
def test_who_can_come_again_moves_up_without_anybody_else_acting():
    """He was on another shift when a place became free; he left that one, and nobody touched this one since."""
    full, other = make_shift(capacity=1), make_shift(capacity=1)
    holder, waiting = signed_up(full), signed_up(full)
    elsewhere = signed_up(other, waiting.volunteer)
    services.cancel_signup(signup=holder, by=holder.volunteer.user, at=AT)
    blocked = services.fill_free_places(at=AT)
    services.cancel_signup(signup=elsewhere, by=waiting.volunteer.user, at=AT)

    counts = [services.fill_free_places(at=AT) for _ in range(2)]

    waiting.refresh_from_db()
    assert (blocked, counts, waiting.state) == (0, [1, 0], "offered")
    assert role_of(full).taken == 1


def test_nobody_moves_up_on_a_shift_that_was_cancelled_or_has_begun():
    shifts = [make_shift(capacity=1) for _ in range(2)]
    for shift in shifts:
        signed_up(shift)
        signed_up(shift)
        ShiftRole.objects.filter(shift=shift).update(capacity=2)
    services.cancel_shift(shift=shifts[0], by=shifts[0].activity.team.leader, at=AT)

    assert services.fill_free_places(at=TOMORROW) == 0
    assert services.fill_free_places(at=AT) == 1


def test_cancel_by_somebody_else_is_not_allowed():
    signup = signed_up(make_shift())

    with pytest.raises(NotAllowed):
        services.cancel_signup(signup=signup, by=VolunteerFactory().user, at=AT)
    with pytest.raises(NotAllowed):
        services.release_signup(signup=signup, by=signup.volunteer.user, at=AT)

    assert Signup.objects.get().state == "confirmed"


def test_cancel_twice_or_after_the_start_is_refused():
    first, second = signed_up(make_shift()), signed_up(make_shift())
    services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)

    with pytest.raises(IllegalTransition):
        services.cancel_signup(signup=first, by=first.volunteer.user, at=AT)
    with pytest.raises(Refused):
        services.cancel_signup(signup=second, by=second.volunteer.user, at=TOMORROW)


def test_leader_releases_a_person():
    signup = signed_up(make_shift())
    leader = signup.shift.activity.team.leader

    released = services.release_signup(signup=signup, by=leader, at=AT)

    assert (released.state, released.cancel_reason, released.cancelled_by) == ("cancelled", "by_leader", leader)


@pytest.mark.both_databases
def test_database_refuses_a_second_confirmed_signup_at_the_same_time():
    volunteer = VolunteerFactory()
    signed_up(make_shift(), volunteer)
    other = make_shift()
    waiting = bare_signup(other, volunteer)
    event_for_confirmation(waiting)

    with pytest.raises(IntegrityError, match="no_clash"), transaction.atomic():
        Signup.objects.filter(pk=waiting.pk).update(state="confirmed", version=1)

    assert Signup.objects.get(pk=waiting.pk).state == "waiting"


@pytest.mark.both_databases
def test_database_refuses_a_state_without_its_event():
    signup = bare_signup(make_shift(), VolunteerFactory())

    with pytest.raises(IntegrityError, match="needs its audit event"), transaction.atomic():
        Signup.objects.filter(pk=signup.pk).update(state="confirmed", version=1)


@pytest.mark.both_databases
def test_database_refuses_another_time_than_the_shifts():
    signup = bare_signup(make_shift(), VolunteerFactory())

    with pytest.raises(IntegrityError, match="does not match its shift"), transaction.atomic():
        Signup.objects.filter(pk=signup.pk).update(ends_at=TOMORROW + timedelta(hours=1))


@pytest.mark.both_databases
def test_database_refuses_a_second_live_signup():
    signup = signed_up(make_shift(capacity=2))

    with pytest.raises(IntegrityError), transaction.atomic():
        bare_signup(signup.shift, signup.volunteer, sequence=9)


@pytest.mark.both_databases
def test_database_refuses_more_taken_than_places():
    role = role_of(make_shift(capacity=1))

    with pytest.raises(IntegrityError, match="never_overbooked"), transaction.atomic():
        ShiftRole.objects.filter(pk=role.pk).update(taken=2)


@pytest.mark.both_databases
def test_database_refuses_danger_without_insurance():
    with pytest.raises(IntegrityError, match="danger_is_insured"), transaction.atomic():
        ActivityFactory(risk_level="danger", risk_note_zh="临水作业")


def bare_signup(shift, volunteer, sequence=1):
    role = role_of(shift)
    return Signup.objects.create(
        role=role,
        shift=shift,
        volunteer=volunteer,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        sequence=sequence,
        source="self",
        signed_up_at=AT,
        state="waiting",
        state_since=AT,
    )


def event_for_confirmation(signup):
    from audit.recording import Move, record

    move = Move("confirm", "waiting", "confirmed", 1)
    record("volunteers.signup_confirmed", subject=signup, by=None, at=AT, move=move)
