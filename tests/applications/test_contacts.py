"""A family whose contact is bad: the handler is told, sees it on the case and in "my day", until there is another."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.services import change_phone
from applications import states as s
from applications.contacts import bad_contacts_of, family_of, with_bad_contacts
from applications.models import Application
from audit.models import Event
from beneficiaries.services import update_person
from home.day_sections import day_of
from notifications.contacts import mark_bad
from notifications.models import BadContact, Delivery
from notifications.recipients import Address, tokens_of
from notifications.services import sweep
from tests.factories.applications import make_application, make_program
from tests.factories.case_states import case_in

TITLE = "联系方式失效：请索取新号码"
OTHER = "19900000099"


@pytest.fixture
def program():
    return make_program("student_aid")


@pytest.fixture
def case(cast, community, program):
    """Handled by the worker; the family has no account, so SMS go to the payee's telephone."""
    case = case_in(s.VERIFYING, program, community, cast)
    update_person(person=case.payee, phone="19900000077", by=None, at=timezone.now())
    Application.objects.filter(pk=case.pk).update(handler=cast["worker"])
    return Application.objects.get(pk=case.pk)


def refuse(case, channel="sms"):
    family = family_of(case)
    token = tokens_of([family], channel)[family]
    mark_bad(family, channel, Address("", token=token), "sms:no_such_number", at=timezone.now())


def rows_in_my_day(user):
    found = [section for section in day_of(user, now=timezone.now()).sections if str(section.title) == TITLE]
    return [row.url for section in found for row in section.rows]


def page_of(client, user, case):
    client.force_login(user)
    return client.get(reverse("applications:case", args=[case.reference])).text


def test_the_handler_is_told_and_sees_it_on_the_case_and_in_my_day(client, cast, case):
    refuse(case)
    sweep(at=timezone.now())

    told = Delivery.objects.get(message="applications.contact_refused", channel="in_app")
    assert (told.user, told.state, told.title) == (cast["worker"], "sent", f"请索取新号码：{case.reference}")
    assert told.path == reverse("applications:case", args=[case.reference])
    assert TITLE in page_of(client, cast["worker"], case)
    assert rows_in_my_day(cast["worker"]) == [told.path]


@pytest.mark.both_databases
@pytest.mark.parametrize("written_to", ["account", "guardian", "applicant"])
def test_the_database_means_the_same_family(cast, case, written_to):
    person = case.applicant_id
    parts = {"account": (cast["applicant"].pk, person), "guardian": (None, person), "applicant": (None, None)}
    owner, guardian = parts[written_to]
    Application.objects.filter(pk=case.pk).update(owner=owner, guardian=guardian)
    case = Application.objects.get(pk=case.pk)
    assert list(with_bad_contacts(Application.objects.all())) == []

    BadContact.objects.create(recipient_key=family_of(case).key, channel="sms", problem="p", found_at=timezone.now())

    assert list(with_bad_contacts(Application.objects.all())) == [case]


def test_another_handler_has_no_such_task(cast, case):
    refuse(case)

    assert rows_in_my_day(cast["officer"]) == []


def test_it_is_over_when_the_handler_enters_another_number(client, cast, case):
    refuse(case)
    client.force_login(cast["worker"])

    answer = client.post(reverse("applications:contact", args=[case.reference]), {"phone": OTHER})

    assert answer.status_code == 302
    assert TITLE not in page_of(client, cast["worker"], case)
    assert rows_in_my_day(cast["worker"]) == []
    assert case.payee.__class__.objects.get(pk=case.payee.pk).phone_mask == "199****0099"
    assert Event.objects.filter(code="applications.contact_corrected", actor=cast["worker"]).count() == 1


def test_a_task_that_is_done_is_not_told_any_more(cast, case):
    refuse(case)
    update_person(person=case.payee, phone=OTHER, by=cast["worker"], at=timezone.now())

    sweep(at=timezone.now())

    assert set(Delivery.objects.filter(message="applications.contact_refused").values_list("state", flat=True)) == {
        "cancelled"
    }


@pytest.mark.parametrize("number", ["", "123", "0371-67980000", "一二三"])
def test_a_number_that_takes_no_sms_is_refused_at_its_field(client, cast, case, number):
    client.force_login(cast["worker"])

    page = client.post(reverse("applications:contact", args=[case.reference]), {"phone": number})

    assert page.status_code == 422
    assert list(page.context["form"].errors) == ["phone"]


def test_an_account_is_corrected_by_its_owner_who_is_told_too(client, cast, community, program):
    owner = cast["applicant"]
    change_phone(user=owner, phone="19900000066", by=owner, at=timezone.now())
    case = case_in(s.VERIFYING, program, community, cast, owner=owner)
    Application.objects.filter(pk=case.pk).update(handler=cast["worker"])
    case.refresh_from_db()
    refuse(case)
    sweep(at=timezone.now())

    assert Delivery.objects.get(message="accounts.contact_refused").user == owner
    page = page_of(client, cast["worker"], case)
    assert TITLE in page
    assert reverse("applications:contact", args=[case.reference]) not in page

    change_phone(user=owner, phone=OTHER, by=owner, at=timezone.now())

    assert bad_contacts_of([case]) == []


def test_a_finished_case_asks_for_nothing(client, cast, community, program):
    case = case_in(s.CLOSED, program, community, cast)
    update_person(person=case.payee, phone="19900000077", by=None, at=timezone.now())
    refuse(case)

    assert TITLE not in page_of(client, cast["reviewer"], case)


def test_three_bad_contacts_take_as_many_queries_as_one(cast, community, case, program, django_assert_num_queries):
    refuse(case)
    with django_assert_num_queries(2):
        assert len(bad_contacts_of([case])) == 1
    cases = [case]
    for number in range(2):
        other = make_application(program, community)
        update_person(person=other.payee, phone=f"1990000005{number}", by=None, at=timezone.now())
        refuse(other)
        cases.append(other)

    with django_assert_num_queries(2):
        assert len(bad_contacts_of(cases)) == 3
