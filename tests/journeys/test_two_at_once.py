"""Two people act in the same second, over HTTP: one effect, and a sentence for whoever came second.

Each promise has a control that breaks when the guard is off.
"""

from collections import Counter

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.demo.loader import FAR, HOME, Loader
from applications.models import Application, ApplicationDraft, HomeVisit, NumberSeries, Objection, VerificationTask
from applications.services import drafts, review
from applications.services.submission import submit_draft
from audit.models import Event
from audit.verification import broken_links
from beneficiaries.models import Person
from funds.models import Fund, Reservation
from funds.services import InsufficientFunds, reserve
from payments.models import Payment, PaymentBatch
from programs.models import Program
from tests.journeys.conftest import photo
from tests.journeys.town import filled_draft
from tests.racing import race

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]

FOR_ONE = 150_000  # fen in the fund; each case asks for 100,000
YUAN = {"amount": "1000.00", "text": "同意"}


@pytest.fixture
def program(programs):
    """Its fund has money for one case left."""
    fund = programs["student-aid"].fund
    reserve(fund=fund, amount_fen=fund.available_fen - FOR_ONE, source="tests.other:1", by=None, at=timezone.now())
    return Program.objects.get(slug="student-aid")


@pytest.fixture
def make(cast, programs):
    """make(state) → a case of 西湖春天 that has come that far."""
    loader = Loader(cast, programs, timezone.now())
    return lambda state, slug="student-aid": loader.make(slug, state, area=HOME)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def at_once(*posts):
    """posts: (user, address, data). All are sent in the same moment; a 500 fails the test with its exception."""
    clients = [signed_in(user) for user, _url, _data in posts]
    answers = race(len(posts), lambda n: clients[n].post(posts[n][1], posts[n][2]))
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    return answers


def step(case, name) -> str:
    return reverse("applications:transition", args=[case.reference, name])


def statuses(answers) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def held_for_cases():
    return Reservation.objects.filter(source__startswith="applications.")


def approve(cast, cases):
    """Both cases are decided in the same moment, by two people."""
    people = (cast["approver"], cast["reviewer"])
    return race(
        2,
        lambda n: review.approve_application(
            application=cases[n], amount_fen=100_000, by=people[n], at=timezone.now(), text="同意"
        ),
    )


# --- The last money of a fund -----------------------------------------------------------------------------------------


def test_the_last_money_of_a_fund_is_approved_once(cast, program, make):
    cases = [make(s.FINAL_REVIEW), make(s.FINAL_REVIEW)]

    outcomes = approve(cast, cases)

    assert sorted(type(outcome).__name__ for outcome in outcomes) == ["Application", "InsufficientFunds"]
    fund = Fund.objects.get(pk=program.fund_id)
    assert fund.available_fen == FOR_ONE - 100_000
    assert sorted(Application.objects.values_list("state", flat=True)) == ["approved", "final_review"]
    assert list(held_for_cases().values_list("amount_fen", "state")) == [(100_000, "live")]
    assert NumberSeries.objects.get(code="decision").last == 1
    assert list(broken_links()) == []


def test_control_without_the_conditional_reservation_both_are_approved(cast, program, make, monkeypatch):
    cases = [make(s.FINAL_REVIEW), make(s.FINAL_REVIEW)]
    seen = program.fund.available_fen

    def reserve_by_what_was_seen(*, fund, amount_fen, source, by, at):
        if amount_fen > seen:
            raise InsufficientFunds(fund, amount_fen)

    monkeypatch.setattr(review, "reserve", reserve_by_what_was_seen)
    approve(cast, cases)

    assert Counter(Application.objects.values_list("state", flat=True)) == {"approved": 2}


def test_over_http_the_second_approver_reads_that_the_money_is_gone(cast, program, make):
    cases = [make(s.FINAL_REVIEW), make(s.FINAL_REVIEW)]

    answers = at_once(
        (cast["approver"], step(cases[0], "approve"), YUAN), (cast["reviewer"], step(cases[1], "approve"), YUAN)
    )

    assert statuses(answers) == [302, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert refused.context["form"].non_field_errors() == [
        "困难学生助学专项基金可用余额为500.00元，本次需要1000.00元。请追加资金或稍后再办。"
    ]
    numbers = Application.objects.filter(state=s.APPROVED).values_list("decision_number", flat=True)
    assert list(numbers) == [f"郑高慈字〔{timezone.localdate().year}〕1号"]
    assert Fund.objects.get(pk=program.fund_id).available_fen == 50_000

    other = next(case for case in cases if Application.objects.get(pk=case.pk).state == s.FINAL_REVIEW)
    assert signed_in(cast["approver"]).post(step(other, "approve"), YUAN).status_code == 422
    assert NumberSeries.objects.get(code="decision").last == 1  # the number went back with the transaction


# --- One case, two people ---------------------------------------------------------------------------------------------


def test_approved_and_rejected_at_once_is_one_decision(cast, make):
    case = make(s.FINAL_REVIEW)
    before = case.version

    answers = at_once(
        (cast["approver"], step(case, "approve"), YUAN),
        (cast["reviewer"], step(case, "reject"), {"refusal_code": "R07", "text": "已获其他资助"}),
    )

    case.refresh_from_db()
    assert statuses(answers) == [302, 409]
    assert case.version == before + 1
    assert case.findings.filter(kind="final").count() == 1
    assert held_for_cases().count() == (1 if case.state == s.APPROVED else 0)


def test_control_without_the_lock_the_second_decision_is_stopped_by_the_database_alone(cast, make, monkeypatch):
    case = make(s.FINAL_REVIEW)
    stale = Application.objects.select_related("program__fund", "terms", "area", "applicant", "guardian")
    cases = [stale.get(pk=case.pk), stale.get(pk=case.pk)]
    monkeypatch.setattr(review, "locked", lambda application: application)

    outcomes = approve(cast, cases)

    assert [type(outcome) for outcome in outcomes if isinstance(outcome, Exception)] == [IntegrityError]


@pytest.mark.parametrize(
    ("state", "name", "people", "data", "target"),
    [
        (s.SUBMITTED, "accept", ("worker", "officer"), {}, s.ACCEPTED),
        (s.PRELIMINARY_REVIEW, "forward", ("officer", "officer"), YUAN, s.FINAL_REVIEW),
        (s.FINAL_REVIEW, "approve", ("approver", "reviewer"), YUAN, s.APPROVED),
    ],
)
def test_the_same_step_by_two_people_happens_once(cast, make, state, name, people, data, target):
    case = make(state)
    before = case.version

    answers = at_once(*[(cast[person], step(case, name), data) for person in people])

    case.refresh_from_db()
    assert statuses(answers) == [302, 409]
    assert (case.state, case.version) == (target, before + 1)
    late = next(answer for answer in answers if answer.status_code == 409)
    assert "applications/moved_on.html" in [template.name for template in late.templates]


def test_two_officers_post_one_notice(cast, make):
    case = make(s.PRELIMINARY_REVIEW, "employee-illness-aid")
    post = (cast["officer"], step(case, "post-notice"), {"amount": "5000.00", "text": "建议救助"})

    answers = at_once(post, post)

    assert statuses(answers) == [302, 409]
    assert case.notices.count() == 1
    notice = case.notices.get()
    url, words = reverse("applications:object", args=[notice.reference]), {"text": "另有住房"}
    objected = race(3, lambda _n: Client().post(url, words))
    assert statuses(objected) == [302, 302, 302]
    case.refresh_from_db()
    assert (case.state, Objection.objects.count()) == (s.OBJECTION_REVIEW, 3)


def test_one_question_is_answered_once(cast, make):
    case = make(s.ACCEPTED)
    signed_in(cast["worker"]).post(step(case, "start-verification"), {"bodies": ["bureau"]})
    task = VerificationTask.objects.get(application=case)
    url = reverse("applications:answer_check", args=[case.reference, task.pk])

    answers = at_once(
        (cast["worker"], url, {"result": "confirmed", "note": "属实"}),
        (cast["officer"], url, {"result": "refuted", "note": "不属实"}),
    )

    assert statuses(answers) == [302, 422]
    assert Event.objects.filter(code="applications.verification_answered").count() == 1


def test_two_investigators_sign_in_the_same_second_and_both_signatures_stay(cast, make):
    case = make(s.SURVEYING)
    visit = HomeVisit.objects.get(application=case)
    url = reverse("applications:visit", args=[case.reference, visit.pk])
    form = {"visited_at": "2026-01-05T10:00", "findings": "情况属实", "member_signed": "on"}

    answers = at_once(*((cast[name], url, form | {"paper": photo()}) for name in ("worker", "officer")))

    assert statuses(answers) == [302, 302]
    assert visit.investigators.filter(signed_at__isnull=False).count() == 2


# --- Handing in -------------------------------------------------------------------------------------------------------


def test_a_form_handed_in_twenty_times_is_one_case(cast, program):
    draft = filled_draft(program, cast["applicant"])
    post = (cast["applicant"], reverse("applications:submit", args=[draft.uuid]), {})

    answers = at_once(*[post] * 20)

    case = Application.objects.get()
    assert {(a.status_code, a["Location"]) for a in answers} == {
        (302, reverse("applications:receipt", args=[case.reference]))
    }
    assert Event.objects.filter(code="applications.submitted").count() == 1
    assert Person.objects.count() == 2


def test_two_drafts_for_one_child_at_once_are_one_case(cast, program):
    first, second = (filled_draft(program, cast["worker"], for_client=True) for _n in range(2))

    answers = at_once(
        (cast["worker"], reverse("applications:submit", args=[first.uuid]), {}),
        (cast["worker"], reverse("applications:submit", args=[second.uuid]), {}),
    )

    assert statuses(answers) == [302, 422]
    assert Application.objects.count() == 1
    assert Person.objects.count() == 2
    refused = next(answer for answer in answers if answer.status_code == 422)
    assert refused.context["refusal"] != ""


def test_a_page_saved_while_another_tab_hands_in_leads_to_the_case(cast, program):
    draft = filled_draft(program, cast["applicant"])
    submit_draft(draft=draft, by=cast["applicant"], at=timezone.now())
    client = signed_in(cast["applicant"])
    case = reverse("applications:case", args=[Application.objects.get().reference])

    discard = client.post(reverse("applications:discard", args=[draft.uuid]))
    paper = client.post(reverse("applications:add_paper", args=[draft.uuid, "DOC_ID"]))

    assert (discard.status_code, discard["Location"]) == (302, case)
    assert paper.status_code == 302
    assert ApplicationDraft.objects.count() == 1


@pytest.mark.parametrize("other", ["discard", "submit"])
def test_saving_races_with_handing_in_and_throwing_away(cast, program, other):
    draft = filled_draft(program, cast["applicant"])
    consents = {
        purpose: "on" for purpose in drafts.answers_of(draft, by=cast["applicant"], at=timezone.now())["consents"]
    }
    save = (cast["applicant"], reverse("applications:step", args=[draft.uuid, "consents"]), consents)
    keep = (cast["applicant"], reverse("applications:autosave", args=[draft.uuid, "consents"]), consents)

    answers = at_once(save, (cast["applicant"], reverse(f"applications:{other}", args=[draft.uuid]), {}), keep, save)

    assert set(statuses(answers)) <= {204, 302, 404, 409}
    assert Application.objects.count() == (1 if other == "submit" else 0)


# --- Money ------------------------------------------------------------------------------------------------------------


def test_one_case_is_put_into_one_batch(cast, program, make):
    case = make(s.FINAL_REVIEW)
    review.approve_application(
        application=case, amount_fen=100_000, by=cast["approver"], at=timezone.now(), text="同意"
    )
    form = {"sources": [case.source], "bank_format": "csv_utf8"}
    post = (cast["accountant"], f"{reverse('payments:new')}?fund={program.fund.code}", form)

    answers = at_once(*[post] * 4)

    assert statuses(answers) == [302, 422, 422, 422]
    assert (PaymentBatch.objects.count(), Payment.objects.count()) == (1, 1)
    batch = PaymentBatch.objects.get()
    lock = (cast["accountant"], reverse("payments:lock", args=[batch.reference]), {})
    at_once(lock, lock)
    check = (cast["approver"], reverse("payments:approve", args=[batch.reference]), {})
    at_once(
        check, check, (cast["approver"], reverse("payments:return", args=[batch.reference]), {"reason": "wrong_amount"})
    )
    batch.refresh_from_db()
    assert batch.state in ("approved", "open")
    assert list(broken_links()) == []


def test_a_worker_of_another_community_loses_every_race(cast, make):
    case = make(s.SUBMITTED)

    answers = at_once((cast["worker2"], step(case, "accept"), {}), (cast["outsider"], step(case, "accept"), {}))

    case.refresh_from_db()
    assert statuses(answers) == [404, 404]
    assert case.state == s.SUBMITTED
    assert case.area.code != FAR


# --- Twenty approvals, money for ten ----------------------------------------------------------------------------------


@pytest.fixture
def twenty(cast, programs, make):
    """Twenty cases before the decision, and a fund with money for ten of them (1,000 yuan each)."""
    cases = [make(s.FINAL_REVIEW) for _n in range(20)]
    fund = Fund.objects.get(pk=programs["student-aid"].fund_id)
    reserve(fund=fund, amount_fen=fund.available_fen - 10 * FEN, source="tests.other:1", by=None, at=timezone.now())
    return cases


FEN = 100_000


def approve_all(cast, cases):
    deciders = [cast[name] for name in ("approver", "reviewer")]
    posts = [(deciders[n % 2], step(case, "approve"), YUAN) for n, case in enumerate(cases)]
    return at_once(*posts)


def test_of_twenty_approvals_ten_find_money_and_ten_are_told(cast, twenty, programs):
    answers = approve_all(cast, twenty)

    assert statuses(answers) == [302] * 10 + [422] * 10
    fund = Fund.objects.get(pk=programs["student-aid"].fund_id)
    assert fund.available_fen == 0
    states = Counter(Application.objects.filter(pk__in=[case.pk for case in twenty]).values_list("state", flat=True))
    assert states == {s.APPROVED: 10, s.FINAL_REVIEW: 10}
    assert Reservation.objects.filter(source__startswith="applications.", state="live").count() == 10
    numbers = Application.objects.filter(state=s.APPROVED).values_list("decision_number", flat=True)
    assert len(set(numbers)) == 10


def test_control_with_a_look_instead_of_the_conditional_update_more_than_ten_are_approved(
    cast, twenty, programs, monkeypatch
):
    fund_id = programs["student-aid"].fund_id
    seen = Fund.objects.get(pk=fund_id).available_fen

    def by_what_was_seen(*, fund, amount_fen, source, by, at):
        if amount_fen > seen:
            raise InsufficientFunds(fund)
        return

    monkeypatch.setattr(review, "reserve", by_what_was_seen)

    answers = approve_all(cast, twenty)

    assert statuses(answers) == [302] * 20
