"""The road of a grant, step by step: what each allows, refuses and leaves behind."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import translation

from areas.deadlines import due_at
from delivery.community_grants import promises
from delivery.community_grants.models import Grant, GrantObjection, GrantRound, ScoreLine, SiteVisit
from delivery.community_grants.selectors import sheets_for
from delivery.community_grants.services import (
    applying,
    deciding,
    examining,
    money,
    organisations,
    projects,
    scoring,
    visiting,
)
from funds.models import Fund
from funds.services import InsufficientFunds
from tests.factories.funds import fund_with
from tests.factories.grants import (
    AT,
    COMMUNITY,
    LATER,
    OTHER_COMMUNITY,
    accepted,
    awarded,
    committee_member,
    draft,
    examined,
    finished,
    give,
    handed_in,
    make_facts,
    make_organisation,
    make_round,
    named,
    noticed,
    pay,
    picture,
    report,
    scored,
    scorers,
    signed,
    under_way,
    visited,
)
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    """The sentences of the refusals are read in English here."""
    with translation.override("en"):
        yield


def counters(grant):
    fund = Fund.objects.get(pk=grant.round.fund_id)
    return fund.available_fen, fund.reserved_fen


def broken():
    return [line for _sentence, check in promises.CHECKS for line in check()]


def parts(grant):
    return [(t.number, t.amount_fen, t.paid_at is not None, t.cancelled_at is not None) for t in grant.tranches.all()]


def test_an_organisation_is_registered_once_with_a_code_that_fits(cast, places):
    made = make_organisation(cast, places[COMMUNITY])

    with pytest.raises(Refused, match="is registered"):
        make_organisation(cast, places[COMMUNITY], credit_code=made.credit_code)
    with pytest.raises(ValidationError):
        make_organisation(cast, places[COMMUNITY], credit_code=made.credit_code[:17] + "Z")
    with pytest.raises(Refused, match="sponsors it"):
        make_organisation(cast, places[COMMUNITY], kind="social_organisation")
    social = make_organisation(cast, places[COMMUNITY], kind="social_organisation", sponsor=made)
    assert (social.sponsor, social.phone_mask, social.bank_account_mask) == (made, "199****0001", "****0013")


def test_the_account_is_checked_by_a_second_person_and_again_after_each_change(cast, places):
    made = make_organisation(cast, places[COMMUNITY])
    changed = organisations.set_account(
        organisation=made, bank_name="另一银行", number="41001234567890", by=cast["reviewer"], at=AT
    )

    assert changed.account_checked_at is None
    with pytest.raises(NotAllowed, match="somebody else"):
        organisations.check_account(organisation=changed, by=cast["reviewer"], at=AT)
    assert organisations.check_account(organisation=changed, by=cast["accountant"], at=AT).account_checked_at == AT


def test_who_represents_acts_and_the_last_one_stays(cast, places):
    made = make_organisation(cast, places[COMMUNITY])
    [first] = made.representatives.in_force()

    with pytest.raises(Refused, match="somebody else first"):
        organisations.end_representative(representative=first, by=cast["applicant"], at=AT)
    with pytest.raises(NotAllowed):
        organisations.add_representative(organisation=made, username="volunteer", by=cast["volunteer"], at=AT)
    organisations.add_representative(organisation=made, username="volunteer", by=cast["officer"], at=AT)
    organisations.end_representative(representative=first, by=cast["volunteer"], at=AT)
    assert [row.user for row in made.representatives.in_force()] == [cast["volunteer"]]


@pytest.mark.both_databases
def test_the_terms_of_a_published_round_stay(cast):
    one = make_round(cast)

    for change in (
        lambda: GrantRound.objects.filter(pk=one.pk).update(most_fen=9_000_000),
        lambda: one.criteria.update(weight=1),
        lambda: one.forbidden_uses.all().delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_a_draft_is_one_however_often_it_is_begun(cast, places):
    grant = draft(cast, places)

    again = applying.start_grant(round=grant.round, organisation=grant.organisation, by=cast["applicant"], at=AT)

    assert (again, Grant.objects.count()) == (grant, 1)
    with pytest.raises(NotAllowed):
        applying.start_grant(round=grant.round, organisation=grant.organisation, by=cast["volunteer"], at=AT)


def test_a_page_that_is_done_stays_done_when_a_late_autosave_repeats_it(cast, places):
    grant = draft(cast, places)
    steps = {"title": "充电棚"}
    for answers, is_done in ((steps, True), (steps, False), ({"title": ""}, False)):
        grant = applying.save_step(
            grant=grant, step="project", answers=answers, is_done=is_done, by=cast["applicant"], at=AT
        )
        assert (grant.done_steps == ["project"]) == (answers == steps)


def test_everything_that_does_not_fit_is_told_at_once(cast, places):
    grant = draft(cast, places)
    grant.papers.filter(kind="quote").delete()
    wrong = make_facts(
        starts_on=date(2026, 1, 1), ends_on=date(2027, 5, 1), present=60, agreed=40, met_on=date(2026, 3, 9)
    )
    facts = applying.GrantFacts(wrong.columns, wrong.lines[1:], wrong.milestones[:1], accepts_terms=False)

    with pytest.raises(applying.NotComplete) as refusal:
        applying.submit_grant(grant=grant, facts=facts, by=cast["applicant"], at=AT)

    assert refusal.value.problems == [
        "The project takes longer than 12 months.",
        "The project begins in the past; money is granted for what is still ahead.",
        "The residents' meeting has not been held yet.",
        "Of the residents present, at least 67 % must agree.",
        "Confirm that nothing on the negative list is paid from the grant.",
        "A grant is between 5000.00 and 50000.00 yuan; the budget asks for 4000.00.",
        "Name at least one milestone before the mid-term check and one after it.",
        "A paper is missing: Quote for the budget",
    ]


def test_handed_in_it_has_its_columns_lines_milestones_and_deadline(cast, places):
    grant = handed_in(cast, places)

    assert (grant.state, grant.asked_fen, grant.due_at) == ("submitted", 2_000_000, due_at("grant", "accept", AT))
    assert list(grant.lines.values_list("label", "cost_fen", "own_fen")) == [
        ("充电桩", 1_600_000, 0),
        ("棚顶", 600_000, 200_000),
    ]
    assert list(grant.milestones.values_list("title", "is_first_half")) == [("拆除旧棚", True), ("安装完成", False)]
    assert broken() == []


def test_returned_it_is_completed_and_handed_in_again(cast, places):
    grant = examining.take_grant(grant=handed_in(cast, places), by=cast["officer"], at=AT)
    grant = examining.return_grant(grant=grant, text="缺报价单第二页。", by=cast["officer"], at=AT)

    grant = applying.submit_grant(grant=grant, facts=make_facts(people=900), by=cast["applicant"], at=LATER)

    assert (grant.state, grant.people, grant.submitted_at, grant.milestones.count()) == ("submitted", 900, AT, 2)


def test_the_officer_of_another_place_and_whoever_acts_for_it_examine_nothing(cast, places):
    grant = handed_in(cast, places)
    organisations.add_representative(organisation=grant.organisation, username="officer", by=cast["applicant"], at=AT)

    for person in ("officer", "worker", "reviewer"):
        with pytest.raises(NotAllowed):
            examining.take_grant(grant=grant, by=cast[person], at=AT)


def test_who_has_a_tie_is_out_and_somebody_else_is_named(cast, places):
    grant = named(cast, places)
    first = grant.sheets.get(scorer=cast["reviewer"])
    with pytest.raises(Refused, match="Enough people"):
        scoring.name_scorer(grant=grant, scorer=committee_member("member2"), by=cast["reviewer"], at=AT)

    scoring.declare_tie(sheet=first, text="我是该社区居民代表", by=cast["reviewer"], at=AT)

    with pytest.raises(NotAllowed, match="declared a tie"):
        give(first, (30, 20, 20, 20, 10))
    with pytest.raises(NotAllowed, match="Grants are scored"):
        scoring.name_scorer(grant=grant, scorer=cast["officer"], by=cast["reviewer"], at=AT)
    scoring.name_scorer(grant=grant, scorer=committee_member("member2"), by=cast["reviewer"], at=AT)
    assert grant.sheets.counted().count() == 3


def test_sheets_are_sealed_until_all_three_are_in(cast, places):
    grant = named(cast, places)
    one, two, three = grant.sheets.select_related("scorer", "grant__round")
    give(one, (30, 20, 20, 20, 10))
    give(two, (20, 10, 15, 15, 5))

    def seen(user):
        return [(sheet.scorer_id, sheet.points) for sheet in sheets_for(Grant.objects.get(pk=grant.pk), user)]

    assert [points for _who, points in seen(cast["reviewer"])] == [100, None, None]
    assert [points for _who, points in seen(cast["approver"])] == [None, None, None]
    with pytest.raises(Refused, match="Not all score sheets"):
        deciding.award_grant(grant=grant, amount_fen=2_000_000, text="可", by=cast["approver"], at=AT)

    give(three, (25, 15, 18, 16, 6))

    assert [points for _who, points in seen(cast["approver"])] == [100, 65, 80]
    assert str(Grant.objects.get(pk=grant.pk).score) == "81.67"


@pytest.mark.both_databases
def test_points_stay_and_fit_their_criteria(cast, places):
    grant = named(cast, places)
    sheet = grant.sheets.select_related("scorer", "grant__round").first()
    with pytest.raises(Refused, match="more than its points"):
        give(sheet, (31, 20, 20, 20, 10))
    give(sheet, (30, 20, 20, 20, 10))

    with pytest.raises(Refused, match="stays as it is"):
        give(sheet, (1, 1, 1, 1, 1))
    with pytest.raises(DatabaseError), transaction.atomic():
        grant.sheets.filter(pk=sheet.pk).update(total=1)
    with pytest.raises(DatabaseError), transaction.atomic():
        ScoreLine.objects.filter(sheet=sheet).update(points=0)


def test_below_the_points_it_is_refused_with_reasons(cast, places):
    grant = scored(cast, places, points=(20, 13, 13, 13, 10))

    with pytest.raises(Refused, match=r"69\.00 points; 70 are needed"):
        deciding.award_grant(grant=grant, amount_fen=2_000_000, text="可", by=cast["approver"], at=AT)
    with pytest.raises(NotAllowed):
        deciding.refuse_grant(grant=grant, text="分数不足", by=cast["reviewer"], at=AT)
    refused = deciding.refuse_grant(grant=grant, text="分数不足", by=cast["approver"], at=AT)
    assert (refused.state, refused.decided_by, refused.awarded_fen) == ("rejected", cast["approver"], None)


def test_granted_the_money_is_set_aside_in_three_parts_and_the_notice_says_everything(cast, places):
    grant = awarded(cast, places, amount_fen=1_999_999)

    assert parts(grant) == [(1, 999_999, False, False), (2, 799_999, False, False), (3, 200_001, False, False)]
    assert counters(grant) == (22_000_000 - 1_999_999, 1_999_999)
    shown = grant.notices.get().shown
    assert {key: shown[key] for key in ("organisation", "community", "amount_fen", "score", "last_day")} == {
        "organisation": "演示社区居民委员会1",
        "community": "西湖春天社区",
        "amount_fen": 1_999_999,
        "score": "80.00",
        "last_day": "2026-03-09",
    }
    assert broken() == []


def test_more_than_the_round_or_the_fund_has_is_not_granted(cast, places):
    small = make_round(cast, fund_with(22_000_000), budget_fen=1_500_000)
    with pytest.raises(Refused, match=r"15000\.00 yuan are left"):
        awarded(cast, places, round=small)
    poor = make_round(cast, fund_with(1_000_000))
    other = make_organisation(cast, places[COMMUNITY], "applicant")
    with pytest.raises(InsufficientFunds):
        awarded(cast, places, round=poor, organisation=other)
    assert Fund.objects.get(pk=poor.fund_id).reserved_fen == 0


def test_one_grant_runs_per_community(cast, places):
    first = scored(cast, places)
    other = make_organisation(cast, places[COMMUNITY])
    second = scored(cast, places, round=first.round, organisation=other)
    deciding.award_grant(grant=first, amount_fen=2_000_000, text="优先", by=cast["approver"], at=AT)

    with pytest.raises(Refused, match="Another grant runs"):
        deciding.award_grant(grant=second, amount_fen=2_000_000, text="也可", by=cast["approver"], at=AT)


def test_the_notice_ends_after_seven_full_days_and_not_under_an_objection(cast, places):
    grant = awarded(cast, places)
    midnight = grant.notices.get().ends_at
    objection = deciding.receive_objection(grant=grant, text="充电棚占用消防通道", at=AT)

    assert deciding.end_notices(at=midnight) == 0
    with pytest.raises(NotAllowed, match="You scored"):
        deciding.answer_objection(objection=objection, is_upheld=False, finding="否", by=cast["auditor"], at=AT)
    GrantObjection.objects.filter(pk=objection.pk).update(
        is_upheld=False, finding="已核实，不占用", answered_at=AT, answered_by=cast["admin"]
    )
    assert [deciding.end_notices(at=moment) for moment in (midnight - timedelta(seconds=1), midnight, midnight)] == [
        0,
        1,
        0,
    ]
    assert Grant.objects.get(pk=grant.pk).state == "agreement"


def test_after_a_right_objection_the_approver_takes_it_back_and_the_money_is_free(cast, places):
    grant = awarded(cast, places)
    with pytest.raises(Refused, match="only after an objection"):
        deciding.revoke_grant(grant=grant, text="撤回", by=cast["approver"], at=AT)
    objection = deciding.receive_objection(grant=grant, text="虚假会议记录", at=AT, name="居例民", phone="19900000003")
    GrantObjection.objects.filter(pk=objection.pk).update(
        is_upheld=True, finding="属实", answered_at=AT, answered_by=cast["admin"]
    )

    assert deciding.end_notices(at=LATER) == 0
    grant = deciding.revoke_grant(grant=grant, text="会议记录不实", by=cast["approver"], at=AT)

    assert (grant.state, counters(grant)) == ("rejected", (22_000_000, 0))


def test_withdrawn_before_the_agreement_the_money_is_free(cast, places):
    grant = applying.withdraw_grant(grant=noticed(cast, places), text="另有安排", by=cast["applicant"], at=LATER)

    assert (grant.state, counters(grant), broken()) == ("withdrawn", (22_000_000, 0), [])


def test_the_agreement_needs_its_paper_and_a_checked_account(cast, places):
    grant = noticed(cast, places)
    with pytest.raises(Refused, match="Upload the signed agreement"):
        projects.sign_agreement(
            grant=grant, signed_on=date(2026, 3, 20), signatory="居演委", by=cast["reviewer"], at=LATER
        )


def test_the_whole_road_with_three_parts_paid(cast, places):
    grant = finished(cast, places)
    assert (grant.state, money.paid_fen(grant)) == ("acceptance", 1_800_000)

    grant = pay(cast, accepted(cast, grant))
    grant = projects.archive_grant(grant=grant, by=cast["reviewer"], at=LATER)

    assert (grant.state, money.paid_fen(grant), counters(grant)) == ("archived", 2_000_000, (20_000_000, 0))
    assert [part[2] for part in parts(grant)] == [True, True, True]
    assert broken() == []


@pytest.mark.both_databases
def test_two_people_see_the_place_before_it_is_supported(cast, places):
    grant = examining.take_grant(grant=handed_in(cast, places), by=cast["officer"], at=AT)
    with pytest.raises(Refused, match="Two people visit the place first"):
        examining.support_grant(grant=grant, text="同意", by=cast["officer"], at=AT)
    for companion, sentence in (("officer", "choose the other one"), ("volunteer", "second visitor is staff")):
        with pytest.raises(Refused, match=sentence):
            visited(grant, cast["officer"], cast[companion], AT)
    facts = visiting.VisitFacts(date(2026, 3, 9), cast["worker"], "x", picture(5))
    with pytest.raises(Refused, match="not in the future"):
        visiting.record_visit(grant=grant, facts=facts, by=cast["officer"], at=AT)

    visit = visited(grant, cast["officer"], cast["worker"], AT)

    assert (visit.moment, visit.picture.kind, visit.picture.small) == ("before", "site", "")
    assert examining.support_grant(grant=grant, text="同意", by=cast["officer"], at=AT).state == "scoring"
    with pytest.raises(IllegalTransition):
        visited(grant, cast["officer"], cast["worker"], AT)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        SiteVisit.objects.update(text="anders")


def test_the_second_part_waits_for_the_midterm(cast, places):
    grant = under_way(cast, places)
    first, _second = grant.milestones.order_by("position")
    with pytest.raises(Refused, match="Report all milestones"):
        projects.report_midterm(grant=grant, text="一半", by=cast["applicant"], at=LATER)
    with pytest.raises(Refused, match="Add a picture"):
        projects.report_milestone(milestone=first, text="完成", spent_fen=0, by=cast["applicant"], at=LATER)
    reported = report(cast, first, 900_000)
    grant = projects.report_midterm(grant=grant, text="一半", by=cast["applicant"], at=LATER)
    with pytest.raises(Refused, match="each must be accepted"):
        projects.pass_midterm(grant=grant, text="", by=cast["reviewer"], at=LATER)

    with pytest.raises(NotAllowed):
        visited(grant, cast["officer"], cast["worker"])
    assert visited(grant, cast["reviewer"], cast["approver"]).moment == "midterm"
    again = projects.send_milestone_back(milestone=reported, text="缺发票", by=cast["reviewer"], at=LATER)

    assert (again.state, again.answer, again.is_overdue(date(2026, 6, 1))) == ("rework", "缺发票", True)


@pytest.mark.parametrize(
    ("spent", "last", "back"),
    [
        (2_000_000, (3, 200_000, False, False), 0),
        (1_900_000, (3, 100_000, False, False), 0),
        (1_800_000, (3, 0, False, True), 0),
        (1_500_000, (3, 0, False, True), 300_000),
    ],
)
def test_the_last_part_is_what_was_spent_and_the_rest_comes_back(cast, places, spent, last, back):
    grant = accepted(cast, finished(cast, places), accepted_fen=spent)

    assert parts(grant)[2] == last
    assert [one.amount_fen for one in grant.repayments.all()] == ([back] if back else [])
    assert counters(grant)[1] == last[1]
    assert broken() == []


def test_money_comes_back_by_the_opposite_voucher_and_is_free_again(cast, places):
    grant = accepted(cast, finished(cast, places), accepted_fen=500_000)
    [repayment] = grant.repayments.all()
    with pytest.raises(Refused, match="still has to come back"):
        projects.archive_grant(grant=grant, by=cast["reviewer"], at=LATER)
    with pytest.raises(NotAllowed):
        money.receive_repayment(repayment=repayment, bank_reference="YH1", by=cast["reviewer"], at=LATER)

    money.receive_repayment(repayment=repayment, bank_reference="YH1", by=cast["accountant"], at=LATER)

    assert (repayment.amount_fen, money.paid_fen(grant)) == (1_300_000, 500_000)
    assert counters(grant) == (21_500_000, 0)
    with pytest.raises(Refused, match="booked before"):
        money.receive_repayment(repayment=repayment, bank_reference="YH1", by=cast["accountant"], at=LATER)
    assert projects.archive_grant(grant=grant, by=cast["reviewer"], at=LATER).state == "archived"
    assert broken() == []


def test_an_acceptance_is_held_by_three_with_a_resident(cast, places):
    grant = finished(cast, places)
    for people, sentence in (
        ((("慈演审", "federation"), ("居例民", "resident")), "At least 3 people"),
        ((("慈演审", "federation"), ("石例办", "subdistrict"), ("专演家", "expert")), "not on the committee"),
    ):
        with pytest.raises(Refused, match=sentence):
            accepted(cast, grant, people=people)

    later = accepted(cast, grant, result="pass_with_fix", fix_until=date(2026, 4, 30))

    assert (later.state, later.acceptances.get().people.count()) == ("acceptance", 3)


def test_suspended_nothing_is_paid_and_it_goes_on_where_it_was(cast, places):
    grant = projects.suspend_grant(grant=signed(cast, places), text="居民反映", by=cast["reviewer"], at=LATER)
    with pytest.raises(Refused):
        pay(cast, grant)
    with pytest.raises(NotAllowed):
        projects.resume_grant(grant=grant, text="已澄清", by=cast["reviewer"], at=LATER)

    grant = projects.resume_grant(grant=grant, text="已澄清", by=cast["approver"], at=LATER)

    assert (grant.state, grant.suspended_from) == ("first_tranche", "")
    assert pay(cast, grant).state == "in_progress"


def test_ended_early_the_unpaid_is_free_and_the_unspent_comes_back(cast, places):
    grant = under_way(cast, places)
    with pytest.raises(Refused, match="Between 0 and"):
        projects.terminate_grant(grant=grant, text="停工", counted_fen=1_000_001, by=cast["approver"], at=LATER)

    grant = projects.terminate_grant(grant=grant, text="停工", counted_fen=400_000, by=cast["approver"], at=LATER)

    assert (grant.state, counters(grant)) == ("terminated", (21_000_000, 0))
    assert grant.repayments.get().amount_fen == 600_000
    with pytest.raises(IllegalTransition):
        projects.suspend_grant(grant=grant, text="再停", by=cast["reviewer"], at=LATER)


def test_who_decided_or_acts_for_it_does_not_send_its_money(cast, places):
    grant = examined(cast, places, officer="officer")
    assert [person.username for person in scorers(cast)] == ["reviewer", "auditor", "member"]
    with pytest.raises(NotAllowed, match="scored by members"):
        scoring.name_scorer(grant=grant, scorer=cast["volunteer"], by=cast["reviewer"], at=AT)
    assert OTHER_COMMUNITY in places
