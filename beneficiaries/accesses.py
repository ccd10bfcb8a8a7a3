"""Who looked at a person's data, as told to the person (by role) and to supervisors (by name)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import RoleGrant
from accounts.permissions import has_role
from accounts.roles import BY_CODE
from beneficiaries.models import Person
from beneficiaries.roles import ACCESS_LOG_READERS
from beneficiaries.selectors import accesses_to
from protection.models import PersonalDataAccess
from protection.purposes import PURPOSES
from web.lists import listed

SHOWN = 50


@dataclass(frozen=True)
class AccessLine:
    at: datetime
    who: str
    what: str
    purpose: str | Promise
    reason: str


def access_lines(person: Person, *, user: Any) -> list[AccessLine]:
    """The newest looks; two queries. The words that staff wrote as their reason are for supervisors."""
    rows = list(accesses_to(person, user=user)[:SHOWN])
    by_name = has_role(user, *ACCESS_LOG_READERS)
    roles = {} if by_name else _roles_of_actors(rows)
    return [
        AccessLine(
            at=row.at,
            who=_name(row) if by_name else roles.get(row.actor_id, _("the portal itself")),
            what=_what(row),
            purpose=PURPOSES[row.purpose].label,
            reason=row.reason if by_name else "",
        )
        for row in rows
    ]


def _name(row: PersonalDataAccess) -> str:
    return str(row.actor.get_full_name() or row.actor.get_username()) if row.actor else _("the portal itself")


def _roles_of_actors(rows: list[PersonalDataAccess]) -> dict[int | None, str]:
    actors = {row.actor_id for row in rows if row.actor_id}
    labels: dict[int | None, list[str]] = defaultdict(list)
    for user_id, code in RoleGrant.objects.filter(user__in=actors).order_by("role").values_list("user", "role"):
        label = capfirst(str(BY_CODE[code].label))
        if label not in labels[user_id]:
            labels[user_id].append(label)
    return {actor: listed(labels[actor]) or _("the person or the family") for actor in actors}


def _what(row: PersonalDataAccess) -> str:
    names = {field.name: capfirst(str(field.verbose_name)) for field in Person._meta.concrete_fields}
    return listed(names.get(name, _("a scanned paper")) for name in row.fields)
