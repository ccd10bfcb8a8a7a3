"""My day: each person's own rows, and nobody else's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from applications.models import Application
from home.day import QuietSection, Row, Section, sections_of
from home.day_sections import day_of, first_of
from tests.browser import scenes

pytestmark = pytest.mark.django_db(transaction=True)  # scenes are put back whole where a test commits


def titles(user) -> list[str]:
    return [str(section.title) for section in day_of(user, now=timezone.now()).sections]


def section(user, title: str):
    return next(s for s in day_of(user, now=timezone.now()).sections if str(s.title) == title)


@pytest.mark.parametrize(
    ("username", "template", "shown"),
    [
        ("worker", "desk", ["我经办的", "最先到期", "未读消息"]),
        ("accountant", "desk", ["我经办的", "最先到期", "发放批次", "未读消息"]),
        ("volunteer", "phone", ["我的班次", "未读消息"]),
        ("leader", "phone", ["我带队的班次", "未读消息"]),
        ("applicant", "phone", ["我的申请", "未读消息"]),
        ("outsider", "phone", ["未读消息"]),
    ],
)
def test_each_role_has_its_sections(cast, username, template, shown):
    assert titles(cast[username]) == shown
    assert day_of(cast[username], now=timezone.now()).template == f"home/my_day_{template}.html"


def test_a_worker_sees_the_cases_of_the_own_community_only(cast, places):
    scenes.cases(cast, places)

    assert section(cast["worker"], "最先到期").count == 5
    assert len(section(cast["worker"], "最先到期").rows) == 5
    assert section(cast["worker2"], "最先到期").rows == []


def test_an_applicant_sees_the_own_case_under_its_friendly_name(client, cast, places):
    scenes.cases(cast, places)
    client.force_login(cast["applicant"])

    page = client.get("/my-day/")

    assert len(section(cast["applicant"], "我的申请").rows) == 1
    assert "SQ-" in page.text


def test_a_draft_is_offered_until_it_expires(cast, places):
    draft = scenes.own_draft(cast, places)

    assert section(cast["applicant"], "我的申请").rows[0].url == f"/applications/drafts/{draft.uuid}/"
    later = day_of(cast["applicant"], now=draft.expires_at + timedelta(days=1))
    assert all(not s.rows for s in later.sections)


def test_the_number_of_queries_does_not_grow_with_the_rows(client, cast, places, django_assert_max_num_queries):
    scenes.cases(cast, places)
    client.force_login(cast["worker"])

    with django_assert_max_num_queries(15):
        client.get("/my-day/")


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_the_first_cases_are_found_by_their_deadlines_without_sorting_all(cast, places):
    open_cases = Application.objects.in_worklist_of(cast["reviewer"]).due_first()

    plans = [first_of(open_cases).explain(), first_of(open_cases.filter(handler=cast["reviewer"])).explain()]

    wanted = ("application_due", "application_handler_due")
    assert [index in plan for index, plan in zip(wanted, plans, strict=True)] == [True] * 2
    assert [plan.count("USE TEMP B-TREE") for plan in plans] == [1, 1]  # of the eight


def test_quiet_sections_are_asked_about_in_one_query_and_shown_only_with_rows(cast, django_assert_num_queries):
    def showing(title):
        return lambda _now, rows: Section(title, "bell", "", rows=[Row(one.username, "/") for one in rows])

    sections = (
        QuietSection(lambda user, _now: [User.objects.filter(pk=user.pk)], showing("mine")),
        QuietSection(
            lambda _user, _now: [User.objects.none(), User.objects.filter(username="nobody")], showing("none")
        ),
        QuietSection(lambda _user, _now: [], showing("no part")),
    )

    with django_assert_num_queries(2):  # which of them have rows, and the rows of the one that has
        found = sections_of(cast["worker"], timezone.now(), sections)
    assert [(one.title, [row.title for row in one.rows]) for one in found] == [("mine", ["worker"])]

    with django_assert_num_queries(0):
        assert sections_of(cast["worker"], timezone.now(), sections[2:]) == []
