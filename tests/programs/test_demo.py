"""The demo programs can be loaded again and again."""

from datetime import UTC, date, datetime

import pytest

from audit.models import Event
from programs.demo import load_demo_programs
from programs.eligibility import Case, assess
from programs.models import PolicyParameter, Program, ProgramTerms
from programs.policy import FIGURES
from programs.registry import schemes
from programs.selectors import figures_in_force, open_programs, terms_in_force

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def counts() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Program, ProgramTerms, PolicyParameter, Event))


def test_every_scheme_has_an_open_program_with_the_budgets_of_the_fact_book(approver):
    programs = load_demo_programs(approver, AT)

    assert {slug: (p.state, p.budget_fen, p.fund.available_fen) for slug, p in programs.items()} == {
        "student-aid": ("open", 28_600_000, 28_600_000),
        "freshman-aid": ("open", 26_000_000, 26_000_000),
        "employee-illness-aid": ("open", 48_000_000, 48_000_000),
        "marginal-household-aid": ("open", 30_000_000, 30_000_000),
        "child-care-protection": ("open", 12_000_000, 12_000_000),
        "emergency-relief": ("open", 30_000_000, 30_000_000),
        "judicial-aid": ("open", 12_000_000, 12_000_000),
        "wristband": ("open", 11_500_000, 11_500_000),
        "porridge-house": ("open", 26_352_000, 26_352_000),
    }
    assert [p.scheme_code for p in programs.values()] == [s.code for s in schemes()]
    assert [p.slug for p in open_programs(date(2026, 11, 23))] == list(programs)


def test_loading_twice_changes_nothing(approver):
    load_demo_programs(approver, AT)
    before = counts()

    load_demo_programs(approver, AT)

    assert counts() == before


def test_the_figures_are_loaded_and_wait_for_confirmation(approver):
    load_demo_programs(approver, AT)

    rows = {row.code: (row.value, row.needs_confirmation) for row in PolicyParameter.objects.all()}
    assert rows == {code: (figure.default, figure.source.needs_confirmation) for code, figure in FIGURES.items()}


@pytest.mark.parametrize("month", range(1, 13))
def test_the_demo_takes_applications_on_any_day(approver, month):
    """Every window is open, whatever day somebody tries the demo."""
    at = datetime(2026, month, 28, 2, 0, tzinfo=UTC)
    programs = load_demo_programs(approver, at)

    for program in programs.values():
        values = terms_in_force(program, at.date()).values_with(figures_in_force(at.date()))
        facts = {**program.scheme.baseline.facts, "level": "benke"}
        judged = assess(program.scheme, Case(at.date(), facts, values))
        assert [r.rule.code for r in judged.submission_blockers] == []
