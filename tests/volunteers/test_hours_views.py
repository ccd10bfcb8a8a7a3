"""The pages of hours and honours as people meet them."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from protection.sealing import seal
from tests.factories.certificates import make_claim, served
from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from tests.imports.conftest import errors_of, stage, take_over  # noqa: F401 - a fixture
from tests.imports.workbooks import number_of, workbook
from tests.policies.volunteers import PICTURE
from volunteers import evidence_files, services
from volunteers.imports import COLUMNS, HOURS
from volunteers.models import Evaluation, HoursClaim, HoursEntry, HoursQuestion, VolunteerProfile
from volunteers.selectors import minutes_of

pytestmark = pytest.mark.django_db
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["portal_language"] = "en"


@pytest.fixture
def profile(volunteer) -> VolunteerProfile:
    return VolunteerFactory(user=volunteer)


def ago(days: float):
    return timezone.now().replace(minute=0, second=0, microsecond=0) - days * DAY


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def queries(client, url: str) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# --- The volunteer ----------------------------------------------------------------------------------------------------


def test_my_hours_show_totals_stars_and_the_fields_of_a_record(client, profile):
    served(profile, starts_at=ago(3), hours=2)
    client.force_login(profile.user)

    text = text_of(client.get("/volunteers/me/hours/"))

    entry = HoursEntry.objects.get()
    shift = entry.attendance.signup.shift
    leader = shift.activity.team.leader.display_name
    for words in (
        "<dd>2.0</dd>", "98.0 hours to the next star", "慈善粥屋爱心早餐", "科学大道店(演示)",
        "planned 120, given 120, credited 120 minutes", f"{shift.activity.team.name_zh} · {leader}",
    ):  # fmt: skip
        assert words in text


def test_my_hours_take_the_same_queries_for_one_record_and_for_three(client, profile):
    client.force_login(profile.user)
    served(profile, starts_at=ago(3))
    one = queries(client, "/volunteers/me/hours/")
    for days in (4, 5):
        served(profile, starts_at=ago(days))

    assert queries(client, "/volunteers/me/hours/") == one


def test_asking_about_a_record_and_about_missing_hours(client, profile):
    served(profile, starts_at=ago(3))
    entry = HoursEntry.objects.get()
    client.force_login(profile.user)

    assert client.post(f"/volunteers/me/hours/{entry.pk}/ask/", {"text": ""}).status_code == 422
    assert client.post(f"/volunteers/me/hours/{entry.pk}/ask/", {"text": "少记"}).status_code == 302
    again = client.post(f"/volunteers/me/hours/{entry.pk}/ask/", {"text": "少记"})
    assert (again.status_code, "You have asked about this record already" in text_of(again)) == (422, True)
    assert client.post("/volunteers/me/hours/ask/", {"text": "漏了一次"}).status_code == 302

    asked = HoursQuestion.objects.order_by("pk").values_list("entry", "text")
    assert list(asked) == [(entry.pk, "少记"), (None, "漏了一次")]
    assert "You asked about this" in text_of(client.get("/volunteers/me/hours/"))


def test_leaders_see_the_note_of_an_evaluation_and_the_volunteer_does_not(client, profile):
    served(profile, starts_at=ago(3))
    signup = profile.signups.get()
    leader = signup.shift.activity.team.leader
    client.force_login(leader)
    done = client.post(f"/volunteers/team/people/{signup.pk}/evaluate/", {"score": "4", "note": "SECRETNOTE"})
    assert done.status_code == 302
    assert "SECRETNOTE" in text_of(client.get(f"/volunteers/team/people/{signup.pk}/evaluate/"))

    client.force_login(profile.user)
    text = text_of(client.get("/volunteers/me/honours/"))

    assert ("SECRETNOTE" in text, '<b class="num">4</b> / 5' in text) == (False, True)
    assert client.post(f"/volunteers/me/shifts/{signup.pk}/rate/", {"score": "9"}).status_code == 422
    assert client.post(f"/volunteers/me/shifts/{signup.pk}/rate/", {"score": "5"}).status_code == 302
    assert Evaluation.objects.count() == 2


# --- Leaders and reviewers --------------------------------------------------------------------------------------------


def test_the_leader_enters_hours_and_a_reviewer_credits_them(client, leader, reviewer, profile):
    activity = ActivityFactory(team=TeamFactory(leader=leader))
    signed_up(make_shift(activity=activity, starts_at=ago(-2)), profile, timezone.now())
    body = {
        "activity": activity.pk, "volunteers": [profile.pk], "day": f"{ago(5):%Y-%m-%d}", "came": "09:00",
        "left": "11:30", "evidence": "6月签到表",
    }  # fmt: skip
    client.force_login(leader)
    url = "/volunteers/team/hours/enter/"
    wrong = client.post(url, {**body, "left": "08:00", "file": SimpleUploadedFile("a.exe", b"MZ" + bytes(200))})
    assert wrong.status_code == 422
    scan = SimpleUploadedFile("list.png", PICTURE)
    assert client.post(url, {**body, "file": scan}).status_code == 302
    claim = HoursClaim.objects.get()
    page = f"/volunteers/team/hours/{claim.pk}/"
    assert client.post(f"{page}approve/").status_code == 403

    client.force_login(reviewer)
    assert page in text_of(client.get("/volunteers/team/hours/"))
    evidence = client.get(f"{page}evidence/")
    assert (evidence["Content-Disposition"], evidence["X-Content-Type-Options"]) == (
        f'attachment; filename="hours-{claim.pk}.png"',
        "nosniff",
    )
    assert b"".join(evidence.streaming_content) == evidence_files.path_of(claim).read_bytes()
    assert client.post(f"{page}approve/").status_code == 302
    assert client.post(f"{page}approve/").status_code == 422

    assert minutes_of(profile) == 150


def test_refusing_needs_a_reason_and_withdrawing_the_enterer(client, reviewer, approver):
    claim = make_claim(VolunteerFactory(), reviewer, timezone.now())
    page = f"/volunteers/team/hours/{claim.pk}/"
    client.force_login(approver)
    assert client.post(f"{page}withdraw/").status_code == 403
    assert client.post(f"{page}refuse/", {"note": ""}).status_code == 422
    assert client.post(f"{page}refuse/", {"note": "签到表上没有"}).status_code == 302

    claim.refresh_from_db()
    assert (claim.state, claim.note) == ("refused", "签到表上没有")


def test_the_desk_takes_the_same_queries_for_one_claim_and_for_three(client, reviewer, approver):
    client.force_login(approver)
    make_claim(VolunteerFactory(), reviewer, timezone.now())
    one = queries(client, "/volunteers/team/hours/")
    for _ in range(2):
        make_claim(VolunteerFactory(), reviewer, timezone.now())

    assert queries(client, "/volunteers/team/hours/") == one


def test_leaders_read_what_volunteers_say_without_their_names(client, profile):
    served(profile, starts_at=ago(3))
    signup = profile.signups.get()
    services.evaluate_activity(signup=signup, score=2, note="排队太久", by=profile.user, at=timezone.now())
    client.force_login(signup.shift.activity.team.leader)

    text = text_of(client.get("/volunteers/team/hours/"))

    assert ("排队太久" in text, profile.name in text) == (True, False)


def test_own_honours_take_the_same_queries_for_one_of_each_and_for_three(client, profile):
    def one_more(days: int) -> None:
        served(profile, starts_at=ago(days))
        signup = profile.signups.order_by("-pk")[0]
        leader, on = signup.shift.activity.team.leader, (ago(days)).date()
        services.evaluate_volunteer(signup=signup, score=5, note="", is_serious=False, by=leader, at=timezone.now())
        given = {"volunteer": profile, "by": leader, "at": timezone.now()}
        services.record_award(name="优秀志愿者", awarded_on=on, awarded_by="慈善总会", **given)
        services.record_training(kind="first_aid", held_on=on, valid_until=None, minutes=60, **given)

    client.force_login(profile.user)
    one_more(3)
    one = queries(client, "/volunteers/me/honours/")
    one_more(4)
    one_more(5)

    assert queries(client, "/volunteers/me/honours/") == one


def test_answering_a_question_shows_the_record_and_the_way_to_correct_it(client, profile):
    served(profile, starts_at=ago(3))
    entry = HoursEntry.objects.get()
    signup = entry.attendance.signup
    asked = services.ask_about_hours(volunteer=profile, entry=entry, text="少记", by=profile.user, at=timezone.now())
    client.force_login(signup.shift.activity.team.leader)
    url = f"/volunteers/team/hours/questions/{asked.pk}/"

    assert f"/volunteers/team/shifts/{signup.shift_id}/people/{signup.pk}/correct/" in text_of(client.get(url))
    assert client.post(url, {"outcome": "corrected", "answer": "已改"}).status_code == 422
    assert client.post(url, {"outcome": "right", "answer": "与签到表一致"}).status_code == 302

    client.force_login(profile.user)
    assert "与签到表一致" in text_of(client.get("/volunteers/me/hours/"))


def test_entered_hours_are_taken_back_on_their_page(client, reviewer, approver, profile):
    claim = make_claim(profile, approver, timezone.now())
    services.review_claim(claim=claim, by=reviewer, at=timezone.now())
    entry = HoursEntry.objects.get()
    client.force_login(reviewer)
    url = f"/volunteers/team/hours/entries/{entry.pk}/reverse/"

    assert url in text_of(client.get(f"/volunteers/team/hours/{claim.pk}/"))
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "重复"}).status_code == 302

    client.force_login(profile.user)
    assert "Taken back: 重复" in text_of(client.get("/volunteers/me/hours/"))


# --- Lists ------------------------------------------------------------------------------------------------------------

HEADINGS = tuple(column.heading for column in COLUMNS)


def registered(person: int, name: str) -> VolunteerProfile:
    made = VolunteerFactory(name=name)
    seal(made, "id_number", number_of(person))
    made.save()
    return made


def line(person: int, name: str, day: str, came: str = "9:00", left: str = "11:30") -> list[str]:
    return [
        name,
        number_of(person),
        "楼院清洁",
        day,
        came,
        left,
        "西湖春天社区",
        "清理楼道",
        "社区志愿服务队",
        "志演甲",
        "签到表",
    ]


def test_a_list_of_hours_becomes_claims_that_somebody_else_reviews(stage, cast):  # noqa: F811
    one, two = registered(1, "志演一"), registered(2, "志演二")
    rows = [line(1, "志演一", "2026-02-10"), line(1, "志演一", "2026.2.11"), line(2, "志演二", "2026年2月10日")]

    source = stage(workbook(rows, HEADINGS), kind=HOURS, by="reviewer")
    job = take_over(source, cast["reviewer"])

    assert (job.state, job.refused) == ("finished", 0)
    claims = HoursClaim.objects.order_by("day", "volunteer")
    assert [(c.volunteer_id, c.day.isoformat(), c.source) for c in claims] == [
        (one.pk, "2026-02-10", "import"),
        (two.pk, "2026-02-10", "import"),
        (one.pk, "2026-02-11", "import"),
    ]
    assert (claims[0].ends_at - claims[0].starts_at, claims[0].in_charge) == (2.5 * HOUR, "志演甲")
    assert minutes_of(one) == 0
    again = stage(workbook(list(reversed(rows)), HEADINGS), kind=HOURS, by="reviewer")
    assert set(again.rows.values_list("state", flat=True)) == {"known"}


def test_every_error_of_a_list_of_hours_is_told(stage, cast):  # noqa: F811
    registered(1, "志演一")
    rows = [
        line(1, "志演一", "2026-02-10"),
        line(3, "志演三", "2026-02-10"),
        line(1, "志演二", "2026-02-12"),
        line(1, "志演一", "2026-02-13", "11:00", "9:00"),
        line(1, "志演一", "2026-02-14", "上午九点"),
        line(1, "志演一", "2026-03-09"),
        line(1, "志演一", "2026-02-10"),
        line(1, "志演一", "0001-01-01"),
    ]

    source = stage(workbook(rows, HEADINGS), kind=HOURS, by="reviewer")

    assert errors_of(source) == {
        (3, "id_number"), (4, "name"), (5, "left"), (6, "came"), (7, "day"), (8, "id_number"), (9, "day"),
    }  # fmt: skip
