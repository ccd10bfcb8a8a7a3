"""Lists of coordinators as workbooks: what stands in them, for whom, and what stays masked."""

from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from audit.models import Event
from jobs.models import Job
from jobs.services import run_job
from protection.models import PersonalDataAccess
from protection.sealing import seal
from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.season_exports import LISTS

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
START = datetime(2023, 7, 3, 2, 0, tzinfo=UTC)  # 10:00 in Zhengzhou
QUERY = "?from=2023-07-01&until=2023-09-30"


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


@pytest.fixture
def shift(leader):
    """Ann came, Ben cancelled."""
    activity = ActivityFactory(team=TeamFactory(leader=leader, name_zh="粥屋队", name_en="Porridge team"))
    shift = make_shift(activity=activity, starts_at=START, hours=2, capacity=2)
    ann, ben = (signed_up(shift, VolunteerFactory(name=name), at=START - DAY) for name in ("志演安", "志演本"))
    services.cancel_signup(signup=ben, by=ben.volunteer.user, at=START - DAY)
    services.mark_attendance(signup=ann, outcome="present", by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    shift.ann, shift.ben = ann, ben
    return shift


def rows_of(client, code: str, query: str = QUERY) -> list[dict]:
    answer = client.get(f"/volunteers/team/lists/{code}/{query}")
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    _title, headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [dict(zip(headings, row, strict=True)) for row in rows]


def test_the_sign_ups_of_a_season_tell_what_came_of_each(client, leader, shift):
    client.force_login(leader)

    first, second = rows_of(client, "season_signups")

    assert first == {
        "number": shift.ann.pk,
        "activity": "Breakfast at the porridge house",
        "field of service": "Care and company",
        "community": None,
        "volunteer team": "Porridge team",
        "task": "分发早餐",
        "starts at": datetime(2023, 7, 3, 10),  # noqa: DTZ001 - a workbook knows no time zones
        "ends at": datetime(2023, 7, 3, 12),  # noqa: DTZ001
        "state of the shift": "Open for sign-up",
        "volunteer number": f"V{shift.ann.volunteer_id}",
        "name": "志演安",
        "people": 1,
        "signed up by": "The volunteer",
        "signed up at": datetime(2023, 7, 2, 10),  # noqa: DTZ001
        "state": "Signed up",
        "attendance": "Present",
        "came at": None,
        "left at": None,
        "minutes credited": 120,
    }
    assert [second[name] for name in ("name", "state", "attendance", "minutes credited")] == [
        "志演本", "Cancelled", None, 0,
    ]  # fmt: skip
    assert rows_of(client, "season_signups", "?from=2023-10-01&until=2023-12-31") == []
    event = Event.objects.filter(code="volunteers.signups_exported").first()
    assert event.data == {"list": "season_signups", "full": False}


def test_shifts_and_activities_are_those_of_the_own_teams(client, leader, reviewer, shift):
    make_shift(starts_at=START)
    client.force_login(leader)

    [task] = rows_of(client, "season_shifts")
    [activity] = rows_of(client, "activities")

    assert [task[name] for name in ("number", "task", "least number of people", "places", "have a place")] == [
        shift.pk, "分发早餐", 1, 2, 1,
    ]  # fmt: skip
    assert (activity["number"], activity["accident insurance required"]) == (shift.activity_id, "no")
    client.force_login(reviewer)
    assert (len(rows_of(client, "season_shifts")), len(rows_of(client, "activities"))) == (2, 2)


def sealed(profile, **values):
    for field, value in values.items():
        seal(profile, field, value)
    profile.save()
    return profile


def test_volunteers_are_masked_and_only_those_one_may_see(client, leader, auditor, shift):
    ann = sealed(shift.ann.volunteer, id_number="410199199001010011", guardian_phone="19900000001")
    VolunteerFactory(name="志演外")
    client.force_login(leader)

    found = rows_of(client, "volunteers")

    assert [row["name"] for row in found] == ["志演安", "志演本"]
    assert (found[0]["ID number"], found[0]["guardian's telephone"]) == (ann.id_number_mask, ann.guardian_phone_mask)
    assert not any(number in str(found) for number in ("410199199001010011", "19900000001"))
    assert found[0]["minutes of service"] == 120
    client.force_login(auditor)
    assert {row["name"] for row in rows_of(client, "volunteers")} == {"志**"}
    assert not PersonalDataAccess.objects.exists()


def test_only_the_reviewers_open_masked_values_with_a_reason_and_it_is_recorded(client, leader, reviewer, shift):
    ann = sealed(shift.ann.volunteer, id_number="410199199001010011", guardian_phone="19900000001")
    form = {"full": "on", "purpose": "verification", "reason": "核对监护人"}
    page = "/volunteers/team/lists/volunteers/?full=1"
    client.force_login(leader)
    client.post(page, form)
    assert [job.parameters["full"] for job in Job.objects.all()] == [False]

    client.force_login(reviewer)
    client.post(page, form)
    job = Job.objects.latest("pk")
    run_job(job_id=job.pk, clock=lambda: datetime.now(UTC))

    answer = client.get(reverse("jobs:download", args=[job.reference]))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(answer.streaming_content))).active
    _title, headings, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert (found[0]["guardian's telephone"], found[0]["ID number"]) == ("+8619900000001", ann.id_number_mask)
    opened = PersonalDataAccess.objects.filter(actor=reviewer, subject_type="volunteers.volunteerprofile")
    assert list(opened.order_by("subject_id").values_list("subject_id", "reason")) == [
        (row.volunteer_id, job.reference) for row in (shift.ann, shift.ben)
    ]


@pytest.mark.parametrize("code", sorted(LISTS))
def test_a_list_asks_as_much_for_one_row_as_for_three(code, client, leader, shift):
    client.force_login(leader)

    def queries() -> int:
        rows_of(client, code)
        with CaptureQueriesContext(connection) as asked:
            rows_of(client, code)
        return len(asked)

    one = queries()
    for number in (1, 2):
        activity = ActivityFactory(team=shift.activity.team)
        other = make_shift(activity=activity, starts_at=START + number * DAY, capacity=2)
        signed_up(other, VolunteerFactory(), at=START - DAY)

    assert queries() == one


def test_an_unknown_list_is_not_found_and_wrong_days_are_the_present_quarter(client, leader, shift):
    client.force_login(leader)

    assert client.get("/volunteers/team/lists/nothing/").status_code == 404
    assert rows_of(client, "season_shifts", "?from=x&until=y") == []
    assert LISTS["season_shifts"].filters({"from": "x"}, leader, START) == {
        "first": str(date(2023, 7, 1)),
        "last": str(date(2023, 9, 30)),
    }
