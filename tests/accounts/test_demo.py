import pytest

from accounts import demo
from accounts.models import User
from accounts.permissions import roles_of
from tests.cast import LONG_AGO

pytestmark = pytest.mark.django_db


def test_accounts_of_the_demo(places):
    users = demo.load_demo_accounts(LONG_AGO)

    assert {
        name: (sorted(roles_of(u)), [g.area and g.area.code for g in u.role_grants.all()]) for name, u in users.items()
    } == {
        "applicant": (["applicant"], [None]),
        "worker": (["community_worker"], ["410172160-xihuchuntian"]),
        "worker2": (["community_worker"], ["410172561-wawuli"]),
        "officer": (["subdistrict_officer"], ["410172160"]),
        "reviewer": (["federation_reviewer"], [None]),
        "approver": (["federation_approver"], [None]),
        "accountant": (["accountant"], [None]),
        "cashier": (["cashier"], [None]),
        "auditor": (["supervisor"], [None]),
        "admin": (["system_admin"], [None]),
        "volunteer": (["volunteer"], [None]),
        "volunteer2": (["volunteer"], [None]),
        "leader": (["team_leader"], [None]),
        "partner": (["partner_operator"], [None]),
    }
    assert all(user.check_password("demo-portal-2023") for user in users.values())


def test_loading_again_changes_nothing(places):
    first = demo.load_demo_accounts(LONG_AGO)
    again = demo.load_demo_accounts(LONG_AGO)

    assert first == again
    assert User.objects.count() == 14


def test_published_passwords_exist_in_demo_mode_only(places, settings):
    settings.PORTAL_DEMO = settings.PORTAL_TEST = False

    with pytest.raises(demo.NotInDemoMode):
        demo.load_demo_accounts(LONG_AGO)
    assert User.objects.count() == 0
