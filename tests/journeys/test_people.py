"""Over HTTP: a home that changes, a consent that is taken back, complaints, blind re-reviews, a worker who leaves."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.demo.loader import HOME, Loader
from applications.models import HomeVisit, PublicNotice
from applications.services import review
from audit.verification import broken_links
from beneficiaries import services as register
from beneficiaries.models import Consent, Household, HouseholdMember
from oversight.models import BlindReview, Complaint
from protection.status_codes import status_code
from tests.factories.beneficiaries import PersonFactory
from tests.journeys.conftest import photo

pytestmark = pytest.mark.both_databases
BILLS = "employee-illness-aid"


@pytest.fixture
def make(cast, programs):
    loader = Loader(cast, programs, timezone.now())
    return lambda state, slug="student-aid", **more: loader.make(slug, state, area=HOME, **more)


# --- Consents ---------------------------------------------------------------------------------------------------------


def test_a_consent_that_is_taken_back_takes_the_notice_down_at_once(hands, make):
    case = make(s.PUBLICITY, BILLS, owner="applicant")
    notice = reverse("applications:notice", args=[PublicNotice.objects.get().reference])
    person, worker = case.applicant, hands["worker"]
    consent = Consent.objects.in_force().get(person=person, purpose="PUBLICITY_MASKED")
    assert Client().get(notice).status_code == 200
    page = worker.get("beneficiaries:person", person.reference).content.decode()
    assert str(consent.text.version)[:8] in page

    for stranger in ("worker2", "outsider"):
        told = hands[stranger].post("beneficiaries:withdraw_consent", person.reference, consent.pk)
        assert told.status_code == 404
    for _click in range(2):
        assert worker.post("beneficiaries:withdraw_consent", person.reference, consent.pk).status_code == 302

    case.refresh_from_db()
    ended = Client().get(notice)
    assert (case.state, case.publicity_mode, ended.status_code) == (s.FINAL_REVIEW, "none", 410)
    assert person.name[0] not in ended.content.decode().split("<main")[1].split("</main>")[0]
    hands["approver"].step(case, "approve", amount="5000.00", text="同意")
    assert list(broken_links()) == []


# --- Households -------------------------------------------------------------------------------------------------------


@pytest.fixture
def home(places, worker):
    """An old couple and their grown-up son."""
    at, area = timezone.now(), places[HOME]
    old, wife, son = (PersonFactory(name=name, area=area) for name in ("赵演甲", "钱示乙", "赵例丙"))
    household = register.open_household(head=old, by=worker, at=at)
    for person, relation in ((wife, "spouse"), (son, "child")):
        register.add_member(household=household, person=person, relation=relation, by=worker, at=at)
    return household


def members(household):
    rows = HouseholdMember.objects.current().filter(household=household).order_by("pk")
    return {row.person.name: row for row in rows.select_related("person")}


def relations(household):
    return {name: row.relation for name, row in members(household).items()}


def change(hand, household, verb, query, **form):
    """Previews, which changes nothing, and does it."""
    address, before = reverse(f"beneficiaries:{verb}", args=[household.reference]), relations(household)
    assert hand.client.get(address + query).status_code == 200
    assert relations(household) == before
    return hand.client.post(address + query, form)


def test_another_head_then_the_son_moves_out_and_comes_back(hands, home):
    hand, people = hands["worker"], members(home)
    old, wife, son = (people[name].pk for name in ("赵演甲", "钱示乙", "赵例丙"))
    change(hand, home, "change_head", f"?member={wife}", **{f"relation_{old}": "spouse", f"relation_{son}": "child"})
    home.refresh_from_db()
    assert (home.head.name, relations(home)) == (
        "钱示乙",
        {"赵演甲": "spouse", "钱示乙": "self", "赵例丙": "child"},
    )

    change(hand, home, "split", f"?member={members(home)['赵例丙'].pk}")
    own = Household.objects.exclude(pk=home.pk).get()
    assert (set(relations(home)), relations(own)) == ({"赵演甲", "钱示乙"}, {"赵例丙": "self"})

    alone = members(own)["赵例丙"].pk
    change(hand, own, "join", f"?with={home.reference}", **{f"relation_{alone}": "child"})
    own.refresh_from_db()
    assert (own.merged_into, relations(home)["赵例丙"]) == (home, "child")
    page = hand.get("beneficiaries:household", home.reference)
    assert len(page.context["history"]) >= 3
    assert hands["worker2"].get("beneficiaries:household", home.reference).status_code == 404


# --- Complaints -------------------------------------------------------------------------------------------------------


def complain(**changes):
    """From a browser without an account; number and code as the receipt shows them."""
    browser = Client()
    done = browser.post(reverse("oversight:complain"), {"kind": "decision", "text": "不公", **changes}, follow=True)
    assert done.status_code == 200, done.context["form"].errors
    return browser, done.context["reference"], done.context["code"]


def ask(browser, reference, code):
    return browser.post(reverse("oversight:status"), {"reference": reference, "code": code})


def test_who_decided_the_case_does_not_answer_the_complaint_about_it(hands, cast, make):
    case = review.reject_application(
        application=make(s.FINAL_REVIEW),
        transition="reject",
        refusal_code="R07",
        text="已获资助",
        by=cast["reviewer"],
        at=timezone.now(),
    )
    browser, reference, code = complain(about_reference=case.reference, name="周演丁", phone="19900000077")

    concerned = hands["reviewer"].post("oversight:step", reference, "take")
    hands["auditor"].post("oversight:step", reference, "take")
    hands["auditor"].post(
        "oversight:step", reference, "answer", outcome="founded", answer="决定有误", measures="已要求重新审核"
    )

    complaint = Complaint.objects.get()
    assert (concerned.status_code, complaint.application, complaint.state) == (403, case, "answered")
    assert "决定有误" in ask(browser, reference, code).content.decode()
    assert "决定有误" not in ask(Client(), reference, status_code("TS-ZZZZZZ")).content.decode()


def test_a_sensitive_complaint_does_not_exist_for_reviewers_and_stays_without_a_name(hands):
    browser, reference, code = complain(kind="staff", text="索要好处")
    for role in ("reviewer", "approver", "worker", "accountant", "outsider"):
        assert hands[role].get("oversight:complaint", reference).status_code in (403, 404)
        desk = hands[role].get("oversight:desk")
        assert desk.status_code == 403 or reference not in desk.content.decode()

    for name, form in (
        ("take", {}),
        ("answer", {"outcome": "unfounded", "answer": "经查不属实"}),
    ):
        assert hands["auditor"].post("oversight:step", reference, name, **form).status_code == 302
    again = browser.post(
        reverse("oversight:ask_again"), {"reference": reference, "code": code, "text": "有录音"}, follow=True
    )
    complaint = Complaint.objects.get()
    assert (again.status_code, complaint.state, complaint.name, complaint.owner) == (200, "handling", "", None)
    twice = browser.post(reverse("oversight:ask_again"), {"reference": reference, "code": code, "text": "再问"})
    assert twice.status_code == 422


# --- Blind re-reviews -------------------------------------------------------------------------------------------------


def test_two_approved_and_two_refused_cases_are_judged_again_and_the_figure_is_right(hands, cast, make):
    """Of the approved ones one is judged otherwise, of the refused ones none; one criterion differs once in four."""
    for _n in range(2):
        make(s.APPROVED)
        review.reject_application(
            application=make(s.FINAL_REVIEW),
            transition="reject",
            refusal_code="R07",
            text="已获资助",
            by=cast["approver"],
            at=timezone.now(),
        )
    today = f"{timezone.localdate():%Y-%m-%d}"
    form = {"decided_from": "2020-01-01", "decided_to": today, "approved": 2, "refused": 2, "seed": 5}
    assert hands["reviewer"].post("oversight:draw", **form).status_code == 403
    assert hands["auditor"].post("oversight:draw", **form).status_code == 302
    others = [one for one in hands.values() if one.user.username in ("auditor", "reviewer", "approver")]

    differs = BlindReview.objects.filter(was_approved=True).order_by("pk")[0]
    for one in BlindReview.objects.select_related("reviewer", "application"):
        stranger = next(hand for hand in others if hand.user != one.reviewer)
        assert stranger.get("oversight:review", one.pk).status_code == 404
        judge(hands, one, otherwise=one == differs)

    page = hands["auditor"].get("oversight:reviews").context
    assert [(row.judged, row.differs, row.share) for row in page["decisions"]] == [(2, 1, 50), (2, 0, 0)]
    found = {row.code: (row.judged, row.differs, row.share) for row in page["criteria"]}
    assert found.pop("student_aid S01-3") == (4, 1, 25)
    assert set(found.values()) == {(4, 0, 0)}


def judge(hands, one, *, otherwise):
    """As it was found before, or with another finding on the hardship and the other verdict."""
    hand = next(hand for hand in hands.values() if hand.user == one.reviewer)
    page = hand.get("oversight:review", one.pk).content.decode()
    assert one.application.applicant.name not in page
    found = {row["rule"]: row["outcome"] for row in one.application.assessment["results"]}
    if otherwise:
        found["S01-3"] = "no" if found["S01-3"] != "no" else "yes"
    form = {f"rule_{code}": outcome for code, outcome in found.items()}
    verdict = "approve" if one.was_approved != otherwise else "refuse"
    done = hand.post("oversight:review", one.pk, **form, verdict=verdict, text="依据材料", amount="1000.00")
    assert done.status_code == 302, done.context["form"].errors


# --- A worker leaves --------------------------------------------------------------------------------------------------


def test_who_leaves_hands_over_case_and_visit_and_cannot_sign_in_any_more(hands, cast, make):
    case, surveyed = make(s.ACCEPTED), make(s.SURVEYING)
    admin, leaver, officer = hands["admin"], hands["worker"], hands["officer"]
    visit = HomeVisit.objects.get(application=surveyed)
    page = admin.get("home:handover_preview", leaver.user.seal_id, to=officer.user.pk)
    rows = {row.piece.key: row for row in page.context["proposals"]}
    assert officer.post("home:handover_apply", leaver.user.seal_id).status_code == 403
    too_early = admin.post("home:handover_close", leaver.user.seal_id, follow=True)
    leaver.user.refresh_from_db()
    assert leaver.user.is_active, too_early

    # The second investigator of the visit cannot go twice: somebody else takes it.
    visit_key = next(key for key, row in rows.items() if row.piece.kind == "visit")
    assert rows[visit_key].problem
    data = {f"to-{key}": officer.user.pk for key in rows}
    refused = admin.post("home:handover_apply", leaver.user.seal_id, **data)
    case.refresh_from_db()
    assert (refused.status_code, case.handler) == (422, leaver.user)
    data[f"to-{visit_key}"] = hands["reviewer"].user.pk
    assert admin.post("home:handover_apply", leaver.user.seal_id, **data).status_code == 302
    admin.post("home:handover_close", leaver.user.seal_id)

    case.refresh_from_db()
    leaver.user.refresh_from_db()
    form = {"visited_at": "2026-01-05T10:00", "findings": "情况属实", "member_signed": "on"}
    signed = hands["reviewer"].post("applications:visit", surveyed.reference, visit.pk, paper=photo(), **form)
    assert (case.handler, leaver.user.is_active, signed.status_code) == (officer.user, False, 302)
    assert leaver.get("applications:case", case.reference).status_code == 302  # to the sign-in page
    assert list(broken_links()) == []
