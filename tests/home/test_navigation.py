"""The menus: every link leads somewhere, and each role sees its own."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import resolve

from home import navigation as menus

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
                "/notifications/",
                "/jobs/",
            ],
        ),
        ("accountant", ["/my-day/", "/applications/", "/payments/", "/notifications/", "/jobs/", "/admin/"]),
        ("outsider", ["/my-day/", "/notifications/"]),
    ],
)
def test_the_desk_shows_each_role_its_links(cast, username, paths):
    assert [link.path for link in menus.menu_for(cast[username], menus.DESK_MENU)] == paths


@pytest.mark.parametrize(
    ("username", "first"),
    [("volunteer", "/volunteers/shifts/"), ("applicant", "/my-day/"), ("outsider", "/volunteers/shifts/")],
)
def test_the_bottom_tabs_fit_the_person(cast, username, first):
    assert menus.phone_menu_for(cast[username])[0].path == first


@pytest.mark.parametrize(("username", "has_it"), [("volunteer", True), ("leader", True), ("worker", False)])
def test_my_service_is_offered_to_those_who_may_open_it(cast, client, username, has_it):
    paths = [link.path for link in menus.phone_menu_for(cast[username])]
    client.force_login(cast[username])

    assert ("/volunteers/me/" in paths) is has_it
    assert (client.get("/volunteers/me/", follow=True).status_code == 200) is has_it


def test_a_visitor_is_offered_the_login():
    assert [link.path for link in menus.phone_menu_for(AnonymousUser())] == [
        "/",
        "/volunteers/shifts/",
        "/accounts/login/",
    ]
