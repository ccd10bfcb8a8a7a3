"""Programs of the demo cast, opened on the first day of the autumn window."""

from datetime import UTC, date, datetime

import pytest

from programs.services import open_program
from tests.factories.programs import ProgramFactory, ProgramTermsFactory

AT = datetime(2023, 9, 5, 2, 0, tzinfo=UTC)
ON = date(2023, 9, 5)


@pytest.fixture
def planned(db):
    return ProgramFactory(slug="student-aid")


@pytest.fixture
def program(planned, approver):
    """An open program with its first terms."""
    ProgramTermsFactory(program=planned)
    return open_program(program=planned, by=approver, at=AT)
