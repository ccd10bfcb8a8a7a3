"""Coded refusals: a standard sentence per code in Chinese, edited before it is sent, kept, and printed."""

import pytest
from django.urls import reverse
from django.utils import translation

from applications import states as s
from applications.forms.actions import PublicWordsForm, RefusalForm
from applications.models import RefusalWording
from applications.prints import letters
from applications.services.review import reject_application
from programs.refusals import REFUSALS
from programs.registry import schemes
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.case_states import case_in
from workflow.machine import Refused

pytestmark = pytest.mark.django_db
R03 = "您家庭收入或财产超过本项目规定的限额。"


@pytest.fixture
def waiting(program, community, cast):
    return case_in(s.PRELIMINARY_REVIEW, program, community, cast)


def url(case, name="reject-preliminarily"):
    return reverse("applications:transition", args=[case.reference, name])


@pytest.mark.parametrize("scheme", schemes(), ids=lambda one: one.code)
def test_every_code_of_every_scheme_has_a_chinese_sentence(scheme):
    with translation.override("zh-hans"):
        for code in scheme.refusal_codes:
            sentence = str(REFUSALS[code].sentence)
            assert any("\u4e00" <= letter <= "\u9fff" for letter in sentence), code
            assert sentence != str(REFUSALS[code].label), code


@pytest.mark.parametrize("scheme", schemes(), ids=lambda one: one.code)
def test_the_form_offers_the_codes_of_the_scheme_and_none_by_itself(scheme, community, worker):
    case = make_application(make_program(scheme.code, slug=f"r-{scheme.code}"[:20]), community)

    form = RefusalForm(application=case, user=worker, at=AT)
    nothing_chosen = RefusalForm({"text": "经核查。"}, application=case, user=worker, at=AT)

    assert [code for code, _label in form.fields["refusal_code"].choices] == ["", *scheme.refusal_codes]
    assert form.fields["sentence"].initial == ""
    assert nothing_chosen.errors == {"refusal_code": ["请选择理由代码。"]}


def test_the_code_that_the_rules_found_stands_ready_with_its_sentence(waiting, officer):
    waiting.assessment["refusal_codes"] = ["R03"]

    form = RefusalForm(application=waiting, user=officer, at=AT)

    assert form.fields["refusal_code"].initial == "R03"
    assert form.fields["sentence"].initial == form.standard_sentences["R03"]
    assert "" not in [code for code, _label in form.fields["refusal_code"].choices]


def filled(case, officer, **data):
    form = RefusalForm({"text": "经核查。", **data}, application=case, user=officer, at=AT)
    assert form.is_valid(), form.errors
    return form.cleaned_data["sentence"]


def test_a_sentence_that_nobody_edited_follows_the_code(waiting, officer):
    standard = RefusalForm(application=waiting, user=officer, at=AT).standard_sentences

    assert filled(waiting, officer, refusal_code="R03", sentence=standard["R01"]) == standard["R03"]
    assert filled(waiting, officer, refusal_code="R03", sentence="") == standard["R03"]
    assert filled(waiting, officer, refusal_code="R03", sentence=R03) == R03


def test_the_edited_sentence_is_kept_and_printed(client, waiting, officer):
    client.force_login(officer)

    response = client.post(url(waiting), {"refusal_code": "R03", "sentence": R03, "text": "人均月收入1200元。"})

    assert response.status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.refusal_code, waiting.refusal_sentence) == (s.REJECTED, "R03", R03)
    assert [(w.code, w.sentence, w.by) for w in RefusalWording.objects.all()] == [("R03", R03, officer)]
    values = letters.refusal(waiting, True)
    assert (values["reason"], values["text"]) == (R03, "人均月收入1200元。")
    assert R03 in client.get(reverse("applications:letter", args=[waiting.reference])).content.decode()


def test_what_is_not_accepted_is_worded_too(client, program, community, worker):
    case = make_application(program, community)
    client.force_login(worker)

    client.post(url(case, "decline"), {"refusal_code": "R04", "sentence": "已过受理期。", "text": "请下学期再来。"})

    case.refresh_from_db()
    assert (case.state, case.refusal_sentence, case.refusal_text) == (s.NOT_ACCEPTED, "已过受理期。", "请下学期再来。")


def test_without_an_edit_the_standard_sentence_stands(waiting, officer):
    words = {"refusal_code": "R03", "text": "超过限额。"}
    reject_application(application=waiting, transition="reject-preliminarily", by=officer, at=later(400), **words)

    waiting.refresh_from_db()
    with translation.override("zh-hans"):
        assert waiting.refusal_sentence == str(REFUSALS["R03"].sentence)
    assert not RefusalWording.objects.exists()


def test_a_code_of_another_scheme_is_refused(waiting, officer):
    words = {"refusal_code": "RJ5", "text": "x", "sentence": "x"}
    with pytest.raises(Refused):
        reject_application(application=waiting, transition="reject-preliminarily", by=officer, at=later(400), **words)
    waiting.refresh_from_db()
    assert waiting.state == s.PRELIMINARY_REVIEW


def test_the_applicant_is_not_told_that_the_applicant_will_read_it(program, community, cast):
    case = make_application(program, community, owner=cast["applicant"])

    hints = [
        str(PublicWordsForm(application=case, user=cast[name], at=AT).fields["text"].help_text)
        for name in ("applicant", "officer")
    ]

    assert hints == ["", "申请人会看到这段话。"]
