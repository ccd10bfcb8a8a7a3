"""Who has how much, who gets the next case, and two who ask at the same moment."""

import threading
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import User
from accounts.services import grant_role
from applications import worklist
from applications.models import Application
from applications.services.intake import assign_application, assign_least_loaded
from applications.services.work_weights import set_work_weight
from applications.workload import Desk, Load, loads_of
from audit.models import Event
from beneficiaries.models import DeclaredRelative
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, later, make_application
from tests.racing import race
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def colleague(community, administrator):
    user = UserFactory(username="colleague", display_name="同演工")
    grant_role(user=user, role="community_worker", area=community, by=administrator, at=AT - timedelta(days=30))
    return user


def give(case, user, at=AT):
    return assign_application(application=case, handler=user, by=user, at=at)


def names(case, at=AT):
    return [one.user.username for one in Desk(at).candidates(case)]


def test_loads_are_weighted_by_stage_and_lateness(program, community, worker, administrator):
    cases = [give(make_application(program, community), worker) for _i in range(2)]
    assert loads_of([worker.pk], at=AT)[worker.pk] == Load(cases=2, overdue=0, visits=0, points=4)

    late = cases[0].due_at + timedelta(minutes=1)
    assert loads_of([worker.pk], at=late)[worker.pk] == Load(cases=2, overdue=2, visits=0, points=6)
    set_work_weight(kind="submitted", weight=5, source="会议纪要", by=administrator, at=AT)
    assert loads_of([worker.pk], at=AT)[worker.pk].points == 10
    assert Event.objects.get(code="applications.work_weight_set").data == {"kind": "submitted", "from": None, "to": 5}


def test_the_least_loaded_of_the_place_comes_first(program, community, worker, colleague, officer):
    give(make_application(program, community), worker)
    case = make_application(program, community)

    ranked = names(case)

    assert ranked.index("colleague") < ranked.index("worker")
    assert "worker2" not in ranked  # another community
    give(make_application(program, community), colleague)
    give(make_application(program, community), colleague)
    ranked = names(case)
    assert ranked.index("worker") < ranked.index("colleague")


def test_a_tie_to_the_family_is_shown_and_never_suggested(program, community, worker, colleague, officer):
    case = make_application(program, community)
    for user in (colleague, officer):
        DeclaredRelative.objects.create(
            user=user, relation="sibling", id_number_index=case.applicant.id_number_index, declared_at=AT
        )

    candidates = {one.user.username: bool(one.answer) for one in Desk(AT).candidates(case)}

    assert candidates == {"colleague": False, "officer": False, "worker": True}
    assert Desk(AT).suggest(case) == worker


def test_assigned_with_one_click_and_only_once(program, community, worker, colleague):
    give(make_application(program, community), worker)
    case = make_application(program, community)

    given = assign_least_loaded(application=case, by=worker, at=AT)

    assert given.handler in (colleague, given.handler)
    assert given.handler != worker
    with pytest.raises(Refused):
        assign_least_loaded(application=case, by=worker, at=later(1))


def test_who_may_not_share_out(program, community, accountant):
    with pytest.raises(NotAllowed):
        assign_least_loaded(application=make_application(program, community), by=accountant, at=AT)


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_suggestions_at_once_give_the_case_to_one(program, community, worker, colleague, officer):
    case = make_application(program, community)

    found = race(4, lambda _n: assign_least_loaded(application=case, by=worker, at=AT).handler_id)

    given = [one for one in found if not isinstance(one, Exception)]
    assert (len(given), {type(one) for one in found if isinstance(one, Exception)}) == (1, {Refused})
    case.refresh_from_db()
    assert case.handler_id == given[0]
    assert Event.objects.filter(code="applications.assigned", subject_id=case.pk).count() == 1


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_without_the_lock_the_case_is_given_away_twice(program, community, worker, colleague, monkeypatch):
    """The control: callers who each read the case before the other wrote take it from one another."""
    case = make_application(program, community)
    related = Application.objects.select_related("area__parent", "applicant", "guardian", "program")
    both_read = threading.Barrier(2)

    def unlocked(_case):
        row = related.get(pk=case.pk)
        if not hasattr(seen, "once"):
            seen.once = True
            both_read.wait(20)
        return row

    seen = threading.local()
    monkeypatch.setattr("applications.services.intake.locked", unlocked)

    found = race(2, lambda _n: assign_without_transaction(case, worker))

    assert [type(one) for one in found] == [int, int]
    assert Event.objects.filter(code="applications.assigned", subject_id=case.pk).count() == 2


def assign_without_transaction(case, by):
    return assign_least_loaded.__wrapped__(application=case, by=by, at=AT).handler_id


def test_many_cases_are_shared_out_with_a_preview(client, program, community, worker, colleague, officer):
    cases = [make_application(program, community) for _i in range(4)]
    client.force_login(officer)
    url = reverse("applications:bulk_suggest")

    rows = client.post(url, {"id": [case.pk for case in cases]}).context["rows"]
    assert {row.handler.username for row in rows} == {"worker", "colleague", "officer"}
    assert not Application.objects.filter(pk__in=[c.pk for c in cases], handler__isnull=False).exists()

    pairs = {f"handler-{row.application.pk}": row.handler.pk for row in rows}
    client.post(url, {"confirmed": "1", "id": [case.pk for case in cases], **pairs})

    given = dict(Application.objects.filter(pk__in=[c.pk for c in cases]).values_list("pk", "handler"))
    assert given == {row.application.pk: row.handler.pk for row in rows}


def test_a_case_is_not_given_to_a_stranger_by_a_made_up_page(client, program, community, officer, worker2):
    case = make_application(program, community)
    client.force_login(officer)

    page = client.post(
        reverse("applications:bulk_suggest"), {"confirmed": "1", "id": [case.pk], f"handler-{case.pk}": worker2.pk}
    )

    assert [bool(refusal) for _case, refusal in page.context["results"]] == [True]
    case.refresh_from_db()
    assert case.handler is None


@pytest.mark.parametrize("rows", [1, 3])
def test_the_loads_ask_the_same_however_many_people(
    program, community, worker, rows, administrator, django_assert_num_queries
):
    for number in range(rows):
        user = UserFactory(username=f"more{number}")
        grant_role(user=user, role="community_worker", area=community, by=administrator, at=AT)
        give(make_application(program, community), user)

    people = list(Application.objects.values_list("handler", flat=True))
    with django_assert_num_queries(3):
        loads_of(people, at=AT)


def test_the_page_of_a_case_shows_the_figures(client, program, community, worker, colleague):
    give(make_application(program, community), worker)
    case = make_application(program, community)
    client.force_login(worker)

    page = client.get(reverse("applications:assign", args=[case.reference]))
    assert [one.user.username for one in page.context["candidates"]][-1] == "worker"
    assert page.context["form"].fields["handler"].initial != worker.pk

    client.post(reverse("applications:suggest", args=[case.reference]))
    case.refresh_from_db()
    assert case.handler is not None


def test_the_work_of_who_left_has_no_handler(client, program, community, worker, colleague, officer):
    case = give(make_application(program, community), colleague)
    User.objects.filter(pk=colleague.pk).update(is_active=False)  # closed before accounts with work were kept open
    client.force_login(officer)

    assert list(Application.objects.filter(worklist.without_handler())) == [case]
    page = client.get("/applications/?handler=nobody")
    assert [(row.reference, row.handler) for row, _light in page.context["rows"]] == [(case.reference, "")]
    assert "无经办人" in client.get(reverse("applications:case", args=[case.reference])).content.decode()
    assert assign_least_loaded(application=case, by=officer, at=later(2)).handler != colleague
