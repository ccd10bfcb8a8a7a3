"""Meetings: who is called, how each voted, who stood back; and what a case needs before it is decided by one."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import translation
from pypdf import PdfReader

from applications import states as s
from applications.models import AgendaItem, HomeVisit, Meeting, MeetingMember, Vote
from applications.services import casework, meetings, review
from beneficiaries.services import declare_relative
from tests.factories.accounts import UserFactory
from tests.factories.applications import later, make_program, ready_person
from tests.factories.case_states import case_in, end_by_two
from tests.factories.meetings import call, hold, vote
from workflow.machine import NotAllowed, Refused

NUMBER = "410199193802149016"
LATER = 300  # hours: every case below is on its desk by then


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def in_state(cast, community):
    def make(state, **person):
        program = make_program("student_aid", slug=f"meeting-{state}".replace("_", "-")[:20])
        applicant = ready_person(program, community, **person)
        return case_in(state, program, community, cast, applicant=applicant)

    return make


@pytest.fixture
def referred(in_state):
    return in_state(s.COLLECTIVE_REVIEW)


@pytest.fixture
def meeting(referred, reviewer):
    return call(referred, reviewer, later(LATER))


def approve(case, by):
    return review.approve_collectively(application=case, amount_fen=100_000, by=by, at=later(LATER + 2))


def test_a_case_is_decided_by_the_votes_and_minutes_of_its_meeting(referred, reviewer):
    hold(referred, reviewer, later(LATER), "for", "for", "for", "against", "recused")

    approve(referred, reviewer)

    referred.refresh_from_db()
    finding = referred.findings.get(kind="collective")
    assert referred.state == s.APPROVED
    assert (finding.panel_size, finding.present, finding.votes_for, finding.votes_against, finding.recused) == (
        7,
        4,
        3,
        1,
        1,
    )
    assert finding.text == "会议纪要"
    assert AgendaItem.objects.get().closed_at == later(LATER + 2)


def test_each_missing_piece_has_its_sentence(referred, reviewer):
    with pytest.raises(Refused, match="Put the case on the agenda"):
        approve(referred, reviewer)
    meeting = call(referred, reviewer, later(LATER))
    with pytest.raises(Refused, match="Record the votes"):
        approve(referred, reviewer)
    vote(meeting, reviewer, later(LATER), *["for"] * 4)
    with pytest.raises(Refused, match="Write the minutes"):
        approve(referred, reviewer)
    meetings.write_minutes(meeting=meeting, text="会议纪要", by=reviewer, at=later(LATER))
    with pytest.raises(Refused, match="No quorum"):
        approve(referred, reviewer)
    vote(meeting, reviewer, later(LATER), *["for"] * 2, *["against"] * 3)
    with pytest.raises(Refused, match="no majority for approval"):
        approve(referred, reviewer)

    review.reject_collectively(
        application=referred, refusal_code="R02", text="不符合", by=reviewer, at=later(LATER + 1)
    )

    referred.refresh_from_db()
    assert referred.state == s.REJECTED


def test_the_majority_is_not_turned_into_a_refusal(referred, reviewer):
    hold(referred, reviewer, later(LATER), *["for"] * 5)

    with pytest.raises(Refused, match="The majority voted for approval"):
        review.reject_collectively(
            application=referred, refusal_code="R02", text="不符合", by=reviewer, at=later(LATER + 1)
        )


@pytest.mark.parametrize(
    ("size", "votes", "recused", "is_quorate"),
    [(9, 6, 0, True), (9, 5, 0, False), (9, 4, 3, True), (9, 3, 3, False), (3, 2, 0, True), (3, 0, 3, False)],
)
def test_two_thirds_of_those_who_are_not_recused_make_a_quorum(size, votes, recused, is_quorate):
    assert meetings.Count(size, votes, 0, recused).has_quorum is is_quorate


def test_a_member_with_a_tie_stands_back(in_state, reviewer):
    referred = in_state(s.COLLECTIVE_REVIEW, id_number=NUMBER)
    relative = UserFactory(role="committee_member")
    declare_relative(user=relative, relation="parent", id_number=NUMBER, by=relative, at=later(1))
    surveyor = HomeVisit.objects.get(application=referred).investigators.first().user
    called = [meetings.Called("甲", relative), meetings.Called("乙", surveyor), meetings.Called("丙")]
    meeting = meetings.call_meeting(
        kind="committee",
        area=None,
        meets_at=later(LATER),
        place="会议室",
        called=called,
        cases=[referred],
        by=reviewer,
        at=later(LATER),
    )
    tied, visited, free = meeting.members.order_by("pk")
    item = meeting.items.get()

    for member in (tied, visited):
        with pytest.raises(Refused, match=f"{member.name} has to stand back"):
            meetings.record_votes(item=item, ballots={member.pk: meetings.Ballot("for")}, by=reviewer, at=later(LATER))
    ballots = {
        tied.pk: meetings.Ballot("recused", "亲属"),
        visited.pk: meetings.Ballot("recused", "调查人"),
        free.pk: meetings.Ballot("for"),
    }
    meetings.record_votes(item=item, ballots=ballots, by=reviewer, at=later(LATER))
    assert list(item.votes.order_by("member").values_list("choice", "reason")) == [
        ("recused", "亲属"),
        ("recused", "调查人"),
        ("for", ""),
    ]


def test_a_recusal_needs_a_reason(meeting, reviewer):
    member = meeting.members.first()

    with pytest.raises(Refused, match="Write why"):
        meetings.record_votes(
            item=meeting.items.get(), ballots={member.pk: meetings.Ballot("recused")}, by=reviewer, at=later(LATER)
        )


def test_nobody_votes_before_the_meeting_or_after_the_decision(meeting, referred, reviewer):
    with pytest.raises(Refused, match="has not taken place"):
        vote(meeting, reviewer, later(LATER) - timedelta(seconds=1), "for")
    vote(meeting, reviewer, later(LATER), *["for"] * 6)
    meetings.write_minutes(meeting=meeting, text="会议纪要", by=reviewer, at=later(LATER))
    approve(referred, reviewer)

    with pytest.raises(Refused, match="votes stay as they are"):
        vote(meeting, reviewer, later(LATER + 3), *["against"] * 6)
    with pytest.raises(Refused, match="minutes stay as they are"):
        meetings.write_minutes(meeting=meeting, text="另一份", by=reviewer, at=later(LATER + 3))


def test_a_case_waits_on_one_agenda_and_only_where_a_meeting_decides(meeting, referred, in_state, reviewer, officer):
    with pytest.raises(Refused, match="on another agenda already"):
        call(referred, reviewer, later(LATER))
    with pytest.raises(Refused, match="does not wait for this meeting"):
        call(referred, officer, later(LATER), kind="panel")
    with pytest.raises(NotAllowed, match="reviewer of the federation"):
        call(referred, officer, later(LATER))
    with pytest.raises(Refused, match="at least three members"):
        call(referred, reviewer, later(LATER), size=2)
    assert Meeting.objects.count() == 1


def test_a_withdrawn_case_leaves_its_agenda(meeting, referred, officer, reviewer):
    end_by_two(referred, officer, reviewer, later(LATER))

    assert meeting.items.get().closed_at == later(LATER)


@pytest.mark.parametrize(("size", "is_allowed"), [(4, False), (5, True), (9, True)])
def test_a_panel_has_five_to_nine_residents_of_the_place(in_state, officer, size, is_allowed):
    case = in_state(s.APPRAISING)
    if not is_allowed:
        with pytest.raises(Refused, match="5 to 9 members"):
            call(case, officer, later(LATER), size=size, kind="panel")
        return
    assert call(case, officer, later(LATER), size=size, kind="panel").area == case.area


def test_the_panel_advises_and_the_case_goes_on_either_way(in_state, officer):
    case = in_state(s.APPRAISING)
    hold(case, officer, later(LATER), "for", *["against"] * 5, "recused", kind="panel")

    casework.record_appraisal(application=case, by=officer, at=later(LATER + 1))

    case.refresh_from_db()
    finding = case.findings.get(kind="appraisal")
    assert (case.state, finding.outcome, finding.votes_against, finding.recused) == (
        s.PRELIMINARY_REVIEW,
        "refuse",
        5,
        1,
    )


@pytest.mark.both_databases
def test_the_database_knows_one_agenda_one_vote_and_a_reason(meeting, referred):
    other = Meeting.objects.create(
        reference="HY-OTHER",
        kind="committee",
        meets_at=later(LATER),
        place="会议室",
        called_at=later(1),
        called_by=meeting.called_by,
    )
    item, member = meeting.items.get(), meeting.members.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        AgendaItem.objects.create(meeting=other, application=referred, position=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(item=item, member=member, choice="recused")
    Vote.objects.create(item=item, member=member, choice="for")
    with pytest.raises(IntegrityError), transaction.atomic():
        Vote.objects.create(item=item, member=member, choice="against")


# --- Pages ------------------------------------------------------------------------------------------------------------


def test_a_worker_of_another_place_sees_neither_committee_nor_panel(
    client, meeting, in_state, worker, worker2, officer
):
    panel = call(in_state(s.APPRAISING), officer, later(LATER), kind="panel")
    url = reverse("applications:meetings")

    seen = {}
    for user in (worker, worker2, officer):
        client.force_login(user)
        seen[user.username] = {row.reference for row in client.get(url).context["page"].items}

    assert seen == {"worker": {panel.reference}, "worker2": set(), "officer": {panel.reference}}
    client.force_login(worker2)
    assert client.get(reverse("applications:meeting", args=[panel.reference])).status_code == 404


def test_the_page_of_a_meeting_costs_the_same_with_one_and_three_cases(
    client, community, cast, reviewer, django_assert_max_num_queries
):
    program = make_program("student_aid", money_fen=10_000_000)
    cases = [case_in(s.COLLECTIVE_REVIEW, program, community, cast) for _n in range(4)]
    client.force_login(reviewer)
    counts = []
    for some in (cases[:1], cases[1:]):
        made = meetings.call_meeting(
            kind="committee",
            area=None,
            meets_at=later(LATER),
            place="会议室",
            called=[meetings.Called(name) for name in "甲乙丙"],
            cases=some,
            by=reviewer,
            at=later(LATER),
        )
        for item in made.items.all():
            ballots = {member.pk: meetings.Ballot("for") for member in made.members.all()}
            meetings.record_votes(item=item, ballots=ballots, by=reviewer, at=later(LATER))
        url = reverse("applications:meeting", args=[made.reference])
        client.get(url)
        with django_assert_max_num_queries(40) as queries:
            client.get(url)
        counts.append(len(queries))

    assert counts[0] == counts[1]


# --- The database keeps the votes of a decided item ---


def decided_item(referred, cast):
    item = hold(referred, cast["reviewer"], later(LATER), "for", "for", "for", "for", "against", "recused").items.get()
    AgendaItem.objects.filter(pk=item.pk).update(closed_at=later(LATER))
    return item


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["update", "delete", "insert", "reopen"])
def test_the_database_refuses_to_change_votes_of_a_decided_item(referred, cast, change):
    item = decided_item(referred, cast)

    with pytest.raises(IntegrityError, match="keeps its votes"), transaction.atomic():
        change_votes(item, change)
    assert list(item.votes.order_by("pk").values_list("choice", flat=True)).count("for") == 4


@pytest.mark.both_databases
@pytest.mark.parametrize("change", ["update", "delete", "insert"])
def test_control_votes_of_an_open_item_are_changed(referred, cast, change):
    item = hold(referred, cast["reviewer"], later(LATER), "for", "for", "for", "for", "against", "recused").items.get()

    change_votes(item, change)

    assert list(item.votes.values_list("choice", flat=True)).count("for") != 4


def change_votes(item, change):
    votes = item.votes.filter(choice="for")
    if change == "update":
        votes.update(choice="against")
    if change == "delete":
        votes.delete()
    if change == "insert":
        member = MeetingMember.objects.create(meeting=item.meeting, name="演会庚")
        Vote.objects.create(item=item, member=member, choice="for")
    if change == "reopen":
        AgendaItem.objects.filter(pk=item.pk).update(closed_at=None)


def test_the_record_of_a_panel_holds_ballots_and_minutes_or_room_for_them(client, cast, in_state):
    """民主评议记录 (domain rules §8): before the meeting to be filled in by hand, after it what was said."""
    case = in_state(s.APPRAISING)
    row = call(case, cast["officer"], later(LATER), kind="panel")
    client.force_login(cast["officer"])
    address = reverse("applications:meeting_record", args=[row.reference])
    before = _text_of(client.get(address))

    vote(row, cast["officer"], later(LATER), "for", "for", "for", "for", "against", "recused")
    meetings.write_minutes(meeting=row, text="多数同意救助", by=cast["officer"], at=later(LATER))
    after = _text_of(client.get(address))

    for word in ("民主评议记录", case.reference, "王例一、王例二", "主持人", "（会前打印）"):
        assert word in before
    for word in (
        "王例五：反对",
        "王例六：回避（亲属）",
        "王例七：缺席",
        "同意4票，反对1票，回避1人，共7人",
        "多数同意救助",
    ):
        assert word in after
        assert word not in before


def _text_of(response):
    pages = PdfReader(BytesIO(response.content)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)
