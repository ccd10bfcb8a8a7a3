"""Restricted cases: only named people know of them, whatever the roles are."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from accounts.models import User
from applications import states as s
from applications.demo.road import Clock
from applications.models import Application, NamedPerson
from applications.payables import payable
from applications.permissions import may_check
from applications.permissions_of_restriction import may_restrict
from applications.reminders import plan_deadline_reminders
from applications.restricted import without_people
from applications.selectors import counts_by_state
from applications.services import intake, restricting
from applications.services.handing_over import may_take_case
from audit.models import Event
from home.day_sections import day_of
from notifications.models import Delivery
from notifications.services import sweep
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, later, make_application, make_program
from tests.factories.case_states import Lead, further, hold_papers
from workflow.machine import NotAllowed, Refused

FIRST, SECOND, DECIDER = NamedPerson.Place
PEOPLE = {FIRST: "worker", SECOND: "officer", DECIDER: "approver"}
STAFF = ("worker", "worker2", "officer", "reviewer", "approver", "auditor", "admin", "accountant", "cashier")


@pytest.fixture
def program(places):
    return make_program("judicial_aid_fund", money_fen=10_000_000)


@pytest.fixture
def case(program, community, applicant):
    return make_application(program, community, owner=applicant, is_restricted=True)


def name(case, cast, place, who=None, **more):
    user = cast[who or PEOPLE[place]]
    return restricting.name_person(
        application=case, place=place, user=user, by=cast["approver"], at=later(2), **{"reason": "", **more}
    )


def name_all(case, cast):
    return [name(case, cast, place) for place in PEOPLE]


def who_knows(case, cast):
    """By the querysets that pages, lists, exports and the back office start from."""
    return [
        username
        for username in (*STAFF, "applicant", "outsider")
        if Application.objects.visible_to(cast[username]).filter(pk=case.pk).exists()
    ]


def test_until_somebody_is_named_only_the_family_knows(case, cast):
    assert who_knows(case, cast) == ["applicant"]
    assert [user for user in STAFF if Application.objects.in_worklist_of(cast[user]).exists()] == []
    assert [counts_by_state(cast[user]) for user in STAFF] == [{}] * len(STAFF)
    assert [bool(may_check(cast[user], case)) for user in ("worker", "officer")] == [False, False]


def test_named_people_know_it_and_nobody_else(case, cast):
    name_all(case, cast)

    assert who_knows(case, cast) == ["worker", "officer", "approver", "applicant"]
    assert [user for user in STAFF if counts_by_state(cast[user])] == ["officer", "approver"]
    case = Application.objects.get(pk=case.pk)
    assert (case.handler, bool(may_check(cast["worker"], case))) == (cast["worker"], True)
    assert not may_check(cast["worker2"], case)


def test_whoever_is_replaced_does_not_know_it_any_more(case, cast):
    name_all(case, cast)
    with pytest.raises(Refused, match="原因"):
        name(case, cast, FIRST, "reviewer")

    name(case, cast, FIRST, "reviewer", reason="休假")
    restricting.release_person(application=case, place=DECIDER, reason="调岗", by=cast["approver"], at=later(3))

    assert who_knows(case, cast) == ["officer", "reviewer", "applicant"]
    ended = NamedPerson.objects.filter(ended_at__isnull=False).order_by("pk")
    assert [(row.user, row.reason) for row in ended] == [(cast["worker"], "休假"), (cast["approver"], "调岗")]
    assert Event.objects.filter(code="applications.person_released").count() == 2


def test_nobody_decides_what_he_handles_and_who_has_no_role_is_not_named(case, cast):
    name(case, cast, FIRST, "reviewer")

    for place, who in ((DECIDER, "reviewer"), (DECIDER, "officer"), (SECOND, "accountant"), (SECOND, "outsider")):
        with pytest.raises(Refused):
            name(case, cast, place, who)
    assert NamedPerson.objects.count() == 1


@pytest.mark.parametrize("who", ["reviewer", "officer", "admin", "auditor"])
def test_only_the_leader_of_the_federation_names(case, cast, who):
    with pytest.raises(NotAllowed):
        restricting.name_person(application=case, place=FIRST, user=cast["worker"], by=cast[who], at=later(2))


def test_a_case_is_not_given_to_somebody_who_is_not_named(case, cast):
    name_all(case, cast)

    with pytest.raises(Refused, match="指定"):
        intake.assign_application(application=case, handler=cast["worker2"], by=cast["officer"], at=later(3))


def test_whose_account_is_closed_is_missed_in_my_day_of_the_leader(case, cast):
    name_all(case, cast)
    assert list(without_people(cast["approver"])) == []

    User.objects.filter(pk=cast["officer"].pk).update(is_active=False)

    assert [row.application for row in without_people(cast["approver"])] == [case]
    assert not may_take_case(cast["worker2"], Application.objects.get(pk=case.pk))


@pytest.mark.both_databases
def test_the_database_holds_two_and_a_decider(case, cast):
    restriction = name_all(case, cast)[0].restriction
    common = {"restriction": restriction, "named_at": AT, "named_by": cast["approver"]}
    for row in (
        {"place": FIRST, "user": cast["worker2"]},
        {"place": 4, "user": cast["worker2"]},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            NamedPerson.objects.create(**common, **row)
    with pytest.raises(IntegrityError), transaction.atomic():
        NamedPerson.objects.filter(place=FIRST).update(ended_at=later(4))


def test_what_turns_out_later_restricts_the_case_for_its_own_handler_too(cast, program, community, applicant):
    case = make_application(program, community, owner=applicant)
    intake.assign_application(application=case, handler=cast["worker"], by=cast["worker"], at=later(1))
    case.refresh_from_db()

    restricting.restrict_case(application=case, by=cast["worker"], at=later(2))

    case = Application.objects.get(pk=case.pk)
    assert (case.handler, who_knows(case, cast)) == (None, ["applicant"])
    with pytest.raises(NotAllowed):
        restricting.restrict_case(application=case, by=cast["officer"], at=later(3))


def test_whoever_filled_it_in_follows_it_as_a_family_does_until_he_is_named(
    client, cast, program, community, applicant
):
    case = make_application(program, community, owner=applicant, agent=cast["worker"], is_restricted=True)
    client.force_login(cast["worker"])
    page = reverse("applications:case", args=[case.reference])

    assert "applications/own_case.html" in [template.name for template in client.get(page).templates]
    name(case, cast, FIRST)
    assert "applications/case.html" in [template.name for template in client.get(page).templates]


def test_only_confidential_cases_are_restricted(cast, community):
    case = make_application(make_program(), community)

    with pytest.raises(Refused):
        restricting.restrict_case(application=case, by=cast["worker"], at=later(2))
    assert may_restrict(cast["worker"], case)


def test_its_people_take_it_to_the_money_and_finance_reads_an_alias_only(case, cast):
    name_all(case, cast)
    hold_papers(case, AT)

    case = further(case, s.APPROVED, Lead(cast, Clock(later(3), later(2000))))

    assert (case.state, case.decided_by) == (s.APPROVED, cast["approver"])
    [item] = payable.ready(cast["accountant"], on=later(2001).date())
    assert (item.source, item.payee_name) == (case.source, case.shown_name)
    assert who_knows(case, cast) == ["worker", "officer", "approver", "applicant"]


def told(code):
    rows = Delivery.objects.filter(message=code).order_by("user__username")
    return sorted({row.user.username for row in rows if row.user})


def test_leaders_are_told_that_people_are_wanted_and_named_people_that_they_are_named(case, cast):
    sweep(at=later(1))
    assert told("applications.people_wanted") == ["approver"]
    titles = [str(one.title) for one in day_of(cast["approver"], now=later(1)).sections]
    assert "特别保密案件：请指定两名经办人" in titles

    name_all(case, cast)
    sweep(at=later(3))

    assert told("applications.person_named") == ["approver", "officer", "worker"]
    assert "特别保密案件：请指定两名经办人" not in [
        str(one.title) for one in day_of(cast["approver"], now=later(3)).sections
    ]
    assert "我被指定的特别保密案件" in [str(one.title) for one in day_of(cast["worker"], now=later(3)).sections]


def test_that_it_is_late_hear_its_people_and_leaders_and_not_those_of_role_and_place(case, cast):
    name(case, cast, SECOND)
    plan_deadline_reminders(later(2000))
    sweep(at=later(2000))

    late = Delivery.objects.filter(message="applications.case_very_late", channel="in_app")
    assert {row.user.username: row.path for row in late} == {
        "officer": reverse("applications:case", args=[case.reference]),
        "approver": reverse("applications:restricted"),
    }


def test_the_list_tells_supervisors_that_a_case_exists_and_nothing_of_it(case, cast):
    name_all(case, cast)

    pages = {}
    for who in ("approver", "auditor", "worker", "worker2"):
        client = Client()
        client.force_login(cast[who])
        pages[who] = client.get(reverse("applications:restricted")).text

    link = reverse("applications:case", args=[case.reference])
    assert {who: (case.reference in page, f'href="{link}"' in page) for who, page in pages.items()} == {
        "approver": (True, True),
        "auditor": (True, False),
        "worker": (True, True),
        "worker2": (False, False),
    }
    assert not any(case.applicant.name in page or str(case.area) in page for page in pages.values())


@pytest.mark.parametrize(
    ("who", "is_led"), [("approver", True), ("auditor", True), ("admin", True), ("worker", False), ("cashier", False)]
)
def test_who_may_hear_of_them_is_led_there_from_the_worklist(client, cast, who, is_led):
    client.force_login(cast[who])

    worklist = client.get(reverse("applications:index")).text

    assert (f'href="{reverse("applications:restricted")}"' in worklist) == is_led


@pytest.mark.parametrize("cases", [1, 3])
def test_the_list_asks_the_same_however_long_it_is(cast, program, community, django_assert_num_queries, cases):
    for _number in range(cases):
        name_all(make_application(program, community, owner=UserFactory(), is_restricted=True), cast)
    client = Client()
    client.force_login(cast["auditor"])
    client.get(reverse("applications:restricted"))

    with django_assert_num_queries(7):
        client.get(reverse("applications:restricted"))
