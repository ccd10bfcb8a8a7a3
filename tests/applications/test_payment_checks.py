"""Who may ask a family whether its money arrived: nobody who took a step of the case."""

from types import SimpleNamespace

import pytest

from applications.payables import payable
from beneficiaries.models import DeclaredRelative
from protection.access import AccessContext
from protection.models import PersonalDataAccess
from protection.sealing import seal
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


def test_the_telephone_of_the_payee_is_opened_with_a_row_in_the_persons_log(case, cast):
    seal(case.payee, "phone", "+8619900000001")
    case.payee.save()
    access = AccessContext(by=cast["auditor"], purpose="payment_check", at=AT, reason="CQ-1: 电话核对")

    payment = SimpleNamespace(source=case.source, batch=SimpleNamespace(made_at=AT))
    number = payable.telephone_of(payment, access)

    row = PersonalDataAccess.objects.get(actor=cast["auditor"])
    assert number == "+8619900000001"
    assert (row.subject_type, row.subject_id, row.fields, row.purpose, row.reason) == (
        "beneficiaries.person",
        case.payee.pk,
        ["phone"],
        "payment_check",
        "CQ-1: 电话核对",
    )
