"""Every scheme of the settings keeps the contract, and judges its own examples as written in its file."""

import re

import pytest
from django.template import Context, Template
from django.utils import translation
from django.utils.functional import Promise

from programs import answers, registry
from programs.documents import KINDS
from programs.eligibility import Assessment, assess
from programs.parameters import as_json
from programs.policy import FIGURES
from programs.refusals import REFUSALS
from programs.rules import Case, Outcome
from programs.scheme import LANES, PUBLICITY_MODES

CONSENT_PURPOSES = {
    "PROCESS_BASIC",
    "PROCESS_SENSITIVE",
    "ECONOMIC_CHECK",
    "PUBLICITY_MASKED",
    "PUBLICITY_FULL_NAME",
    "PHOTO",
    "SHARE_PARTNER",
    "SMS_WECHAT",
    "GUARDIAN_MINOR",
    "LOCATION_FINDER",
}
QUESTION_PAGE = Template("{% load crispy_forms_tags %}{% crispy form %}")
SCHEMES = registry.schemes()
EXAMPLES = [(s, e) for s in SCHEMES for e in s.examples]
pytestmark = pytest.mark.parametrize("scheme", SCHEMES, ids=lambda s: s.code)


def case_of(scheme, example) -> Case:
    return Case(
        example.on or scheme.baseline.on,
        {**scheme.baseline.facts, **example.changes},
        {**scheme.default_parameters(), **example.parameters},
    )


def judged(assessment) -> dict:
    return {
        "outcome": assessment.outcome,
        "amount": f"{assessment.amount.fen / 100:.2f}" if assessment.amount else None,
        "in_kind": f"{assessment.in_kind.quantity} {assessment.in_kind.item}" if assessment.in_kind else None,
        "priority": assessment.priority,
        "refusal_codes": assessment.refusal_codes,
        "missing_documents": assessment.missing_documents,
        "committee": tuple(r.rule.code for r in assessment.for_committee),
        "submission_blockers": tuple(r.rule.code for r in assessment.submission_blockers),
    }


def sentences(scheme) -> list:
    """Everything of a scheme that people read."""
    found = [scheme.title, scheme.summary, scheme.frequency.label]
    found += [rule.sentence for rule in scheme.rules] + [rule.source.text for rule in scheme.rules]
    found += [text for paper in scheme.papers for text in (paper.why, paper.when_text) if text]
    found += [need.why for need in scheme.consents]
    found += [source.text for source in scheme.parameters.sources().values()]
    for step in (*scheme.steps, *scheme.worker_steps):
        found += [step.title, step.form_class.legend]
        for field in step.form_class.base_fields.values():
            found += [
                field.label,
                *filter(None, [field.help_text]),
                *(label for _c, label in getattr(field, "choices", ())),
            ]
    return found


@pytest.mark.parametrize("limit", [None, [], [1], [1, [2]], ["a", "b", "c", "d", "e"], "x", {"a": 1}, [[None]], 5])
def test_a_case_judged_before_a_rule_was_rewritten_still_has_its_sentences(scheme, limit):
    """Its limits may have another shape than the conditions of today."""
    for rule in scheme.rules:
        sentence = rule.sentence_with(limit)

        assert (sentence != "", "{limit" in sentence) == (True, False)


def test_codes_are_unique_and_known(scheme):
    codes = [rule.code for rule in scheme.rules]

    assert sorted(codes) == sorted(set(codes))
    assert scheme.lane in LANES
    assert scheme.publicity_mode in PUBLICITY_MODES
    assert scheme.payee in ("applicant", "guardian")
    assert set(scheme.refusal_codes) <= set(REFUSALS)
    assert {rule.refusal for rule in scheme.rules} <= set(scheme.refusal_codes)
    assert {kind for rule in scheme.rules for kind in rule.settled_by} <= {paper.kind for paper in scheme.papers}
    assert {paper.kind for paper in scheme.papers} <= set(KINDS)
    assert {need.purpose for need in scheme.consents} <= CONSENT_PURPOSES


def test_every_fact_is_a_question_or_declared(scheme):
    known = set(scheme.questions()) | {fact.name for fact in scheme.facts}
    conditions = [rule.condition for rule in scheme.rules] + [p.when for p in scheme.papers if p.when]

    assert {name for c in conditions for name in c.facts} - known == set()
    assert set(scheme.sensitive_questions) - known == set()
    assert set(scheme.baseline.facts) - known == set()
    assert {name for e in scheme.examples for name in e.changes} - known == set()


def test_a_question_is_asked_once(scheme):
    names = [name for step in (*scheme.steps, *scheme.worker_steps) for name in step.form_class.base_fields]

    assert sorted(names) == sorted(set(names))


def test_parameters_have_defaults_with_sources_that_survive_storage(scheme):
    defaults = scheme.parameters.defaults()
    used = {name for rule in scheme.rules for name in rule.condition.parameters}

    assert scheme.parameters.from_json(as_json(defaults)) == {
        name: list(value) if isinstance(value, tuple) and value and isinstance(value[0], str) else value
        for name, value in defaults.items()
    }
    assert all(source.text for source in scheme.parameters.sources().values())
    assert used <= {*defaults, *scheme.policy}
    assert set(scheme.policy) <= set(FIGURES)
    assert set(scheme.policy).isdisjoint(defaults)
    assert ("follow_up_days" in defaults) == scheme.needs_follow_up


def test_examples_are_judged_as_written(scheme, subtests):
    for example in scheme.examples:
        with subtests.test(example.title):
            assert judged(assess(scheme, case_of(scheme, example))) == {
                "outcome": example.outcome,
                "amount": example.amount,
                "in_kind": example.in_kind,
                "priority": example.priority,
                "refusal_codes": example.refusal_codes,
                "missing_documents": example.missing_documents,
                "committee": example.committee,
                "submission_blockers": example.submission_blockers,
            }


def test_every_rule_says_no_and_yes_in_some_example(scheme):
    """A rule that no example exercises may be wrong without anybody noticing."""
    seen = {
        (result.rule.code, result.outcome)
        for example in scheme.examples
        for result in assess(scheme, case_of(scheme, example)).results
    }

    assert {(rule.code, o) for rule in scheme.rules for o in (Outcome.YES, Outcome.NO)} - seen == set(
        NEVER_NO.get(scheme.code, ())
    )


NEVER_NO = {  # a signature or a telephone number that is missing can always still come
    "student_aid": {("S01-5B", Outcome.NO)},
    "child_care_protection": {("S05-5B", Outcome.NO)},
    "wristband": {("W-04", Outcome.NO)},
}


def test_nothing_known_is_never_an_entitlement(scheme):
    case = Case(scheme.baseline.on, {}, scheme.default_parameters())

    assert assess(scheme, case).outcome is Outcome.UNKNOWN
    assert assess(scheme, case).submission_blockers != ()


def test_the_judgement_survives_storage_without_sensitive_values(scheme):
    example = scheme.examples[0]
    assessment = assess(scheme, case_of(scheme, example))
    stored = assessment.as_json()
    read = Assessment.from_json(stored, scheme)

    assert judged(read) == judged(assessment)
    assert read.as_json() == stored
    assert [r.sentence.replace(",", "") for r in read.results] == [
        r.sentence.replace(",", "") for r in assessment.results
    ]
    assert [row["value"] for row in stored["results"] if row["hidden"]] == [None] * sum(
        not scheme.sensitive.isdisjoint(rule.facts) for rule in scheme.rules
    )


def test_forms_render_accessibly_and_read_back_what_they_stored(scheme):
    for step in (*scheme.steps, *scheme.worker_steps):
        form = step.form_class(data={})
        html = QUESTION_PAGE.render(Context({"form": form}))

        assert form.is_valid() == all(not field.required for field in form.fields.values())
        assert "style=" not in html
        assert set(re.findall(r'name="([^"]+)"', html)) == set(form.fields)
        for name in (n for n, field in form.fields.items() if field.required):
            assert f'id="id_{name}_error"' in html


def test_answers_survive_storage(scheme):
    asked = {n: v for n, v in scheme.baseline.facts.items() if n in scheme.questions()}
    stored = answers.as_json(asked)

    read = answers.facts_from(scheme, stored)

    assert {name: read[name] for name in asked} == asked


def test_every_sentence_can_be_said(scheme):
    """With the limits of the default terms, and while nothing is known."""
    values = scheme.default_parameters()
    empty = assess(scheme, Case(scheme.baseline.on, {}, values))

    for text in [rule.sentence_under(values, scheme.baseline.on) for rule in scheme.rules] + [
        result.sentence for result in empty.results
    ]:
        assert text
        assert "{" not in text


def test_papers_of_a_case_are_those_of_the_guide(scheme):
    case = case_of(scheme, scheme.examples[0])
    kinds = [need.kind for need in scheme.documents(case)]

    assert kinds == [paper.kind for paper in scheme.papers if paper.kind in kinds]
    assert all(need.required or need.after_payment for need in scheme.documents(case))


def test_everything_people_read_is_translated(scheme):
    missing = []
    for sentence in sentences(scheme):
        assert isinstance(sentence, Promise), sentence
        with translation.override("en"):
            english = str(sentence)
        with translation.override("zh-hans"):
            chinese = str(sentence)
        if chinese == english and re.search("[a-z]{3}", english):
            missing.append(english)
    assert missing == []


def test_goods_and_money_are_kept_apart(scheme):
    """The lane without money grants none, and the others grant some in at least one example."""
    judgements = [assess(scheme, case_of(scheme, example)) for example in scheme.examples]

    assert any(j.amount for j in judgements) == (scheme.lane != "in_kind")
    assert any(j.in_kind for j in judgements) or scheme.lane != "in_kind"
    assert {j.priority for j in judgements} - {None} == set(scheme.priorities)


def test_confidential_schemes_are_never_published(scheme):
    if scheme.is_confidential or scheme.is_for_minors:
        assert scheme.publicity_mode in ("none", "aggregate")
        assert "PUBLICITY_MASKED" not in {need.purpose for need in scheme.consents}
    if scheme.is_for_minors:
        assert "GUARDIAN_MINOR" in {need.purpose for need in scheme.consents if need.required}
