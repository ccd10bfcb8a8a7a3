"""Who may sign up for whom: asked, agreed at the desk or with the own account, revoked; checks as for everybody."""

from datetime import date, timedelta

import pytest
from django.contrib.auth import authenticate

from audit.models import Event
from notifications.messages import messages_about
from tests.factories.accounts import UserFactory
from tests.factories.families import ELDER, agreed, asked
from tests.factories.volunteers import AT, TOMORROW, TeamFactory, VolunteerFactory, make_shift, role_of, signed_up
from volunteers import services
from volunteers.models import (
    Attendance,
    FamilyLink,
    HoursEntry,
    RiskAcceptance,
    Signup,
    TeamMembership,
    VolunteerProfile,
)
from volunteers.services import activities, families
from volunteers.services.persons import Person, known_or_registered
from volunteers.services.profiles import AlreadyRegistered, register_volunteer
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


def family_signs_up(link, shift, at=AT):
    return services.sign_up(shift=shift, volunteer=link.volunteer, by=link.actor, at=at)


def told(code: str) -> dict[str, list[int]]:
    """The users that each message of the latest event goes to, by the message's code."""
    event = Event.objects.filter(code=code).latest("pk")
    return {m.code: [recipient.id for recipient in m.recipients(event)] for m in messages_about(code)}


def test_asking_registers_the_elder_with_an_account_that_nobody_signs_in_with():
    link = asked()

    elder = link.volunteer
    assert (elder.name, elder.id_number_mask, elder.user.has_usable_password()) == (
        "演奶奶", "4***************22", False,
    )  # fmt: skip
    assert authenticate(username=elder.user.username, password="") is None
    assert told("volunteers.family_asked") == {
        "volunteers.family_asked": [elder.user_id],
        "volunteers.family_to_confirm": [link.team.leader_id],
    }


def test_before_the_volunteer_agrees_nobody_signs_him_up():
    link, shift = asked(), make_shift()

    with pytest.raises(NotAllowed):
        family_signs_up(link, shift)

    assert not Signup.objects.exists()


def test_agreed_at_the_desk_family_signs_up_and_both_are_told():
    link, shift = agreed(), make_shift()

    signup = family_signs_up(link, shift)

    assert (signup.state, signup.source, signup.signed_up_by) == ("confirmed", "family", link.actor)
    assert TeamMembership.objects.live().filter(team=link.team, person=link.volunteer.user).count() == 1
    assert told("volunteers.signup_confirmed") == {
        "volunteers.signup_confirmed": [link.volunteer.user_id, link.actor_id]
    }


def test_the_message_to_family_says_for_whom():
    link = agreed()
    signup = family_signs_up(link, make_shift())
    event = Event.objects.get(code="volunteers.signup_confirmed")
    [message] = messages_about(event.code)

    titles = [message.context(event, recipient)["title"] for recipient in message.recipients(event)]

    assert titles == [signup.shift.activity.title, f"{signup.shift.activity.title}（演奶奶）"]


def test_with_the_own_account_only_the_volunteer_agrees():
    own = VolunteerFactory(name="演有号")
    services.update_profile(volunteer=own, changes={"id_number": ELDER.id_number}, by=own.user, at=AT)
    link = asked(Person(name="演有号", id_number=ELDER.id_number))

    with pytest.raises(NotAllowed):
        families.confirm_with_account(link=link, by=link.actor, at=AT)
    families.confirm_with_account(link=link, by=own.user, at=AT)

    assert (link.volunteer_id, FamilyLink.objects.get().agreement) == (own.pk, "account")
    assert family_signs_up(link, make_shift()).volunteer == own


def test_number_and_name_that_do_not_belong_together_tell_nothing():
    register_volunteer(user=UserFactory(), name="演别人", id_number=ELDER.id_number, by=None, at=AT)

    with pytest.raises(AlreadyRegistered):
        asked()

    assert not FamilyLink.objects.exists()
    assert VolunteerProfile.objects.count() == 1


def test_who_asked_never_confirms_also_as_leader_of_the_team():
    team = TeamFactory()
    link = asked(by=team.leader, team=team)

    with pytest.raises(NotAllowed):
        families.confirm_at_desk(link=link, agreement="in_person", evidence="", by=team.leader, at=AT)


def test_leaders_of_other_teams_do_not_confirm():
    with pytest.raises(NotAllowed):
        families.confirm_at_desk(
            link=asked(), agreement="in_person", evidence="", by=TeamFactory().leader, at=AT
        )  # fmt: skip


def test_a_signed_paper_has_a_place_where_it_is_kept():
    link = asked()
    with pytest.raises(Refused):
        families.confirm_at_desk(link=link, agreement="paper", evidence=" ", by=link.team.leader, at=AT)

    families.confirm_at_desk(link=link, agreement="paper", evidence="站里文件夹3", by=link.team.leader, at=AT)

    assert FamilyLink.objects.in_force().get().evidence == "站里文件夹3"


@pytest.mark.parametrize("who", ["actor", "elder", "leader"])
def test_each_side_revokes_and_from_then_on_nobody_signs_up(who):
    link = agreed()
    by = {"actor": link.actor, "elder": link.volunteer.user, "leader": link.team.leader}[who]

    families.end_link(link=link, by=by, at=AT)

    with pytest.raises(NotAllowed):
        family_signs_up(link, make_shift())
    with pytest.raises(Refused):
        families.end_link(link=link, by=by, at=AT)
    assert FamilyLink.objects.get().end_reason == "revoked"


def test_strangers_do_not_revoke():
    with pytest.raises(NotAllowed):
        families.end_link(link=agreed(), by=UserFactory(), at=AT)


@pytest.mark.parametrize(("by_actor", "reason"), [(True, "withdrawn"), (False, "refused")])
def test_what_was_not_agreed_yet_is_withdrawn_or_refused(by_actor, reason):
    link = asked()

    ended = families.end_link(link=link, by=link.actor if by_actor else link.team.leader, at=AT)

    assert ended.end_reason == reason
    assert asked(by=link.actor).pk != link.pk


def test_a_second_time_oneself_and_too_many_are_refused():
    link = asked()
    with pytest.raises(Refused):
        asked(by=link.actor)
    own = VolunteerFactory(name="演自己")
    services.update_profile(volunteer=own, changes={"id_number": "410199198501012027"}, by=own.user, at=AT)
    with pytest.raises(Refused):
        asked(Person(name="演自己", id_number="410199198501012027"), by=own.user)
    for _n in range(families.MOST - 1):
        FamilyLink.objects.create(
            volunteer=VolunteerFactory(), actor=link.actor, relation="child", team=link.team, asked_at=AT
        )
    with pytest.raises(Refused):
        asked(Person(name="演多", id_number="410199198501012027"), by=link.actor)


def test_family_is_asked_the_same_checks():
    link = agreed()
    shift = make_shift(min_age=18)
    VolunteerProfile.objects.filter(pk=link.volunteer_id).update(birth_date=date(2015, 1, 1))

    with pytest.raises(services.NotTaken) as refused:
        family_signs_up(link, shift)

    assert refused.value.refusal.code == "age"


def test_family_cancels_and_the_elder_hears_of_it():
    link = agreed()
    signup = family_signs_up(link, make_shift())

    services.cancel_signup(signup=signup, by=link.actor, at=AT)

    assert Signup.objects.get().cancelled_by == link.actor
    assert told("volunteers.signup_cancelled") == {"volunteers.cancelled_by_family": [link.volunteer.user_id]}


def test_family_says_that_the_elder_cannot_come_and_comes_after_all():
    link = agreed()
    signup = family_signs_up(link, make_shift())
    late = TOMORROW - timedelta(hours=3)

    effect = services.cannot_come(signup=signup, by=link.actor, at=late)
    assert (effect, told("volunteers.standin_asked")["volunteers.standin_asked_by_family"]) == (
        "leader_alerted", [link.volunteer.user_id],
    )  # fmt: skip
    services.can_come_after_all(signup=signup, by=link.actor, at=late)

    assert (role_of(signup.shift).seeking, Signup.objects.get().standin_asked_at) == (0, None)


def test_after_revoking_family_neither_cancels_nor_hears_more():
    link = agreed()
    signup = family_signs_up(link, make_shift())
    families.end_link(link=link, by=link.volunteer.user, at=AT)

    with pytest.raises(NotAllowed):
        services.cancel_signup(signup=signup, by=link.actor, at=AT)

    assert told("volunteers.signup_confirmed") == {"volunteers.signup_confirmed": [link.volunteer.user_id]}


def test_messages_about_a_moved_shift_reach_family_once():
    link, shift = agreed(), make_shift(capacity=3)
    family_signs_up(link, shift)
    other = signed_up(shift)

    services.move_shift(
        shift=shift, starts_at=shift.starts_at + timedelta(hours=1), ends_at=shift.ends_at + timedelta(hours=1),
        by=shift.activity.team.leader, at=AT,
    )  # fmt: skip

    event = Event.objects.get(code="volunteers.shift_moved")
    [message] = messages_about(event.code)
    people = message.recipients(event)
    assert [one.id for one in people] == [link.volunteer.user_id, link.actor_id, other.volunteer.user_id]
    assert [message.still_applies(event, one) for one in people] == [True, True, True]
    assert message.context(event, people[1])["title"] == f"{shift.activity.title}（演奶奶）"


def test_the_hours_are_the_elders():
    link, shift = agreed(), make_shift()
    signup = family_signs_up(link, shift)
    leader = shift.activity.team.leader
    services.mark_attendance(signup=signup, outcome="present", by=leader, at=shift.ends_at)

    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)

    assert list(HoursEntry.objects.values_list("volunteer", "minutes")) == [(link.volunteer_id, 210)]
    assert Attendance.objects.count() == 1


def test_risks_are_accepted_by_family_or_leader_and_nobody_else():
    link = agreed()
    shift = make_shift(risk_level="some", risk_note_zh="路滑")
    accept = {"activity": shift.activity, "volunteer": link.volunteer, "digest": shift.activity.risk_digest, "at": AT}

    with pytest.raises(NotAllowed):
        activities.accept_risks(**accept, by=UserFactory())
    activities.accept_risks(**accept, by=link.actor)

    assert RiskAcceptance.objects.get().accepted_by == link.actor
    assert family_signs_up(link, shift).state == "confirmed"


def test_a_leader_signs_up_only_for_the_own_shift():
    shift, person = make_shift(capacity=2), VolunteerFactory()
    with pytest.raises(NotAllowed):
        services.sign_up(shift=shift, volunteer=person, by=TeamFactory().leader, at=AT)

    signup = services.sign_up(shift=shift, volunteer=person, by=shift.activity.team.leader, at=AT)

    assert (signup.source, signup.signed_up_by) == ("leader", shift.activity.team.leader)


def test_the_guardian_of_a_child_consents_by_it():
    child = Person(
        name="演小娃", id_number="410199201501012021", birth_date=date(2015, 1, 1),
        contact_name="演妈妈", contact_phone="19900000003",
    )  # fmt: skip

    link = agreed(child, relation="parent")

    fresh = VolunteerProfile.objects.get(pk=link.volunteer_id)
    assert (fresh.guardian_name, fresh.guardian_consent_on) == ("演妈妈", date(2023, 9, 5))


def test_a_person_without_a_name_is_not_registered():
    with pytest.raises(Refused):
        known_or_registered(person=Person(name=" "), by=UserFactory(), at=AT)
