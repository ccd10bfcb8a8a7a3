"""Under which key the family of a case is written to, and which of its contacts are bad.

A bad contact is a task for the handler of the case: ask for another number. It ends by itself when there is one.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet
from django.db.models.functions import Cast, Coalesce, Substr
from django.utils.functional import Promise

from applications.models import Application
from notifications.channels import UnknownChannel, channel
from notifications.contacts import bad_contacts
from notifications.models import BadContact
from notifications.recipients import Recipient, user_recipient

PERSON = "person"


@dataclass(frozen=True)
class BadContactOfCase:
    """`is_account`: the address stands in an account of the portal, which only its owner changes."""

    application: Application
    channel: str | Promise
    is_account: bool


def family_of(case: Application) -> Recipient:
    """The family: its account, else the telephone of the payee."""
    if case.owner_id:
        return user_recipient(case.owner_id)
    return Recipient(f"{PERSON}:{case.guardian_id or case.applicant_id}")


def with_bad_contacts(cases: QuerySet[Application]) -> QuerySet[Application]:
    """Those of the cases whose family (`family_of`) has a bad contact.

    From the few bad contacts to their cases: somebody may handle thousands of cases, and asking each is what SQLite
    would do otherwise."""
    users, people = _refused("user"), _refused(PERSON)
    # As an expression: an index by "no guardian" would read most cases there are.
    no_account = Application.objects.filter(owner__isnull=True).annotate(payee=Coalesce("guardian_id", "applicant_id"))
    found = (
        Application.objects.filter(owner__in=users)
        .values("pk")
        .union(
            no_account.filter(guardian__in=people).values("pk"),
            no_account.filter(applicant__in=people, payee=F("applicant_id")).values("pk"),
        )
    )
    return cases.filter(pk__in=found)


def _refused(kind: str) -> QuerySet[BadContact]:
    """The primary keys in the keys of one kind."""
    number = Cast(Substr("recipient_key", len(kind) + 2), BigIntegerField())
    return BadContact.objects.filter(recipient_key__startswith=f"{kind}:").annotate(of=number).values("of")


def bad_contacts_of(cases: Iterable[Application]) -> list[BadContactOfCase]:
    """The bad contacts of these cases, in their order. A constant number of queries."""
    cases = list(cases)
    found = bad_contacts({family_of(case) for case in cases})
    return [
        BadContactOfCase(case, _title(row), not row.recipient_key.startswith(f"{PERSON}:"))
        for case in cases
        for row in found.get(family_of(case), [])
    ]


def cases_written_to(recipient: Recipient) -> QuerySet[Application]:
    """The open cases whose messages go to this key, the oldest first."""
    is_person = Q(owner__isnull=True) & (Q(guardian=recipient.id) | Q(guardian__isnull=True, applicant=recipient.id))
    whose = is_person if recipient.kind == PERSON else Q(owner=recipient.id)
    return Application.objects.open().filter(whose).order_by("submitted_at", "pk")


def first_case_by_handler(recipient: Recipient) -> dict[int, Application]:
    """Who handles open cases of this family, each with the oldest of them."""
    by_handler: dict[int, list[Any]] = defaultdict(list)
    for case in cases_written_to(recipient).filter(handler__isnull=False).select_related("program"):
        by_handler[case.handler_id].append(case)
    return {handler: rows[0] for handler, rows in by_handler.items()}


def _title(row: BadContact) -> str | Promise:
    try:
        return channel(row.channel).title
    except UnknownChannel:
        return row.channel
