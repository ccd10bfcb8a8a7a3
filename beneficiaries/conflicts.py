"""Who has to keep away from whose case (domain fact book C-06)."""

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.models import DeclaredRelative, HouseholdMember, Person
from workflow.answers import YES, Answer, no

OWN = _("This is your own record. A colleague has to handle it.")
RELATIVE = _("You declared this person as a relative. A colleague has to handle it.")
SAME_HOME = _("This person lives in your household. A colleague has to handle it.")


KINDS = ((OWN, "self"), (RELATIVE, "relative"), (SAME_HOME, "household"))


def kind_of(answer: Answer) -> str:
    """The code of a tie, for the record; "" when there is none."""
    return next((code for sentence, code in KINDS if answer.reason is sentence), "")


def conflict_between(user: Any, person: Person) -> Answer:
    """No, with the reason, when the user is this person, lives with him, or declared him as a relative.

    Recognised by account, by blind index of ID number and telephone, and by household, in every record of the person;
    at most three queries.
    """
    if person.user_id == user.pk:
        return no(OWN)
    records = list(Person.objects.same_as(person).defer("id_number", "phone", "bank_account", "address"))
    if any(record.user_id == user.pk for record in records):
        return no(OWN)
    declared = list(DeclaredRelative.objects.filter(user=user, ended_at__isnull=True))
    for row in declared:
        if any(_is(row, record) for record in records):
            return no(OWN if row.relation == "self" else RELATIVE)
    if _lives_with(user, declared, records):
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


def _lives_with(user: Any, declared: list[DeclaredRelative], records: list[Person]) -> bool:
    mine = Q(person__user=user)
    numbers = [row.id_number_index for row in declared if row.id_number_index]
    if numbers:
        mine |= Q(person__id_number_index__in=numbers)
    homes = HouseholdMember.objects.current().filter(person__in=records).values("household")
    return HouseholdMember.objects.current().filter(mine, household__in=homes).exists()
