"""Questions to other bodies: their own deadlines, what is late, and the letter that the answer came in."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.services import verification
from areas.services import change_deadline
from tests.applications.test_views_papers import photo
from tests.factories.applications import later
from tests.factories.case_states import case_in

MONDAY = later(0)  # 2026-03-02, 09:30


@pytest.fixture
def accepted(program, community, cast):
    return case_in(s.ACCEPTED, program, community, cast)


def ask(case, by, *bodies, at=MONDAY + timedelta(days=7)):
    verification.start_verification(application=case, questions=[(b, "?") for b in bodies], by=by, at=at)
    return {task.body: task for task in case.verification_tasks.all()}


def days(task):
    return f"{timezone.localdate(task.due_at):%m-%d}"


def test_each_body_has_the_deadline_laid_down_for_it(accepted, worker, administrator):
    change_deadline(
        lane="check", key="hospital", amount=8, unit="working_day", source="协议", by=administrator, at=MONDAY
    )

    tasks = ask(accepted, worker, "bureau", "school", "hospital")

    assert {body: days(task) for body, task in tasks.items()} == {
        "bureau": "03-16",
        "school": "03-12",
        "hospital": "03-19",
    }


def test_a_later_question_may_name_its_own_day(accepted, worker):
    ask(accepted, worker, "bureau")
    at = MONDAY + timedelta(days=8)
    words = {"application": accepted, "named": "演示中学", "question": "在读？", "by": worker, "at": at}

    own = verification.ask_body(body="school", answer_by=timezone.localdate(at) + timedelta(days=1), **words)
    laid_down = verification.ask_body(body="school", answer_by=None, **words)

    assert (days(own), days(laid_down)) == ("03-11", "03-13")


def test_a_late_answer_shows_on_the_case(client, accepted, worker):
    ask(accepted, worker, "school")
    client.force_login(worker)

    page = client.get(reverse("applications:case", args=[accepted.reference])).context["page"]

    assert [task.light.colour for task in page.tasks()] == ["red"]


def answer(client, task, **data):
    return client.post(reverse("applications:answer_check", args=[task.application.reference, task.pk]), data)


def test_the_letter_of_the_answer_joins_the_papers(client, accepted, worker):
    task = ask(accepted, worker, "school")["school"]
    client.force_login(worker)

    response = answer(client, task, result="confirmed", paper=photo("证明.jpg"))

    assert response.status_code == 302
    task.refresh_from_db()
    assert (task.result, task.document.kind) == ("confirmed", "DOC_ANSWER")
    assert accepted.papers.get(kind="DOC_ANSWER").document == task.document
    page = client.get(reverse("applications:case", args=[accepted.reference])).content.decode()
    assert reverse("beneficiaries:document", args=[task.document.public_id]) in page


def test_an_answer_without_a_source_is_asked_for_one(client, accepted, worker):
    task = ask(accepted, worker, "school")["school"]
    client.force_login(worker)

    assert answer(client, task, result="confirmed").status_code == 422
    assert answer(client, task, result="confirmed", note="教导处电话答复").status_code == 302


def test_a_file_that_cannot_be_read_loses_nothing(client, accepted, worker):
    task = ask(accepted, worker, "school")["school"]
    client.force_login(worker)
    bad = photo("证明.pdf")

    response = answer(client, task, result="confirmed", note="见附件", paper=bad)

    task.refresh_from_db()
    assert (response.status_code, task.result) == (422, "")
    assert "见附件" in response.content.decode()
