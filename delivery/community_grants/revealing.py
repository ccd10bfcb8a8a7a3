"""The telephone and account of an organisation, and the telephone of whoever objected, may be opened with a reason by
those who call or compare them (protection.registry)."""

from typing import Any

from django.db.models import QuerySet

from delivery.community_grants.models import GrantObjection, Organisation
from delivery.community_grants.permissions import may_answer_objection, may_open_contact
from protection.registry import register_revealable
from workflow.answers import Answer


def _visible_objections(user: Any) -> QuerySet[GrantObjection]:
    return GrantObjection.objects.visible_to(user).select_related("notice__grant__organisation")


def _may_call(user: Any, objection: GrantObjection) -> Answer:
    return may_answer_objection(user, objection.notice.grant)


register_revealable(Organisation, fields=("phone", "bank_account"), may_reveal=may_open_contact)
register_revealable(GrantObjection, fields=("phone",), may_reveal=_may_call, visible_to=_visible_objections)
