"""Another head, a split, a merge, declarations: one service each, one story in the events."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from audit.selectors import timeline_of
from beneficiaries import services
from beneficiaries.household_economy import economy_of, economy_of_members
from beneficiaries.models import Household, HouseholdMember, IncomeDeclaration
from tests.factories.accounts import UserFactory
from tests.factories.beneficiaries import NOW, PersonFactory
from tests.racing import race

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate(NOW)


def home(*relations: str) -> tuple[Household, list[HouseholdMember]]:
    """A household of a head of 1980 and others with these relations, in their order."""
    head = PersonFactory(name="张演一", birth_date=date(1980, 1, 1))
    household = services.open_household(head=head, since=date(2020, 1, 1), by=None, at=NOW)
    for number, relation in enumerate(relations):
        person = PersonFactory(name=f"张演{number}", area=head.area, birth_date=date(2012, 1, 1))
        services.add_member(
            household=household, person=person, relation=relation, since=date(2020, 1, 1), by=None, at=NOW
        )
    return household, list(HouseholdMember.objects.filter(household=household).order_by("pk"))


def relations_in(household) -> dict[str, str]:
    current = HouseholdMember.objects.current().filter(household=household)
    return dict(current.values_list("person__name", "relation"))


@pytest.mark.both_databases
def test_another_head():
    household, (old, wife, child) = home("spouse", "child")

    services.change_head(
        household=household, head=wife, relations={old.pk: "spouse", child.pk: "child"}, by=None, at=NOW
    )

    household.refresh_from_db()
    assert household.head == wife.person
    assert relations_in(household) == {"张演一": "spouse", "张演0": "self", "张演1": "child"}
    event = timeline_of(household).last()
    assert event.code == "beneficiaries.head_changed"
    assert event.data["before"] == {
        str(old.person_id): "self",
        str(wife.person_id): "spouse",
        str(child.person_id): "child",
    }


@pytest.mark.parametrize("relations", [{}, {"old": "spouse"}, {"old": "self", "child": "child"}])
def test_a_head_without_everybodys_relation_is_refused(relations):
    household, (old, wife, child) = home("spouse", "child")
    given = {{"old": old.pk, "child": child.pk}[name]: relation for name, relation in relations.items()}

    with pytest.raises(services.CannotChange):
        services.change_head(household=household, head=wife, relations=given, by=None, at=NOW)

    assert relations_in(household)["张演一"] == "self"


def test_the_head_and_strangers_cannot_become_head():
    household, (old, wife) = home("spouse")
    _other, (stranger,) = home()

    for member in (old, stranger):
        with pytest.raises(services.CannotChange):
            services.change_head(
                household=household, head=member, relations={wife.pk: "spouse", old.pk: "other"}, by=None, at=NOW
            )


@pytest.mark.both_databases
def test_a_split_ends_one_home_and_begins_another():
    household, (_head, son, grandchild, daughter) = home("child", "grandchild", "child")

    fresh = services.split_household(
        household=household, leaving=[son, grandchild], head=son, relations={grandchild.pk: "child"}, by=None, at=NOW
    )

    assert relations_in(household) == {"张演一": "self", "张演2": "child"}
    assert relations_in(fresh) == {"张演0": "self", "张演1": "child"}
    assert (fresh.head, fresh.area) == (son.person, household.area)
    son.refresh_from_db()
    assert son.valid_to == TODAY
    assert daughter.valid_to is None
    people = sorted((son.person_id, grandchild.person_id))
    assert timeline_of(household).last().data == {"to": fresh.pk, "people": people}
    assert [event.code for event in timeline_of(fresh)] == ["beneficiaries.household_split_off"]


def test_nobody_everybody_or_the_head_does_not_split_off():
    household, (head, wife) = home("spouse")

    for leaving in ([], [head, wife], [head]):
        with pytest.raises(services.CannotChange):
            services.split_household(household=household, leaving=leaving, head=wife, relations={}, by=None, at=NOW)

    assert Household.objects.count() == 1


@pytest.mark.both_databases
def test_two_households_become_one():
    source, (mother, child) = home("child")
    target, _members = home()

    services.merge_households(
        source=source, target=target, relations={mother.pk: "spouse", child.pk: "child"}, by=None, at=NOW
    )

    source.refresh_from_db()
    assert (source.closed_at, source.merged_into) == (NOW, target)
    assert relations_in(source) == {}
    here = HouseholdMember.objects.current().filter(household=target)
    assert sorted(here.values_list("relation", flat=True)) == ["child", "self", "spouse"]
    assert timeline_of(target).last().data == {
        "from": source.pk,
        "people": sorted((mother.person_id, child.person_id)),
    }


def test_a_closed_household_takes_part_in_nothing_more():
    source, (alone,) = home()
    target, _members = home()
    services.merge_households(source=source, target=target, relations={alone.pk: "parent"}, by=None, at=NOW)

    for act in (
        lambda: services.merge_households(source=source, target=target, relations={}, by=None, at=NOW),
        lambda: services.merge_households(source=target, target=source, relations={}, by=None, at=NOW),
        lambda: services.merge_households(source=target, target=target, relations={}, by=None, at=NOW),
        lambda: services.change_head(household=source, head=alone, relations={}, by=None, at=NOW),
    ):
        with pytest.raises(services.CannotChange):
            act()


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_two_merges_of_two_households_in_both_directions_at_once_close_one():
    (one, (first,)), (two, (second,)) = home(), home()
    plans = [(one, two, {first.pk: "spouse"}), (two, one, {second.pk: "spouse"})]

    def act(n: int):
        source, target, relations = plans[n]
        return services.merge_households(source=source, target=target, relations=relations, by=None, at=NOW)

    results = race(2, act)

    assert sorted(type(result).__name__ for result in results) == ["CannotChange", "Household"]
    assert Household.objects.filter(closed_at__isnull=True).count() == 1
    assert HouseholdMember.objects.current().count() == 2


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_each_household_closes_the_other(monkeypatch):
    """Each reads what it saw before: both are open."""
    (one, _first), (two, _second) = home(), home()
    seen = {one.pk: one.closed_at, two.pk: two.closed_at}

    def unguarded(n: int) -> None:
        source, target = ((one, two), (two, one))[n]
        if seen[source.pk] is None and seen[target.pk] is None:
            Household.objects.filter(pk=source.pk).update(closed_at=NOW, merged_into=target)

    race(2, unguarded)

    assert Household.objects.filter(closed_at__isnull=True).count() == 0


# --- Declarations -----------------------------------------------------------------------------------------------------


def declare(person, yuan, **changes):
    given = {"kind": "wage", "first_month": date(2022, 9, 12), "last_month": date(2023, 8, 31)}
    return services.declare_income(person=person, amount_fen=yuan * 100, by=None, at=NOW, **{**given, **changes})


def test_the_income_per_head_of_a_registered_household():
    household, (head, wife, child) = home("spouse", "child")
    declare(head.person, 24_000)
    declare(wife.person, 12_000)
    declare(child.person, 1_000, kind="scholarship")
    services.declare_property(person=head.person, kind="savings", value_fen=2_000_000, as_of=TODAY, by=None, at=NOW)

    economy = economy_of(household, on=TODAY)

    assert (economy.result.fen, economy.result.is_complete, economy.property_fen) == (100_000, True, 2_000_000)
    assert [standing.reason for _row, standing, _why in economy.members] == ["self", "spouse", "minor"]


def test_what_was_taken_back_does_not_count_and_stays():
    household, (head,) = home()
    row = declare(head.person, 24_000)
    clerk = UserFactory()

    services.take_back_declaration(declaration=row, by=clerk, at=NOW)
    services.take_back_declaration(declaration=row, by=UserFactory(), at=NOW)

    economy = economy_of(household, on=TODAY)
    assert (economy.result.fen, economy.missing) == (0, ["张演一"])
    assert IncomeDeclaration.objects.get().voided_by == clerk
    codes = [event.code for event in timeline_of(head.person)]
    assert codes == ["beneficiaries.income_declared", "beneficiaries.declaration_taken_back"]


def test_sums_stand_in_no_event():
    _household, (head,) = home()
    row = declare(head.person, 24_000)

    assert timeline_of(head.person).last().data == {"declaration": row.pk, "kind": "wage"}
    assert (row.first_month, row.last_month) == (date(2022, 9, 1), date(2023, 8, 1))


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"last_month": date(2022, 8, 1)}, "last_month"),
        ({"last_month": date(2023, 10, 1)}, "last_month"),
        ({"amount_fen": -1}, "amount"),
    ],
)
def test_an_income_that_cannot_be_is_refused(changes, field):
    given = {"kind": "wage", "amount_fen": 1, "first_month": date(2022, 9, 1), "last_month": date(2023, 8, 1)}

    with pytest.raises(ValidationError) as refusal:
        services.declare_income(person=PersonFactory(), by=None, at=NOW, **{**given, **changes})

    assert set(refusal.value.message_dict) == {field}


@pytest.mark.parametrize(("changes", "field"), [({"as_of": date(2023, 9, 6)}, "as_of"), ({"value_fen": -1}, "value")])
def test_a_property_that_cannot_be_is_refused(changes, field):
    given = {"kind": "car", "value_fen": 1, "as_of": TODAY}

    with pytest.raises(ValidationError) as refusal:
        services.declare_property(person=PersonFactory(), by=None, at=NOW, **{**given, **changes})

    assert set(refusal.value.message_dict) == {field}


def test_why_an_adult_counts():
    household, (_head, son) = home("child")
    son.person.birth_date = date(2003, 1, 1)
    son.person.save()
    assert economy_of(household, on=TODAY).result.members == 1

    services.set_standing(member=son, support="student", by=None, at=NOW)
    services.set_standing(member=son, support="student", by=None, at=NOW)

    assert economy_of(household, on=TODAY).result.members == 2
    assert timeline_of(household).last().data == {"person": son.person_id, "support": "student", "away": ""}
    assert timeline_of(household).count() == 4

    with pytest.raises(ValidationError):
        services.set_standing(member=son, away="prison", by=None, at=NOW)


def test_two_records_of_one_person_are_one_member_with_both_incomes():
    household, (head, other) = home("other")
    declare(head.person, 6_000)
    declare(other.person, 6_000)
    other.person.merged_into = head.person
    other.person.save()

    economy = economy_of(household, on=TODAY)

    assert (economy.result.members, economy.result.fen) == (1, 100_000)


def test_a_preview_counts_with_the_relations_after_the_change():
    _household, (head, mother) = home("parent")

    before = economy_of_members([head, mother], on=TODAY)
    after = economy_of_members([head, mother], on=TODAY, relations={head.pk: "child", mother.pk: "self"})

    assert [s.counts for s in before.result.standings] == [True, False]
    assert [s.counts for s in after.result.standings] == [False, True]
