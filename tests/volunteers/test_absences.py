"""Missed shifts: who hears of them, how they are appealed against, what they change."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from audit.models import Event
from notifications.messages import messages_about
from notifications.recipients import user_recipient
from tests.factories.accounts import UserFactory
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.checks import candidate_for
from volunteers.models import AbsenceAppeal, HoursEntry, TeamMembership
from volunteers.services.signups import NotTaken
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def missed(volunteer=None, starts_at=TOMORROW, outcome="absent", **fields):
    shift = make_shift(starts_at=starts_at, **fields)
    signup = signed_up(shift, volunteer, at=min(AT, starts_at - DAY))
    leader = shift.activity.team.leader
    services.mark_attendance(signup=signup, outcome=outcome, by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    return signup


def horizon(volunteer, at):
    return candidate_for(volunteer, since=at).horizon_days(at)


def appealed(signup, text="我在场"):
    return services.appeal_absence(signup=signup, text=text, by=signup.volunteer.user, at=TOMORROW + DAY)


def answered(appeal, outcome, by, answer="已核实"):
    return services.answer_appeal(appeal=appeal, outcome=outcome, answer=answer, by=by, at=TOMORROW + 2 * DAY)


@pytest.fixture
def reviewer():
    return UserFactory(role="federation_reviewer")


# --- Told -------------------------------------------------------------------------------------------------------------


def test_only_a_decided_absence_is_told():
    absent = missed()
    missed(outcome="excused")
    missed(outcome="present")

    event = Event.objects.get(code="volunteers.absence_decided")
    [message] = messages_about(event.code)

    assert event.subject_id == absent.pk
    assert message.recipients(event) == [user_recipient(absent.volunteer.user_id)]
    assert message.still_applies(event, None)
    services.correct_attendance(
        signup=absent, mark=services.Mark(absent.pk, "excused"), reason="已请假",
        by=absent.shift.activity.team.leader, at=TOMORROW + DAY,
    )  # fmt: skip
    assert not message.still_applies(event, None)


# --- Appeals ----------------------------------------------------------------------------------------------------------


def test_appeal_that_the_volunteer_was_there_credits_the_planned_time(reviewer):
    signup = missed()

    appeal = answered(appealed(signup), "present", reviewer)

    signup.attendance.refresh_from_db()
    assert (signup.attendance.outcome, HoursEntry.objects.get().minutes) == ("present", 210)
    assert (appeal.answered_by, appeal.answer) == (reviewer, "已核实")
    assert horizon(signup.volunteer, TOMORROW + 2 * DAY) is None


@pytest.mark.parametrize(("outcome", "stands"), [("kept", "absent"), ("excused", "excused")])
def test_appeal_is_kept_or_excused_without_hours(reviewer, outcome, stands):
    signup = missed()

    answered(appealed(signup), outcome, reviewer)

    signup.attendance.refresh_from_db()
    assert signup.attendance.outcome == stands
    assert not HoursEntry.objects.exists()


def test_whoever_decided_and_the_volunteer_do_not_answer(reviewer):
    signup = missed()
    appeal, team = appealed(signup), signup.shift.activity.team
    deputy = UserFactory(role="team_leader")
    TeamMembership.objects.create(team=team, person=deputy, role="deputy", since=AT.date())

    for by in (team.leader, signup.volunteer.user, UserFactory(role="volunteer")):
        with pytest.raises(NotAllowed):
            answered(appeal, "excused", by)

    assert answered(appeal, "excused", deputy).answered_by == deputy


@pytest.mark.both_databases
def test_the_database_refuses_an_answer_by_whoever_decided(reviewer):
    appeal = appealed(missed())

    with pytest.raises(DatabaseError), transaction.atomic():
        AbsenceAppeal.objects.filter(pk=appeal.pk).update(
            answered_by=F("decided_by"), answered_at=TOMORROW, outcome="kept", answer="x"
        )


def test_appeal_is_refused_without_words_twice_or_without_absence(reviewer):
    signup, present = missed(), missed(outcome="present")
    for one, text in ((signup, "  "), (present, "我在场")):
        with pytest.raises(Refused):
            appealed(one, text)
    with pytest.raises(NotAllowed):
        services.appeal_absence(signup=signup, text="x", by=present.volunteer.user, at=TOMORROW + DAY)

    appeal = appealed(signup)
    with pytest.raises(Refused):
        appealed(signup)
    answered(appeal, "kept", reviewer)
    with pytest.raises(Refused):
        answered(appeal, "excused", reviewer)


def test_appeal_is_told_to_those_who_may_answer(reviewer):
    signup = missed()
    deputy = UserFactory(role="team_leader")
    TeamMembership.objects.create(team=signup.shift.activity.team, person=deputy, role="deputy", since=AT.date())
    appealed(signup)

    event = Event.objects.get(code="volunteers.absence_appealed")
    [message] = messages_about(event.code)

    assert message.recipients(event) == [user_recipient(deputy.pk), user_recipient(reviewer.pk)]


# --- What they change -------------------------------------------------------------------------------------------------


def test_two_missed_shifts_shorten_the_horizon_until_they_fade():
    volunteer = VolunteerFactory()
    missed(volunteer)
    assert horizon(volunteer, TOMORROW + 2 * DAY) is None

    missed(volunteer, starts_at=TOMORROW + DAY)

    assert horizon(volunteer, TOMORROW + 2 * DAY) == 7
    assert horizon(volunteer, TOMORROW + 89 * DAY) == 7
    assert horizon(volunteer, TOMORROW + 90 * DAY) is None


def test_whoever_missed_shifts_signs_up_for_the_next_days_only():
    volunteer, now = VolunteerFactory(), TOMORROW + 2 * DAY
    for n in range(2):
        missed(volunteer, starts_at=TOMORROW + n * DAY)
    near, far = (make_shift(starts_at=now + days * DAY) for days in (7, 7.2))

    assert signed_up(near, volunteer, at=now).state == "confirmed"
    with pytest.raises(NotTaken) as refused:
        signed_up(far, volunteer, at=now)

    assert refused.value.refusal.code == "horizon"
    assert "目前只能提前 7 天报名" in str(refused.value)


def test_hours_are_never_taken_for_missed_shifts():
    volunteer = VolunteerFactory()
    missed(volunteer, outcome="present")

    missed(volunteer, starts_at=TOMORROW + DAY)
    missed(volunteer, starts_at=TOMORROW + 2 * DAY)

    assert list(HoursEntry.objects.values_list("minutes", flat=True)) == [210]


# --- Pages ------------------------------------------------------------------------------------------------------------


def queries_of(client, url) -> int:
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def test_the_list_of_appeals_asks_as_much_for_three_as_for_one(client, reviewer):
    client.force_login(reviewer)
    appealed(missed())
    queries_of(client, "/volunteers/team/appeals/")  # the first page of a session is noted in it
    one = queries_of(client, "/volunteers/team/appeals/")
    for _ in range(2):
        appealed(missed())

    assert one == queries_of(client, "/volunteers/team/appeals/") <= 10


def test_appeal_and_answer_on_their_pages(client, reviewer):
    signup = missed()
    client.force_login(signup.volunteer.user)
    empty = client.post(f"/volunteers/me/shifts/{signup.pk}/appeal/", {"text": " "})
    sent = client.post(f"/volunteers/me/shifts/{signup.pk}/appeal/", {"text": "我在场"})
    client.force_login(reviewer)
    appeal = AbsenceAppeal.objects.get()
    answer = client.post(f"/volunteers/team/appeals/{appeal.pk}/", {"outcome": "excused", "answer": "已请假"})

    assert (empty.status_code, sent.status_code, answer.status_code) == (422, 302, 302)
    appeal.refresh_from_db()
    assert (appeal.outcome, appeal.answered_by) == ("excused", reviewer)
