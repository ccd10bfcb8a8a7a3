"""Beside the form of a step stands the case: which one, where it goes, who is told."""

from django.urls import reverse
from django.utils import timezone

from applications import states as s
from applications.ask_page import AskPage
from applications.models import Application
from applications.workflow import WORKFLOW
from tests.factories.applications import make_application, make_program
from tests.factories.case_states import case_in


def ask(case, name):
    return AskPage(case, WORKFLOW.transitions[name], timezone.now())


def told(page):
    return [(str(one.who), [str(way) for way in one.over]) for one in page.told]


def test_the_family_is_told_of_a_return_over_every_channel(submitted):
    page = ask(submitted, "return")

    assert told(page) == [("申请家庭", ["站内消息", "电子邮箱", "短信"])]
    assert page.next_state.code == s.RETURNED


def test_nobody_is_listed_who_gets_nothing(submitted, worker):
    assert told(ask(submitted, "resubmit")) == []

    Application.objects.filter(pk=submitted.pk).update(handler=worker)
    submitted.refresh_from_db()

    assert told(ask(submitted, "resubmit")) == [("经办人", ["站内消息", "电子邮箱"])]


def test_the_deciders_are_told_of_an_emergency(submitted):
    assert told(ask(submitted, "start-fast-review"))[0][0] == "审批和监督人员"


def test_the_page_shows_the_case_masked_beside_the_form(client, worker, submitted):
    client.force_login(worker)

    page = client.get(reverse("applications:transition", args=[submitted.reference, "accept"]))

    assert page.context["ask"].applicant == "张**"
    for words in (submitted.reference, "张**", "办理之后", "通知谁"):
        assert words in page.text
    assert "张演一" not in page.text


def test_a_confidential_case_shows_its_alias(cast, community):
    case = case_in(s.FINAL_REVIEW, make_program("judicial_aid_fund"), community, cast)

    assert ask(case, "approve").applicant == str(case.shown_name)


def test_a_small_form_shows_the_case_without_a_step(client, worker, submitted):
    client.force_login(worker)

    page = client.get(reverse("applications:remark", args=[submitted.reference]))

    assert "本案" in page.text
    assert "通知谁" not in page.text


def test_the_family_sees_no_summary_of_the_staff(client, applicant, program, community):
    case = make_application(program, community, owner=applicant)
    client.force_login(applicant)

    page = client.get(reverse("applications:transition", args=[case.reference, "withdraw"]))

    assert page.status_code == 200
    assert "通知谁" not in page.text
