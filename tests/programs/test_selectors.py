"""Which programs are open, and which terms count on a day."""

from datetime import date

import pytest

from programs import selectors
from programs.models import Program
from programs.services import close_program, open_program
from tests.factories.programs import ProgramFactory, ProgramTermsFactory
from tests.programs.conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def round_of_autumn(approver):
    program = ProgramFactory(slug="autumn", opens_on=date(2023, 9, 1), closes_on=date(2023, 10, 15))
    ProgramTermsFactory(program=program)
    return open_program(program=program, by=approver, at=AT)


@pytest.mark.parametrize(
    ("day", "is_open"),
    [(date(2023, 8, 31), False), (date(2023, 9, 1), True), (date(2023, 10, 15), True), (date(2023, 10, 16), False)],
)
def test_both_ends_of_a_round_are_open(round_of_autumn, day, is_open):
    assert [p.slug for p in selectors.open_programs(day)] == (["autumn"] if is_open else [])
    assert round_of_autumn.is_open_on(day) is is_open


def test_planned_and_closed_programs_are_not_open(round_of_autumn, planned, approver):
    close_program(program=round_of_autumn, by=approver, at=AT)

    assert list(selectors.open_programs(date(2023, 9, 5))) == []
    assert [p.slug for p in selectors.published_programs(date(2023, 9, 5))] == ["autumn"]
    with pytest.raises(Program.DoesNotExist):
        selectors.program_by_slug("student-aid")


def test_the_latest_terms_that_have_begun_count(planned):
    ProgramTermsFactory(program=planned, version=1, valid_from=date(2023, 1, 1))
    ProgramTermsFactory(program=planned, version=2, valid_from=date(2023, 9, 1))
    ProgramTermsFactory(program=planned, version=3, valid_from=date(2023, 9, 1))
    ProgramTermsFactory(program=planned, version=4, valid_from=date(2024, 1, 1))

    def version(day):
        terms = selectors.terms_in_force(planned, day)
        return terms and terms.version

    days = (date(2022, 12, 31), date(2023, 1, 1), date(2023, 8, 31), date(2023, 9, 1), date(2024, 1, 1))
    assert [version(day) for day in days] == [None, 1, 1, 3, 4]
    assert [t.version for t in selectors.coming_terms(planned, date(2023, 9, 1))] == [4]
    assert selectors.terms_by_program([planned], date(2023, 9, 5))[planned.pk].version == 3
