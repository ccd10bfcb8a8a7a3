"""The demo programs can be loaded again and again."""

from datetime import UTC, date, datetime

import pytest

from audit.models import Event
from programs.demo import load_demo_programs
from programs.models import Program, ProgramTerms
from programs.selectors import open_programs, terms_in_force

AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def test_three_programs_are_open_with_the_budgets_of_the_fact_book(approver):
    programs = load_demo_programs(approver, AT)

    assert {slug: (p.state, p.budget_fen, p.fund.available_fen) for slug, p in programs.items()} == {
        "student-aid": ("open", 28_600_000, 28_600_000),
        "employee-illness-aid": ("open", 48_000_000, 48_000_000),
        "judicial-aid": ("open", 12_000_000, 12_000_000),
    }
    assert [p.slug for p in open_programs(date(2026, 11, 23))] == list(programs)


def test_loading_twice_changes_nothing(approver):
    load_demo_programs(approver, AT)
    before = (Program.objects.count(), ProgramTerms.objects.count(), Event.objects.count())

    load_demo_programs(approver, AT)

    assert (Program.objects.count(), ProgramTerms.objects.count(), Event.objects.count()) == before


@pytest.mark.parametrize("month", range(1, 13))
def test_pupils_may_apply_in_the_demo_on_any_day(approver, month):
    at = datetime(2026, month, 28, 2, 0, tzinfo=UTC)
    program = load_demo_programs(approver, at)["student-aid"]
    values = terms_in_force(program, at.date()).values

    assert (values["autumn_opens"], values["autumn_closes"]) == ("01-01", "12-31")
