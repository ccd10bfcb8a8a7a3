from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts import roles
from accounts.permissions import forget_rights, has_role, roles_of, scope_of
from areas.models import AdminArea
from tests.factories.accounts import LONG_AGO, RoleGrantFactory, UserFactory

pytestmark = pytest.mark.django_db


def codes(scope) -> set[str]:
    return set(AdminArea.objects.filter(pk__in=scope.area_ids).values_list("code", flat=True))


def test_scope_of_a_community_worker_is_his_community(worker):
    scope = scope_of(worker, roles.COMMUNITY_WORKER)

    assert (scope.everything, codes(scope)) == (False, {"410172160-xihuchuntian"})


def test_scope_of_an_officer_is_the_sub_district_and_all_below(officer, places):
    scope = scope_of(officer, roles.SUBDISTRICT_OFFICER)

    assert (scope.everything, codes(scope)) == (False, {code for code in places if code.startswith("410172160")})


def test_scope_of_a_reviewer_is_everything(reviewer):
    scope = scope_of(reviewer, roles.FEDERATION_REVIEWER)

    assert (scope.everything, scope.area_ids) == (True, frozenset())


def test_scope_of_a_role_not_held_is_nowhere(worker):
    scope = scope_of(worker, roles.FEDERATION_REVIEWER)

    assert (scope.everything, scope.area_ids, bool(scope)) == (False, frozenset(), False)


def test_a_grant_of_the_zone_is_everything(places):
    user = UserFactory(role=roles.COMMUNITY_WORKER, role__area=places["410172"])

    assert scope_of(user, roles.COMMUNITY_WORKER).everything is True


def test_two_grants_of_a_role_are_joined(worker, places):
    RoleGrantFactory(user=worker, role=roles.COMMUNITY_WORKER, area=places["410172160-tonghe"])
    forget_rights(worker)

    assert codes(scope_of(worker, roles.COMMUNITY_WORKER)) == {"410172160-xihuchuntian", "410172160-tonghe"}


def test_has_role_with_area(worker, places):
    own, other = places["410172160-xihuchuntian"], places["410172561-wawuli"]

    assert has_role(worker, roles.COMMUNITY_WORKER) is True
    assert has_role(worker, roles.COMMUNITY_WORKER, area=own) is True
    assert has_role(worker, roles.COMMUNITY_WORKER, area=own.pk) is True
    assert has_role(worker, roles.COMMUNITY_WORKER, area=other) is False
    assert has_role(worker, roles.SUBDISTRICT_OFFICER, area=own) is False


def test_q_keeps_the_rows_of_the_scope(officer, reviewer, outsider, places):
    field = AdminArea.objects.order_by("code").values_list("code", flat=True)

    assert field.filter(scope_of(officer, roles.SUBDISTRICT_OFFICER).q("pk")).first() == "410172160"
    assert field.filter(scope_of(reviewer, roles.FEDERATION_REVIEWER).q("pk")).count() == len(places)
    assert field.filter(scope_of(outsider, roles.VOLUNTEER).q("pk")).count() == 0


def test_rights_cost_one_query_per_user_object(worker, django_assert_num_queries):
    forget_rights(worker)

    with django_assert_num_queries(1):
        roles_of(worker), has_role(worker, "x"), scope_of(worker, "x"), worker.is_staff, worker.is_superuser


def test_a_grant_that_ran_out_or_has_not_begun_gives_nothing(db):
    ended = UserFactory()
    RoleGrantFactory(user=ended, role=roles.VOLUNTEER, valid_to=LONG_AGO)
    later = UserFactory()
    RoleGrantFactory(user=later, role=roles.VOLUNTEER, valid_from=LONG_AGO.replace(year=2999))

    assert (roles_of(ended), roles_of(later)) == (frozenset(), frozenset())


def test_a_closed_account_has_no_rights(reviewer):
    reviewer.is_active = False

    assert roles_of(reviewer) == frozenset()


def test_who_enters_the_admin(cast):
    assert {name for name, user in cast.items() if user.is_staff} == {
        "reviewer",
        "approver",
        "accountant",
        "auditor",
        "admin",
    }


@pytest.mark.parametrize(
    ("person", "perm", "allowed"),
    [
        ("admin", "areas.change_adminarea", True),
        ("admin", "areas.delete_adminarea", False),
        ("admin", "mfa.view_authenticator", False),
        ("auditor", "areas.view_adminarea", True),
        ("auditor", "areas.change_adminarea", False),
        ("reviewer", "areas.view_adminarea", False),
        ("outsider", "areas.view_adminarea", False),
    ],
)
def test_django_permissions(cast, person, perm, allowed):
    assert cast[person].has_perm(perm) is allowed


@pytest.mark.both_databases
def test_rights_are_the_grants_in_force(db, monkeypatch):
    """At both ends of each grant: the SQL of the rights says what RoleGrantQuerySet.in_force says."""
    now, day = datetime(2026, 3, 2, 9, 30, 15, 7, tzinfo=UTC), timedelta(days=1)
    spans = {
        roles.VOLUNTEER: (now, None),
        roles.COMMUNITY_WORKER: (now - day, now + timedelta(microseconds=1)),
        roles.SUBDISTRICT_OFFICER: (now - day, now),
        roles.FEDERATION_REVIEWER: (now + timedelta(microseconds=1), None),
        roles.ACCOUNTANT: (now - day, now - timedelta(microseconds=1)),
    }
    user = UserFactory()
    for role, (valid_from, valid_to) in spans.items():
        RoleGrantFactory(user=user, role=role, valid_from=valid_from, valid_to=valid_to)
    monkeypatch.setattr(timezone, "now", lambda: now)
    forget_rights(user)

    held = roles_of(user)

    assert held == {roles.VOLUNTEER, roles.COMMUNITY_WORKER}
    assert held == set(user.role_grants.in_force(now).values_list("role", flat=True))
