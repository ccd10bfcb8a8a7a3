"""The emergency lane: three people within hours, the money first, the papers afterwards."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

from applications import states as s
from applications.models import Application, EmergencyFile, PublicNotice
from applications.services import emergency, intake, publicity, recovery, review
from applications.services.emergency import Call
from audit.models import Event
from funds.models import Reservation
from funds.services import InsufficientFunds
from tests.applications.test_prints import text_of
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, later, make_application, make_program, terms_of
from tests.factories.beneficiaries import ConsentFactory, PersonFactory
from tests.factories.case_states import case_in, check_and_approve_fast, confirmed, hold_papers, open_fast, pay_fast
from tests.factories.schemes import EMERGENCY
from workflow.machine import IllegalTransition, NotAllowed, Refused

FAST = 200_000
ALL = ("proof", "signatures", "seal")


@pytest.fixture(autouse=True)
def _sentences_in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def urgent(community):
    return make_application(make_program(EMERGENCY, money_fen=1_000_000), community)


@pytest.fixture
def opened(urgent, cast):
    return open_fast(urgent, cast, later(1))


@pytest.fixture
def paid(opened, cast):
    pay_fast(opened, cast, later(20))
    return Application.objects.get(pk=opened.pk)


def another_urgent(urgent):
    return make_application(urgent.program, urgent.area)


def test_an_urgent_case_is_paid_within_hours_and_its_papers_are_due_afterwards(urgent, cast):
    assert urgent.due_at == AT + timedelta(hours=2)
    case = open_fast(urgent, cast, later(1))
    assert (case.state, case.due_at, case.handler) == (s.FAST_REVIEW, AT + timedelta(hours=24), cast["officer"])

    check_and_approve_fast(case, cast, later(5))
    case.refresh_from_db()
    assert (case.state, case.due_at, case.decided_by) == (s.APPROVED, AT + timedelta(hours=48), cast["approver"])
    assert Reservation.objects.get(source=case.source).amount_fen == FAST

    case = case_in(s.PAPERWORK_PENDING, make_program(EMERGENCY, slug="again"), urgent.area, cast)
    assert case.paid_at is not None
    assert f"{timezone.localtime(case.due_at):%Y-%m-%d %H:%M}" == "2026-03-18 23:59"  # ten working days after the 4th


def test_nobody_opens_a_case_without_the_word_of_the_community(urgent, officer):
    unreached = Call("community", "", later(1), "无人接听", reached=False)
    family = Call("family", "本人", later(1), "房屋失火")

    for call in (unreached, family):
        with pytest.raises(Refused, match="Telephone the community first"):
            emergency.start_fast_review(
                application=urgent,
                incident="fire",
                happened_on=AT.date(),
                call=call,
                by=officer,
                at=later(1),
            )
    assert EmergencyFile.objects.count() == 0


def test_three_people_open_check_and_approve(opened, officer, reviewer, approver):
    words = {"application": opened, "amount_fen": FAST, "text": "同意", "at": later(2)}
    with pytest.raises(NotAllowed, match="You opened this emergency case"):
        emergency.check_fast(by=officer, **words)
    with pytest.raises(Refused, match="A second person has to check"):
        emergency.approve_fast(by=approver, **words)
    emergency.check_fast(by=reviewer, **words)
    with pytest.raises(NotAllowed, match="You checked this case"):
        emergency.approve_fast(by=reviewer, **words)

    emergency.approve_fast(by=approver, **words)

    opened.refresh_from_db()
    assert (opened.state, opened.approved_amount_fen) == (s.APPROVED, FAST)


@pytest.mark.both_databases
def test_the_database_knows_the_three_people_too(opened, officer, reviewer):
    emergency.check_fast(application=opened, amount_fen=FAST, text="", by=reviewer, at=later(2))

    for insider in (officer, reviewer):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=opened.pk).update(
                decided_by=insider, decided_at=later(3), approved_amount_fen=FAST
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyFile.objects.update(checked_by=officer)


@pytest.mark.both_databases
def test_the_approver_does_not_become_the_checker_afterwards(opened, cast):
    check_and_approve_fast(opened, cast, later(2))

    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyFile.objects.update(checked_by=cast["approver"])


def test_the_approval_is_for_the_amount_that_was_checked(opened, reviewer, approver):
    emergency.check_fast(application=opened, amount_fen=FAST, text="", by=reviewer, at=later(2))

    with pytest.raises(Refused, match=r"The check was for 2000\.00 yuan"):
        emergency.approve_fast(application=opened, amount_fen=FAST + 1, text="", by=approver, at=later(3))


@pytest.mark.parametrize(("amount", "is_allowed"), [(300_000, True), (300_001, False)])
def test_the_fast_limit_is_a_parameter_of_the_terms(opened, reviewer, amount, is_allowed):
    if is_allowed:
        emergency.check_fast(application=opened, amount_fen=amount, text="", by=reviewer, at=later(2))
        return
    with pytest.raises(Refused, match=r"up to 3000\.00 yuan"):
        emergency.check_fast(application=opened, amount_fen=amount, text="", by=reviewer, at=later(2))


def test_without_money_nothing_happens(community, cast):
    program = make_program(EMERGENCY, money_fen=FAST - 1)
    case = open_fast(make_application(program, community), cast, later(1))

    with pytest.raises(InsufficientFunds):
        check_and_approve_fast(case, cast, later(2))

    case.refresh_from_db()
    assert (case.state, case.approved_amount_fen, case.decision_number) == (s.FAST_REVIEW, None, None)


def test_what_is_not_urgent_goes_the_standard_way(opened, approver):
    ConsentFactory(person=opened.applicant, purpose="PUBLICITY_MASKED")
    emergency.move_to_standard(application=opened, text="并非急难", by=approver, at=later(3))

    opened.refresh_from_db()
    assert (opened.state, opened.lane, opened.publicity_mode) == (s.ACCEPTED, "standard", "masked_7d")
    assert opened.acceptance_number == "SL20260302-00001"
    assert f"{timezone.localtime(opened.due_at):%Y-%m-%d %H:%M}" == "2026-03-05 23:59"
    with pytest.raises(IllegalTransition):
        emergency.approve_fast(application=opened, amount_fen=FAST, text="", by=approver, at=later(4))


def test_a_case_in_this_lane_is_not_accepted_or_returned_the_usual_way(urgent, worker):
    hold_papers(urgent)
    with pytest.raises(IllegalTransition):
        intake.accept_application(application=urgent, by=worker, at=later(1))
    with pytest.raises(IllegalTransition):
        intake.return_for_documents(application=urgent, items=["DOC_ID"], by=worker, at=later(1))


# --- Papers afterwards ------------------------------------------------------------------------------------------------


def late(case):
    return case.due_at + timedelta(seconds=1)


def test_overdue_papers_block_the_next_fast_case_and_the_sentence_says_which(paid, cast):
    second = another_urgent(paid)
    start = {"incident": "fire", "happened_on": AT.date(), "application": second}

    with pytest.raises(Refused) as refusal:
        emergency.start_fast_review(**start, call=confirmed(late(paid)), by=cast["officer"], at=late(paid))
    assert str(refusal.value) == (
        f"The papers of the emergency case {paid.reference} are overdue since 2026-03-17. Complete them first, or let "
        "a colleague handle this case."
    )
    emergency.start_fast_review(**start, call=confirmed(paid.due_at), by=cast["officer"], at=paid.due_at)
    second.refresh_from_db()
    assert second.state == s.FAST_REVIEW


def test_giving_the_case_away_does_not_free_the_one_who_opened_it(paid, cast, worker):
    intake.assign_application(application=paid, handler=worker, by=cast["officer"], at=later(30))
    second = another_urgent(paid)

    with pytest.raises(Refused, match=paid.reference):
        open_fast(second, cast, late(paid))


def test_a_colleague_without_old_papers_opens_it(paid, cast):
    second = another_urgent(paid)

    emergency.start_fast_review(
        application=second,
        incident="traffic",
        happened_on=AT.date(),
        call=confirmed(late(paid)),
        by=cast["reviewer"],
        at=late(paid),
    )

    second.refresh_from_db()
    assert (second.state, second.handler) == (s.FAST_REVIEW, cast["reviewer"])


def test_the_file_is_complete_with_every_paper_the_signatures_and_the_seal(paid, worker):
    words = {"application": paid, "text": "", "by": worker, "at": later(40)}
    with pytest.raises(Refused, match="Still missing: Application form, signed, Identity card"):
        emergency.file_paperwork(formalities=ALL, **words)
    hold_papers(paid)
    with pytest.raises(Refused, match="Still missing: Seal of the community"):
        emergency.file_paperwork(formalities=ALL[:2], **words)

    emergency.file_paperwork(formalities=ALL, **words)

    assert (paid.emergency.filed_by, paid.emergency.closed_by) == (worker, None)


def test_a_second_person_closes_and_the_aid_is_posted_afterwards(paid, cast, officer):
    hold_papers(paid)
    ConsentFactory(person=paid.applicant, purpose="PUBLICITY_MASKED")
    other = UserFactory(role="subdistrict_officer", role__area=paid.area.parent)
    with pytest.raises(Refused, match="not complete yet"):
        emergency.close_paperwork(application=paid, text="", by=other, at=later(40))
    emergency.file_paperwork(application=paid, formalities=ALL, text="", by=officer, at=later(40))
    with pytest.raises(NotAllowed, match="You filed these papers"):
        emergency.close_paperwork(application=paid, text="", by=officer, at=later(41))

    emergency.close_paperwork(application=paid, text="", by=other, at=later(41))

    paid.refresh_from_db()
    notice = paid.notices.get()
    assert (paid.state, paid.stage, paid.due_at) == (s.CLOSED, "closed", datetime(9999, 1, 1, tzinfo=UTC))
    assert notice.mode == "post_hoc_7d"
    assert {key: notice.shown[key] for key in ("name", "community", "household_size", "amount_fen")} == {
        "name": "张**",
        "community": paid.area.parent.name,
        "household_size": None,
        "amount_fen": FAST,
    }
    assert notice.is_running(later(41))


@pytest.mark.both_databases
def test_the_database_wants_two_people_for_the_papers(paid, officer):
    with pytest.raises(IntegrityError), transaction.atomic():
        EmergencyFile.objects.update(filed_by=officer, filed_at=later(40), closed_by=officer, closed_at=later(41))


def test_without_consent_nothing_is_posted(cast, community, worker, officer):
    silent = PersonFactory(area=community, name="赵示二")
    urgent = make_application(make_program(EMERGENCY), community, applicant=silent)
    paid = open_fast(urgent, cast, later(1))
    pay_fast(paid, cast, later(20))
    hold_papers(paid)
    emergency.file_paperwork(application=paid, formalities=ALL, text="", by=worker, at=later(40))

    emergency.close_paperwork(application=paid, text="", by=officer, at=later(41))

    assert PublicNotice.objects.count() == 0


@pytest.fixture
def posted(paid, worker, officer):
    hold_papers(paid)
    ConsentFactory(person=paid.applicant, purpose="PUBLICITY_MASKED")
    emergency.file_paperwork(application=paid, formalities=ALL, text="", by=worker, at=later(40))
    emergency.close_paperwork(application=paid, text="", by=officer, at=later(41))
    paid.refresh_from_db()
    return paid


def test_the_posting_ends_by_itself_and_the_case_stays_closed(posted):
    notice = posted.notices.get()
    version = posted.version

    assert publicity.end_finished_notices(at=notice.ends_at - timedelta(seconds=1)) == 0
    assert publicity.end_finished_notices(at=notice.ends_at) == 1
    assert publicity.end_finished_notices(at=notice.ends_at) == 0

    posted.refresh_from_db()
    notice.refresh_from_db()
    assert (posted.state, posted.version, notice.closed_at) == (s.CLOSED, version, notice.ends_at)


def test_an_objection_afterwards_hides_the_posting_until_it_is_answered(posted, officer, reviewer):
    notice = posted.notices.get()
    publicity.receive_objection(notice=notice, text="另有住房", name="", phone="", at=later(50))
    assert not notice.is_running(later(51))
    assert publicity.end_finished_notices(at=notice.ends_at) == 0

    publicity.answer_objection_afterwards(application=posted, is_upheld=True, text="属实", by=officer, at=later(60))
    recovery.start_recovery(application=posted, amount_fen=FAST, text="虚报", by=reviewer, at=later(61))

    posted.refresh_from_db()
    assert posted.state == s.RECOVERING
    told = Event.objects.filter(subject_id=posted.pk, code="applications.objection_taken_up")
    assert [event.to_state for event in told] == [""]
    with pytest.raises(Refused, match="No objection"):
        publicity.answer_objection_afterwards(application=posted, is_upheld=False, text="无", by=officer, at=later(62))


def test_a_false_report_is_paid_back(paid, approver, accountant):
    recovery.start_recovery(application=paid, amount_fen=FAST, text="虚报", by=approver, at=later(40))
    recovery.record_repayment(application=paid, text="已退回", by=accountant, at=later(50))

    paid.refresh_from_db()
    paid.program.fund.refresh_from_db()
    assert (paid.state, paid.program.fund.available_fen) == (s.RECOVERED, 1_000_000)


def test_the_standard_committee_is_no_part_of_this_lane(opened, approver):
    with pytest.raises(IllegalTransition):
        review.refer_to_committee(application=opened, text="?", by=approver, at=later(2))
    assert terms_of(opened.program).values["fast_limit"] == 3000


def test_aid_that_was_given_is_posted_as_given_on_the_page_and_on_the_board(client, posted, officer, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: later(50))
    notice = posted.notices.get()
    with translation.override("zh-hans"):
        page = client.get(f"/notices/{notice.reference}/").content.decode()
        client.force_login(officer)
        board = text_of(client.get(reverse("applications:print", args=[posted.reference, "notice"])))

    assert [words in page for words in ("已给予", "拟")] == [True, False]
    assert [words in board for words in ("已给予慈善救助", "已给予金额", "办事处", "拟")] == [True, True, True, False]
