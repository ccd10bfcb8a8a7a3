"""Who may ask a family whether its money arrived: nobody who took a step of the case."""

import pytest

from applications.payables import payable
from beneficiaries.models import DeclaredRelative
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT
from tests.factories.case_states import case_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(program, community, cast):
    return case_in("approved", program, community, cast)


def test_whoever_took_a_step_of_the_case_has_a_part(case, cast):
    names = ("worker", "officer", "reviewer", "approver", "auditor")

    free = [name for name in names if payable.had_no_part_in(case.source, cast[name])]

    assert free == ["reviewer", "auditor"]  # nobody asked the reviewer on this road


def test_a_colleague_without_a_part_is_free_of_it_and_a_relative_is_not(case):
    colleague, relative = UserFactory(role="federation_reviewer"), UserFactory(role="federation_reviewer")
    DeclaredRelative.objects.create(
        user=relative,
        relation="sibling",
        id_number_index=case.applicant.id_number_index,
        declared_at=AT,
    )

    assert [bool(payable.had_no_part_in(case.source, user)) for user in (colleague, relative)] == [True, False]


def test_who_cannot_see_the_case_is_not_asked(case, cast):
    answer = payable.had_no_part_in(case.source, cast["outsider"])

    assert (bool(answer), str(answer.reason)) == (False, "您不能查看这个案件，须由其他人抽查这笔发放。")
