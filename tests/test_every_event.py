"""Every event that the project records has its words in both languages, so that no log shows a code."""

import ast
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils import translation

from audit.labels import event_label, is_registered
from tests.test_every_workflow import WORKFLOWS

RECORDERS = ("record", "record_once", "Occurrence", "_occurrence")
APPS = [config for config in apps.get_app_configs() if config.name in settings.PORTAL_APPS]


def constants_of(tree: ast.AST) -> set[str]:
    """The first argument of every call that records, where it is written out."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    named = [call for call in calls if getattr(call.func, "id", getattr(call.func, "attr", "")) in RECORDERS]
    return {call.args[0].value for call in named if isinstance(call.args[0], ast.Constant)}


def recorded() -> set[str]:
    files = [file for config in APPS for file in Path(config.path).rglob("*.py") if "migrations" not in file.parts]
    texts = [file.read_text(encoding="utf-8") for file in files]
    calls = [text for text in texts if any(f"{name}(" in text for name in RECORDERS)]  # the rest needs no parsing
    found = {code for text in calls for code in constants_of(ast.parse(text))}
    return found | {step.event for workflow in WORKFLOWS.values() for step in workflow.transitions.values()}


CODES = sorted(code for code in recorded() if "." in code)


def test_the_sweep_finds_the_events():
    assert {"applications.approved", "accounts.role_granted", "funds.reserved", "payments.batch_locked"} <= set(CODES)
    assert len(CODES) > 120


@pytest.mark.parametrize("code", CODES)
def test_an_event_has_words_in_both_languages(code):
    assert is_registered(code)
    with translation.override("en"):
        english = str(event_label(code))
    with translation.override("zh-hans"):
        chinese = str(event_label(code))
    assert english != code
    assert chinese != english
