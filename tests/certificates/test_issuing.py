"""Numbers without gaps, frozen texts, signatures, revocation, and the way back from the paper to the register."""

import base64
import json
import subprocess
import sys
import threading
import uuid
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from pypdf import PdfReader

from certificates import pages, promises, services, signing
from certificates.models import Certificate, CertificateSeries, SigningKey
from certificates.services.issuing import NothingToCertify, take_number
from certificates.services.jobs import start_bulk
from jobs.services import run_job
from programs.services import publish_figure
from protection.access import AccessContext
from protection.models import PersonalDataAccess
from tests.factories.certificates import DAY, make_certificate, served
from tests.factories.volunteers import AT, TOMORROW, VolunteerFactory
from tests.printed_codes import codes_on
from tests.racing import race
from volunteers import services as volunteering
from volunteers.models import VolunteerProfile
from volunteers.selectors import minutes_of
from volunteers.stars import announce_stars, standing_on
from workflow.machine import IllegalTransition, NotAllowed, Refused

ROOT = Path(__file__).resolve().parent.parent.parent
SERVED_ON = date(2023, 9, 6)
OTHER_SEED = base64.b64encode(bytes(range(32))).decode()
ID_NUMBER = "410199199001010011"


def broken() -> list[str]:
    return [line for _sentence, check in promises.CHECKS for line in check()]


def registered(id_number: str = ID_NUMBER) -> VolunteerProfile:
    volunteer = VolunteerFactory(name="志演一")
    return volunteering.update_profile(volunteer=volunteer, changes={"id_number": id_number}, by=volunteer.user, at=AT)


def own(certificate: Certificate) -> AccessContext:
    return AccessContext(by=certificate.volunteer.user, purpose="own_data", at=AT)


@pytest.mark.django_db
def test_a_certificate_says_who_served_how_long_where_and_who_vouches(settings):
    settings.PORTAL_CERTIFICATE_HEAD = "慈演长"

    certificate = make_certificate(registered())

    content = certificate.content
    assert certificate.number == "ZM2023000001"
    assert content["identity"] == {
        "name": "志演一",
        "id_type": "居民身份证",
        "id_mask": "4***************11",
        "id_digest": content["identity"]["id_digest"],
        "volunteer_number": f"V{certificate.volunteer_id}",
    }
    assert len(content["identity"]["id_digest"]) == 64
    assert content["service"] == {
        "from": "2023-09-06",
        "until": "2023-09-06",
        "minutes": 210,
        "hours": "3.5",
        "occasions": 1,
        "lines": [
            {
                "title": "慈善粥屋爱心早餐",
                "content": "",
                "organiser": content["service"]["lines"][0]["organiser"],
                "first": "2023-09-06",
                "last": "2023-09-06",
                "occasions": 1,
                "minutes": 210,
            }
        ],
    }
    assert content["issuer"]["in_charge"] == "慈演长"
    assert content["issuer"]["handler"] == "志愿者自助打印"
    assert content["other"] == {"issued_on": "2023-09-07", "notice_until": "2023-09-14"}
    assert certificate.state == "on_notice"
    assert ID_NUMBER not in certificate.snapshot


@pytest.mark.django_db
def test_hours_are_rounded_once_on_the_total():
    volunteer = VolunteerFactory()
    for number in range(3):
        served(volunteer, starts_at=TOMORROW + number * DAY, hours=31 / 60)

    certificate = services.issue_certificate(
        volunteer=volunteer, first=SERVED_ON, last=SERVED_ON + 2 * DAY, by=volunteer.user, at=TOMORROW + 4 * DAY
    )

    service = certificate.content["service"]
    assert (service["minutes"], service["hours"], service["occasions"]) == (93, "1.6", 3)


@pytest.mark.django_db
def test_printing_again_needs_no_second_number_and_more_hours_do():
    certificate = make_certificate()
    volunteer = certificate.volunteer
    issue = {"volunteer": volunteer, "by": volunteer.user}

    again = services.issue_certificate(**issue, first=SERVED_ON, last=SERVED_ON, at=AT + 5 * DAY)
    served(volunteer, starts_at=TOMORROW + DAY)
    more = services.issue_certificate(**issue, first=SERVED_ON, last=SERVED_ON + DAY, at=AT + 5 * DAY)

    assert (again.number, more.number) == ("ZM2023000001", "ZM2023000002")
    assert CertificateSeries.objects.get().last == 2


@pytest.mark.django_db
def test_a_certificate_carries_the_national_number_where_there_is_one(reviewer):
    volunteer = served(registered())
    volunteering.update_profile(volunteer=volunteer, changes={"external_no": "410123456"}, by=reviewer, at=AT)

    certificate = services.issue_certificate(
        volunteer=volunteer, first=SERVED_ON, last=SERVED_ON, by=volunteer.user, at=AT + 2 * DAY
    )

    assert certificate.content["identity"]["volunteer_number"] == "410123456"


@pytest.mark.django_db
def test_training_is_neither_hours_nor_a_star_and_stands_on_no_certificate(reviewer):
    certificate = make_certificate()
    volunteer, later = certificate.volunteer, AT + 5 * DAY
    training = {"kind": "first_aid", "held_on": SERVED_ON, "valid_until": None, "minutes": 60 * 2_000}

    volunteering.record_training(volunteer=volunteer, **training, by=reviewer, at=AT + 2 * DAY)

    standing = standing_on(volunteer, minutes_of(volunteer), later.date())
    again = services.issue_certificate(
        volunteer=volunteer, first=SERVED_ON, last=SERVED_ON, by=volunteer.user, at=later
    )
    assert (minutes_of(volunteer), standing.minutes, standing.stars) == (210, 210, 0)
    assert announce_stars(at=later) == 0
    assert (again, again.snapshot) == (certificate, certificate.snapshot)


@pytest.mark.django_db
def test_who_may_not_issue_and_what_cannot_be_certified(outsider):
    volunteer = served()
    period = {"first": SERVED_ON, "last": SERVED_ON}

    with pytest.raises(NotAllowed):
        services.issue_certificate(volunteer=volunteer, **period, by=outsider, at=AT + 2 * DAY)
    with pytest.raises(NothingToCertify):
        services.issue_certificate(
            volunteer=volunteer, first=date(2023, 8, 1), last=date(2023, 8, 31), by=volunteer.user, at=AT + 2 * DAY
        )
    with pytest.raises(Refused):
        services.issue_certificate(volunteer=volunteer, **period, by=volunteer.user, at=AT - DAY)
    assert not Certificate.objects.exists()
    assert not CertificateSeries.objects.exists()


@pytest.mark.django_db
def test_the_notice_ends_after_the_days_that_the_federation_set(approver):
    publish_figure(
        code="certificate_notice_days", value=Decimal(10), effective_from=date(2023, 1, 1), source="会议纪要",
        mark="D", by=approver, at=AT,
    )  # fmt: skip
    certificate = make_certificate()

    assert certificate.notice_until == certificate.issued_at + 10 * DAY
    assert services.end_notices(at=certificate.notice_until - timedelta(seconds=1)) == 0
    assert services.end_notices(at=certificate.notice_until) == 1
    assert services.end_notices(at=certificate.notice_until) == 0
    assert Certificate.objects.get().state == "in_force"


@pytest.mark.django_db
def test_revoking_needs_a_reason_and_somebody_else(reviewer):
    certificate = make_certificate()

    with pytest.raises(NotAllowed):
        services.revoke_certificate(certificate=certificate, reason="x", by=certificate.volunteer.user, at=AT)
    with pytest.raises(Refused):
        services.revoke_certificate(certificate=certificate, reason=" ", by=reviewer, at=AT)
    services.revoke_certificate(certificate=certificate, reason="签到表有误", by=reviewer, at=AT + 3 * DAY)
    with pytest.raises(IllegalTransition):
        services.revoke_certificate(certificate=certificate, reason="再次", by=reviewer, at=AT + 3 * DAY)

    found = pages.checked(certificate.number, pages.certificate_code(certificate.number))
    assert (found.certificate.is_valid, found.revoked_on) == (False, date(2023, 9, 8))
    assert broken() == []


@pytest.mark.django_db
def test_a_revoked_certificate_is_not_handed_out_again(reviewer):
    certificate = make_certificate()
    services.revoke_certificate(certificate=certificate, reason="签到表有误", by=reviewer, at=AT + 3 * DAY)

    again = services.issue_certificate(
        volunteer=certificate.volunteer, first=SERVED_ON, last=SERVED_ON, by=certificate.volunteer.user, at=AT + 4 * DAY
    )

    assert again.number == "ZM2023000002"


@pytest.mark.django_db
def test_each_year_of_the_zone_begins_anew():
    """Half past midnight in Zhengzhou is still the old year elsewhere."""
    midnight = datetime(2023, 12, 31, 16, 0, tzinfo=UTC)
    with transaction.atomic():
        numbers = [take_number(midnight + minutes * timedelta(minutes=1)) for minutes in (-2, -1, 0, 1)]

    assert numbers == ["ZM2023000001", "ZM2023000002", "ZM2024000001", "ZM2024000002"]


# --- Checking ---------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_every_other_number_and_every_other_code_is_not_valid():
    certificate = make_certificate()
    number, code = certificate.number, pages.certificate_code(certificate.number)
    plain = code.replace("-", "")
    numbers = {number[:i] + ("1" if number[i] == "0" else "0") + number[i + 1 :] for i in range(2, len(number))}
    codes = {plain[:i] + ("2" if plain[i] != "2" else "3") + plain[i + 1 :] for i in range(len(plain))}

    assert pages.checked(f" {number.lower()} ", code.lower()).certificate == certificate
    assert [n for n in numbers if pages.checked(n, code)] == []
    assert [c for c in (*codes, "", plain[:-1], plain + "2") if pages.checked(number, c)] == []
    assert (len(numbers), len(codes)) == (10, 12)


@pytest.mark.django_db
def test_a_text_changed_in_the_database_is_not_valid_any_more():
    certificate = make_certificate()
    with connection.cursor() as cursor:
        table = " ON certificates_certificate" if connection.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER certificates_certificate_frozen{table}")
        cursor.execute("UPDATE certificates_certificate SET snapshot = replace(snapshot, '\"3.5\"', '\"9.5\"')")

    assert pages.checked(certificate.number, pages.certificate_code(certificate.number)) is None
    assert broken() == [f"certificate {certificate.number}: its signature does not fit what it says"]


@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_database_keeps_what_was_certified():
    certificate = make_certificate()
    rows = Certificate.objects.filter(pk=certificate.pk)

    for forbidden in (
        lambda: rows.update(snapshot="{}"),
        lambda: rows.update(number="ZM2023000009"),
        lambda: rows.update(signature=""),
        lambda: rows.delete(),
        lambda: CertificateSeries.objects.update(last=5),
        lambda: CertificateSeries.objects.all().delete(),
        lambda: SigningKey.objects.update(public_key="x"),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert broken() == []


# --- Signatures -------------------------------------------------------------------------------------------------------


def run_checker(tmp_path: Path, signed: str, keys: dict) -> tuple[int, str]:
    (tmp_path / "signed.json").write_text(signed, encoding="utf-8")
    (tmp_path / "keys.json").write_text(json.dumps({"keys": keys}), encoding="utf-8")
    command = [
        sys.executable,
        "scripts/check_certificate.py",
        str(tmp_path / "signed.json"),
        str(tmp_path / "keys.json"),
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"})
    return done.returncode, done.stdout


@pytest.mark.django_db
def test_the_signed_file_is_verified_without_the_portal(tmp_path):
    certificate = make_certificate(registered())
    signed = pages.signed_file(certificate, own(certificate))
    keys = dict(SigningKey.objects.values_list("kid", "public_key"))

    status, said = run_checker(tmp_path, signed, keys)
    assert status == 0
    assert said.startswith("genuine: ZM2023000001, 志演一, 3.5 h, 2023-09-06 to 2023-09-06")
    for changed in (
        signed.replace("3.5", "8.5"),
        signed.replace("志演一", "志演二"),
        signed.replace("000001", "000002"),
        signed.replace(ID_NUMBER, "41019919900101002X"),
        "{}",
    ):
        assert run_checker(tmp_path, changed, keys)[0] == 1
    assert run_checker(tmp_path, signed, {})[0] == 1


@pytest.mark.django_db
def test_a_new_key_signs_and_the_old_certificates_stay_valid(settings):
    old = make_certificate()
    settings.PORTAL_SIGNING_KEYS = [f"k2:{OTHER_SEED}"]

    new = make_certificate()

    assert (old.key_id, new.key_id) == ("demo1", "k2")
    assert [bool(pages.checked(c.number, pages.certificate_code(c.number))) for c in (old, new)] == [True, True]
    assert broken() == []


@pytest.mark.django_db
def test_another_key_under_a_used_name_is_refused(settings):
    make_certificate()
    settings.PORTAL_SIGNING_KEYS = [f"demo1:{OTHER_SEED}"]

    assert signing.names_taken() == ["demo1"]
    with pytest.raises(signing.KeyNameTaken):
        signing.sign("text", at=AT)


# --- Paper ------------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_paper_shows_the_parts_of_the_guidance_and_opening_it_is_recorded():
    certificate = make_certificate(registered())
    before = PersonalDataAccess.objects.filter(subject_type="certificates.certificate").count()

    content = pages.typeset(certificate, own(certificate))

    text = "".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages).replace("\n", "")
    for words in (
        "志愿服务记录证明", "ZM2023000001", pages.certificate_code(certificate.number), "志演一", ID_NUMBER,
        "3.5 小时", "慈善粥屋爱心早餐", "郑州高新区慈善总会", "2023年9月7日", "2023年9月14日",
    ):  # fmt: skip
        assert words.replace(" ", "") in text.replace(" ", "")
    accesses = PersonalDataAccess.objects.filter(subject_type="certificates.certificate")
    assert accesses.count() == before + 1
    assert content == pages.typeset(certificate, own(certificate))


@pytest.mark.django_db
def test_the_code_on_the_paper_leads_to_the_check_of_this_certificate(client, settings):
    certificate = make_certificate(registered())

    codes = codes_on(pages.typeset(certificate, own(certificate)))

    number = certificate.number
    address = f"{settings.PORTAL_BASE_URL}/certificates/{number}/?code={pages.certificate_code(number)}"
    assert codes == [address]
    page = client.get(address.removeprefix(settings.PORTAL_BASE_URL))
    assert (page.status_code, page.context["checked"].certificate) == (200, certificate)


# --- At once ----------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_certificates_issued_at_once_have_numbers_without_gap():
    people = [served() for _ in range(6)]

    results = race(
        6,
        lambda n: services.issue_certificate(
            volunteer=people[n], first=SERVED_ON, last=SERVED_ON, by=people[n].user, at=AT + 2 * DAY
        ),
    )

    assert sorted(result.number for result in results) == [f"ZM2023{n:06d}" for n in range(1, 7)]
    assert broken() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_school_and_its_pupils_at_once_do_not_block_each_other(reviewer, monkeypatch):
    monkeypatch.setattr("jobs.doorbell.ring", lambda job_id: None)
    people = [served() for _ in range(6)]
    job = start_bulk(
        volunteers=[p.pk for p in people], first=SERVED_ON, last=SERVED_ON, reason="学校", by=reviewer, at=AT
    )

    def act(number: int) -> object:
        if number == 0:
            return run_job(job_id=job.pk, clock=lambda: AT + 2 * DAY)
        own = people[number]
        return services.issue_certificate(volunteer=own, first=SERVED_ON, last=SERVED_ON, by=own.user, at=AT + 2 * DAY)

    results = race(6, act)

    assert [result for result in results if isinstance(result, Exception)] == []
    job.refresh_from_db()
    assert (job.state, job.refused) == ("finished", 0)
    assert sorted(Certificate.objects.values_list("number", flat=True)) == [f"ZM2023{n:06d}" for n in range(1, 7)]
    assert broken() == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_what_fails_gives_its_number_back():
    first = make_certificate()

    def fail_after_the_number() -> None:
        with transaction.atomic():
            take_number(AT)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_after_the_number()

    second = make_certificate()
    assert [first.number, second.number] == ["ZM2023000001", "ZM2023000002"]


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_counting_without_the_lock_gives_one_number_twice():
    """Reading the last number first, as one does without thinking of others."""
    both_have_read = threading.Barrier(2)
    template = make_certificate()

    def issue_unguarded(number: int) -> str:
        last = Certificate.objects.count()
        both_have_read.wait(30)
        row = Certificate.objects.get(pk=template.pk)
        row.pk, row.number, row.state, row.version = None, f"ZM2023{last + 1:06d}", "on_notice", 0
        row.seal_id = uuid.uuid4()
        row.save(force_insert=True)
        return row.number

    results = race(2, issue_unguarded)

    assert [isinstance(result, IntegrityError) for result in results].count(True) == 1
