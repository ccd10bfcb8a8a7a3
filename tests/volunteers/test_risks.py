"""The risk notice is accepted version by version before a sign-up; qualifications and identity are asked."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.utils import timezone, translation

from audit.models import Event
from notifications.messages import messages_about
from tests.factories.volunteers import AT, ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from tests.policies.volunteer_structure import picture
from volunteers import services
from volunteers.models import QualificationKind, RiskAcceptance, RiskNotice, Signup
from volunteers.services import activities, qualifications
from volunteers.services.signups import NotTaken
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DANGER = {"risk_level": "danger", "risk_note_zh": "临水作业", "insurance_required": True}


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


def risky(**more):
    return make_shift(risk_level="some", risk_note_zh="路滑，请穿防滑鞋", **more)


def accept(shift, volunteer, digest=None):
    return activities.accept_risks(
        activity=shift.activity,
        volunteer=volunteer,
        digest=digest or shift.activity.risk_digest,
        by=volunteer.user,
        at=AT,
    )


def refusal_of(shift, volunteer):
    with pytest.raises(NotTaken) as refused:
        signed_up(shift, volunteer)
    return refused.value.refusal.code, str(refused.value)


def test_nobody_signs_up_before_accepting_the_risks():
    shift, volunteer = risky(), VolunteerFactory()

    before = refusal_of(shift, volunteer)
    accept(shift, volunteer)

    assert before == (
        "risk",
        "Please read the risks of this activity and accept them first; then you can sign up.",
    )
    assert signed_up(shift, volunteer).state == "confirmed"


def test_an_acceptance_is_of_one_version_and_counts_again_when_the_words_come_back():
    shift, volunteer, leader = risky(capacity=9), VolunteerFactory(), None
    activity, leader = shift.activity, shift.activity.team.leader
    old = activity.risk_note_zh
    accept(shift, volunteer)

    changed = activities.update_activity(activity=activity, changes={"risk_note_zh": "有台阶"}, by=leader, at=AT)
    after_change = refusal_of(shift, volunteer)[0]
    activities.update_activity(activity=changed, changes={"risk_note_zh": old}, by=leader, at=AT)

    assert after_change == "risk"
    assert signed_up(shift, volunteer).state == "confirmed"
    assert list(RiskNotice.objects.values_list("number", "text_zh")) == [(1, old), (2, "有台阶")]
    assert RiskAcceptance.objects.count() == 1


def test_accepting_words_that_are_no_more_in_force_is_refused():
    shift, volunteer = risky(), VolunteerFactory()
    seen = shift.activity.risk_digest
    leader = shift.activity.team.leader
    activities.update_activity(activity=shift.activity, changes={"risk_note_zh": "有台阶"}, by=leader, at=AT)

    with pytest.raises(activities.NoticeChanged):
        accept(shift, volunteer, digest=seen)

    assert not RiskAcceptance.objects.exists()


def test_whoever_waits_moves_up_though_the_words_changed_and_is_told():
    shift, first, second = risky(capacity=1), VolunteerFactory(), VolunteerFactory()
    for person in (first, second):
        accept(shift, person)
    place = signed_up(shift, first)
    waiting = signed_up(shift, second)

    leader = shift.activity.team.leader
    activities.update_activity(activity=shift.activity, changes={"risk_note_zh": "有台阶"}, by=leader, at=AT)
    services.cancel_signup(signup=place, by=first.user, at=AT)

    assert Signup.objects.get(pk=waiting.pk).state == "offered"
    event = Event.objects.filter(code="volunteers.risk_notice_published").latest("pk")
    [message] = messages_about(event.code)
    assert [recipient.id for recipient in message.recipients(event)] == [second.user_id]


def test_the_page_asks_to_tick_and_then_gives_the_place_without_javascript(client, volunteer):
    profile = VolunteerFactory(user=volunteer)
    shift = risky(starts_at=timezone.now() + timedelta(days=2))
    digest = shift.activity.risk_digest
    client.force_login(volunteer)
    url = f"/volunteers/shifts/{shift.pk}/accept-risks/"

    page = client.get(f"/volunteers/shifts/{shift.pk}/").content.decode()
    unticked = client.post(url, {"digest": digest})
    stale = client.post(url, {"digest": "0" * 32, "accepts": "yes"})
    done = client.post(url, {"digest": digest, "accepts": "yes"})

    assert "路滑，请穿防滑鞋" in page
    assert [(r.status_code, str(r.context["refused"])) for r in (unticked, stale)] == [
        (422, "Please tick that you have read and accept the risks."),
        (422, "The risks were described anew meanwhile. Please read them again."),
    ]
    assert done["Location"] == f"/volunteers/shifts/{shift.pk}/"
    assert Signup.objects.get(volunteer=profile).state == "confirmed"


def test_an_activity_says_its_risks_and_danger_is_insured():
    team = TeamFactory()
    fields = {"team": team, "title_zh": "护河", "place_zh": "河边", "field": "ecology"}

    def create(by=team.leader, **more):
        return activities.create_activity(by=by, at=AT, **fields, **more)

    with pytest.raises(Refused, match="which risks there are"):
        create(risk_level="some")
    with pytest.raises(Refused, match="needs accident insurance"):
        create(**{**DANGER, "insurance_required": False})
    with pytest.raises(NotAllowed):
        create(by=VolunteerFactory().user)

    assert create(**DANGER).risk_notices.get().text_zh == "临水作业"


@pytest.mark.both_databases
def test_the_database_keeps_what_was_accepted():
    shift, volunteer = risky(), VolunteerFactory()
    acceptance = accept(shift, volunteer)

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RiskAcceptance.objects.filter(pk=acceptance.pk).delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RiskNotice.objects.update(text_zh="没有风险")


# --- Qualifications and identity --------------------------------------------------------------------------------------


@pytest.fixture
def kind():
    return QualificationKind.objects.create(name_zh="潜水证", name_en="Diving certificate", expires=True)


def stated(volunteer, kind, until=date(2023, 9, 6), **more):
    return qualifications.state_qualification(
        volunteer=volunteer,
        kind=kind,
        issued_by="演示机关",
        issued_on=date(2023, 1, 1),
        valid_until=until,
        paper=more.get("paper"),
        by=volunteer.user,
        at=AT,
    )


def test_a_qualification_counts_once_it_is_checked_and_until_its_last_day(kind, reviewer):
    activity = ActivityFactory(qualification_required=kind)
    shift, later = make_shift(activity=activity), make_shift(activity=activity, starts_at=AT + timedelta(days=9))
    volunteer = VolunteerFactory()
    row = stated(volunteer, kind)
    before = refusal_of(shift, volunteer)

    qualifications.check_qualification(qualification=row, verdict="accepted", note="", by=reviewer, at=AT)

    assert before == (
        "qualification",
        "This shift needs the qualification “Diving certificate”, checked and valid on the day. "
        "Enter it in your profile; the federation checks it.",
    )
    assert signed_up(shift, volunteer).state == "confirmed"
    assert refusal_of(later, volunteer)[0] == "qualification"


def test_a_renewed_paper_extends_and_one_that_was_taken_out_counts_no_more(kind, reviewer):
    shift = make_shift(activity=ActivityFactory(qualification_required=kind), capacity=2)
    volunteer = VolunteerFactory()
    for until in (date(2023, 2, 1), date(2024, 1, 1)):
        row = stated(volunteer, kind, until)
        qualifications.check_qualification(qualification=row, verdict="accepted", note="", by=reviewer, at=AT)

    qualifications.withdraw_qualification(qualification=row, by=volunteer.user, at=AT)

    assert refusal_of(shift, volunteer)[0] == "qualification"


def test_a_refusal_says_why_and_is_not_ones_own(kind, reviewer):
    row = stated(VolunteerFactory(user=reviewer), kind)
    other = stated(VolunteerFactory(), kind)

    for qualification, note in ((row, "看不清"), (other, " ")):
        with pytest.raises(Refused):
            qualifications.check_qualification(
                qualification=qualification, verdict="refused", note=note, by=reviewer, at=AT
            )


@pytest.mark.parametrize(
    ("issued_on", "until"),
    [(date(2024, 1, 1), date(2025, 1, 1)), (date(2023, 1, 1), None), (date(2023, 1, 1), date(2022, 1, 1))],
)
def test_dates_that_make_no_sense_are_refused(kind, issued_on, until):
    volunteer = VolunteerFactory()

    with pytest.raises(Refused):
        qualifications.state_qualification(
            volunteer=volunteer,
            kind=kind,
            issued_by="演示机关",
            issued_on=issued_on,
            valid_until=until,
            paper=None,
            by=volunteer.user,
            at=AT,
        )


def test_the_paper_is_opened_by_the_volunteer_and_the_office_only(client, kind, volunteer, volunteer2, reviewer):
    row = stated(VolunteerFactory(user=volunteer), kind, paper=SimpleUploadedFile("a.png", picture(), "image/png"))
    url = f"/volunteers/qualifications/{row.pk}/paper/"

    answers = []
    for user in (volunteer, volunteer2, reviewer):
        client.force_login(user)
        response = client.get(url)
        answers.append(response.status_code)
        if response.streaming:
            b"".join(response.streaming_content)  # closes the file

    assert answers == [200, 404, 200]


def test_only_checked_identities_where_the_activity_asks_for_it(reviewer):
    shift = make_shift(activity=ActivityFactory(identity_check_required=True))
    unknown = VolunteerFactory()
    known = VolunteerFactory(verified_at=AT, verified_by=reviewer)

    assert refusal_of(shift, unknown)[0] == "identity"
    assert signed_up(shift, known).state == "confirmed"
