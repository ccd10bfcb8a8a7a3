"""Hours that count only after somebody else looked at them; questions, evaluations, stars."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction

from audit.models import Event
from notifications.messages import messages_about
from programs.services import publish_figure
from tests.factories.certificates import make_claim, served
from tests.factories.volunteers import AT, TOMORROW, ActivityFactory, VolunteerFactory, make_shift, signed_up
from tests.policies.volunteers import PICTURE
from volunteers import evidence_files, recomputing, services
from volunteers.crediting import Span
from volunteers.models import Evaluation, HoursClaim, HoursEntry, HoursQuestion
from volunteers.selectors import minutes_of
from volunteers.services import Mark
from volunteers.stars import announce_stars, standing_of, standing_on
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
LAST_WEEK = Span(AT - timedelta(days=7), AT - timedelta(days=7) + 2 * HOUR)
THRESHOLDS = (6_000, 18_000, 36_000, 60_000, 90_000)


def entered(volunteer, span=LAST_WEEK, **more):
    activity = more.pop("activity", None) or ActivityFactory()
    return services.back_fill_hours(
        volunteers=[volunteer],
        activity=activity,
        span=span,
        evidence="6月签到表",
        by=activity.team.leader,
        at=AT,
        **more,
    )[0]


def long_day(hours: float):
    """A shift so long that the day is reviewed; its volunteer was there."""
    shift = make_shift(hours=hours)
    signup, leader = signed_up(shift), shift.activity.team.leader
    services.mark_roster(shift=shift, marks=[Mark(signup.pk, "present")], by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)
    return signup


def test_entered_hours_count_after_another_person_has_reviewed_them(reviewer):
    volunteer = VolunteerFactory()
    claim = entered(volunteer)

    assert minutes_of(volunteer) == 0
    with pytest.raises(NotAllowed):
        services.review_claim(claim=claim, by=claim.entered_by, at=AT)
    services.review_claim(claim=claim, by=reviewer, at=AT)
    with pytest.raises(IllegalTransition):
        services.review_claim(claim=claim, by=reviewer, at=AT)

    entry = HoursEntry.objects.get()
    assert (entry.minutes, entry.source, entry.claim_id, entry.attendance_id) == (120, "back_fill", claim.pk, None)
    assert list(recomputing.differences()) == []


def test_nobody_reviews_what_he_entered_or_gave_himself(reviewer, approver):
    own = VolunteerFactory(user=reviewer)
    from_list = make_claim(VolunteerFactory(), reviewer, AT)

    with pytest.raises(NotAllowed):
        services.review_claim(claim=entered(own), by=reviewer, at=AT)
    with pytest.raises(NotAllowed):
        services.review_claim(claim=from_list, by=reviewer, at=AT)
    services.review_claim(claim=from_list, by=approver, at=AT)

    assert HoursEntry.objects.get().source == "import"


@pytest.mark.both_databases
def test_the_database_refuses_one_person_in_two_parts():
    claim = entered(VolunteerFactory())
    rows = HoursClaim.objects.filter(pk=claim.pk)

    for change in ({"decided_by": claim.entered_by}, {"checked_by": claim.entered_by, "checked_at": AT}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**change)


@pytest.mark.parametrize(
    ("span", "evidence"),
    [
        (Span(AT, AT - HOUR), "签到表"),
        (Span(AT - HOUR, AT + HOUR), "签到表"),
        (Span(AT - 30 * HOUR, AT - HOUR), "签到表"),
        (LAST_WEEK, "  "),
    ],
)
def test_impossible_time_and_time_without_evidence_are_refused(span, evidence):
    activity = ActivityFactory()

    with pytest.raises(Refused):
        services.back_fill_hours(
            volunteers=[VolunteerFactory()], activity=activity, span=span, evidence=evidence,
            by=activity.team.leader, at=AT,
        )  # fmt: skip

    assert not HoursClaim.objects.exists()


def test_only_the_leader_enters_and_one_clash_stops_all():
    first, second = VolunteerFactory(), VolunteerFactory()
    activity = ActivityFactory()
    entered(second)
    values = {"activity": activity, "span": LAST_WEEK, "evidence": "签到表", "at": AT}

    with pytest.raises(NotAllowed):
        services.back_fill_hours(volunteers=[first], by=first.user, **values)
    with pytest.raises(Refused):
        services.back_fill_hours(volunteers=[first, second], by=activity.team.leader, **values)

    assert HoursClaim.objects.count() == 1


def test_hours_beside_hours_that_were_credited_meanwhile_are_refused(reviewer, approver):
    volunteer = VolunteerFactory()
    end = TOMORROW + 9 * HOUR
    waiting = make_claim(volunteer, approver, TOMORROW + HOUR + timedelta(days=1))  # until one hour into the shift
    served(volunteer)

    with pytest.raises(Refused):
        services.review_claim(claim=waiting, by=reviewer, at=end)
    with pytest.raises(Refused):
        make_claim(volunteer, reviewer, TOMORROW + 2 * HOUR + timedelta(days=1))

    assert minutes_of(volunteer) == 210


@pytest.mark.parametrize(("hours", "reviews"), [(8, 0), (8.5, 1), (12, 1), (12.5, 2)])
def test_a_long_day_waits_for_one_person_or_two(hours, reviews):
    signup = long_day(hours)

    claims = HoursClaim.objects.all()
    assert [claim.reviews_needed for claim in claims] == ([reviews] if reviews else [])
    assert minutes_of(signup.volunteer) == (0 if reviews else 480)


def test_a_very_long_day_needs_two_people_and_counts_ten_hours(reviewer, approver):
    signup = long_day(12.5)
    claim = HoursClaim.objects.get()

    checked = services.review_claim(claim=claim, by=reviewer, at=AT + 48 * HOUR)
    assert (checked.state, minutes_of(signup.volunteer)) == ("checked", 0)
    with pytest.raises(NotAllowed):
        services.review_claim(claim=claim, by=reviewer, at=AT + 48 * HOUR)
    services.review_claim(claim=claim, by=approver, at=AT + 48 * HOUR)

    entry = HoursEntry.objects.get()
    assert (entry.scheduled_minutes, entry.actual_minutes, entry.minutes) == (750, 750, 600)


def test_a_refusal_says_why_and_tells_both(reviewer):
    claim = entered(VolunteerFactory())

    with pytest.raises(Refused):
        services.refuse_claim(claim=claim, note=" ", by=reviewer, at=AT)
    services.refuse_claim(claim=claim, note="签到表上没有", by=reviewer, at=AT)

    event = Event.objects.get(code="volunteers.hours_claim_refused")
    [message] = messages_about(event.code)
    assert [r.id for r in message.recipients(event)] == [claim.volunteer.user_id, claim.entered_by_id]
    assert not HoursEntry.objects.exists()


def test_a_correction_of_the_attendance_replaces_what_waits(reviewer):
    signup = long_day(9)
    shift, claim = signup.shift, HoursClaim.objects.get()
    left = Mark(signup.pk, "present", None, shift.starts_at + 7 * HOUR)

    services.correct_attendance(
        signup=signup, mark=left, reason="提前离开", by=shift.activity.team.leader, at=shift.ends_at
    )

    claim.refresh_from_db()
    assert (claim.state, minutes_of(signup.volunteer)) == ("withdrawn", 420)
    with pytest.raises(IllegalTransition):
        services.review_claim(claim=claim, by=reviewer, at=shift.ends_at)


def test_entered_hours_are_taken_back_by_a_second_entry(reviewer):
    volunteer = VolunteerFactory()
    claim = services.review_claim(claim=entered(volunteer), by=reviewer, at=AT)
    entry = HoursEntry.objects.get()

    with pytest.raises(NotAllowed):
        services.reverse_hours(entry=entry, reason="记错了", by=claim.entered_by, at=AT)
    services.reverse_hours(entry=entry, reason="记错了", by=reviewer, at=AT)
    with pytest.raises(Refused):
        services.reverse_hours(entry=entry, reason="记错了", by=reviewer, at=AT)

    assert list(HoursEntry.objects.order_by("pk").values_list("minutes", flat=True)) == [120, -120]
    assert minutes_of(volunteer) == 0
    assert list(recomputing.differences()) == []
    entered(volunteer)  # the right time can be entered now


def test_orphaned_evidence_is_swept_and_missing_evidence_named(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    kept = entered(VolunteerFactory(), evidence_file=evidence_files.keep(BytesIO(PICTURE)))
    orphan = tmp_path / evidence_files.keep(BytesIO(PICTURE))
    later = datetime.now(UTC) + 2 * HOUR

    assert evidence_files.sweep(at=later) == 1
    assert (orphan.exists(), evidence_files.path_of(kept).exists()) == (False, True)
    evidence_files.path_of(kept).unlink()
    assert list(evidence_files.missing()) == [f"hours claim {kept.pk}: its evidence is missing"]


# --- Questions --------------------------------------------------------------------------------------------------------


def asked(volunteer, entry=None):
    return services.ask_about_hours(volunteer=volunteer, entry=entry, text="少记一小时", by=volunteer.user, at=AT)


def test_a_question_reaches_the_leader_and_its_answer_the_volunteer():
    volunteer = served()
    entry = HoursEntry.objects.get()
    leader = entry.attendance.signup.shift.activity.team.leader
    question = asked(volunteer, entry)
    [to_leader] = messages_about("volunteers.hours_question_asked")
    event = Event.objects.get(code="volunteers.hours_question_asked")
    assert [r.id for r in to_leader.recipients(event)] == [leader.pk]

    services.answer_hours_question(question=question, outcome="right", answer="与签到表一致", by=leader, at=AT)

    [to_volunteer] = messages_about("volunteers.hours_question_answered")
    event = Event.objects.get(code="volunteers.hours_question_answered")
    assert [r.id for r in to_volunteer.recipients(event)] == [volunteer.user_id]
    assert HoursQuestion.objects.get().outcome == "right"


def test_corrected_is_answered_only_after_the_record_was_corrected():
    volunteer = served()
    entry = HoursEntry.objects.get()
    signup = entry.attendance.signup
    leader = signup.shift.activity.team.leader
    question = asked(volunteer, entry)
    answer = {"question": question, "outcome": "corrected", "answer": "已更正", "by": leader, "at": AT}

    with pytest.raises(Refused):
        services.answer_hours_question(**answer)
    stayed = Mark(signup.pk, "present", None, signup.ends_at + HOUR / 4)
    services.correct_attendance(signup=signup, mark=stayed, reason="延时", by=leader, at=signup.ends_at + HOUR)
    services.answer_hours_question(**answer)
    with pytest.raises(Refused):
        services.answer_hours_question(**answer)

    assert minutes_of(volunteer) == 225


def test_one_open_question_per_record_and_never_an_own_answer(reviewer):
    volunteer = served()
    entry = HoursEntry.objects.get()
    question = asked(volunteer, entry)

    with pytest.raises(Refused):
        asked(volunteer, entry)
    with pytest.raises(NotAllowed):
        services.answer_hours_question(question=question, outcome="right", answer="对", by=volunteer.user, at=AT)
    missing = asked(volunteer)
    services.answer_hours_question(question=missing, outcome="right", answer="查无此班次", by=reviewer, at=AT)

    assert HoursQuestion.objects.filter(answered_at=None).count() == 1


# --- Evaluations and stars --------------------------------------------------------------------------------------------


def test_evaluation_both_ways_after_the_roster_is_confirmed():
    shift = make_shift()
    signup, leader = signed_up(shift), shift.activity.team.leader
    said = {"signup": signup, "score": 2, "note": "未按时到岗", "is_serious": True}
    with pytest.raises(Refused):
        services.evaluate_volunteer(**said, by=leader, at=AT)
    services.mark_roster(shift=shift, marks=[Mark(signup.pk, "present")], by=leader, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=leader, at=shift.ends_at)

    for wrong in ({"score": 3}, {"note": ""}):
        with pytest.raises(Refused):
            services.evaluate_volunteer(**{**said, **wrong}, by=leader, at=shift.ends_at)
    with pytest.raises(NotAllowed):
        services.evaluate_volunteer(**said, by=signup.volunteer.user, at=shift.ends_at)
    with pytest.raises(NotAllowed):
        services.evaluate_activity(signup=signup, score=5, note="", by=leader, at=shift.ends_at)
    services.evaluate_volunteer(**said, by=leader, at=shift.ends_at)
    services.evaluate_volunteer(**{**said, "score": 5, "note": "", "is_serious": False}, by=leader, at=shift.ends_at)
    services.evaluate_activity(signup=signup, score=4, note="", by=signup.volunteer.user, at=shift.ends_at)

    given = Evaluation.objects.order_by("side").values_list("side", "score", "is_serious")
    assert list(given) == [("of_activity", 4, False), ("of_volunteer", 5, False)]


@pytest.mark.parametrize(
    ("minutes", "stars", "following", "percent"),
    [
        (0, 0, 6_000, 0),
        (5_999, 0, 6_000, 99),
        (6_000, 1, 18_000, 0),
        (12_000, 1, 18_000, 50),
        (89_999, 4, 90_000, 99),
        (90_000, 5, None, 100),
        (200_000, 5, None, 100),
    ],
)
def test_stars_at_the_published_hours(minutes, stars, following, percent):
    standing = standing_of(minutes, THRESHOLDS, suspended=False)

    assert (standing.stars, standing.next_minutes, standing.percent) == (stars, following, percent)


def test_a_serious_bad_evaluation_lets_the_stars_rest_for_twelve_months():
    volunteer = served()
    signup = volunteer.signups.select_related("shift__activity__team").get()
    leader, given_at = signup.shift.activity.team.leader, signup.ends_at + HOUR
    services.evaluate_volunteer(
        signup=signup, score=1, note="擅自收费", is_serious=True, by=leader, at=given_at
    )  # fmt: skip

    on = [standing_on(volunteer, 7_000, day).stars for day in (date(2023, 9, 7), date(2024, 9, 5), date(2024, 9, 6))]

    assert on == [0, 0, 1]


def test_a_star_is_told_once(approver):
    volunteer = served()
    figure = {"code": "star_1", "effective_from": date(2023, 1, 1), "source": "会议纪要", "mark": "D", "by": approver}
    assert announce_stars(at=TOMORROW + 9 * HOUR) == 0
    publish_figure(**figure, value=Decimal("3.5"), at=AT)

    assert announce_stars(at=TOMORROW + 9 * HOUR) == 1
    assert announce_stars(at=TOMORROW + 33 * HOUR) == 0

    event = Event.objects.get(code="volunteers.star_reached")
    assert (event.subject_id, event.data) == (volunteer.pk, {"stars": 1})
