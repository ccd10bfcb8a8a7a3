"""The days of a posting, and its end when the consent to it is taken back."""

import io
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from applications import states as s
from applications.models import Application, PublicNotice
from applications.notices import may_be_posted
from applications.services import publicity
from areas.deadlines import end_of_day
from audit.models import Event
from beneficiaries import withdrawals
from beneficiaries.services import withdraw_consent
from notifications.models import Delivery
from notifications.services import sweep
from tests.factories.applications import make_program
from tests.factories.beneficiaries import ConsentFactory
from tests.factories.case_states import case_in
from tests.racing import race

TAKEN_DOWN = "applications.notice_taken_down"


@pytest.fixture
def illness(places):
    return make_program("employee_illness_aid")


@pytest.fixture
def posted(cast, community, illness):
    now = timezone.now()
    return case_in(s.PUBLICITY, illness, community, cast, at=now - timedelta(days=6), limit=now - timedelta(hours=1))


def take_back(case, by=None, at=None):
    for consent in case.applicant.consents.in_force().filter(purpose="PUBLICITY_MASKED"):
        withdraw_consent(consent=consent, by=by, at=at or timezone.now())
    return Application.objects.get(pk=case.pk)


def running():
    return PublicNotice.objects.running(timezone.now()).count()


# --- The last day ---


def test_the_last_day_is_the_seventh_after_the_day_of_posting(posted):
    notice = posted.notices.get()
    first = timezone.localdate(notice.posted_at)

    assert notice.last_day == first + timedelta(days=7)
    assert notice.shown["ends_on"] == notice.last_day.isoformat()
    assert posted.due_at == end_of_day(notice.last_day)


def test_it_can_be_read_on_its_last_day_and_not_after_it(posted):
    notice = posted.notices.get()
    last_evening = end_of_day(notice.last_day)

    assert notice.is_running(last_evening)
    assert not notice.is_running(last_evening + timedelta(seconds=1))


@pytest.mark.parametrize("page", ["notice", "print", "case", "admin"])
def test_every_page_tells_the_last_day_and_never_the_day_after(client, cast, posted, page):
    notice = posted.notices.get()
    paths = {
        "notice": reverse("applications:notice", args=[notice.reference]),
        "print": reverse("applications:print", args=[posted.reference, "notice"]),
        "case": reverse("applications:case", args=[posted.reference]),
        "admin": reverse("admin:applications_publicnotice_changelist"),
    }
    client.force_login(cast["admin" if page == "admin" else "officer"])

    answer = client.get(paths[page])

    text = text_of(answer) if page == "print" else answer.text
    shown = {day.isoformat() for day in (notice.last_day, notice.last_day + timedelta(days=1))}
    assert {day for day in shown if day in text or chinese(day) in text} == {notice.last_day.isoformat()}


def text_of(response) -> str:
    return "".join("".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(response.content)).pages)


def chinese(day: str) -> str:
    year, month, rest = date.fromisoformat(day).timetuple()[:3]
    return f"{year}年{month}月{rest}日"


# --- The consent is taken back ---


def test_the_notice_is_down_at_once_and_the_case_goes_on_unposted(client, cast, posted):
    notice = posted.notices.get()

    case = take_back(posted, by=cast["officer"])

    assert running() == 0
    assert client.get(reverse("applications:notice", args=[notice.reference])).status_code == 410
    assert (case.state, case.publicity_mode) == (s.FINAL_REVIEW, "none")
    event = Event.objects.get(code=TAKEN_DOWN)
    assert (event.subject_id, event.from_state, event.to_state) == (case.pk, s.PUBLICITY, s.FINAL_REVIEW)
    assert event.data == {"notice": notice.pk}


def test_the_handler_is_asked_to_take_the_sheet_off_the_board(cast, posted):
    Application.objects.filter(pk=posted.pk).update(handler=cast["worker"])
    sweep(at=timezone.now())

    take_back(posted)
    sweep(at=timezone.now())

    assert Delivery.objects.get(message=TAKEN_DOWN, channel="in_app").user == cast["worker"]


def test_another_consent_that_still_holds_keeps_the_notice(posted):
    ConsentFactory(person=posted.applicant, purpose="PUBLICITY_MASKED")
    first = posted.applicant.consents.in_force().filter(purpose="PUBLICITY_MASKED").first()

    withdraw_consent(consent=first, by=None, at=timezone.now())

    assert may_be_posted(posted)
    assert (running(), Application.objects.get(pk=posted.pk).state) == (1, s.PUBLICITY)


@pytest.mark.parametrize("purpose", ["PROCESS_BASIC", "PROCESS_SENSITIVE"])
def test_another_purpose_takes_nothing_down(posted, purpose):
    for consent in posted.applicant.consents.filter(purpose=purpose):
        withdraw_consent(consent=consent, by=None, at=timezone.now())

    assert running() == 1


def test_while_an_objection_is_looked_into_the_case_stays_where_it_is(cast, posted):
    notice = posted.notices.get()
    publicity.receive_objection(notice=notice, text="不实", name="", phone="", at=timezone.now())

    case = take_back(posted)

    assert case.state == s.OBJECTION_REVIEW
    notice.refresh_from_db()
    assert notice.closed_at is not None
    publicity.dismiss_objection(application=case, text="查无此事", by=cast["reviewer"], at=timezone.now())
    assert Application.objects.get(pk=case.pk).state == s.FINAL_REVIEW


def test_withdrawing_twice_takes_down_once(posted):
    take_back(posted)
    take_back(posted)

    assert Event.objects.filter(code=TAKEN_DOWN).count() == 1


# --- At the same moment ---


def post_and_take_back(cast, case):
    consent = case.applicant.consents.in_force().get(purpose="PUBLICITY_MASKED")
    at = timezone.now()
    acts = (
        lambda: publicity.post_notice(application=case, amount_fen=100_000, by=cast["officer"], at=at),
        lambda: withdraw_consent(consent=consent, by=None, at=at),
    )
    return race(2, lambda number: acts[number]())


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_a_posting_in_the_same_second_is_taken_down_or_refused(cast, community, illness):
    case = case_in(s.PRELIMINARY_REVIEW, illness, community, cast)

    post_and_take_back(cast, case)

    assert PublicNotice.objects.filter(closed_at__isnull=True).count() == 0
    assert Application.objects.get(pk=case.pk).state in (s.PRELIMINARY_REVIEW, s.FINAL_REVIEW)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_follower_the_posting_stays(cast, community, illness, monkeypatch):
    case = case_in(s.PUBLICITY, illness, community, cast)
    monkeypatch.setattr(withdrawals, "_followers", {})

    take_back(case)

    assert PublicNotice.objects.filter(closed_at__isnull=True).count() == 1
