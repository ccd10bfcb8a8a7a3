"""Finding a shift and finding people: the list, suggestions, asking, the board, alerts, watching."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation
from django.utils.timezone import make_aware

from audit.models import Event
from notifications.messages import messages_about
from programs.selectors import figures_in_force
from tests.factories.volunteers import (
    AT,
    TOMORROW,
    ActivityFactory,
    TeamFactory,
    VolunteerFactory,
    make_shift,
    signed_up,
)
from volunteers import services
from volunteers.asking import helpers_for
from volunteers.board import board_of, plan_shortage_alerts
from volunteers.matching import facts_of, fit_of
from volunteers.models import ActivitySkill, Shift, ShiftAsk, ShiftRole, Skill, TeamMembership
from volunteers.services import matching, registration, wanted
from volunteers.suggestions import suggestions_for
from workflow.machine import NotAllowed

pytestmark = pytest.mark.django_db
HOME, NEXT_DOOR, ELSEWHERE = "410172160-xihuchuntian", "410172160-honghe", "410172561-wawuli"
EVENING = AT.replace(hour=12)  # 20:00 in Zhengzhou, the evening before TOMORROW
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def own(volunteer):
    return VolunteerFactory(user=volunteer, name="志演本人")


@pytest.fixture
def team(leader):
    return TeamFactory(leader=leader)


def in_team(team, **fields):
    person = VolunteerFactory(**fields)
    TeamMembership.objects.create(team=team, person=person.user, role="member", since=AT.date())
    return person


def told(event: Event) -> dict[str, set[str]]:
    return {m.code: {r.key for r in m.recipients(event)} for m in messages_about(event.code)}


def queries(ask) -> int:
    """Of a second call: the first one reads what the process remembers."""
    ask()
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


# --- The list ---------------------------------------------------------------------------------------------------------


def soon(hour: int, **fields):
    start = timezone.localtime(timezone.now() + DAY).replace(hour=hour, minute=0, second=0, microsecond=0)
    return make_shift(starts_at=start, hours=1, capacity=2, activity=ActivityFactory(**fields))


def listed(client, shift, **query):
    query = {"week": str(timezone.localdate(shift.starts_at)), **query}
    week = client.get("/volunteers/shifts/", query).context["week"]
    return [card.shift for day in week.days for card in day.cards]


def test_the_list_is_narrowed_by_place_time_and_skill(client, places):
    driving = Skill.objects.get(name_zh="驾驶")
    here, there = soon(6, area=places[HOME]), soon(19, area=places[ELSEWHERE])
    ActivitySkill.objects.create(activity=there.activity, skill=driving)

    assert listed(client, here) == [here, there]
    assert listed(client, here, place=places[HOME].pk) == [here]
    assert listed(client, here, place=places[ELSEWHERE].parent_id) == [there]
    assert listed(client, here, part="early") == [here]
    assert listed(client, here, part="evening") == [there]
    assert listed(client, here, skill=driving.pk) == [there]
    assert listed(client, here, place="0", part="x", skill="驾驶") == [here, there]


def test_what_one_cannot_take_is_folded_away_with_its_reason(client, own):
    free, old = soon(10), soon(14, min_age=60)
    client.force_login(own.user)

    answer = client.get("/volunteers/shifts/", {"week": str(timezone.localdate(free.starts_at))})

    [day] = [day for day in answer.context["week"].days if day.cards]
    text = " ".join(answer.content.decode().split())
    assert [card.shift for card in day.within_reach] == [free]
    assert [card.shift for card in day.out_of_reach] == [old]
    assert "1 shift that you cannot take now" in text
    assert "This shift is for people aged 60 and over." in text


def test_a_week_longer_than_a_page_is_shown_in_whole_days(client, monkeypatch):
    monkeypatch.setattr("volunteers.selectors.LONGEST_WEEK", 3)
    activity, monday = ActivityFactory(), date(2099, 1, 5)
    per_day = {0: 2, 1: 2, 3: 1}
    for number, count in per_day.items():
        for _n in range(count):
            make_shift(activity=activity, starts_at=make_aware(datetime.combine(monday + number * DAY, time(9))))

    first = client.get(f"/volunteers/shifts/?week={monday}")
    second = client.get(f"/volunteers/shifts/?week={monday}&day={first.context['week'].further}")

    assert [len(day.cards) for day in first.context["week"].days] == [2, 0, 0, 0, 0, 0, 0]
    assert [day.mark for day in first.context["week"].days] == ["has", *["elsewhere"] * 6]
    assert first.context["week"].further == "2099-01-06"
    assert "day=2099-01-06" in first.content.decode()
    assert [len(day.cards) for day in second.context["week"].days] == [0, 2, 0, 1, 0, 0, 0]
    assert second.context["week"].further == ""


# --- Suggestions ------------------------------------------------------------------------------------------------------


def test_every_reason_has_its_points_and_nothing_else_counts(own, places):
    cooking = Skill.objects.get(name_zh="烹饪")
    registration.set_abilities(
        volunteer=own, skills=[cooking], changes={"service_fields": ["care_companion"]}, by=own.user, at=AT
    )
    registration.set_free_times(volunteer=own, times=[(2, "early")], by=own.user, at=AT)
    services.update_profile(volunteer=own, changes={"area": places[HOME]}, by=own.user, at=AT)
    own.refresh_from_db()
    shift = make_shift(activity=ActivityFactory(area=places[HOME]))
    figures = figures_in_force(date(2023, 9, 5))

    fit = fit_of(facts_of([own])[own.pk], shift, {cooking.pk: str(cooking)}, figures)

    assert [(reason.text, reason.points) for reason in fit.reasons] == [
        (f"Skill: {cooking}", 30),
        ("Time: free on Wednesday, early", 25),
        (f"Place: in {places[HOME]}, at home", 20),
        ("Field: Care and company", 10),
        ("Needed: 1 person is missing", 20),
    ]
    assert fit.points == 105


def test_the_same_sub_district_is_nearby_and_another_is_far(own, places):
    own.area = places[HOME]
    near = next(p for p in places.values() if p.parent_id == own.area.parent_id and p.pk != own.area_id)
    facts, figures = facts_of([own])[own.pk], figures_in_force(date(2023, 9, 5))
    fits = [
        fit_of(facts, make_shift(activity=ActivityFactory(area=area, field="ecology")), {}, figures)
        for area in (near, near.parent, places[ELSEWHERE], None)
    ]

    assert [sum(r.points for r in fit.reasons if r.is_personal) for fit in fits] == [10, 10, 0, 0]


def positioned(area, latitude, longitude):
    area.latitude, area.longitude, area.position_source = latitude, longitude, "演示"
    area.save()
    return area


def test_another_community_counts_by_its_distance_where_both_positions_are_known(own, places):
    own.area = positioned(places[HOME], "34.81000", "113.57000")
    across_the_street = positioned(places[ELSEWHERE], "34.81000", "113.57500")  # of another sub-district
    two_km = positioned(places["410172561-changchun"], "34.81000", "113.59300")
    too_far = positioned(places[NEXT_DOOR], "34.85000", "113.57000")  # of the own sub-district
    unknown = places["410172160-yulin"]
    own.area.refresh_from_db()
    facts, figures = facts_of([own])[own.pk], figures_in_force(date(2023, 9, 5))

    def reasons(area):
        area.refresh_from_db()
        fit = fit_of(facts, make_shift(activity=ActivityFactory(area=area, field="ecology")), {}, figures)
        return [(reason.text, reason.points) for reason in fit.reasons if reason.is_personal]

    assert reasons(places[HOME]) == [(f"Place: in {places[HOME]}, at home", 20)]
    assert reasons(across_the_street) == [
        (f"Place: {across_the_street}, less than 1 km from the home community", 19),
    ]
    assert reasons(two_km) == [(f"Place: {two_km}, about 2 km from the home community", 15)]
    assert reasons(too_far) == []
    assert reasons(unknown) == [(f"Place: {unknown}, nearby", 10)]
    assert reasons(unknown.parent) == [(f"Place: {unknown.parent}, nearby", 10)]
    with translation.override("zh-hans"):
        assert reasons(two_km) == [("地点：长椿社区，距居住社区约2公里", 15)]


def test_suggestions_are_what_one_may_take_best_first(own):
    registration.set_free_times(volunteer=own, times=[(2, "early"), (3, "early")], by=own.user, at=AT)
    been = ActivityFactory(field="ecology")
    earlier = make_shift(activity=been, starts_at=AT - 3 * DAY, hours=1)
    services.mark_attendance(
        signup=signed_up(earlier, own, at=AT - 4 * DAY), outcome="present", by=been.team.leader, at=AT
    )
    plain, best = make_shift(field="ecology"), make_shift(activity=been, starts_at=TOMORROW + DAY)
    full = make_shift(field="ecology")
    signed_up(full)
    make_shift(field="ecology", min_age=70)
    make_shift(field="ecology", starts_at=TOMORROW + 2 * DAY)  # Friday: no reason but that people are missing

    found = suggestions_for(own, own.user, AT, figures_in_force(AT.date()))

    assert [suggestion.card.shift for suggestion in found] == [best, plain]
    assert [suggestion.fit.points for suggestion in found] == [60, 45]


def test_suggestions_cost_the_same_for_three_shifts_as_for_one(own):
    registration.set_free_times(volunteer=own, times=[(2, "early")], by=own.user, at=AT)
    make_shift()
    one = queries(lambda: suggestions_for(own, own.user, AT, figures_in_force(AT.date())))
    make_shift(), make_shift()

    assert queries(lambda: suggestions_for(own, own.user, AT, figures_in_force(AT.date()))) == one


def test_who_switches_suggestions_off_gets_none(client, own):
    registration.set_free_times(volunteer=own, times=[(day, "morning") for day in range(7)], by=own.user, at=AT)
    soon(10)
    client.force_login(own.user)
    before = client.get("/volunteers/me/suggestions/").context["suggestions"]

    client.post("/volunteers/me/suggestions/choose/", {"may_be_asked": "on"})

    after = client.get("/volunteers/me/suggestions/").context
    assert (len(before), after["suggestions"]) == (1, [])
    assert (after["choice"].suggests, after["choice"].may_be_asked) == (False, True)
    assert Event.objects.latest("pk").data == {"suggests": False, "may_be_asked": True}


# --- Asking -----------------------------------------------------------------------------------------------------------


def test_a_leader_is_shown_people_of_the_team_who_may_come(leader, team):
    shift = make_shift(activity=ActivityFactory(team=team, min_age=18))
    fits, too_young, unwilling, lately = (in_team(team) for _n in range(4))
    too_young.birth_date = date(2012, 1, 1)
    too_young.save()
    VolunteerFactory()  # of no team of the leader
    matching.choose_matching(volunteer=unwilling, suggests=True, may_be_asked=False, by=unwilling.user, at=AT)
    other = make_shift(activity=shift.activity, starts_at=TOMORROW + DAY)
    matching.ask_to_help(shift=other, volunteer=lately, by=leader, at=AT - DAY)

    found = helpers_for(shift, leader, AT)

    assert [helper.volunteer for helper in found.found] == [fits]
    assert (found.resting, found.pause_days) == (1, 7)


def test_asking_sends_one_message_and_then_rests(leader, team):
    shift, person = make_shift(activity=ActivityFactory(team=team)), in_team(team)
    ask = matching.ask_to_help(shift=shift, volunteer=person, by=leader, at=AT)
    other = make_shift(activity=shift.activity, starts_at=TOMORROW + DAY)

    with pytest.raises(matching.NotToBeAsked, match="a short time ago"):
        matching.ask_to_help(shift=other, volunteer=person, by=leader, at=AT + 7 * DAY - timedelta(minutes=1))
    matching.ask_to_help(
        shift=make_shift(activity=shift.activity, starts_at=AT + 9 * DAY), volunteer=person, by=leader, at=AT + 7 * DAY
    )

    event = Event.objects.get(subject_type="volunteers.shiftask", subject_id=ask.pk)
    assert told(event) == {"volunteers.asked_to_help": {f"user:{person.user_id}"}}
    assert ShiftAsk.objects.count() == 2


@pytest.mark.parametrize("why", ["full", "signed_up", "unwilling"])
def test_nobody_is_asked_in_vain_or_against_the_will(leader, team, why):
    shift, person = make_shift(activity=ActivityFactory(team=team), capacity=2), in_team(team)
    if why == "full":
        signed_up(shift), signed_up(shift)
    elif why == "signed_up":
        signed_up(shift, person)
    else:
        matching.choose_matching(volunteer=person, suggests=True, may_be_asked=False, by=person.user, at=AT)

    with pytest.raises(matching.NotToBeAsked):
        matching.ask_to_help(shift=shift, volunteer=person, by=leader, at=AT)

    assert ShiftAsk.objects.count() == 0


def test_only_the_leaders_of_the_shift_ask():
    shift, person = make_shift(), VolunteerFactory()

    with pytest.raises(NotAllowed):
        matching.ask_to_help(shift=shift, volunteer=person, by=TeamFactory().leader, at=AT)


def test_a_message_that_no_longer_holds_is_not_sent(leader, team):
    shift, person = make_shift(activity=ActivityFactory(team=team)), in_team(team)
    matching.ask_to_help(shift=shift, volunteer=person, by=leader, at=AT)
    event = Event.objects.get(code="volunteers.asked_to_help")
    [message] = messages_about(event.code)
    [recipient] = message.recipients(event)
    before = message.still_applies(event, recipient)

    matching.choose_matching(volunteer=person, suggests=True, may_be_asked=False, by=person.user, at=AT)

    assert (before, message.still_applies(event, recipient)) == (True, False)


def test_a_leader_asks_on_the_page_and_nobody_else_is_known(client, leader, team):
    shift, person, stranger = soon(10, team=team), in_team(team), VolunteerFactory()
    client.force_login(leader)
    url = f"/volunteers/team/shifts/{shift.pk}/"

    page = client.get(f"{url}helpers/")
    asked = client.post(f"{url}ask/", {"volunteer": person.pk})
    again = client.post(f"{url}ask/", {"volunteer": person.pk})
    unknown = [client.post(f"{url}ask/", {"volunteer": who}).status_code for who in (stranger.pk, "x", "")]

    assert person.name in page.content.decode()
    assert stranger.name not in page.content.decode()
    assert (asked.status_code, again.status_code) == (302, 422)
    assert unknown == [404, 404, 404]


def test_finding_people_costs_the_same_for_three_as_for_one(leader, team):
    shift = make_shift(activity=ActivityFactory(team=team))
    in_team(team)
    shift = Shift.objects.select_related("activity__area").prefetch_related("roles").get(pk=shift.pk)
    one = queries(lambda: helpers_for(shift, leader, AT))
    in_team(team), in_team(team)

    assert queries(lambda: helpers_for(shift, leader, AT)) == one


# --- The board --------------------------------------------------------------------------------------------------------


def with_cook(shift, minimum=1):
    ShiftRole.objects.create(shift=shift, name_zh="厨师", name_en="cook", capacity=2, minimum=minimum)
    return shift


def test_the_board_says_who_is_missing_short_shifts_first(leader, team):
    activity = ActivityFactory(team=team)
    enough = make_shift(activity=activity, capacity=1)
    signed_up(enough)
    short = with_cook(make_shift(activity=activity, capacity=6, starts_at=TOMORROW + timedelta(hours=4)))
    signed_up(short)
    make_shift()  # of another team
    make_shift(activity=activity, starts_at=TOMORROW + DAY)

    board = board_of(leader, date(2023, 9, 6), AT)

    assert [line.shift for line in board.lines] == [short, enough]
    assert [(line.taken, line.capacity) for line in board.lines] == [(1, 8), (1, 1)]
    assert [(one.task, one.people) for one in board.lines[0].missing] == [("cook", 1)]
    assert (board.is_tomorrow, board.short) == (True, 1)


def test_the_board_costs_the_same_for_three_shifts_as_for_one(client, leader, team):
    activity = ActivityFactory(team=team)
    client.force_login(leader)
    make_shift(activity=activity)
    one = queries(lambda: client.get("/volunteers/team/board/?day=2023-09-06"))
    make_shift(activity=activity), make_shift(activity=activity)

    assert queries(lambda: client.get("/volunteers/team/board/?day=2023-09-06")) == one


@pytest.mark.parametrize("day", ["", "x", "0001-01-01", "9999-12-31"])
def test_the_board_shows_tomorrow_for_a_day_that_is_none(client, leader, team, day):
    client.force_login(leader)

    board = client.get(f"/volunteers/team/board/?day={day}").context["board"]

    assert board.is_tomorrow


def test_leaders_and_coordinators_are_told_at_the_hour_once_per_shift_and_day(leader, reviewer, team):
    activity = ActivityFactory(team=team)
    short, enough = make_shift(activity=activity, capacity=3), make_shift(activity=activity, capacity=3)
    signed_up(enough)

    planned = [plan_shortage_alerts(moment) for moment in (EVENING - timedelta(minutes=1), EVENING, EVENING)]

    event = Event.objects.get(code="volunteers.shift_short")
    [message] = messages_about(event.code)
    [recipient, *_others] = message.recipients(event)
    assert planned == [0, 1, 0]
    assert event.subject_id == short.pk
    assert told(event) == {"volunteers.shift_short": {f"user:{leader.pk}", f"user:{reviewer.pk}"}}
    assert message.context(event, recipient)["missing"] == "分发早餐 1"
    assert message.still_applies(event, recipient)
    signed_up(short)
    assert not message.still_applies(event, recipient)


def test_an_evening_on_which_nothing_ran_is_caught_up_until_the_shift_begins(team):
    make_shift(activity=ActivityFactory(team=team))

    assert plan_shortage_alerts(TOMORROW) == 0
    assert plan_shortage_alerts(TOMORROW - timedelta(minutes=1)) == 1


# --- Skills that help -------------------------------------------------------------------------------------------------


def test_a_leader_says_which_skills_help(client, leader, team):
    activity, cooking = ActivityFactory(team=team), Skill.objects.get(name_zh="烹饪")
    client.force_login(leader)

    answer = client.post(f"/volunteers/team/activities/{activity.pk}/skills/", {"skills": [cooking.pk]})
    same = wanted.set_wanted_skills(activity=activity, skills=[cooking], by=leader, at=AT)

    assert answer.status_code == 302
    assert list(activity.wanted_skills.values_list("skill", flat=True)) == [cooking.pk]
    assert same is False
    assert Event.objects.latest("pk").data == {"skills": [cooking.pk]}


def test_only_who_keeps_the_activity_says_which_skills_help():
    with pytest.raises(NotAllowed):
        wanted.set_wanted_skills(activity=ActivityFactory(), skills=[], by=TeamFactory().leader, at=AT)
