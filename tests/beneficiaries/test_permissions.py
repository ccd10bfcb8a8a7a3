"""Who may open, change and see what."""

import pytest

from beneficiaries import permissions
from beneficiaries.models import Household, Person
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import PersonFactory

pytestmark = pytest.mark.django_db
EVERYBODY = {
    "applicant", "worker", "worker2", "officer", "reviewer", "approver", "accountant", "cashier", "auditor", "admin",
    "volunteer", "volunteer2", "leader", "partner", "outsider",
}  # fmt: skip


def who(cast, question) -> set[str]:
    return {name for name in EVERYBODY if question(cast[name])}


def test_who_sees_a_person_of_west_lake_spring(cast, old_man, household):
    readers = {"worker", "officer", "reviewer", "approver", "auditor", "admin"}

    assert who(cast, lambda user: Person.objects.visible_to(user).filter(pk=old_man.pk).exists()) == readers
    assert who(cast, lambda user: Household.objects.visible_to(user).filter(pk=household.pk).exists()) == readers


def test_an_applicant_sees_himself_and_whom_he_registered(cast, old_man):
    applicant = cast["applicant"]
    old_man.user = applicant
    old_man.save()
    child = PersonFactory(area=old_man.area, registered_by=applicant)
    PersonFactory(area=old_man.area)

    assert set(Person.objects.visible_to(applicant)) == {old_man, child}


def test_staff_do_not_keep_whom_they_registered_elsewhere(cast, old_man):
    old_man.registered_by = cast["worker2"]
    old_man.save()

    assert not Person.objects.visible_to(cast["worker2"]).exists()


@pytest.mark.parametrize(
    ("question", "allowed"),
    [
        (permissions.may_reveal, {"worker", "officer", "reviewer", "approver"}),
        (permissions.may_edit, {"worker", "officer", "reviewer"}),
        (permissions.may_see_hardship, {"worker", "officer", "reviewer", "approver"}),
        (permissions.may_check_certificate, {"worker", "officer", "reviewer", "approver"}),
        (permissions.may_withdraw_consent, {"worker", "officer", "reviewer"}),
        (permissions.may_see_accesses, {"auditor"}),
    ],
)
def test_who_may(cast, old_man, question, allowed):
    assert who(cast, lambda user: question(user, old_man)) == allowed
    assert all(question(cast[name], old_man).reason for name in EVERYBODY - allowed)


def test_who_may_search(cast):
    assert who(cast, permissions.may_search) == {
        "worker", "worker2", "officer", "reviewer", "approver", "auditor", "admin"
    }  # fmt: skip


def test_who_may_register_in_west_lake_spring(cast, old_man):
    not_staff = {"applicant", "volunteer", "volunteer2", "leader", "partner", "outsider"}

    assert who(cast, lambda user: permissions.may_register(user, old_man.area)) == not_staff | {
        "worker", "officer", "reviewer"
    }  # fmt: skip


def test_a_handler_opens_nothing_of_himself(cast, old_man):
    old_man.user = cast["worker"]
    old_man.save()

    assert not permissions.may_reveal(cast["worker"], old_man)
    assert not permissions.may_edit(cast["worker"], old_man)


def test_nobody_signed_in_sees_nothing(old_man):
    from django.contrib.auth.models import AnonymousUser

    assert not Person.objects.visible_to(AnonymousUser()).exists()
    assert not Household.objects.visible_to(AnonymousUser()).exists()


def test_the_person_may_open_the_own_data(old_man):
    old_man.user = UserFactory(role="applicant")
    old_man.save()

    assert permissions.may_reveal(old_man.user, old_man)
    assert permissions.may_see_accesses(old_man.user, old_man)
