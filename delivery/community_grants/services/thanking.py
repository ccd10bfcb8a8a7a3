"""Thanks for a project: from anybody, once per visitor, without an account and without knowing who it is."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from delivery.community_grants import states
from delivery.community_grants.models import Grant, Thanks
from protection.keys import purpose_key
from workflow.machine import Refused

PURPOSE = "grant-thanks"
KEPT_FOR = timedelta(days=365)
FORGOTTEN, PER_RUN = "forgotten:", 2_000


def visitor_digest(grant: Grant, visitor: str) -> str:
    """Of this visitor for this grant: the same visitor is somebody else at the next grant."""
    return hmac.new(purpose_key(PURPOSE), f"{grant.pk}:{visitor}".encode(), hashlib.sha256).hexdigest()


@transaction.atomic
def give_thanks(*, grant: Grant, visitor: str, at: datetime) -> bool:
    """False when this visitor has thanked before. The unique index decides between two presses at once.

    Raises Refused for a grant that is not under way or finished.
    """
    if grant.state not in states.THANKABLE:
        raise Refused(_("Thanks can be given once the project is under way."))
    try:
        with transaction.atomic():
            Thanks.objects.create(grant=grant, visitor=visitor_digest(grant, visitor), given_on=timezone.localdate(at))
    except IntegrityError:
        return False
    return True


def forget_visitors(*, at: datetime) -> int:
    """A year after filing nobody thanks twice by chance: the number of thanks stays, the digests become random."""
    old = Thanks.objects.filter(grant__state=states.ARCHIVED, grant__state_since__lt=at - KEPT_FOR)
    rows = list(old.exclude(visitor__startswith=FORGOTTEN).only("pk")[:PER_RUN])
    for row in rows:
        row.visitor = FORGOTTEN + secrets.token_hex(16)
    Thanks.objects.bulk_update(rows, ["visitor"])
    return len(rows)
