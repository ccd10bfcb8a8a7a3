import pytest
from django.urls import reverse

from accounts.models import RoleGrant, User
from accounts.permissions import roles_of
from audit.models import Event
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
USERS, GRANTS = "admin:accounts_user_changelist", "admin:accounts_rolegrant_changelist"


@pytest.fixture
def desk(client, administrator):
    client.force_login(administrator)
    return client


def fresh(user) -> User:
    return User.objects.get(pk=user.pk)


def test_a_role_is_granted_by_the_service(desk, administrator, outsider, places):
    area = places["410172160-tonghe"]

    response = desk.post(
        reverse("admin:accounts_rolegrant_add"),
        {"user": outsider.pk, "role": "community_worker", "area": area.pk, "valid_to_0": "", "valid_to_1": ""},
    )

    grant = RoleGrant.objects.get(user=outsider)
    assert response.status_code == 302
    assert (grant.role, grant.area, grant.granted_by) == ("community_worker", area, administrator)
    assert Event.objects.filter(code="accounts.role_granted", actor=administrator).count() == 1


@pytest.mark.both_databases
@pytest.mark.parametrize(("query", "status"), [("?email=a%00b", 404), ("?email=a%2500b", 200)])
def test_a_list_with_a_nul_byte_in_its_query_is_the_address_of_nothing(desk, query, status):
    assert desk.get(reverse(USERS) + query, follow=True).status_code == status


def test_an_administrator_cannot_grant_himself_a_role(desk, administrator):
    response = desk.post(reverse("admin:accounts_rolegrant_add"), {"user": administrator.pk, "role": "cashier"})

    assert response.status_code == 200
    assert "不能给自己授予角色" in response.content.decode()
    assert roles_of(fresh(administrator)) == {"system_admin"}


def test_roles_are_revoked_by_an_action(desk, cashier):
    grant = cashier.role_grants.get()

    desk.post(reverse(GRANTS), {"action": "revoke", "_selected_action": [grant.pk]})

    assert roles_of(fresh(cashier)) == frozenset()


def test_the_last_administrator_stays_with_a_message(desk, administrator):
    grant = administrator.role_grants.get()

    response = desk.post(reverse(GRANTS), {"action": "revoke", "_selected_action": [grant.pk]}, follow=True)

    assert roles_of(fresh(administrator)) == {"system_admin"}
    assert "最后一位系统管理员" in response.content.decode()


def test_supervisors_cannot_revoke(client, auditor, cashier):
    client.force_login(auditor)

    client.post(reverse(GRANTS), {"action": "revoke", "_selected_action": [cashier.role_grants.get().pk]})

    assert roles_of(fresh(cashier)) == {"cashier"}


def test_accounts_are_closed_and_opened_by_actions(desk, cashier):
    desk.post(reverse(USERS), {"action": "deactivate", "_selected_action": [cashier.pk]})
    assert fresh(cashier).is_active is False

    desk.post(reverse(USERS), {"action": "reactivate", "_selected_action": [cashier.pk]})
    assert fresh(cashier).is_active is True


def test_a_new_account_starts_without_any_right(desk):
    data = {
        "username": "newcomer",
        "display_name": "新演",
        "password1": "long-demo-pass-1",  # pragma: allowlist secret
        "password2": "long-demo-pass-1",  # pragma: allowlist secret
    }

    desk.post(reverse("admin:accounts_user_add"), data)

    user = User.objects.get(username="newcomer")
    assert (roles_of(user), user.check_password("long-demo-pass-1")) == (frozenset(), True)


def test_a_password_set_for_somebody_is_recorded(desk, administrator, cashier):
    url = reverse("admin:auth_user_password_change", args=[cashier.pk])

    desk.post(
        url,
        {
            "password1": "long-demo-pass-2",  # pragma: allowlist secret
            "password2": "long-demo-pass-2",  # pragma: allowlist secret  # pragma: allowlist secret
            "set-password": "1",
        },  # pragma: allowlist secret
    )  # pragma: allowlist secret

    assert fresh(cashier).check_password("long-demo-pass-2") is True
    assert Event.objects.get(code="accounts.password_set_by_administrator").actor == administrator


def test_state_of_an_account_is_not_a_field(desk, cashier):
    url = reverse("admin:accounts_user_change", args=[cashier.pk])
    data = {
        "username": "cashier",
        "display_name": "慈演出",
        "email": "",
        "language": "en",
        "text_size": "normal",
        "role_grants-TOTAL_FORMS": 0,
        "role_grants-INITIAL_FORMS": 0,
        "is_active": "",
        "is_superuser": "on",
        "password": "x",
    }

    response = desk.post(url, data)

    user = fresh(cashier)
    assert response.status_code == 302
    assert (user.language, user.is_active, user.is_superuser) == ("en", True, False)
    assert user.check_password("demo-portal-2023") is True


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_of_users_costs_the_same_queries(desk, rows, django_assert_num_queries):
    for _ in range(rows):
        UserFactory(role="volunteer")
    desk.get(reverse(USERS))

    with django_assert_num_queries(8):
        desk.get(reverse(USERS))
