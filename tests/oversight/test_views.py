"""The pages: complaining without an account, the desk, and a case judged again without its decision."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from oversight.models import BlindReview, Complaint
from oversight.services import complaints as services
from protection.models import PersonalDataAccess
from protection.status_codes import status_code
from tests.factories.applications import AT, make_program
from tests.factories.case_states import case_in
from tests.factories.oversight import drawn_reviews, make_complaint, taken_complaint
from tests.oversight.test_reviews import judged_assessment

pytestmark = pytest.mark.django_db
NEW = "/complaints/new/"
FORM = {"kind": "service", "text": "等了太久", "name": "", "phone": ""}


def url(name, complaint, *more):
    return reverse(f"oversight:{name}", args=[complaint.reference, *more])


def test_anybody_complains_and_reads_the_answer_with_number_and_code(client, cast):
    done = client.post(NEW, FORM, follow=True)

    complaint = Complaint.objects.get()
    code = status_code(complaint.reference)
    assert done.redirect_chain == [("/complaints/received/", 302)]
    assert [word in done.content.decode() for word in (complaint.reference, code)] == [True, True]
    complaint = services.take_complaint(complaint=complaint, by=cast["reviewer"], at=AT)
    services.answer_complaint(
        complaint=complaint, outcome="partly", answer="确实慢了", measures="增派人手", by=cast["reviewer"], at=AT
    )
    page = client.post("/complaints/status/", {"reference": complaint.reference.lower(), "code": code.lower()})
    text = page.content.decode()
    assert [word in text for word in ("部分属实", "确实慢了", "增派人手", "再次反映")] == [True] * 4


def test_a_form_sent_twice_is_one_complaint(client, cast):
    key = {"idempotency_key": "0b5f6c9e-6a3e-4d0f-9a51-1f3f7f0f7f11"}

    first, second = (client.post(NEW, FORM | key) for _time in range(2))

    assert (first.url, second.url, Complaint.objects.count()) == ("/complaints/received/", "/complaints/received/", 1)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": ""}, "请选择反映的事项"),
        ({"text": " "}, "请写明情况"),
        ({"phone": "123"}, "电话"),
    ],
)
def test_a_wrong_form_says_what_to_do_and_keeps_what_was_written(client, cast, changes, words):
    answer = client.post(NEW, FORM | {"name": "李示二"} | changes)

    assert (answer.status_code, Complaint.objects.count()) == (422, 0)
    assert words in answer.content.decode()
    assert "李示二" in answer.content.decode()


def test_the_sixth_complaint_within_an_hour_is_refused(client, cast):
    codes = [client.post(NEW, FORM).status_code for _time in range(6)]

    assert codes == [302, 302, 302, 302, 302, 422]


def test_number_and_code_that_do_not_fit_get_one_answer(client, cast):
    complaint = make_complaint()
    asked = [
        {"reference": complaint.reference, "code": "2222-2222-2222"},
        {"reference": "TS-ZZZZZZ", "code": status_code("TS-ZZZZZZ")},
    ]

    answers = [client.post("/complaints/status/", body) for body in asked]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert ["编号与查询码不符" in answer.content.decode() for answer in answers] == [True, True]


def test_asking_again_with_the_code(client, cast):
    complaint = taken_complaint(cast["reviewer"])
    services.answer_complaint(
        complaint=complaint, outcome="unfounded", answer="经查", measures="", by=cast["reviewer"], at=AT
    )
    body = {"reference": complaint.reference, "code": status_code(complaint.reference), "text": "没有说明原因"}

    assert client.post("/complaints/ask-again/", body).url == "/complaints/status/"

    complaint.refresh_from_db()
    assert (complaint.state, complaint.text) == ("handling", "等了太久\n\n没有说明原因")
    assert client.post("/complaints/ask-again/", body).status_code == 422


def test_the_road_over_the_pages(client, cast):
    complaint = make_complaint(phone="19900000002")
    client.force_login(cast["reviewer"])
    assert complaint.reference in client.get("/complaints/").content.decode()
    assert client.post(url("step", complaint, "take")).url == url("complaint", complaint)

    wrong = client.post(url("step", complaint, "answer"), {"outcome": "founded", "answer": "属实"})
    assert (wrong.status_code, "请写明因此作出的改进" in wrong.content.decode()) == (422, True)
    right = {"outcome": "founded", "answer": "属实", "measures": "培训"}
    assert client.post(url("step", complaint, "answer"), right).url == url("complaint", complaint)
    assert client.post(url("step", complaint, "close")).url == url("complaint", complaint)

    complaint.refresh_from_db()
    assert (complaint.state, complaint.answered_by) == ("closed", cast["reviewer"])
    assert "19900000002" not in client.get(url("complaint", complaint)).content.decode()
    assert PersonalDataAccess.objects.count() == 0


def test_handing_over_to_whoever_may_not_says_why(client, cast):
    complaint = make_complaint(is_sensitive=True)
    client.force_login(cast["auditor"])

    answer = client.post(url("hand_over", complaint), {"to": cast["reviewer"].pk})

    assert (answer.status_code, "监事" in answer.content.decode()) == (422, True)


def test_the_desk_asks_the_same_number_of_questions_for_one_row_and_three(client, cast):
    client.force_login(cast["auditor"])
    counts = []
    for more in (1, 2):
        for _row in range(more):
            taken_complaint(cast["reviewer"])
        client.get("/complaints/")
        with CaptureQueriesContext(
            connection,
        ) as found:
            client.get("/complaints/")
        counts.append(len(found))

    assert counts[0] == counts[1]


@pytest.fixture
def review(cast, community):
    program = make_program(money_fen=10_000_000)
    case_in("approved", program, community, cast, assessment=judged_assessment(), owner=cast["applicant"])
    return drawn_reviews(cast["auditor"])[0]


def test_the_reviewer_sees_no_decision_before_he_has_judged(client, cast, review):
    case = review.application
    client.force_login(review.reviewer)
    page = reverse("oversight:review", args=[review.pk])
    hidden = (case.applicant.name, "1,000.00", case.decision_number, case.reference, "建议救助", str(case.decided_by))

    before = client.get(page).content.decode()
    assert [word for word in hidden if word in before] == []
    form = {f"rule_{code}": "yes" for code in codes_of(review)}
    assert client.post(page, form | {"verdict": "refuse", "text": "材料不足"}).url == page

    after = client.get(page).content.decode()
    assert [word in after for word in ("1,000.00", case.reference, "材料不足")] == [True, True, True]
    assert BlindReview.objects.get().verdict == "refuse"


def codes_of(review):
    return [row["rule"] for row in review.application.assessment["results"]]


def test_a_criterion_left_out_is_asked_for(client, cast, review):
    client.force_login(review.reviewer)

    answer = client.post(reverse("oversight:review", args=[review.pk]), {"verdict": "approve"})

    assert (answer.status_code, "请判断这一条件" in answer.content.decode()) == (422, True)
    assert BlindReview.objects.get().done_at is None


def test_drawing_over_the_page(client, cast, community):
    case_in("approved", make_program(money_fen=10_000_000), community, cast, assessment=judged_assessment())
    client.force_login(cast["auditor"])
    form = {"decided_from": "2026-03-01", "decided_to": "2026-12-31", "approved": 5, "refused": 5, "seed": 3}

    wrong = client.post("/reviews/draw/", form | {"decided_to": "2026-02-01"})
    done = client.post("/reviews/draw/", form)

    assert (wrong.status_code, done.status_code, BlindReview.objects.count()) == (422, 302, 1)
    assert "2026-03-01" in client.get("/reviews/").content.decode()


def test_my_reviews_ask_the_same_number_of_questions_for_one_row_and_three(client, cast, community):
    program = make_program(money_fen=10_000_000)
    counts = []
    client.force_login(cast["reviewer"])
    for more in (1, 2):
        for _case in range(more):
            case = case_in("approved", program, community, cast, assessment=judged_assessment())
            BlindReview.objects.create(
                round=round_of(cast), application=case, was_approved=True, reviewer=cast["reviewer"]
            )
        client.get("/reviews/")
        with CaptureQueriesContext(connection) as found:
            client.get("/reviews/")
        counts.append(len(found))

    assert counts[0] == counts[1]


def round_of(cast):
    from oversight.models import ReviewRound

    day = AT.date() + timedelta(days=1)
    values = {"decided_from": day, "decided_to": day, "seed": 1, "candidates": 1}
    return ReviewRound.objects.create(drawn_at=AT, drawn_by=cast["auditor"], **values)
