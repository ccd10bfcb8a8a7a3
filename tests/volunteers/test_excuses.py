"""Excused says why, to the leader and to the volunteer; the risks that somebody has not accepted; the past."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from audit.models import Event
from tests.factories.volunteers import AT, TOMORROW, ActivityFactory, VolunteerFactory, make_shift, signed_up
from volunteers import evidence_files, services
from volunteers.models import Attendance, Shift, Signup, VolunteerProfile
from volunteers.services import Mark, activities
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def over(**fields):
    """A shift that ended yesterday, with one person."""
    now = timezone.now()
    shift = make_shift(starts_at=now - DAY, hours=2, **fields)
    return shift, signed_up(shift, at=AT)


def test_a_mark_keeps_the_reason_and_its_words():
    signup = signed_up(make_shift())
    mark = Mark(signup.pk, "excused", excuse="illness", excuse_note=" 发烧 ")
    for _ in range(2):
        services.mark_roster(shift=signup.shift, marks=[mark], by=signup.shift.activity.team.leader, at=TOMORROW)

    attendance = Attendance.objects.get()
    event = Event.objects.get(code="volunteers.attendance_marked")
    assert (attendance.outcome, attendance.excuse, attendance.excuse_note) == ("excused", "illness", "发烧")
    assert event.data == {"outcome": "excused", "in": None, "out": None, "excuse": "illness"}


def test_who_came_after_all_has_no_excuse_left():
    signup = signed_up(make_shift())
    leader = signup.shift.activity.team.leader
    for mark in (Mark(signup.pk, "excused", excuse="told"), Mark(signup.pk, "present", excuse="told", excuse_note="x")):
        services.mark_roster(shift=signup.shift, marks=[mark], by=leader, at=TOMORROW)

    assert list(Attendance.objects.values_list("outcome", "excuse", "excuse_note")) == [("present", "", "")]


def test_words_without_a_reason_are_refused():
    signup = signed_up(make_shift())

    with pytest.raises(Refused):
        services.mark_roster(
            shift=signup.shift, marks=[Mark(signup.pk, "excused", excuse_note="发烧")],
            by=signup.shift.activity.team.leader, at=TOMORROW,
        )  # fmt: skip


def test_the_roster_asks_why_and_the_volunteer_reads_it(client):
    shift, signup = over()
    client.force_login(shift.activity.team.leader)
    address = reverse("volunteers:mark_attendance", args=[shift.pk])
    ticked = {f"outcome-{signup.pk}": "excused"}

    without = client.post(address, ticked)
    wrong = client.post(address, {**ticked, f"excuse-{signup.pk}": "nonsense"})
    done = client.post(address, {**ticked, f"excuse-{signup.pk}": "illness", f"excuse_note-{signup.pk}": "发烧"})
    client.force_login(signup.volunteer.user)
    page = client.get(reverse("volunteers:me")).content.decode()

    assert (without.status_code, wrong.status_code, done.status_code) == (422, 422, 302)
    assert "生病" in page
    assert "发烧" in page


def test_a_correction_to_excused_says_why(client):
    shift, signup = over()
    leader = shift.activity.team.leader
    services.mark_attendance(signup=signup, outcome="absent", by=leader, at=timezone.now())
    services.confirm_roster(shift=shift, by=leader, at=timezone.now())
    client.force_login(leader)
    address = reverse("volunteers:correct", args=[shift.pk, signup.pk])
    form = {"outcome": "excused", "reason": "家属来电"}

    statuses = [client.post(address, sent).status_code for sent in (form, {**form, "excuse": "family"})]

    assert statuses == [422, 302]
    assert Attendance.objects.get().excuse == "family"


# --- Risks ------------------------------------------------------------------------------------------------------------


def test_the_roster_names_who_has_not_accepted_the_risks_in_force(client):
    shift = make_shift(capacity=3, starts_at=timezone.now() + DAY, risk_level="some", risk_note_zh="路滑")
    leader, aware, unaware = (
        shift.activity.team.leader,
        VolunteerFactory(name="演知情"),
        VolunteerFactory(name="演未读"),
    )
    accept = {"activity": shift.activity, "digest": shift.activity.risk_digest, "at": AT}
    activities.accept_risks(**accept, volunteer=aware, by=aware.user)
    role = shift.roles.get()
    for person in (aware, unaware):
        services.add_to_shift(role=role, volunteer=person, by=leader, at=timezone.now())
    client.force_login(leader)

    page = client.get(reverse("volunteers:roster", args=[shift.pk])).content.decode()

    assert page.count("尚未确认风险") == 1
    assert page.index("演未读") < page.index("尚未确认风险")


# --- The guardian changes ---------------------------------------------------------------------------------------------


def test_another_guardian_has_to_agree_anew():
    minor = VolunteerFactory(guardian_name="演母亲", guardian_consent_on=AT.date())
    change = {"volunteer": minor, "by": minor.user, "at": AT}

    services.update_profile(changes={"guardian_name": "演母亲", "skills": "画画"}, **change)
    before = VolunteerProfile.objects.get(pk=minor.pk).guardian_consent_on
    services.update_profile(changes={"guardian_name": "演父亲"}, **change)

    assert (before, VolunteerProfile.objects.get(pk=minor.pk).guardian_consent_on) == (AT.date(), None)
    assert Event.objects.filter(code="volunteers.guardian_consent_lapsed").count() == 1


def test_consent_noted_together_with_the_new_guardian_stays():
    minor = VolunteerFactory(guardian_name="演母亲", guardian_consent_on=AT.date())
    changes = {"guardian_name": "演父亲", "guardian_consent_on": AT.date() + DAY}

    services.update_profile(volunteer=minor, changes=changes, by=minor.user, at=AT)

    assert VolunteerProfile.objects.get(pk=minor.pk).guardian_consent_on == AT.date() + DAY


# --- The past ---------------------------------------------------------------------------------------------------------


def enter(activity, *, by=None, starts_at=AT - DAY, reason="当天没有网络"):
    return services.enter_past_shift(
        activity=activity, starts_at=starts_at, ends_at=starts_at + timedelta(hours=2),
        roles=[services.RolePlan("分发早餐", 3)], reason=reason, by=by or activity.team.leader, at=AT,
    )  # fmt: skip


def test_a_shift_is_not_planned_in_the_past():
    activity = ActivityFactory()

    with pytest.raises(Refused):
        services.create_shift(
            activity=activity, starts_at=AT, ends_at=AT + DAY, roles=[], by=activity.team.leader, at=AT
        )

    assert not Shift.objects.exists()


def test_a_past_shift_is_entered_closed_and_its_people_get_their_hours():
    shift = enter(ActivityFactory())
    leader, person = shift.activity.team.leader, VolunteerFactory()
    signup = services.add_to_shift(role=shift.roles.get(), volunteer=person, by=leader, at=AT)
    services.mark_attendance(signup=signup, outcome="present", by=leader, at=AT)

    services.confirm_roster(shift=shift, by=leader, at=AT)

    shift.refresh_from_db()
    assert (shift.state, shift.planned_late_reason) == ("closed", "当天没有网络")
    assert person.hours.get().minutes == 120


def test_a_past_shift_needs_a_reason_a_leader_and_its_end():
    activity = ActivityFactory()
    with pytest.raises(Refused):
        enter(activity, reason=" ")
    with pytest.raises(Refused):
        enter(activity, starts_at=AT - timedelta(hours=1))
    with pytest.raises(NotAllowed):
        enter(activity, by=VolunteerFactory().user)

    assert not Shift.objects.exists()


def test_the_page_of_past_shifts_says_so_and_asks_why(client):
    activity = ActivityFactory()
    client.force_login(activity.team.leader)
    address = reverse("volunteers:past_shift", args=[activity.pk])
    start = localtime(timezone.now() - DAY)
    form = {
        "starts_at": f"{start:%Y-%m-%dT%H:%M}", "ends_at": f"{start + timedelta(hours=1):%Y-%m-%dT%H:%M}",
        "task_1": "分发早餐", "least_1": 1, "places_1": 3,
    }  # fmt: skip

    without = client.post(address, form)
    planned = client.post(reverse("volunteers:new_shift", args=[activity.pk]), form)
    done = client.post(address, {**form, "reason": "当天没有网络"})

    assert (without.status_code, planned.status_code, done.status_code) == (422, 422, 302)
    assert done.url == reverse("volunteers:roster", args=[Shift.objects.get().pk])
    assert "当天没有网络" in client.get(done.url).content.decode()
    assert not Signup.objects.exists()


# --- Interrupted uploads ----------------------------------------------------------------------------------------------


def test_papers_that_no_qualification_names_are_swept(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    place = tmp_path / evidence_files.PAPERS
    place.mkdir()
    (place / "left.jpg").write_bytes(b"x")

    counts = [evidence_files.sweep(at=timezone.now() + wait) for wait in (timedelta(0), timedelta(hours=2))]

    assert counts == [0, 1]
    assert list(place.iterdir()) == []
