"""Noting that something due was published."""

from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from audit.recording import record
from disclosure.deadlines import Due
from disclosure.models import Done, Pack
from disclosure.permissions import may_keep
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def note_done(*, due: Due, published_on: date, where: str, pack: Pack | None = None, by: Any, at: datetime) -> Done:
    """Once per deadline; the reminders stop. Raises NotAllowed, Refused."""
    answer = may_keep(by)
    if not answer:
        raise NotAllowed(answer.reason)
    if published_on > localdate(at):
        raise Refused(_("The day of publication lies ahead."))
    if not where.strip():
        raise Refused(_("Say where it was published."))
    done = Done(
        rule_code=due.rule.code, subject_key=due.clock.key, due_on=due.due_on, published_on=published_on,
        where=where.strip(), pack=pack, noted_at=at, noted_by=by,
    )  # fmt: skip
    try:
        with transaction.atomic():
            done.save(force_insert=True)
    except IntegrityError as error:
        raise Refused(_("Somebody noted it already.")) from error
    record("disclosure.done_noted", subject=done, by=by, at=at, data={"rule": due.rule.code, "about": due.clock.key})
    return done
