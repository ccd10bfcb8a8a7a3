"""Inputs that are well formed and wrong, as a person in a hurry sends them: a sentence, never an error page."""

from http.cookies import SimpleCookie
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client

from tests import whole_world
from tests.test_every_url import POLICIES, url_of

pytestmark = [pytest.mark.long, pytest.mark.django_db]
world, cookies, quiet = whole_world.world, whole_world.cookies, whole_world.quiet

LONG = "很" * 50_000
RECORD = {"way": "telephone", "result": "full", "attempts": "1"}
CASES: list[tuple[str, str, str, dict[str, Any]]] = [
    ("officer", "applications:propose_termination", "no reason", {"text": "迁出"}),
    ("officer", "applications:propose_termination", "a reason of another list", {"reason": "R05", "text": "迁出"}),
    (
        "officer",
        "applications:propose_termination",
        "blanks of all kinds",
        {"reason": "moved", "text": " \u3000\u200b\t"},
    ),
    ("officer", "applications:propose_termination", "a book", {"reason": "moved", "text": LONG}),
    ("reviewer", "applications:refuse_termination", "nothing is proposed", {"text": "不同意"}),
    ("reviewer", "applications:refuse_termination", "no words", {"text": "\n\n"}),
    ("reviewer", "payments:check_record", "half an attempt", {**RECORD, "attempts": "0.5"}),
    ("reviewer", "payments:check_record", "no attempt", {**RECORD, "attempts": "0"}),
    ("reviewer", "payments:check_record", "attempts in Chinese", {**RECORD, "attempts": "三"}),
    ("reviewer", "payments:check_record", "full-width digits", {**RECORD, "attempts": "９９９９９９９９９９９９"}),
    ("reviewer", "payments:check_record", "two results", {**RECORD, "result": ["full", "none"]}),
    ("auditor", "payments:check_answer", "an unknown outcome", {"outcome": "full", "answer": "x"}),
    ("auditor", "payments:check_answer", "no answer", {"outcome": "other", "answer": "   "}),
    ("reviewer", "payments:check_telephone", "a reason that is too long", {"reason": LONG}),
    ("reviewer", "payments:check_telephone", "no reason", {"reason": ""}),
    ("accountant", "payments:add", "a case that does not exist", {"sources": ["applications.application:0"]}),
    (
        "accountant",
        "payments:add",
        "a source of another kind",
        {"sources": ["a:b:c", ":", "applications.application:-1"]},
    ),
    ("officer", "applications:bulk", "cases that do not exist", {"action": "assign", "ids": ["0", "-1", "x", "²"]}),
    ("officer", "applications:bulk", "an unknown action", {"action": "terminate", "ids": ["1"]}),
    ("officer", "applications:bulk_confirm", "twice the same row", {"rows": ["1", "1"], "go": "yes"}),
    (
        "worker",
        "beneficiaries:withdraw_consent",
        "more than is asked",
        {"purpose": "PUBLICITY_FULL_NAME", "at": "never"},
    ),
    ("approver", "admin:programs_publish_terms", "no terms at all", {}),
    ("approver", "admin:programs_publish_terms", "a day that has passed", {"valid_from": "1900-02-29"}),
    ("approver", "programs_simulate", "a limit of everything", {"since": "0001-01-01", "oldest": "999999999999"}),
]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_wrong_inputs_get_an_answer(world, cookies, language):
    client, answers = Client(headers={"accept-language": language}), {}

    for person, key, what, data in CASES:
        client.cookies = SimpleCookie(cookies[person])
        cache.clear()
        url = url_of(key, POLICIES[key], POLICIES[key].kwargs(world))
        with transaction.atomic():
            answers[f"{person} {key}: {what}"] = client.post(url, data).status_code
            transaction.set_rollback(True)

    assert {line: code for line, code in answers.items() if code not in (200, 302, 404, 409, 422)} == {}
