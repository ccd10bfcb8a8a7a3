"""A search: opened by the family, told to duty officers and volunteers nearby, ended for everybody."""

from datetime import timedelta

import pytest
from django.utils import timezone

from delivery.wristbands.calling import family_path
from delivery.wristbands.models import CaseEntry, MissingCase, VolunteerCall
from delivery.wristbands.services import alerts, missing, upkeep
from delivery.wristbands.services.finding import record_scan
from notifications.models import Delivery
from notifications.planning import plan_pending
from tests.factories.beneficiaries import PersonFactory
from tests.factories.volunteers import VolunteerFactory
from tests.factories.wristbands import COMMUNITY, LATER, raised_alert
from workflow.machine import IllegalTransition, NotAllowed, Refused

SEEN = {"last_seen_place": "菜市场", "clothes": "蓝色外套"}


@pytest.fixture
def alert(worn):
    issue, _code = worn
    return raised_alert(issue)


@pytest.fixture
def near(places):
    """Volunteers: in the community, in the same sub-district, far away, a child of the community."""
    return {
        "here": VolunteerFactory(area=places[COMMUNITY]),
        "beside": VolunteerFactory(area=places["410172160-tonghe"]),
        "far": VolunteerFactory(area=places["410172561-wawuli"]),
        "child": VolunteerFactory(area=places[COMMUNITY], birth_date=LATER.date() - timedelta(days=15 * 365)),
    }


def kinds(case):
    return list(CaseEntry.objects.filter(case=case).values_list("kind", flat=True))


def called(case):
    return list(VolunteerCall.objects.filter(case=case).order_by("pk").values_list("volunteer", flat=True))


def told(code):
    plan_pending(at=timezone.now())
    rows = Delivery.objects.filter(message=f"wristbands.{code}", channel="in_app")
    return sorted(rows.values_list("recipient_key", flat=True))


def test_the_family_reports_and_volunteers_nearby_are_called_with_its_word(alert, near, officer, reviewer):
    case = missing.report_missing(alert=alert, turn=1, at=LATER, police_number="报警001", tells_volunteers=True, **SEEN)

    alert.refresh_from_db()
    assert (alert.state, alert.answered_turn, case.state) == ("missing", 1, "open")
    assert kinds(case) == ["opened", "police", "called"]
    assert called(case) == [near["here"].pk]
    assert told("help_searching") == [f"user:{near['here'].user_id}"]
    assert told("case_opened") == sorted(f"user:{person.pk}" for person in (officer, reviewer))
    sms = Delivery.objects.filter(message="wristbands.case_opened", channel="sms", recipient_key__startswith="band")
    assert sms.count() == 2  # the two contacts who did not report it


def test_without_the_familys_word_nobody_is_called(alert, near, officer):
    case = missing.report_missing(alert=alert, turn=1, at=LATER, **SEEN)
    with pytest.raises(Refused):
        missing.call_volunteers(case=case, wide=True, by=officer, at=LATER)

    missing.allow_volunteers(case=case, turn=1, at=LATER)
    added = missing.call_volunteers(case=case, wide=True, by=officer, at=LATER)

    assert (added, called(case)) == (1, [near["here"].pk, near["beside"].pk])


@pytest.mark.parametrize("person", ["worker", "auditor", "outsider"])
def test_only_duty_officers_act_for_the_federation(alert, cast, person):
    with pytest.raises(NotAllowed):
        missing.report_missing(alert=alert, by=cast[person], at=LATER, **SEEN)


def test_a_sighting_is_told_at_once_and_stands_in_the_timeline(alert, near, officer, reviewer):
    case = missing.report_missing(alert=alert, turn=1, at=LATER, tells_volunteers=True, **SEEN)
    call = case.calls.get()
    with pytest.raises(Refused):
        missing.answer_call(call=call, answer="seen", by=near["here"].user, at=LATER)

    missing.answer_call(call=call, answer="seen", text="在河边", by=near["here"].user, at=LATER)

    assert list(case.entries.filter(kind="seen").values_list("text", flat=True)) == ["在河边"]
    assert told("volunteer_saw") == sorted(f"user:{person.pk}" for person in (officer, reviewer))


def test_scans_during_a_search_are_lines_of_it_and_go_to_everybody(worn, alert):
    issue, _code = worn
    case = missing.report_missing(alert=alert, turn=2, at=LATER, **SEEN)
    for minute in (1, 5, 7):
        record_scan(issue=issue, at=LATER + timedelta(minutes=minute))

    assert kinds(case) == ["opened", "scanned"]
    plan_pending(at=timezone.now())
    again = Delivery.objects.filter(message="wristbands.scanned_again", channel="sms")
    assert again.count() == 3


@pytest.mark.parametrize(
    ("outcome", "of_alert"),
    [("home", "found"), ("hospital", "found"), ("died", "handled"), ("not_missing", "false_alarm")],
)
def test_the_end_is_told_to_those_who_look(alert, near, outcome, of_alert):
    case = missing.report_missing(alert=alert, turn=1, at=LATER, tells_volunteers=True, **SEEN)
    missing.answer_call(call=case.calls.get(), answer="coming", by=near["here"].user, at=LATER)

    case = missing.end_search(case=case, outcome=outcome, turn=1, at=LATER)

    alert.refresh_from_db()
    assert (case.state, case.outcome, alert.state, alert.outcome) == ("closed", outcome, "closed", of_alert)
    assert told("search_ended") == [f"user:{near['here'].user_id}"]
    with pytest.raises(Refused):
        missing.add_case_note(case=case, text="x", turn=1, at=LATER)


def test_a_closed_alert_is_not_reported_missing(alert):
    alerts.silence_alert(alert=alert, turn=1, at=LATER)
    with pytest.raises(IllegalTransition):
        missing.report_missing(alert=alert, turn=1, at=LATER, **SEEN)


def test_descriptions_are_deleted_thirty_days_after_the_search(alert):
    case = missing.report_missing(alert=alert, turn=1, at=LATER, police_number="1", **SEEN)
    missing.end_search(case=case, outcome="home", text="在家", turn=1, at=LATER)

    assert upkeep.empty_cases(at=LATER + timedelta(days=30)) == 0
    assert upkeep.empty_cases(at=LATER + timedelta(days=31)) == 1
    assert upkeep.empty_cases(at=LATER + timedelta(days=32)) == 0
    row = MissingCase.objects.get()
    assert (row.clothes, row.last_seen_place, row.police_number, row.outcome) == ("", "", "", "home")
    assert set(case.entries.values_list("text", flat=True)) == {""}


# --- The family's page ------------------------------------------------------------------------------------------------


@pytest.fixture
def live(worn):
    """An alert of this moment, with the address of its first contact."""
    issue, _code = worn
    alert = raised_alert(issue, timezone.now())
    return alert, family_path(alert, issue.contacts.get(position=1))


def test_the_address_opens_the_page_and_any_other_does_not(live, client):
    alert, path = live
    answer = client.get(path)

    assert (answer.status_code, answer["Cache-Control"], answer["X-Robots-Tag"]) == (
        200,
        "no-store",
        "noindex, nofollow",
    )
    alert.refresh_from_db()
    assert alert.opened_page_at is not None
    reference, proof = alert.reference, path.split("/")[-2]
    other = ("B" if proof[0] == "A" else "A") + proof[1:]
    wrong = [f"/f/{reference}/2/{proof}/", f"/f/{reference}/1/{other}/", f"/f/SM-ZZZZZZ/1/{proof}/", "/f/x/9/y/"]
    assert {client.get(one).status_code for one in wrong} == {404}


def test_the_family_answers_silences_and_reports_with_a_press(live, client):
    alert, path = live
    assert client.post(f"{path}answer/").status_code == 302
    empty = client.post(f"{path}missing/", {"clothes": "蓝"})
    assert (empty.status_code, "蓝" in empty.content.decode(), MissingCase.objects.count()) == (422, True, 0)
    assert client.post(f"{path}missing/", SEEN).status_code == 302
    assert client.post(f"{path}police/", {"number": "报警001"}).status_code == 302
    assert client.post(f"{path}note/", {"text": "走路慢"}).status_code == 302
    assert client.post(f"{path}silence/").status_code == 422  # a search is on
    assert client.post(f"{path}end/", {"outcome": "home"}).status_code == 302

    alert.refresh_from_db()
    assert (alert.state, alert.outcome) == ("closed", "found")
    lines = CaseEntry.objects.values_list("kind", "turn")
    assert list(lines) == [("opened", 1), ("police", 1), ("note", 1), ("closed", 1)]


def test_the_address_ends_with_the_contact_and_a_week_after_the_alert(live, client):
    alert, path = live
    client.post(f"{path}home/")
    type(alert).objects.filter(pk=alert.pk).update(closed_at=timezone.now() - timedelta(days=8))
    assert client.get(path).status_code == 404


def test_a_guardian_with_an_account_reads_it_signed_in(worn, applicant, outsider, client):
    issue, _code = worn
    alert = raised_alert(issue, timezone.now())
    guardian = PersonFactory(name="张示例", area=issue.area, user=applicant)
    issue.contacts.filter(position=2).update(person=guardian)
    client.force_login(applicant)
    answer = client.get(f"/wristbands/alerts/{alert.reference}/")
    assert (answer.status_code, f"/f/{alert.reference}/2/" in answer["Location"]) == (302, True)
    client.force_login(outsider)
    assert client.get(f"/wristbands/alerts/{alert.reference}/").status_code == 404
