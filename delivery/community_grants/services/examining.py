"""The sub-district examines: supports, returns with everything that is missing, or refuses with its reason."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from delivery.community_grants.models import Grant, Statement
from delivery.community_grants.services.moving import demand_words, locked, move, say
from delivery.community_grants.services.visiting import demand_visit
from delivery.community_grants.workflow import GRANT


@transaction.atomic
def take_grant(*, grant: Grant, by: Any, at: datetime) -> Grant:
    """The officer who takes it writes the opinion."""
    return move(locked(grant), "take", by=by, at=at, officer=by)


@transaction.atomic
def support_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """The opinion of the sub-district goes to the scorers and, with the decision, to the organisation.

    Raises Refused until two people have visited the place.
    """
    grant = locked(grant)
    text = demand_words(text, _("Write the opinion of the sub-district."))
    GRANT.check("agree", grant, by=by, at=at)
    demand_visit(grant)
    move(grant, "agree", by=by, at=at, officer=by)
    say(grant, Statement.Kind.OPINION, text, by=by, at=at)
    return grant


@transaction.atomic
def return_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    grant = locked(grant)
    text = demand_words(text, _("Write everything that is missing, at once."))
    move(grant, "return", by=by, at=at)
    say(grant, Statement.Kind.RETURN, text, by=by, at=at)
    return grant


@transaction.atomic
def reject_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    grant = locked(grant)
    text = demand_words(text, _("Write the reason; the organisation reads it."))
    move(grant, "reject", by=by, at=at)
    say(grant, Statement.Kind.DECISION, text, by=by, at=at)
    return grant
