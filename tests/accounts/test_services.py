from datetime import UTC, datetime

import pytest
from django.db import IntegrityError
from django.utils import translation

from accounts import roles
from accounts.models import RoleGrant, User
from accounts.permissions import roles_of
from accounts.services import (
    AccountRefused,
    deactivate_user,
    grant_role,
    reactivate_user,
    revoke_role,
    update_profile,
)
from audit.models import Event
from tests.factories.accounts import RoleGrantFactory, UserFactory
from tests.racing import race

AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def events_of(user) -> list[tuple]:
    return list(
        Event.objects.filter(subject_type="accounts.user", subject_id=user.pk)
        .order_by("seq")
        .values_list("code", "actor", "data")
    )


def test_grant_role_counts_at_once_and_is_recorded(administrator, places):
    user, area = UserFactory(), places["410172160-tonghe"]
    assert roles_of(user) == frozenset()

    grant = grant_role(user=user, role=roles.COMMUNITY_WORKER, area=area, by=administrator, at=AT)

    assert roles_of(user) == {roles.COMMUNITY_WORKER}
    assert (grant.valid_from, grant.granted_at, grant.granted_by) == (AT, AT, administrator)
    assert events_of(user) == [
        (
            "accounts.role_granted",
            administrator.pk,
            {"role": "community_worker", "area": "410172160-tonghe", "grant": grant.pk},
        )
    ]


def test_grant_role_again_returns_the_grant_that_is_there(administrator):
    user = UserFactory()
    first = grant_role(user=user, role=roles.CASHIER, by=administrator, at=AT)

    again = grant_role(user=user, role=roles.CASHIER, by=administrator, at=AT)

    assert again == first
    assert len(events_of(user)) == 1


def test_grant_role_after_one_ran_out_gives_a_new_one(administrator):
    user = UserFactory()
    old = RoleGrantFactory(user=user, role=roles.CASHIER, valid_to=AT)

    new = grant_role(user=user, role=roles.CASHIER, by=administrator, at=AT)

    old.refresh_from_db()
    assert (new.pk != old.pk, old.revoked_at) == (True, AT)


def test_nobody_grants_a_role_to_himself(administrator):
    with pytest.raises(AccountRefused):
        grant_role(user=administrator, role=roles.CASHIER, by=administrator, at=AT)

    assert roles_of(administrator) == {roles.SYSTEM_ADMIN}


def test_grant_role_refuses_an_unknown_role(administrator):
    with pytest.raises(ValueError, match="emperor"):
        grant_role(user=UserFactory(), role="emperor", by=administrator, at=AT)


def test_revoke_role_ends_it_for_the_next_question(administrator):
    user = UserFactory()
    grant = grant_role(user=user, role=roles.CASHIER, by=administrator, at=AT)

    revoked = revoke_role(grant=grant, by=administrator, at=AT)
    revoke_role(grant=grant, by=administrator, at=AT)

    assert roles_of(User.objects.get(pk=user.pk)) == frozenset()
    assert (revoked.revoked_at, revoked.revoked_by, revoked.valid_to) == (AT, administrator, AT)
    assert [code for code, *_rest in events_of(user)] == ["accounts.role_granted", "accounts.role_revoked"]


def test_the_last_administrator_stays(administrator, auditor):
    grant = administrator.role_grants.get()

    with pytest.raises(AccountRefused):
        revoke_role(grant=grant, by=auditor, at=AT)

    grant.refresh_from_db()
    assert grant.revoked_at is None


def test_deactivate_and_reactivate(administrator):
    user = UserFactory(role=roles.CASHIER)

    closed = deactivate_user(user=user, by=administrator, at=AT)
    assert (closed.is_active, roles_of(closed)) == (False, frozenset())

    opened = reactivate_user(user=user, by=administrator, at=AT)
    assert (opened.is_active, roles_of(opened)) == (True, {roles.CASHIER})
    assert [code for code, *_rest in events_of(user)] == ["accounts.user_deactivated", "accounts.user_reactivated"]


def test_nobody_closes_his_own_account(administrator):
    with pytest.raises(AccountRefused):
        deactivate_user(user=administrator, by=administrator, at=AT)


def test_the_last_administrator_is_not_closed_and_is_told_why(administrator, auditor):
    for by in (administrator, auditor):
        with translation.override("en"), pytest.raises(AccountRefused, match="last system administrator"):
            deactivate_user(user=administrator, by=by, at=AT)
    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_administrator_is_closed_by_a_second_one(administrator):
    second = UserFactory(role=roles.SYSTEM_ADMIN)

    assert deactivate_user(user=administrator, by=second, at=AT).is_active is False


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_of_two_administrators_who_close_each_other_one_stays(administrator):
    pair = (administrator, UserFactory(role=roles.SYSTEM_ADMIN))

    results = race(2, lambda number: _closed(pair[number], by=pair[1 - number]))

    assert sorted(str(type(result).__name__) for result in results) == ["AccountRefused", "User"]
    assert User.objects.filter(is_active=True, role_grants__role=roles.SYSTEM_ADMIN).count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_nobody_is_left(administrator, monkeypatch):
    monkeypatch.setattr("accounts.services._refuse_last_administrator", lambda user, at: None)
    pair = (administrator, UserFactory(role=roles.SYSTEM_ADMIN))

    race(2, lambda number: _closed(pair[number], by=pair[1 - number]))

    assert User.objects.filter(is_active=True, role_grants__role=roles.SYSTEM_ADMIN).count() == 0


def _closed(user, *, by):
    try:
        return deactivate_user(user=user, by=by, at=AT)
    except AccountRefused as refusal:
        return refusal


def test_update_profile_records_which_fields_not_their_values(volunteer):
    update_profile(user=volunteer, display_name="志演甲", language="zh-hans", text_size="large", by=volunteer, at=AT)

    volunteer.refresh_from_db()
    assert (volunteer.display_name, volunteer.language, volunteer.text_size) == ("志演甲", "zh-hans", "large")
    assert events_of(volunteer)[-1] == (
        "accounts.profile_updated",
        volunteer.pk,
        {"fields": ["display_name", "text_size"]},
    )


def test_create_superuser_is_a_system_administrator(db):
    user = User.objects.create_superuser("root", password="x")

    assert roles_of(user) == {roles.SYSTEM_ADMIN}


@pytest.mark.both_databases
def test_database_refuses_a_second_live_grant_of_the_zone():
    grant = RoleGrantFactory(role=roles.CASHIER)

    with pytest.raises(IntegrityError):
        RoleGrantFactory(user=grant.user, role=roles.CASHIER)


@pytest.mark.both_databases
def test_database_refuses_a_second_live_grant_of_an_area(places):
    grant = RoleGrantFactory(role=roles.CASHIER, area=places["410172160"])

    with pytest.raises(IntegrityError):
        RoleGrantFactory(user=grant.user, role=roles.CASHIER, area=places["410172160"])


@pytest.mark.both_databases
def test_database_refuses_the_same_name_in_another_case(volunteer):
    with pytest.raises(IntegrityError):
        UserFactory(username="VOLUNTEER")


@pytest.mark.both_databases
def test_database_refuses_a_grant_that_ends_before_it_starts():
    with pytest.raises(IntegrityError):
        RoleGrantFactory(valid_from=AT, valid_to=AT.replace(year=2025))


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_grants_at_once_make_one(transactional_db):
    user = UserFactory()

    grants = race(8, lambda _n: grant_role(user=user, role=roles.CASHIER, by=None, at=AT).pk)

    assert set(grants) == {RoleGrant.objects.get(user=user).pk}
