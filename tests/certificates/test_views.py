"""Pages of certificates: the public check, the volunteer's own, the register, and the two jobs."""

import csv
import io
import json
import re
import zipfile
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from certificates import pages, services
from certificates.models import Certificate
from certificates.views.public import FAILURES_PER_ADDRESS
from jobs import files
from jobs.models import Job
from jobs.services import run_job
from protection.models import PersonalDataAccess
from protection.sealing import seal
from tests.factories.certificates import DAY, make_certificate, served
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory, make_shift, signed_up
from volunteers import services as volunteering
from volunteers.models import VolunteerProfile

pytestmark = pytest.mark.django_db
ID_NUMBER = "410199199001010011"
CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"')
PERIOD = {"first": "2023-09-01", "last": "2023-09-30"}


@pytest.fixture(autouse=True)
def _english(client, monkeypatch):
    client.cookies["portal_language"] = "en"
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def with_number(volunteer: VolunteerProfile, number: str = ID_NUMBER) -> VolunteerProfile:
    seal(volunteer, "id_number", number)
    volunteer.save()
    return volunteer


def finished(job: Job) -> Job:
    run_job(job_id=job.pk, clock=lambda: datetime(2023, 10, 1, tzinfo=UTC))
    job.refresh_from_db()
    assert job.state == "finished"
    return job


def unzipped(job: Job) -> dict[str, bytes]:
    with zipfile.ZipFile(files.path_of(job)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


# --- The check --------------------------------------------------------------------------------------------------------


def test_the_address_in_the_code_shows_what_anybody_may_read(client):
    certificate = make_certificate(VolunteerFactory(name="志演一"))

    response = client.get(pages.check_address(certificate.number).removeprefix("http://127.0.0.1:8000"))

    text = text_of(response)
    day = '<span class="oneline">2023-09-06</span>'
    for words in ("Valid", "志**", "3.5", f"{day} – {day}", "郑州高新区慈善总会", "until 2023-09-14"):
        assert words in text
    assert "志演一" not in text


def test_number_and_code_are_typed_and_a_revoked_certificate_says_so(client, reviewer):
    certificate = make_certificate()
    services.revoke_certificate(certificate=certificate, reason="签到表有误", by=reviewer, at=AT)
    body = {"number": certificate.number.lower(), "code": pages.certificate_code(certificate.number).lower()}

    text = text_of(client.post("/certificates/", body))

    assert ("Revoked on 2023-09-05" in text, "签到表有误" in text) == (True, False)


def test_unknown_numbers_and_wrong_codes_get_the_same_bytes(client):
    certificate = make_certificate()
    code = pages.certificate_code(certificate.number)
    wrong = "2222-2222-2222"

    answers = [
        client.post("/certificates/", {"number": number, "code": typed})
        for number, typed in ((certificate.number, wrong), ("ZM2023000002", code), ("ZM9999999999", wrong))
    ]

    assert [answer.status_code for answer in answers] == [404] * 3
    assert len({CSRF.sub(b"", answer.content) for answer in answers}) == 1


def test_guessing_is_stopped_and_the_right_code_does_not_get_through_then(client):
    certificate = make_certificate()
    url = f"/certificates/{certificate.number}/"

    statuses = [client.get(url, {"code": f"2222-2222-2{n:03d}"}).status_code for n in range(FAILURES_PER_ADDRESS)]
    after = client.get(url, {"code": pages.certificate_code(certificate.number)})

    assert (set(statuses), after.status_code) == ({404}, 429)


def test_the_public_keys_are_there_for_people_and_programs(client):
    certificate = make_certificate()
    [key] = pages.published_keys()

    assert client.get("/certificates/keys/?format=json").json() == {
        "keys": {certificate.key_id: key.public_key},
        "algorithm": "Ed25519",
    }
    assert key.public_key in text_of(client.get("/certificates/keys/"))


# --- The volunteer ----------------------------------------------------------------------------------------------------


def test_the_volunteer_prints_his_own_certificate(client, volunteer):
    profile = served(with_number(VolunteerFactory(user=volunteer)))
    client.force_login(volunteer)

    assert client.post("/certificates/mine/", {"first": "2023-09-30", "last": "2023-09-01"}).status_code == 422
    assert client.post("/certificates/mine/", {"first": "2020-01-01", "last": "2020-12-31"}).status_code == 422
    assert client.post("/certificates/mine/", PERIOD).status_code == 302

    certificate = Certificate.objects.get()
    assert certificate.number in text_of(client.get("/certificates/mine/"))
    paper = client.get(f"/certificates/{certificate.number}/pdf/")
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")
    signed = json.loads(client.get(f"/certificates/{certificate.number}/signed/").content)
    assert signed["identity"]["id_number"] == ID_NUMBER
    purposes = PersonalDataAccess.objects.filter(actor=volunteer).values_list("purpose", flat=True)
    assert set(purposes) == {"own_data"}
    assert profile.certificates.get() == certificate


def test_own_certificates_take_the_same_queries_for_one_and_for_three(client, volunteer):
    profile = VolunteerFactory(user=volunteer)
    client.force_login(volunteer)

    def queries() -> int:
        client.get("/certificates/mine/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/certificates/mine/").status_code == 200
        return len(captured)

    make_certificate(profile)
    one = queries()
    for number in (1, 2):
        make_certificate(profile, starts_at=TOMORROW + number * DAY)

    assert (Certificate.objects.count(), queries()) == (3, one)


def test_a_stranger_does_not_learn_that_a_certificate_exists(client, volunteer2):
    certificate = make_certificate()
    VolunteerFactory(user=volunteer2)
    client.force_login(volunteer2)

    assert [client.get(f"/certificates/{certificate.number}/{what}/").status_code for what in ("pdf", "signed")] == [
        404,
        404,
    ]


# --- The register -----------------------------------------------------------------------------------------------------


def test_the_register_finds_by_number_and_revokes_with_a_reason(client, reviewer):
    one, two = make_certificate(), make_certificate()
    client.force_login(reviewer)

    found = text_of(client.get("/certificates/office/", {"number": one.number.lower()}))
    assert (one.number in found, two.number in found) == (True, False)
    url = f"/certificates/office/{one.number}/revoke/"
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "签到表有误"}).status_code == 302
    assert client.post(url, {"reason": "再次"}).status_code == 422
    assert "签到表有误" in text_of(client.get(f"/certificates/office/{one.number}/"))


def test_the_register_says_when_the_record_has_changed_since(client, reviewer):
    certificate = make_certificate()
    signup = certificate.volunteer.signups.get()
    left = volunteering.Mark(signup.pk, "present", None, signup.starts_at + (signup.ends_at - signup.starts_at) / 2)
    volunteering.correct_attendance(
        signup=signup, mark=left, reason="提前离开", by=signup.shift.activity.team.leader, at=signup.ends_at
    )
    client.force_login(reviewer)

    text = text_of(client.get(f"/certificates/office/{certificate.number}/"))

    assert "the certificate says 3.5 hours, the ledger of this period now says 1.8" in text


@pytest.mark.parametrize("path", ["/certificates/office/", "/certificates/notices/"])
def test_lists_take_the_same_queries_for_one_certificate_and_for_three(client, reviewer, path):
    client.force_login(reviewer)

    def queries() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    def at_notice() -> None:
        person = served(starts_at=timezone.now() - timedelta(days=2))
        day = person.hours.get().day
        services.issue_certificate(volunteer=person, first=day, last=day, by=person.user, at=timezone.now())

    at_notice()
    one = queries()
    at_notice()
    at_notice()

    assert queries() == one


# --- Jobs -------------------------------------------------------------------------------------------------------------


def test_many_certificates_are_one_file_and_who_has_no_hours_is_named(client, reviewer):
    have = [served(VolunteerFactory(name=f"志演{n}")) for n in "一二"]
    lacks = VolunteerFactory()
    already = make_certificate(VolunteerFactory(name="志演三"))
    ids = [*(v.pk for v in have), lacks.pk, already.volunteer_id]
    numbers = "\n".join(f"V{pk}" for pk in ids)
    client.force_login(reviewer)
    body = {"first": "2023-09-06", "last": "2023-09-06", "numbers": numbers, "reason": "市第一中学"}

    assert client.post("/certificates/office/bulk/", body).status_code == 422  # nobody agreed
    assert client.post("/certificates/office/bulk/", {**body, "agreed": "on"}).status_code == 302

    job = finished(Job.objects.get())
    Job.objects.update(expires_at=timezone.now() + DAY)
    download = client.get(f"{job.get_absolute_url()}download/")
    assert download["Content-Type"] == "application/zip"
    assert b"".join(download.streaming_content)[:2] == b"PK"
    content = unzipped(job)
    expected = ["ZM2023000001", "ZM2023000002", "ZM2023000003"]
    assert sorted(content) == [*(f"{number}.pdf" for number in expected), "list.csv"]
    rows = list(csv.reader(io.StringIO(content["list.csv"].decode("utf-8-sig"))))
    assert [row[0] for row in rows[1:]] == expected
    assert {row[2] for row in rows[1:]} == {"志演一", "志演二", "志演三"}
    refused = job.rows.get(is_done=False)
    assert (refused.label, "no confirmed hours" in refused.sentence) == (str(lacks), True)
    assert PersonalDataAccess.objects.filter(subject_type="jobs.job", reason="市第一中学").count() == 1
    assert "市第一中学" not in json.dumps(job.parameters, ensure_ascii=False)


def test_a_team_is_certified_as_a_whole(client, reviewer):
    person = served()
    served()  # of another team
    team = person.signups.get().shift.activity.team
    client.force_login(reviewer)

    client.post("/certificates/office/bulk/", {**PERIOD, "team": team.pk, "reason": "学校", "agreed": "on"})

    assert Job.objects.get().parameters["ids"] == [person.pk]


@pytest.mark.parametrize("numbers", ["abc", "V999999", ""])
def test_numbers_that_are_none_are_refused(client, reviewer, numbers):
    client.force_login(reviewer)

    response = client.post(
        "/certificates/office/bulk/", {**PERIOD, "numbers": numbers, "reason": "学校", "agreed": "on"}
    )

    assert (response.status_code, Job.objects.count()) == (422, 0)


def test_the_exchange_file_has_the_fields_of_the_order_and_each_person_in_the_access_log(client, reviewer):
    person = served(with_number(VolunteerFactory(name="=cmd()", sex="female")))
    seal(person.user, "phone", "19900000001")
    person.user.save()
    on = person.hours.get().day
    by = {"by": reviewer, "at": AT}
    volunteering.record_training(
        volunteer=person, kind="first_aid", content="心肺复苏", held_on=on, valid_until=None, minutes=90,
        held_by="红十字会", **by,
    )  # fmt: skip
    volunteering.record_award(volunteer=person, name="优秀志愿者", awarded_on=on, awarded_by="慈善总会", **by)
    signup = person.signups.get()
    leader = signup.shift.activity.team.leader
    volunteering.evaluate_volunteer(signup=signup, score=5, note="", is_serious=False, by=leader, at=signup.ends_at)
    signed_up(make_shift(starts_at=signup.starts_at))  # somebody without a record is not in the file
    client.force_login(reviewer)

    assert client.post("/certificates/office/exchange/", {**PERIOD, "reason": ""}).status_code == 422
    assert client.post("/certificates/office/exchange/", {**PERIOD, "reason": "年度报送"}).status_code == 302

    job = finished(Job.objects.get())
    content = unzipped(job)
    tables = {
        name: list(csv.reader(io.StringIO(content[f"{name}.csv"].decode("utf-8-sig"))))[1:]
        for name in ("basic", "service", "training", "awards", "evaluations")
    }
    number = f"V{person.pk}"
    assert tables["basic"] == [[number, "", "'=cmd()", "女", "1990-01-01", ID_NUMBER, "", "19900000001", "", ""]]
    shift = signup.shift
    assert tables["service"] == [
        [
            number, "慈善粥屋爱心早餐", "2023-09-06", "科学大道店(演示)", "", "2023-09-06 05:30", "2023-09-06 09:00",
            "210", "3.50", shift.activity.team.name_zh, leader.display_name,
        ]
    ]  # fmt: skip
    assert tables["training"] == [[number, "急救（CPR）", "心肺复苏", "90", "红十字会", "2023-09-06"]]
    assert tables["awards"] == [[number, "优秀志愿者", "2023-09-06", "慈善总会"]]
    assert tables["evaluations"] == [[number, "5", "2023-09-06"]]
    data = json.loads(content["records.json"])
    assert data["basic"][0]["姓名"] == "=cmd()"
    assert {name: len(rows) for name, rows in data.items()} == {name: 1 for name in tables}
    assert "未声明符合" in content["说明.txt"].decode()
    accesses = PersonalDataAccess.objects.filter(purpose="record_exchange").values_list("subject_type", "subject_id")
    assert set(accesses) == {
        ("jobs.job", job.pk),
        ("volunteers.volunteerprofile", person.pk),
        ("accounts.user", person.user_id),
    }


def test_who_lost_the_right_gets_no_file(client, reviewer):
    served()
    client.force_login(reviewer)
    client.post("/certificates/office/exchange/", {**PERIOD, "reason": "年度报送"})
    reviewer.role_grants.update(valid_to=AT)
    job = Job.objects.get()

    run_job(job_id=job.pk, clock=lambda: datetime(2023, 10, 1, tzinfo=UTC))

    job.refresh_from_db()
    assert (job.state, job.file) == ("failed", "")
