"""Who has to keep away from whose case (domain fact book C-06)."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import DeclaredRelative, HouseholdMember, Person
from workflow.answers import YES, Answer, no

OWN = _("This is your own record. A colleague has to handle it.")
RELATIVE = _("You declared this person as a relative. A colleague has to handle it.")
SAME_HOME = _("This person lives in your household. A colleague has to handle it.")


REMEMBERED = "_ties_of_page"
Member = tuple[int | None, str | None, str | None]  # account, blind indexes of ID number and telephone
Homes = dict[int, set[Member]]
KINDS = ((OWN, "self"), (RELATIVE, "relative"), (SAME_HOME, "household"))


def kind_of(answer: Answer) -> str:
    """The code of a tie, for the record; "" when there is none."""
    return next((code for sentence, code in KINDS if answer.reason is sentence), "")


def remember_ties(people: Collection[Person], users: Collection[Any]) -> None:
    """For a page that asks about the same people in many places: every answer is looked up once, in three queries.

    Further users are looked up when they are asked about, and then remembered as well.
    """
    answers = ties_between(users, people)
    for person in people:
        person.__dict__[REMEMBERED] = {user.pk: answers[user.pk, person.pk] for user in users}


def conflict_between(user: Any, person: Person) -> Answer:
    """No, with the reason, when the user is this person, lives with him, or declared him as a relative.

    Recognised by account, by blind index of ID number and telephone, and by household, in every record of the person;
    at most three queries.
    """
    known: dict[int, Answer] | None = person.__dict__.get(REMEMBERED)
    if known is None:
        return _look_for_tie(user, person)
    if user.pk not in known:
        known[user.pk] = _look_for_tie(user, person)
    return known[user.pk]


def _look_for_tie(user: Any, person: Person) -> Answer:
    return no(OWN) if person.user_id == user.pk else conflicts_between([user], person)[user.pk]


def conflicts_between(users: Collection[Any], person: Person) -> dict[int, Answer]:
    """The same for many users at once, by their keys; three queries, however many there are."""
    return {user: answer for (user, _person), answer in ties_between(users, [person]).items()}


def ties_between(users: Collection[Any], people: Collection[Person]) -> dict[tuple[int, int], Answer]:
    """The same for many users and people, by both keys; three queries, however many there are."""
    if not users or not people:
        return {}
    records = _records_of(people)
    declared: dict[int, list[DeclaredRelative]] = {}
    for row in DeclaredRelative.objects.filter(user__in=users, ended_at__isnull=True):
        declared.setdefault(row.user_id, []).append(row)
    homes = _homes_of([record for found in records.values() for record in found])
    return {
        (user.pk, person.pk): _conflict(user, declared.get(user.pk, []), records[person.pk], homes)
        for user in users
        for person in people
    }


def _records_of(people: Collection[Person]) -> dict[int, list[Person]]:
    """Every record of each person, under the key of the record that was asked about."""
    kept = {person.pk: person.merged_into_id or person.pk for person in people}
    rows = Person.objects.filter(Q(pk__in=kept.values()) | Q(merged_into__in=kept.values()))
    found: dict[int, list[Person]] = {}
    for record in rows.defer("id_number", "phone", "bank_account", "address"):
        found.setdefault(record.merged_into_id or record.pk, []).append(record)
    return {person: found.get(key, []) for person, key in kept.items()}


def _conflict(user: Any, declared: list[DeclaredRelative], records: list[Person], homes: Homes) -> Answer:
    if any(record.user_id == user.pk for record in records):
        return no(OWN)
    for row in declared:
        if any(_is(row, record) for record in records):
            return no(OWN if row.relation == "self" else RELATIVE)
    numbers = {row.id_number_index for row in declared if row.id_number_index}
    phones = {row.phone_index for row in declared if row.phone_index}
    home = {member for record in records for member in homes.get(record.pk, ())}
    if any(account == user.pk or number in numbers or phone in phones for account, number, phone in home):
        return no(SAME_HOME)
    return YES


def is_relative_of_staff(person: Person) -> bool:
    """Somebody of the staff declared this person, whoever it was (低保审核确认办法 11: registered separately)."""
    known = Q(pk__in=[])
    if person.id_number_index:
        known |= Q(id_number_index=person.id_number_index)
    if person.phone_index:
        known |= Q(phone_index=person.phone_index)
    return DeclaredRelative.objects.filter(known, ended_at__isnull=True).exists()


def _is(row: DeclaredRelative, person: Person) -> bool:
    by_number = row.id_number_index is not None and row.id_number_index == person.id_number_index
    return by_number or (row.phone_index is not None and row.phone_index == person.phone_index)


def _homes_of(records: list[Person]) -> Homes:
    """For each record who lives at home with it now, itself included."""
    current = HouseholdMember.objects.current()
    mine = current.filter(person__in=records).values("household")
    columns = ("household", "person", "person__user", "person__id_number_index", "person__phone_index")
    members: dict[int, set[Member]] = {}
    lives_in: dict[int, set[int]] = {}
    for household, person, *traits in current.filter(household__in=mine).values_list(*columns):
        members.setdefault(household, set()).add((traits[0], traits[1], traits[2]))
        lives_in.setdefault(person, set()).add(household)
    return {
        record.pk: {member for household in lives_in.get(record.pk, ()) for member in members[household]}
        for record in records
    }
