"""What the registry proves for a case."""

from datetime import date
from decimal import Decimal

import pytest

from applications.facts import case_of, judgement, proven_hardship, scheme_of
from applications.models import Application
from programs.services import publish_figure
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.beneficiaries import (
    NOW,
    GuardianLinkFactory,
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)

DAY = date(2026, 3, 2)


@pytest.fixture
def child(db):
    return PersonFactory(name="陈示甲")


def certified(person, category, checker, **more):
    return HardshipCertificateFactory(person=person, category=category, checked_by=checker, checked_at=NOW, **more)


def test_an_unchecked_certificate_proves_nothing(child):
    HardshipCertificateFactory(person=child, category="DIBAO")

    assert proven_hardship(child, on=DAY) == frozenset()


def test_the_guardians_allowance_counts_for_the_child(child, worker):
    certified(GuardianLinkFactory(ward=child).guardian, "DIBAO", worker)

    assert proven_hardship(child, on=DAY) == {"DIBAO"}


def test_a_family_members_allowance_counts_but_not_a_disability(child, worker):
    household = HouseholdFactory()
    HouseholdMemberFactory(household=household, person=household.head, relation="self")
    HouseholdMemberFactory(household=household, person=child)
    certified(household.head, "MARGINAL", worker)
    certified(household.head, "ORPHAN", worker)

    assert proven_hardship(child, on=DAY) == {"MARGINAL"}


def test_an_expired_certificate_proves_nothing(child, worker):
    certified(child, "ORPHAN", worker, valid_to=date(2026, 3, 1))

    assert proven_hardship(child, on=DAY) == frozenset()


def dibao_of(application) -> Decimal:
    """As a fresh reading of the case sees it."""
    return case_of(Application.objects.get(pk=application.pk)).parameters["dibao_std"]


def publish(approver, value: str, *, at=AT) -> None:
    publish_figure(
        code="dibao_std",
        value=Decimal(value),
        effective_from=date(2026, 1, 1),
        source="公告(演示)",
        mark="A",
        by=approver,
        at=at,
    )


def test_a_case_keeps_the_figures_that_it_was_judged_by(db, approver, community):
    """Also when the new value is announced late and counts from a day before the case."""
    publish(approver, "800.00")
    case = make_application(make_program("judicial_aid_fund"), community)
    case.assessment = judgement(scheme_of(case), case_of(case))
    case.save()

    publish(approver, "900.00", at=later(1))
    again = judgement(scheme_of(case), case_of(Application.objects.get(pk=case.pk)))

    assert (dibao_of(case), again["policy"]["dibao_std"]) == (Decimal("800.00"), "800.00")


def test_a_case_judged_before_there_were_figures_reads_those_of_its_day(db, approver, community):
    case = make_application(make_program("judicial_aid_fund"), community)

    assert dibao_of(case) == Decimal("730.00")
    publish(approver, "800.00")
    assert dibao_of(case) == Decimal("800.00")
