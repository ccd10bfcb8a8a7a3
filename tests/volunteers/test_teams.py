"""Leaders, deputies, members, their history; asking to join."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import RoleGrant
from tests.factories.accounts import UserFactory
from tests.factories.volunteers import AT, ActivityFactory, TeamFactory, VolunteerFactory, make_shift
from volunteers.models import JoinRequest, Shift, TeamMembership, VolunteerTeam
from volunteers.permissions import may_appoint, may_lead
from volunteers.services import joining, teams
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=40)


@pytest.fixture(autouse=True)
def _in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def team():
    return TeamFactory()


def role(team, person, code, at=AT):
    return teams.give_role(team=team, person=person, role=code, by=team.leader, at=at)


def history(team):
    rows = TeamMembership.objects.filter(team=team).order_by("pk")
    return [(m.person_id, m.role, f"{m.since}", f"{m.until or ''}", m.end_reason) for m in rows]


def test_every_change_of_role_is_a_row_of_the_history(team):
    person = VolunteerFactory().user

    role(team, person, "member")
    role(team, person, "deputy", LATER)
    role(team, person, "deputy", LATER)
    teams.leave_team(team=team, by=person, at=LATER + timedelta(days=1))

    assert history(team)[1:] == [
        (person.pk, "member", "2023-09-05", "2023-10-15", "other_role"),
        (person.pk, "deputy", "2023-10-15", "2023-10-16", "left"),
    ]


def test_a_deputy_runs_the_shifts_and_appoints_nobody(team):
    shift = make_shift(activity=ActivityFactory(team=team), open_it=False)
    deputy, stranger = UserFactory(role="volunteer"), UserFactory(role="volunteer")
    role(team, deputy, "deputy")

    assert [bool(may_lead(user, shift)) for user in (team.leader, deputy, stranger)] == [True, True, False]
    assert [bool(may_appoint(user, team)) for user in (team.leader, deputy, stranger)] == [True, False, False]
    assert [list(Shift.objects.led_by(user)) for user in (deputy, stranger)] == [[shift], []]
    with pytest.raises(NotAllowed):
        teams.give_role(team=team, person=stranger, role="deputy", by=deputy, at=AT)


def test_the_role_of_a_leader_comes_and_goes_with_leading(team):
    deputy = UserFactory(role="volunteer")
    live = RoleGrant.objects.filter(user=deputy, role="team_leader", revoked_at__isnull=True)

    membership = role(team, deputy, "deputy")
    during = live.count()
    teams.end_membership(membership=membership, by=team.leader, at=AT)

    assert (during, live.count()) == (1, 0)
    assert list(VolunteerTeam.objects.led_by(deputy)) == []


def test_whoever_is_in_charge_hands_the_team_over_first(team):
    second = UserFactory(role="volunteer")
    with pytest.raises(Refused, match="Whoever is in charge"):
        teams.leave_team(team=team, by=team.leader, at=AT)
    with pytest.raises(Refused, match="Make this person a leader"):
        teams.put_in_charge(team=team, person=second, by=team.leader, at=AT)
    role(team, second, "deputy")

    handed = teams.put_in_charge(team=team, person=second, by=team.leader, at=LATER)
    teams.leave_team(team=handed, by=team.leader, at=LATER)

    assert handed.leader == second
    assert [row[:2] for row in history(team)] == [
        (team.leader_id, "leader"),
        (second.pk, "deputy"),
        (second.pk, "leader"),
    ]


def test_founding_a_team_begins_its_history(administrator):
    leader = UserFactory(role="volunteer")

    made = teams.found_team(leader=leader, by=administrator, at=AT, name_zh="护河队", field="ecology")

    assert history(made) == [(leader.pk, "leader", "2023-09-05", "", "")]


def test_joining_is_asked_and_answered(team):
    volunteer = VolunteerFactory()
    asked = joining.ask_to_join(team=team, volunteer=volunteer, note="早上有空", by=volunteer.user, at=AT)
    with pytest.raises(Refused, match="asked already"):
        joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)
    with pytest.raises(NotAllowed):
        joining.accept_join(request=asked, by=volunteer.user, at=AT)

    joining.accept_join(request=asked, by=team.leader, at=LATER)

    assert history(team)[1:] == [(volunteer.user_id, "member", "2023-10-15", "", "")]
    with pytest.raises(IllegalTransition):
        joining.decline_join(request=asked, answer="满了", by=team.leader, at=LATER)
    with pytest.raises(Refused, match="belong to this team"):
        joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=LATER)


def test_declining_says_why_and_a_new_request_may_follow(team):
    volunteer = VolunteerFactory()
    asked = joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)
    with pytest.raises(Refused):
        joining.decline_join(request=asked, answer=" ", by=team.leader, at=AT)

    joining.decline_join(request=asked, answer="人满了", by=team.leader, at=AT)
    joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=LATER)

    assert sorted(JoinRequest.objects.values_list("state", "answer")) == [("asked", ""), ("declined", "人满了")]


@pytest.mark.both_databases
def test_the_database_refuses_two_live_memberships_and_an_end_without_reason(team):
    person = UserFactory()
    role(team, person, "member")

    with pytest.raises(IntegrityError, match=r"membership_one_live|team_id"), transaction.atomic():
        TeamMembership.objects.create(team=team, person=person, since=AT.date())
    with pytest.raises(IntegrityError, match="end_says_why"), transaction.atomic():
        TeamMembership.objects.filter(person=person).update(until=AT.date())


@pytest.mark.both_databases
def test_the_database_refuses_a_decision_without_its_event(team):
    volunteer = VolunteerFactory()
    asked = joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)

    with pytest.raises(IntegrityError, match="needs its audit event"), transaction.atomic():
        JoinRequest.objects.filter(pk=asked.pk).update(state="accepted", version=1)


def queries_of(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(url).status_code == 200
    return len(counted)


def test_pages_ask_as_much_for_three_people_as_for_one(client, leader):
    team = TeamFactory(leader=leader)
    client.force_login(leader)
    urls = [f"/volunteers/team/{team.pk}/{page}/" for page in ("people", "activities")]
    urls += ["/volunteers/teams/", f"/volunteers/teams/{team.pk}/"]

    def fill():
        role(team, VolunteerFactory().user, "member")
        gone = role(team, VolunteerFactory().user, "member")
        teams.end_membership(membership=gone, by=leader, at=AT)
        volunteer = VolunteerFactory()
        joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)
        ActivityFactory(team=team)
        TeamFactory()

    fill()
    one = [queries_of(client, url) for url in urls]
    fill()
    fill()

    assert [queries_of(client, url) for url in urls] == one
    assert max(one) <= 16


def test_leaders_answer_on_their_page_and_strangers_find_nothing(client, leader, volunteer2):
    team = TeamFactory(leader=leader)
    volunteer = VolunteerFactory()
    asked = joining.ask_to_join(team=team, volunteer=volunteer, note="", by=volunteer.user, at=AT)
    client.force_login(volunteer2)
    assert client.get(f"/volunteers/team/{team.pk}/people/").status_code == 404
    client.force_login(leader)

    response = client.post(f"/volunteers/team/asked/{asked.pk}/accept/")

    assert response["Location"] == f"/volunteers/team/{team.pk}/people/"
    assert TeamMembership.objects.live().filter(team=team, person=volunteer.user).exists()
