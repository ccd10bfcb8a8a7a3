"""The back office: what the lists show, find and filter, and that they ask as much for one row as for three."""

from datetime import date, timedelta

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from tests.factories.series import make_series
from tests.factories.volunteers import AT, ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.choices import CheckinKind, CheckinMethod
from volunteers.models import (
    AbsenceAppeal,
    Attendance,
    BrandProject,
    CheckinEvent,
    FreeTime,
    HoursEntry,
    InsurancePolicy,
    Qualification,
    QualificationKind,
    RiskAcceptance,
    RiskNotice,
    ShiftAsk,
    Skill,
    VolunteerSkill,
    VolunteerTraining,
)
from volunteers.services.messages import write_to_shift

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
OF_OTHERS = {"standingplace", "shiftwatch"}
LISTS = sorted(
    model._meta.model_name
    for model in admin.site._registry
    if model._meta.app_label == "volunteers" and model._meta.model_name not in OF_OTHERS
)


@pytest.fixture(autouse=True)
def _in_english(client):
    client.cookies["portal_language"] = "en"
    with translation.override("en"):
        yield


def one_of_everything(number: int, by) -> dict:
    """A row for every list, of another team, activity, shift and volunteer each time."""
    team = TeamFactory(leader=by)
    project = BrandProject.objects.create(
        slug=f"p{number}", name_zh=f"项目{number}", field="ecology", team=team, since=AT.date()
    )
    activity = ActivityFactory(team=team, project=project)
    person, absent = VolunteerFactory(name="志演安"), VolunteerFactory(name="志演本")
    shift = make_shift(activity=activity, starts_at=AT + number * DAY, hours=1, capacity=3)
    came, missed = signed_up(shift, person), signed_up(shift, absent)
    CheckinEvent.objects.create(
        signup=came, kind=CheckinKind.IN, method=CheckinMethod.TICK, nonce=f"{number:032x}", seen_at=shift.starts_at,
        recorded_at=shift.starts_at, recorded_by=by,
    )  # fmt: skip
    message = write_to_shift(shift=shift, audience="all", text="请带雨衣", by=by, at=AT + number * DAY)
    services.mark_attendance(signup=came, outcome="present", by=by, at=shift.ends_at)
    services.mark_attendance(signup=missed, outcome="absent", by=by, at=shift.ends_at)
    services.confirm_roster(shift=shift, by=by, at=shift.ends_at)
    attendance = Attendance.objects.get(signup=missed)
    AbsenceAppeal.objects.create(attendance=attendance, text="我到了", asked_at=shift.ends_at, decided_by=by)
    services.ask_about_hours(
        volunteer=person, entry=HoursEntry.objects.get(volunteer=person), text="少了", by=person.user, at=shift.ends_at
    )
    services.evaluate_activity(signup=came, score=5, note="", by=person.user, at=shift.ends_at)
    kind = QualificationKind.objects.create(name_zh=f"证{number}")
    Qualification.objects.create(
        volunteer=person, kind=kind, issued_by="某校", issued_on=date(2020, 1, 1), stated_at=AT
    )
    skill = Skill.objects.create(name_zh=f"技能{number}")
    VolunteerSkill.objects.create(volunteer=person, skill=skill)
    FreeTime.objects.create(volunteer=person, weekday=number, part="early")
    VolunteerTraining.objects.create(volunteer=person, kind="first_aid", held_on=AT.date())
    InsurancePolicy.objects.create(
        insurer="演示保险", number=f"{number}", valid_from=date(2023, 1, 1), valid_until=date(2023, 12, 31)
    )
    notice = RiskNotice.objects.create(
        activity=activity, number=1, level="some", text_zh="路滑", digest=f"{number:032x}", published_at=AT
    )
    RiskAcceptance.objects.create(notice=notice, volunteer=person, accepted_at=AT, accepted_by=person.user)
    ShiftAsk.objects.create(shift=shift, volunteer=person, asked_at=AT, asked_by=by)
    make_series("FREQ=DAILY;COUNT=1", activity=activity, first_on=AT.date() + (90 + number) * DAY)
    return {"person": person, "shift": shift, "message": message, "came": came}


def page(model: str, query: str = "") -> str:
    return f"/admin/volunteers/{model}/{query}"


def shown(client, model: str, query: str = "") -> str:
    return " ".join(client.get(page(model, query)).content.decode().split())


def rows(client, model: str, query: str = "") -> list:
    return list(client.get(page(model, query)).context["cl"].result_list)


def test_every_list_asks_as_much_for_one_row_as_for_three(client, administrator, leader):
    client.force_login(administrator)

    def queries(model: str) -> int:
        client.get(page(model))
        with CaptureQueriesContext(connection) as asked:
            client.get(page(model))
        return len(asked)

    one_of_everything(1, leader)
    one = {model: queries(model) for model in LISTS}
    one_of_everything(2, leader)
    one_of_everything(3, leader)

    assert {model: queries(model) for model in LISTS} == one


@pytest.mark.parametrize("model", LISTS)
def test_a_list_that_grows_can_be_searched_and_says_by_what(model):
    registered = next(page for kind, page in admin.site._registry.items() if kind._meta.model_name == model)

    assert registered.search_fields
    assert registered.show_full_result_count is False


def test_people_are_masked_on_every_list(client, administrator, leader):
    client.force_login(administrator)
    one_of_everything(1, leader)

    for model in LISTS:
        assert "志演安" not in shown(client, model), model
    assert "志**" in shown(client, "attendance")


def test_the_ledger_tells_what_counts_and_what_was_taken_back(client, administrator, leader):
    made = one_of_everything(1, leader)
    services.correct_attendance(
        signup=made["came"], mark=services.Mark(made["came"].pk, "absent"), reason="错", by=leader, at=AT + 3 * DAY
    )
    client.force_login(administrator)

    assert rows(client, "hoursentry", "?counts=yes") == []
    assert len(rows(client, "hoursentry", "?counts=no")) == 2
    text = shown(client, "hoursentry")
    assert "Taken back" in text
    assert "Takes an entry back" in text


def test_rows_are_found_by_the_number_of_the_shift_or_volunteer(client, administrator, leader):
    activity = make_shift().activity
    for _shift in range(30):  # so that no volunteer and no message has the number of a shift
        make_shift(activity=activity)
    first, second = (one_of_everything(number, leader) for number in (1, 2))
    client.force_login(administrator)

    for model in ("attendance", "checkinevent", "absenceappeal", "evaluation", "signup", "shiftask", "leadermessage"):
        found = rows(client, model, f"?q={first['shift'].pk}")
        assert found, model
        assert len(found) < len(rows(client, model)), model
    assert [row.pk for row in rows(client, "shift", f"?q={second['shift'].pk}")] == [second["shift"].pk]


def test_shifts_are_told_apart_by_when_they_are_and_what_is_left_to_do(client, administrator, leader):
    done = one_of_everything(1, leader)["shift"]
    open_one = make_shift(activity=done.activity, starts_at=AT + 9 * DAY, hours=1)
    coming = make_shift(activity=done.activity, starts_at=timezone.now() + DAY)
    client.force_login(administrator)

    planned = {row.pk for row in rows(client, "shift", "?when=coming")}
    assert coming.pk in planned
    assert not planned & {done.pk, open_one.pk}
    assert {done.pk, open_one.pk} <= {row.pk for row in rows(client, "shift", "?when=over")}
    to_confirm = {row.pk for row in rows(client, "shift", "?when=to_confirm")}
    assert open_one.pk in to_confirm
    assert done.pk not in to_confirm
    text = shown(client, "shift")
    assert "Roster confirmed" in text
    assert "Roster to confirm" in text


def test_a_training_tells_how_long_it_is_valid(client, administrator):
    today, person = timezone.localdate(), VolunteerFactory()
    for held, until in ((900, -1), (800, 10), (700, 400), (600, None)):
        VolunteerTraining.objects.create(
            volunteer=person,
            kind="first_aid",
            held_on=today - held * DAY,
            valid_until=None if until is None else today + until * DAY,
        )
    client.force_login(administrator)

    text = shown(client, "volunteertraining")

    for words in (
        f"Over since {today - DAY}",
        f"Until {today + 10 * DAY}",
        f"Until {today + 400 * DAY}",
        "Without end",
    ):
        assert words in text
    assert len(rows(client, "volunteertraining", "?validity=soon")) == 1
    assert len(rows(client, "volunteertraining", "?validity=over")) == 1


def test_nothing_of_the_record_is_changed_or_removed_here(client, administrator, leader):
    made = one_of_everything(1, leader)
    client.force_login(administrator)

    for model, pk in (("leadermessage", made["message"].pk), ("attendance", made["came"].attendance.pk)):
        assert client.get(page(model, f"{pk}/change/")).status_code == 200
        assert client.post(page(model, f"{pk}/change/"), {"outcome": "absent"}).status_code == 403
        assert client.post(page(model, f"{pk}/delete/"), {"post": "yes"}).status_code == 403
        assert client.get(page(model, "add/")).status_code == 403


def test_the_national_number_is_entered_found_as_a_whole_and_shown_to_its_owner(client, reviewer):
    known, other = VolunteerFactory(name="志演国"), VolunteerFactory(external_no="4101234567")
    client.force_login(reviewer)
    address, inlines = page("volunteerprofile", f"{known.pk}/change/"), {}
    for formset in client.get(address).context["inline_admin_formsets"]:
        inlines |= {f"{formset.formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}

    answer = client.post(address, {**inlines, "external_no": " 410123456 "})

    known.refresh_from_db()
    assert (answer.status_code, known.external_no) == (302, "410123456")
    assert rows(client, "volunteerprofile", "?q=410123456") == [known]
    assert rows(client, "volunteerprofile", "?q=4101234567") == [other]
    assert rows(client, "volunteerprofile", "?q=41012345") == []
    client.force_login(known.user)
    assert f"V{known.pk} · 410123456" in client.get("/volunteers/me/profile/").content.decode()
