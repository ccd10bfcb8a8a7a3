"""A scan: who is told at once, who after ten and twenty minutes, how often, and what a finder may leave."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from accounts.models import User
from delivery.wristbands.calling import contacts_called
from delivery.wristbands.models import Alert, FinderNote, Scan, ScanMonth
from delivery.wristbands.services import alerts, finding, lifecycle, upkeep
from delivery.wristbands.services.finding import Position, leave_note, record_scan
from notifications.delivery import deliver_due
from notifications.models import Delivery, RecordedSms
from notifications.planning import plan_pending
from notifications.states import DeliveryState
from protection.access import AccessContext
from protection.models import PersonalDataAccess
from protection.sealing import unseal
from tests.factories.wristbands import AT, LATER, make_issue, make_stock, raised_alert
from workflow.machine import Refused

NIGHT = datetime(2026, 3, 2, 19, 0, tzinfo=UTC)  # Tuesday 03:00 in Shanghai
MINUTE = timedelta(minutes=1)
PAIR = ("张演一", "李示二")


def planned():
    """(message, recipient kind, channel, due, urgent) of what waits, in order of due time."""
    plan_pending(at=timezone.now())
    rows = Delivery.objects.filter(message__startswith="wristbands.").order_by("due_at", "pk")
    return [(row.message.partition(".")[2], row.channel, row.due_at, row.is_urgent) for row in rows]


def test_a_scan_at_three_in_the_morning_calls_one_after_the_other(worn):
    """Contact 1 at once, contact 2 after 10 minutes, contact 3 and the duty officers after 20; quiet hours or not."""
    issue, _code = worn

    raised_alert(issue, NIGHT)

    sms = [(message, due) for message, channel, due, _urgent in planned() if channel == "sms"]
    assert sms[:2] == [("scanned", NIGHT), ("scanned_second", NIGHT + 10 * MINUTE)]
    assert {due for message, due in sms if message == "scanned_duty"} == {NIGHT + 20 * MINUTE}
    assert {urgent for _message, _channel, _due, urgent in planned()} == {True}
    duty = Delivery.objects.filter(message="wristbands.scanned_duty", channel="in_app")
    assert {row.recipient_key for row in duty} == {f"user:{pk}" for pk in duty_officers(issue)}


def duty_officers(issue):
    return User.objects.filter(username__in=("officer", "reviewer")).values_list("pk", flat=True)


def sent_to(issue, at):
    plan_pending(at=at)
    deliver_due(at=at)
    done = Delivery.objects.filter(channel="sms", state=DeliveryState.SENT).order_by("ended_at", "pk")
    return [row.message.partition(".")[2] for row in done if row.recipient_key.startswith("band_contact")]


def test_whoever_answers_ends_the_calling(worn):
    issue, _code = worn
    alert = raised_alert(issue, NIGHT)
    assert sent_to(issue, NIGHT) == ["scanned"]

    alerts.answer_alert(alert=alert, turn=1, at=NIGHT + 5 * MINUTE)

    assert sent_to(issue, NIGHT + 30 * MINUTE) == ["scanned"]
    states = Delivery.objects.filter(message__in=("wristbands.scanned_second", "wristbands.scanned_duty"))
    assert {row.state for row in states} == {DeliveryState.CANCELLED}
    alert.refresh_from_db()
    assert (alert.state, alert.answered_turn, alert.answered_at) == ("answered", 1, NIGHT + 5 * MINUTE)


def test_nobody_answers_so_all_three_and_the_duty_officer_are_called(worn):
    issue, _code = worn
    raised_alert(issue, NIGHT)

    assert sent_to(issue, NIGHT + 21 * MINUTE) == ["scanned", "scanned_second", "scanned_duty"]


def test_at_most_one_message_in_five_minutes(worn):
    issue, _code = worn
    alert = raised_alert(issue, NIGHT)
    for minute in range(1, 12):
        record_scan(issue=issue, at=NIGHT + minute * MINUTE)

    again = [due for message, channel, due, _urgent in planned() if message == "scanned_again" and channel == "sms"]
    assert again == [NIGHT + 5 * MINUTE, NIGHT + 10 * MINUTE, NIGHT + 10 * MINUTE]  # from the tenth on two are called
    assert Scan.objects.filter(alert=alert).count() == 12


def test_what_a_finder_leaves_is_told_when_the_gap_is_over_unless_the_family_has_looked(worn):
    issue, _code = worn
    alert = raised_alert(issue, NIGHT)
    leave_note(issue=issue, phone="19900000008", at=NIGHT + MINUTE)
    leave_note(issue=issue, words="在公交站", at=NIGHT + 2 * MINUTE)

    wrote = [due for message, channel, due, _urgent in planned() if message == "finder_wrote" and channel == "sms"]
    assert wrote == [NIGHT + 5 * MINUTE]
    alerts.look_at_alert(alert=alert, at=NIGHT + 3 * MINUTE)
    assert "finder_wrote" not in sent_to(issue, NIGHT + 6 * MINUTE)


def test_a_position_is_rounded_before_it_is_kept_and_everything_is_sealed(worn):
    issue, _code = worn
    note = leave_note(
        issue=issue,
        phone="199 0000 0008",
        words="在公园门口",
        position=Position(Decimal("34.81234999"), Decimal("113.56785001"), 25),
        at=NIGHT,
    )

    raw = FinderNote.objects.filter(pk=note.pk).values().get()
    assert (raw["phone_mask"], "34.8" in str(raw), "公园" in str(raw)) == ("199****0008", False, False)
    access = AccessContext(by=None, purpose="finder_note", at=NIGHT)
    assert unseal(note, "position", access) == "34.8123,113.5679,25"
    assert PersonalDataAccess.objects.filter(subject_type="wristbands.findernote", purpose="finder_note").count() == 1


def test_nothing_is_kept_of_a_finder_who_sends_nothing(worn):
    issue, _code = worn
    with pytest.raises(Refused):
        leave_note(issue=issue, at=NIGHT)

    assert (FinderNote.objects.count(), Alert.objects.count()) == (0, 0)


def test_the_first_scan_after_the_handing_over_is_a_test(worn):
    issue, _code = worn

    first, second = (record_scan(issue=issue, at=AT + minute * MINUTE) for minute in (3, 4))

    issue.refresh_from_db()
    assert (first.kind, first.alert, second.kind, issue.tested_at) == ("test", None, "alarm", AT + 3 * MINUTE)
    assert [row[0] for row in planned() if row[1] == "sms"][:2] == ["tested", "scanned"]


def test_ten_minutes_after_the_handing_over_a_first_scan_is_an_alarm(worn):
    issue, _code = worn
    assert record_scan(issue=issue, at=AT + 10 * MINUTE).kind == "alarm"


def test_at_home_silences_for_two_hours(worn):
    issue, _code = worn
    alert = alerts.silence_alert(alert=raised_alert(issue, NIGHT), turn=1, at=NIGHT + MINUTE)

    kinds = [record_scan(issue=issue, at=NIGHT + minute * MINUTE).kind for minute in (60, 120, 121)]

    assert (alert.state, alert.outcome, alert.answered_turn) == ("closed", "false_alarm", 1)
    assert kinds == ["silenced", "silenced", "alarm"]
    assert Alert.objects.count() == 2


def test_a_note_breaks_the_silence(worn):
    """Somebody wrote, so somebody stands beside a person."""
    issue, _code = worn
    alerts.silence_alert(alert=raised_alert(issue, NIGHT), turn=1, at=NIGHT)
    leave_note(issue=issue, words="老人在这里", at=NIGHT + MINUTE)

    assert Alert.objects.live().count() == 1


@pytest.mark.parametrize("end", [lifecycle.suspend_band, lifecycle.report_lost, lifecycle.report_damaged])
def test_a_band_out_of_use_tells_nobody(worn, keeper, end):
    issue, code = worn
    assert finding.band_in_use(code) == issue
    end(issue=issue, by=keeper, at=AT)

    assert (finding.band_in_use(code), record_scan(issue=issue, at=LATER), Scan.objects.count()) == (None, None, 0)


def test_a_page_that_reloads_itself_fills_no_table(worn):
    issue, _code = worn
    scans = [record_scan(issue=issue, at=LATER + timedelta(seconds=second)) for second in range(70)]

    assert (len([scan for scan in scans if scan]), Scan.objects.count()) == (60, 60)


def test_what_finders_left_is_gone_after_thirty_days_and_scans_become_a_number(worn):
    issue, _code = worn
    record_scan(issue=issue, at=AT + MINUTE)  # the test
    alert = raised_alert(issue, LATER)
    leave_note(issue=issue, phone="19900000008", at=LATER + MINUTE)

    assert upkeep.delete_notes(at=LATER + timedelta(days=30)) == 0
    assert upkeep.delete_notes(at=LATER + timedelta(days=31)) == 1
    assert upkeep.fold_scans(at=LATER + timedelta(days=179)) == 0
    assert upkeep.fold_scans(at=LATER + timedelta(days=181)) == 2
    assert upkeep.fold_scans(at=LATER + timedelta(days=182)) == 0
    assert list(ScanMonth.objects.values_list("month", "scans", "tests")) == [(date(2026, 3, 1), 2, 1)]
    assert Alert.objects.get().pk == alert.pk


def test_whoever_is_called_has_his_turn(worn):
    issue, _code = worn
    alert = raised_alert(issue, NIGHT)

    turns = [[c.position for c in contacts_called(alert, NIGHT + minute * MINUTE)] for minute in (0, 9, 10, 20)]

    assert turns == [[1], [1], [1, 2], [1, 2, 3]]


def test_the_sms_holds_the_key_to_the_page_and_no_row_does(worn):
    issue, _code = worn
    alert = raised_alert(issue, NIGHT)
    sent_to(issue, NIGHT)

    text = RecordedSms.objects.get().text
    assert f"/f/{alert.reference}/1/" in text
    proof = text.split(f"/f/{alert.reference}/1/")[1].split("/")[0]
    assert not Delivery.objects.filter(path__contains=proof).exists()
    assert "张" not in text


def test_after_quiet_hours_a_scan_calls_everybody_in_turn_again(worn):
    """Whoever answered twelve hours ago is perhaps not the one who is near now."""
    issue, _code = worn
    first = alerts.answer_alert(alert=raised_alert(issue, NIGHT), turn=2, at=NIGHT + MINUTE)

    same, new = (record_scan(issue=issue, at=NIGHT + hours * timedelta(hours=1)).alert for hours in (11, 23))

    first.refresh_from_db()
    assert (same, new == first, first.state, first.outcome) == (first, False, "closed", "lapsed")
    assert (new.state, new.second_at) == ("open", NIGHT + timedelta(hours=23, minutes=10))


def test_answered_alerts_end_by_themselves_and_unanswered_ones_wait_for_the_duty_officer(keeper, community):
    stock = make_stock(keeper, 2)
    answered, waiting = (raised_alert(make_issue(keeper, community, name=n, stock=stock)[0], NIGHT) for n in PAIR)
    alerts.answer_alert(alert=answered, turn=1, at=NIGHT)

    assert upkeep.end_quiet_alerts(at=NIGHT + timedelta(hours=12) - MINUTE) == 0
    assert upkeep.end_quiet_alerts(at=NIGHT + timedelta(hours=12)) == 1
    answered.refresh_from_db()
    waiting.refresh_from_db()
    assert (answered.state, waiting.state) == ("closed", "open")
