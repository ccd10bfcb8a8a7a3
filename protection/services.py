"""Looking at personal data: with a purpose and a reason, within limits, and never without a trace."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from protection.access import AccessContext
from protection.fields import SealedModel
from protection.keys import UnknownKey
from protection.models import PersonalDataAccess
from protection.purposes import PURPOSES
from protection.registry import NotRevealable, revealable
from protection.sealing import open_quietly, record_access

HOURLY_LIMIT = 30  # docs/security.md: enough for a day at the counter, too few for copying a register
DAILY_LIMIT = 100


class RevealRefused(Exception):
    """`str()` is a sentence for the person who asked."""

    def __init__(self, reason: str | Promise) -> None:
        super().__init__(str(reason))
        self.reason = reason


class TooManyReveals(RevealRefused):
    """The hourly or daily limit is reached."""


@transaction.atomic
def reveal(
    *,
    obj: SealedModel,
    fields: Sequence[str],
    by: AbstractBaseUser,
    purpose: str,
    reason: str,
    at: datetime,
) -> dict[str, str]:
    """Plain values of registered fields of one object; the access row is written first, in the same transaction.

    Locks the user's row, so that parallel requests cannot pass the limit together. A value whose key this process
    lacks comes back as the sentence of `locked()`. Raises RevealRefused, TooManyReveals, NotRevealable or
    access.UnknownPurpose.
    """
    entry = revealable(obj._meta.label_lower)
    if not fields or not set(fields) <= set(entry.fields):
        raise NotRevealable(obj._meta.label_lower)
    if not PURPOSES.get(purpose) or not PURPOSES[purpose].for_people or not reason.strip():
        raise RevealRefused(_("Choose a purpose and write the reason in a few words."))
    answer = entry.may_reveal(by, obj)
    if not answer.allowed:
        raise RevealRefused(answer.reason)
    hold_to_limits(by, at)
    record_access(obj, fields, AccessContext(by=by, purpose=purpose, at=at, reason=reason.strip()))
    return {field: _value_or_lock(obj, field) for field in fields}


def locked() -> str:
    """What is shown for a value whose key is not here."""
    return _("Locked: the key for this value is not available on this server. Ask the system administrator.")


def _value_or_lock(obj: SealedModel, field: str) -> str:
    try:
        return open_quietly(obj, field)
    except UnknownKey:
        return locked()


def hold_to_limits(by: AbstractBaseUser, at: datetime) -> None:
    """For every look that a person asks for. Locks the user's row. Raises TooManyReveals."""
    get_user_model().objects.select_for_update().get(pk=by.pk)
    by_people = [code for code, purpose in PURPOSES.items() if purpose.for_people]
    mine = PersonalDataAccess.objects.filter(actor_id=by.pk, purpose__in=by_people)
    if mine.filter(at__gt=at - timedelta(days=1)).count() >= DAILY_LIMIT:
        raise TooManyReveals(
            _(
                "You have opened personal data %(count)d times since yesterday. "
                "Speak with your supervisor before you go on."
            )
            % {"count": DAILY_LIMIT}
        )
    if mine.filter(at__gt=at - timedelta(hours=1)).count() >= HOURLY_LIMIT:
        raise TooManyReveals(
            _("You have opened personal data %(count)d times in the last hour. Wait a while, or ask a colleague.")
            % {"count": HOURLY_LIMIT}
        )
