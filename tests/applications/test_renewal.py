"""Asking again: filled in with the last case, compared with it, confirmed block by block, reminded before it ends."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.differences import Differences
from applications.models import ApplicationDraft
from applications.renewal import aid_ends_on, ending_soon, may_renew, plan_renewal_reminders
from applications.services import renewing
from applications.services.drafts import answers_of, save_step
from applications.services.intake import CannotSubmit
from applications.services.renewing import BLOCKS, confirm_block, known_answers_of, refuse_unconfirmed, start_renewal
from applications.services.submission import papers_that_still_hold
from audit.models import Event
from beneficiaries.services import update_person
from home.day_plan import plan_of
from notifications.messages import messages_about
from programs.services import open_program
from tests.factories.applications import AT, make_application, make_program, ready_person
from tests.factories.beneficiaries import DocumentFactory, HouseholdFactory, HouseholdMemberFactory, PersonFactory
from tests.factories.case_states import case_in
from tests.racing import race
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
AUGUST = datetime(2026, 8, 3, 2, 0, tzinfo=UTC)
SEPTEMBER = datetime(2026, 9, 1, 2, 0, tzinfo=UTC)
MAY = datetime(2026, 5, 20, 2, 0, tzinfo=UTC)
HOME = "410172160-xihuchuntian"


@pytest.fixture
def program(places, administrator):
    return open_program(program=make_program("student_aid", always_open=True), by=administrator, at=AT)


@pytest.fixture
def next_round(places):
    return make_program("student_aid", slug="next-round", always_open=True)


@pytest.fixture
def granted(program, community, cast):
    """Pupil aid of the school year 2025/26, decided in March 2026."""
    person = ready_person(program, community)
    return case_in(s.APPROVED, program, community, cast, at=AT, applicant=person, owner=cast["applicant"])


def renewal(case, by, at=SEPTEMBER):
    return start_renewal(application=case, by=by, at=at)


def test_when_the_aid_ends(granted, community, cast, places):
    assert aid_ends_on(granted) == date(2026, 8, 31)
    year = case_in(s.APPROVED, make_program("employee_illness_aid"), community, cast)
    assert aid_ends_on(year) == date(2026, 12, 31)
    assert aid_ends_on(case_in(s.REJECTED, make_program("student_aid", slug="two"), community, cast)) is None
    assert aid_ends_on(case_in(s.APPROVED, make_program("judicial_aid_fund"), community, cast)) is None


def test_who_may_ask_again_and_when(granted, cast):
    for name, may in (("applicant", True), ("worker", True), ("approver", False), ("cashier", False)):
        assert bool(may_renew(cast[name], granted, at=AUGUST)) is may, name
    assert not may_renew(cast["applicant"], granted, at=MAY)
    assert may_renew(cast["applicant"], granted, at=SEPTEMBER)


def test_who_asked_again_already_is_not_offered_it(granted, next_round, community, applicant):
    make_application(next_round, community, at=AUGUST, applicant=granted.applicant)

    assert not may_renew(applicant, granted, at=SEPTEMBER)
    assert list(ending_soon(SEPTEMBER)) == []
    with pytest.raises(NotAllowed):
        renewal(granted, applicant)


def test_the_draft_knows_what_was_answered_and_what_the_register_says(granted, worker):
    update_person(person=granted.applicant, by=worker, at=AUGUST, address="郑州市高新区石佛办事处莲花街9号")

    draft = renewal(granted, worker)

    answers = answers_of(draft, by=worker, at=SEPTEMBER)
    assert (draft.renews, draft.for_client, draft.done_steps, draft.confirmed) == (granted, True, [], [])
    assert answers["person"]["name"] == granted.applicant.name
    assert answers["person"]["address"] == "郑州市高新区石佛办事处莲花街9号"
    stages = {name: value for page in answers.values() for name, value in page.items() if name in granted.answers}
    assert stages["stage"] == "primary"
    assert known_answers_of(draft, by=worker, at=SEPTEMBER) == answers
    assert "莲花街" not in ApplicationDraft.objects.get(pk=draft.pk).known_answers


def test_a_second_click_is_the_same_draft(granted, applicant):
    assert renewal(granted, applicant) == renewal(granted, applicant)
    assert Event.objects.filter(code="applications.renewal_started").count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_are_one_draft(granted, applicant):
    drafts = race(4, lambda _n: start_renewal(application=granted, by=applicant, at=SEPTEMBER).pk)

    assert len(set(drafts)) == 1
    assert ApplicationDraft.objects.filter(renews=granted).count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_a_second_look_under_the_lock_every_click_is_a_draft(granted, applicant, monkeypatch):
    """Each click believes what it saw before the first of them wrote."""
    monkeypatch.setattr(renewing, "locked", lambda application: application)
    monkeypatch.setattr(renewing, "_started_before", lambda application, by, at: None)

    drafts = race(4, lambda _n: start_renewal(application=granted, by=applicant, at=SEPTEMBER).pk)

    assert len(set(drafts)) == 4
    assert ApplicationDraft.objects.filter(renews=granted).count() == 4


def test_numbers_that_count_once_are_left_out(community, cast, administrator):
    program = open_program(program=make_program("employee_illness_aid", always_open=True), by=administrator, at=AT)
    answers = {"invoice_numbers": ["F1", "F2"], "bill_total": "5000"}
    case = case_in(s.APPROVED, program, community, cast, answers=answers)
    case.claims.create(kind="invoice", number="F1")

    draft = renewal(case, cast["worker"], at=datetime(2026, 12, 1, tzinfo=UTC))

    known = answers_of(draft, by=cast["worker"], at=SEPTEMBER)
    assert [page["invoice_numbers"] for page in known.values() if "invoice_numbers" in page] == [["F2"]]


def test_last_time_now_and_what_changed(granted, worker):
    draft = renewal(granted, worker)
    known = known_answers_of(draft, by=worker, at=SEPTEMBER)
    [page] = [code for code, answers in known.items() if "stage" in answers]
    changed = {**known[page], "stage": "junior"}
    save_step(draft=draft, step=page, answers=changed, is_done=True, by=worker, at=SEPTEMBER)
    draft.refresh_from_db()

    blocks = {b.code: b for b in Differences(draft, known, {**known, page: changed}, at=SEPTEMBER).blocks()}

    assert [code for code, block in blocks.items() if block.changes and code not in BLOCKS] == [page]
    [row] = [row for row in blocks[page].rows if row.is_changed]
    assert (str(row.before), str(row.now)) == ("小学", "初中")
    assert (blocks[page].is_confirmed, blocks["person"].is_confirmed) == (True, False)
    person = {str(row.label): str(row.now) for row in blocks["person"].rows}
    assert not any(granted.applicant.name == "" or (len(value) == 18 and value.isdigit()) for value in person.values())


def test_household_and_papers_then_and_now(granted, worker, community):
    home = HouseholdFactory(area=community)
    then = timezone.localdate(granted.submitted_at)
    for person, since, until in (
        (granted.applicant, date(2020, 1, 1), None),
        (PersonFactory(area=community, name="走演一"), date(2020, 1, 1), then + timedelta(days=30)),
        (PersonFactory(area=community, name="来演一"), then + timedelta(days=30), None),
    ):
        HouseholdMemberFactory(household=home, person=person, relation="other", valid_from=since, valid_to=until)
    DocumentFactory(person=granted.applicant, kind="DOC_ID", uploaded_at=AUGUST)
    draft = renewal(granted, worker)
    known = known_answers_of(draft, by=worker, at=SEPTEMBER)

    blocks = {b.code: b for b in Differences(draft, known, known, at=SEPTEMBER).blocks()}

    rows = {str(row.label): (str(row.before), str(row.now)) for row in blocks["household"].rows}
    assert rows["走演一"] == ("在户", "")
    assert rows["来演一"] == ("", "在户")
    papers = {str(row.label): (str(row.before), str(row.now)) for row in blocks["papers"].rows}
    assert papers["身份证"] == ("已收到", "已收到")
    assert papers["诚信承诺书"][1] == "需重新提交"


def test_nothing_is_handed_in_before_every_block_is_confirmed_and_the_period_is_over(granted, applicant):
    draft = renewal(granted, applicant, at=AUGUST)
    for block in BLOCKS:
        with pytest.raises(CannotSubmit, match="确认"):
            refuse_unconfirmed(draft, at=SEPTEMBER)
        draft = confirm_block(draft=draft, block=block, by=applicant, at=AUGUST)

    with pytest.raises(CannotSubmit, match="2026-08-31"):
        refuse_unconfirmed(draft, at=AUGUST)
    refuse_unconfirmed(draft, at=SEPTEMBER)
    with pytest.raises(Refused):
        confirm_block(draft=draft, block="everything", by=applicant, at=AUGUST)


def test_papers_that_still_hold_go_with_the_new_case(granted, applicant):
    kept = DocumentFactory(person=granted.applicant, kind="DOC_ID", uploaded_at=AUGUST)
    draft = renewal(granted, applicant)
    known = known_answers_of(draft, by=applicant, at=SEPTEMBER)

    found = papers_that_still_hold(draft, granted.applicant, known, [], at=SEPTEMBER)

    assert kept in found
    assert {paper.kind for paper in found}.isdisjoint({"DOC_PLEDGE", "DOC_REQUEST", "DOC_AUTH"})


def test_the_page_confirms_a_page_whose_answers_are_complete(client, granted, applicant):
    client.force_login(applicant)
    response = client.post(reverse("applications:renew", args=[granted.reference]))
    draft = granted.renewals.get()
    page = reverse("applications:renewal", args=[draft.uuid])
    assert response.url == page
    assert client.get(page).context["left"] == len(client.get(page).context["blocks"])

    confirm = client.post(reverse("applications:confirm_renewal", args=[draft.uuid, "household"]))
    client.post(reverse("applications:confirm_renewal", args=[draft.uuid, "person"]))  # the account is not known

    draft.refresh_from_db()
    assert (confirm.url, draft.confirmed, draft.done_steps) == (page, ["household"], [])
    assert client.post(reverse("applications:confirm_renewal", args=[draft.uuid, "nothing"])).status_code == 404


def test_a_stranger_does_not_see_the_draft(client, granted, applicant, outsider, worker):
    draft = renewal(granted, applicant)
    for person in (outsider, worker):
        client.force_login(person)
        assert client.get(reverse("applications:renewal", args=[draft.uuid])).status_code == 404


def test_families_are_reminded_once_in_time(granted):
    assert plan_renewal_reminders(MAY) == 0
    assert (plan_renewal_reminders(AUGUST), plan_renewal_reminders(AUGUST + timedelta(days=1))) == (1, 0)

    event = Event.objects.get(code="applications.aid_ends")
    [message] = messages_about("applications.aid_ends")
    [recipient] = message.recipients(event)
    assert message.still_applies(event, recipient)
    assert message.context(event, recipient)["day"] == "2026-08-31"


def test_who_asked_again_meanwhile_is_not_reminded(granted, next_round, community):
    plan_renewal_reminders(AUGUST)
    make_application(next_round, community, at=AUGUST, applicant=granted.applicant)

    [message] = messages_about("applications.aid_ends")
    event = Event.objects.get(code="applications.aid_ends")
    assert not message.still_applies(event, message.recipients(event)[0])


def test_renewals_stand_in_the_plan_until_a_draft_is_started(granted, worker):
    def kinds():
        return [line.errand.kind for stop in plan_of(worker, now=AUGUST).stops for line in stop.lines]

    assert "renewal" in kinds()
    renewal(granted, worker, at=AUGUST)
    assert "renewal" not in kinds()
