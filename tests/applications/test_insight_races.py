"""Two people freeze a simulation or dismiss a find, two nights search at once; each promise has a control."""

import threading
from datetime import date

import pytest
from django.db import IntegrityError

from applications.models import UnclaimedAid
from applications.services import unclaimed
from audit.models import Event
from programs import services
from programs.models import ProgramTerms
from tests.factories.accounts import UserFactory
from tests.factories.applications import AT, make_program
from tests.factories.beneficiaries import HardshipCertificateFactory, PersonFactory
from tests.racing import race

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def approvers(cast):
    return [cast["approver"], UserFactory(role="federation_approver")]


@pytest.fixture
def program(approvers, community):
    return services.open_program(program=make_program("student_aid", always_open=True), by=approvers[0], at=AT)


def freeze(program, by, oldest, *, based_on):
    parameters = {**program.terms.get(version=1).values, "oldest": oldest}
    return services.publish_terms(
        program=program,
        parameters=parameters,
        valid_from=date(2026, 4, 1),
        source="会长办公会",
        based_on=based_on,
        by=by,
        at=AT,
    )


def test_of_two_who_freeze_a_simulation_the_second_is_told_of_the_first(program, approvers):
    results = race(2, lambda n: freeze(program, approvers[n], (18, 19)[n], based_on=1))

    assert sorted(type(result).__name__ for result in results) == ["ProgramTerms", "TermsChanged"]
    (won,) = [result for result in results if isinstance(result, ProgramTerms)]
    newest = program.terms.order_by("-version").first()
    assert (newest, newest.version, newest.published_by) == (won, 2, won.published_by)


def test_control_without_the_version_that_was_compared_the_last_one_overrules_the_first(program, approvers):
    race(2, lambda n: freeze(program, approvers[n], (18, 19)[n], based_on=None))

    assert program.terms.order_by("-version").first().version == 3


@pytest.fixture
def in_need(community, worker):
    for _n in range(3):
        child = PersonFactory(area=community, birth_date=date(2015, 5, 1))
        HardshipCertificateFactory(person=child, category="DIBAO", checked_by=worker, checked_at=AT)


def test_two_nights_at_once_find_everybody_once(program, in_need):
    results = race(2, lambda _n: unclaimed.find_unclaimed_aid(at=AT))

    assert sorted(results) == [0, 3]
    assert UnclaimedAid.objects.count() == 3
    (event,) = Event.objects.filter(code="applications.unclaimed_aid_found")
    assert event.data["found"] == 3


def test_control_without_taking_turns_two_nights_count_everybody_twice(program, in_need):
    """Both have read that nothing is there before one of them writes: the constraint keeps the rows, not the count."""
    both_read = threading.Barrier(2)
    on = AT.date()

    def night(_n: int) -> int:
        (search,) = unclaimed._searches(on)
        registry = unclaimed.Registry(on=on, schemes=[search.program.scheme])
        (stretch,) = registry.stretches()
        finds = search.finds(registry, stretch.people)
        known = set(UnclaimedAid.objects.values_list("person_id", flat=True))
        both_read.wait(30)
        new = [
            UnclaimedAid(uuid=unclaimed.uuid4(), person_id=pk, program=search.program, found_at=AT, **find._asdict())
            for pk, find in finds.items()
            if pk not in known
        ]
        UnclaimedAid.objects.bulk_create(new, ignore_conflicts=True)
        return len(new)

    assert race(2, night) == [3, 3]
    assert UnclaimedAid.objects.count() == 3


def test_the_database_refuses_a_second_row_for_one_person_and_program(program, in_need):
    unclaimed.find_unclaimed_aid(at=AT)
    row = UnclaimedAid.objects.first()
    row.pk, row.uuid = None, unclaimed.uuid4()

    with pytest.raises(IntegrityError):
        row.save(force_insert=True)


# --- Dismissing -------------------------------------------------------------------------------------------------------

REASONS = ("not_wanted", "gone")


@pytest.fixture
def find(program, in_need):
    unclaimed.find_unclaimed_aid(at=AT)
    return UnclaimedAid.objects.select_related("person__area", "program").first()


@pytest.fixture
def neighbours(community):
    return [UserFactory(role="community_worker", role__area=community) for _n in REASONS]


def dismiss(find, neighbours):
    return race(2, lambda n: unclaimed.dismiss_unclaimed_aid(find=find, reason=REASONS[n], by=neighbours[n], at=AT))


def dismissals():
    return [event.data["reason"] for event in Event.objects.filter(code="applications.unclaimed_aid_dismissed")]


def test_of_two_who_dismiss_a_find_the_first_reason_stands_and_is_recorded_once(find, neighbours):
    results = dismiss(find, neighbours)

    find.refresh_from_db()
    assert [result.dismissal for result in results] == [find.dismissal] * 2
    assert dismissals() == [find.dismissal]
    assert find.dismissed_by == neighbours[REASONS.index(find.dismissal)]


def test_control_without_the_lock_both_dismiss_it(find, neighbours, monkeypatch):
    """Both have read the open find before one of them writes."""
    both_read = threading.Barrier(2)
    monkeypatch.setattr(unclaimed, "_locked", lambda find, by: find)

    def act(n):
        row = UnclaimedAid.objects.select_related("person__area", "program").get(pk=find.pk)
        both_read.wait(30)
        return unclaimed.dismiss_unclaimed_aid(find=row, reason=REASONS[n], by=neighbours[n], at=AT)

    race(2, act)

    assert sorted(dismissals()) == ["gone", "not_wanted"]


def test_a_find_that_is_dismissed_while_the_night_looks_stays_dismissed(find, neighbours):
    results = race(
        2,
        lambda n: (
            unclaimed.find_unclaimed_aid(at=AT)
            if n
            else unclaimed.dismiss_unclaimed_aid(find=find, reason="gone", by=neighbours[0], at=AT)
        ),
    )

    find.refresh_from_db()
    assert (results[1], find.dismissal, find.gone_at) == (0, "gone", None)
