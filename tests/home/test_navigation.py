"""The menus: every link leads somewhere, and each role sees its own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import resolve

from home import navigation as menus
from tests.factories.porridge_house import COMMUNITY, make_clerk, make_site

pytestmark = pytest.mark.django_db
ALL = (*menus.PUBLIC_MENU, *menus.DESK_MENU, *menus.VOLUNTEER_MENU, *menus.VISITOR_MENU, *menus.APPLICANT_MENU)


@pytest.mark.parametrize("path", sorted({item.path for item in ALL}))
def test_every_link_leads_somewhere(path):
    assert resolve(path)


@pytest.mark.parametrize(
    ("username", "paths"),
    [
        (
            "worker",
            [
                "/my-day/",
                "/applications/",
                "/applications/unclaimed/",
                "/beneficiaries/",
                "/imports/",
                "/notices/",
                "/festival-visits/",
                "/wristbands/",
                "/meals/missed/",
                "/seedling-protection/",
                "/community-grants/desk/",
                "/volunteers/requests/",
                "/notifications/",
                "/jobs/",
            ],
        ),
        (
            "accountant",
            [
                "/my-day/",
                "/applications/",
                "/imports/",
                "/festival-visits/",
                "/meals/office/",
                "/seedling-protection/",
                "/community-grants/desk/",
                "/donations/",
                "/payments/",
                "/payments/desk/",
                "/funds/",
                "/wristbands/books/",
                "/transparency/reports/",
                "/notifications/",
                "/jobs/",
                "/admin/",
            ],
        ),
        ("outsider", ["/my-day/", "/notifications/"]),
    ],
)
def test_the_desk_shows_each_role_its_links(cast, username, paths):
    assert [link.path for link in menus.menu_for(cast[username], menus.DESK_MENU)] == paths


def test_links_stand_under_headings_each_once(cast):
    """A heading comes with the first link below it, and none comes twice."""
    groups = [str(link.group) for link in menus.menu_for(cast["admin"], menus.DESK_MENU)]
    changes = [group for place, group in enumerate(groups) if place == 0 or groups[place - 1] != group]

    assert changes[0] == ""
    assert len(changes) == len(set(changes)) == 6


@pytest.mark.parametrize(
    ("username", "first"),
    [("volunteer", "/volunteers/shifts/"), ("applicant", "/my-day/"), ("outsider", "/volunteers/shifts/")],
)
def test_the_bottom_tabs_fit_the_person(cast, username, first):
    assert menus.phone_menu_for(cast[username])[0].path == first


def test_the_counter_is_offered_to_clerks_and_to_no_other_partner(cast, places):
    others = ["/notifications/", "/my-day/"]
    assert [link.path for link in menus.phone_menu_for(cast["partner"])] == others

    make_clerk(make_site(places[COMMUNITY]), cast["partner"])

    assert [link.path for link in menus.phone_menu_for(cast["partner"])] == ["/meals/redeem/", "/meals/board/", *others]


@pytest.mark.parametrize(("username", "has_it"), [("volunteer", True), ("leader", True), ("worker", False)])
def test_my_service_is_offered_to_those_who_may_open_it(cast, client, username, has_it):
    paths = [link.path for link in menus.phone_menu_for(cast[username])]
    client.force_login(cast[username])

    assert ("/volunteers/me/" in paths) is has_it
    assert client.get("/volunteers/me/", follow=True).status_code == 200  # or the way to become a volunteer


def test_a_visitor_is_offered_the_login():
    assert [link.path for link in menus.phone_menu_for(AnonymousUser())] == [
        "/",
        "/volunteers/shifts/",
        "/accounts/login/",
    ]
