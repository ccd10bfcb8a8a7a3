"""What runs out when and before which shift; and the two notices to the volunteer, each once."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from areas.models import DeadlineRule
from audit.models import Event
from notifications.messages import messages_about, write
from notifications.recipients import user_recipient
from tests.factories.volunteers import AT, ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers.expiries import expiries_for
from volunteers.models import Qualification, QualificationKind, TeamMembership, VolunteerTraining
from volunteers.structure_reminders import plan_structure_reminders

pytestmark = pytest.mark.django_db
TODAY = date(2023, 9, 5)  # the day of AT
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def team(leader):
    return TeamFactory(leader=leader)


def in_team(team, **fields):
    person = VolunteerFactory(**fields)
    TeamMembership.objects.create(team=team, person=person.user, role="member", since=AT.date())
    return person


def trained(person, until, *, kind="food_hygiene", held_on=TODAY - 300 * DAY):
    return VolunteerTraining.objects.create(volunteer=person, kind=kind, held_on=held_on, valid_until=until)


def qualified(person, until, kind, *, verdict="accepted", checker=None):
    checked = {"verdict": verdict, "checked_at": AT, "checked_by": checker or person.user} if verdict else {}
    return Qualification.objects.create(
        volunteer=person, kind=kind, issued_by="演示学校", issued_on=date(2020, 1, 1), valid_until=until, stated_at=AT,
        **checked,
    )  # fmt: skip


@pytest.fixture
def nurse(db):
    return QualificationKind.objects.create(name_zh="演示护士证", name_en="Nurse", expires=True)


def listed(user, *, last=TODAY + 60 * DAY, kind="") -> list[tuple]:
    return [(one.volunteer.name, one.kind, one.what, one.until) for one in expiries_for(user, TODAY, last, AT, kind)]


# --- The list ---------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_all_three_kinds_of_the_own_people_the_earliest_first(team, leader, reviewer, nurse):
    ann = in_team(team, name="志演安", insurance_until=TODAY + 20 * DAY)
    trained(ann, TODAY + 10 * DAY)
    qualified(ann, TODAY + 30 * DAY, nurse)
    in_team(team, name="志演本", insurance_until=TODAY + 61 * DAY)
    VolunteerFactory(name="志演外", insurance_until=TODAY + 5 * DAY)

    own = [
        ("志演安", "training", "Food hygiene", TODAY + 10 * DAY),
        ("志演安", "insurance", "Accident insurance", TODAY + 20 * DAY),
        ("志演安", "qualification", "Nurse", TODAY + 30 * DAY),
    ]
    assert listed(leader) == own
    assert listed(reviewer) == [("志演外", "insurance", "Accident insurance", TODAY + 5 * DAY), *own]
    assert listed(leader, kind="training") == own[:1]
    assert listed(leader, last=TODAY + 19 * DAY) == own[:1]


@pytest.mark.both_databases
def test_what_is_replaced_or_not_accepted_does_not_run_out(team, leader, nurse):
    ann, ben, eva = (in_team(team) for _n in range(3))
    trained(ann, TODAY + 10 * DAY)
    trained(ann, TODAY + 400 * DAY, held_on=TODAY - DAY)
    trained(ben, TODAY + 10 * DAY)
    trained(ben, None, held_on=TODAY - DAY)
    qualified(eva, TODAY + 10 * DAY, nurse, verdict="")
    qualified(ben, TODAY + 10 * DAY, nurse)
    qualified(ben, TODAY + 900 * DAY, nurse)

    assert listed(leader) == []


def test_the_first_planned_shift_after_it_and_one_that_asks_for_it_before_others(team, leader):
    ann = in_team(team, insurance_until=TODAY + 5 * DAY)
    plain, danger = ActivityFactory(team=team), ActivityFactory(team=team, insurance_required=True)
    noon = datetime(2023, 9, 10, 4, tzinfo=UTC)
    last_day = make_shift(activity=danger, starts_at=noon, hours=1)
    after = make_shift(activity=plain, starts_at=noon + DAY, hours=1)
    asks = make_shift(activity=danger, starts_at=noon + 2 * DAY, hours=1)
    for shift in (last_day, after):
        signed_up(shift, ann)

    [one] = expiries_for(leader, TODAY, TODAY + 30 * DAY, AT)
    assert (one.shift, one.is_asked) == (after, False)

    type(ann).objects.filter(pk=ann.pk).update(insurance_until=TODAY + 20 * DAY)
    signed_up(asks, ann)
    type(ann).objects.filter(pk=ann.pk).update(insurance_until=TODAY + 5 * DAY)
    [one] = expiries_for(leader, TODAY, TODAY + 30 * DAY, AT)
    assert (one.shift, one.is_asked) == (asks, True)


def test_a_shift_of_another_team_is_not_shown(team, leader, reviewer):
    ann = in_team(team, insurance_until=TODAY + 5 * DAY)
    elsewhere = make_shift(starts_at=datetime(2023, 9, 12, 4, tzinfo=UTC), hours=1)
    signed_up(elsewhere, ann)

    assert [one.shift for one in expiries_for(leader, TODAY, TODAY + 30 * DAY, AT)] == [None]
    assert [one.shift for one in expiries_for(reviewer, TODAY, TODAY + 30 * DAY, AT)] == [elsewhere]


def test_the_page_asks_as_much_for_one_as_for_three(client, team, leader, nurse):
    client.force_login(leader)

    def person() -> None:
        soon = timezone.localdate() + 9 * DAY
        one = in_team(team, insurance_until=soon)
        trained(one, soon)
        qualified(one, soon, nurse)
        signed_up(make_shift(activity=ActivityFactory(team=team), starts_at=timezone.now() + 10 * DAY), one)

    def queries() -> int:
        client.get("/volunteers/team/expiries/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/volunteers/team/expiries/")
        return len(asked)

    person()
    of_one = queries()
    person()
    person()

    assert queries() == of_one


def test_the_file_names_people_to_leaders_and_masks_them_for_supervisors(client, team, leader, auditor):
    ann = in_team(team, name="志演安", insurance_until=timezone.localdate() + 9 * DAY)
    found = {}
    for user in (leader, auditor):
        client.force_login(user)
        answer = client.get("/volunteers/team/expiries/file/?kind=insurance&days=30")
        sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
        found[user.username] = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=3)]

    until = datetime.combine(ann.insurance_until, datetime.min.time())
    assert found["leader"] == [
        [f"V{ann.pk}", "志演安", "Accident insurance", "Accident insurance", until, None, None, "no"]
    ]
    assert [row[1] for row in found["auditor"]] == ["志**"]
    assert Event.objects.filter(code="volunteers.expiries_exported").count() == 2


@pytest.mark.parametrize("query", ["days=x", "kind=x", "days=9999999999999999999999", "days=-1"])
def test_a_wrong_filter_shows_the_usual_time_and_never_fails(query, client, team, leader):
    client.force_login(leader)

    assert client.get(f"/volunteers/team/expiries/?{query}").status_code == 200


# --- The notices ------------------------------------------------------------------------------------------------------


def planned() -> list[tuple[str, str]]:
    rows = Event.objects.filter(code__endswith="_ends").order_by("pk")
    return list(rows.values_list("code", "dedupe_key"))


@pytest.mark.both_databases
def test_planning_twice_tells_once_long_before_and_once_shortly_before(places, nurse):
    until = TODAY + 43 * DAY  # a Wednesday: notices are counted to working days
    ann = VolunteerFactory(insurance_until=until)
    training, paper = trained(ann, until), qualified(ann, until, nurse)
    keys = [
        ("volunteers.insurance_ends", f"insurance:{ann.pk}:{until}"),
        ("volunteers.training_ends", f"training:{training.pk}:{until}"),
        ("volunteers.qualification_ends", f"qualification:{paper.pk}"),
    ]

    counts = [plan_structure_reminders(AT + days * DAY) for days in (12, 13, 13, 20, 35, 36, 36, 43, 44)]

    assert counts == [0, 3, 0, 0, 0, 3, 0, 0, 0]
    assert planned() == [*keys, *((code, f"{key}:last") for code, key in keys)]


def test_a_missed_month_is_caught_up_with_one_notice(places):
    VolunteerFactory(insurance_until=TODAY + 3 * DAY)

    assert plan_structure_reminders(AT) == 1
    assert [key.endswith(":last") for _code, key in planned()] == [True]


def test_the_office_sets_how_long_before(places):
    trained(VolunteerFactory(), TODAY + 40 * DAY)
    assert plan_structure_reminders(AT) == 0
    DeadlineRule.objects.filter(lane="volunteering", key="training_notice").update(amount=45)

    assert plan_structure_reminders(AT) == 1


def test_a_renewed_training_is_not_told_of(places):
    ann = VolunteerFactory()
    first = trained(ann, TODAY + 20 * DAY)
    plan_structure_reminders(AT)
    event = Event.objects.get(code="volunteers.training_ends")
    [told] = messages_about("volunteers.training_ends")
    to = user_recipient(ann.user_id)

    assert told.recipients(event) == [to]
    assert told.still_applies(event, to)
    subject, _body = write(told, "email", told.context(event, to), path=told.path(event, to))
    assert subject == f"Your training “Food hygiene” is valid until {first.valid_until}"
    trained(ann, TODAY + 700 * DAY, held_on=TODAY)
    assert not told.still_applies(event, to)
