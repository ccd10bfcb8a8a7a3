"""What becomes of a band on somebody's arm: out of use for a time, lost, broken, replaced, ended."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from beneficiaries.models import Person
from delivery.wristbands import states
from delivery.wristbands.choices import EndReason, MovementKind, ReplaceReason
from delivery.wristbands.models import Alert, Band, Issue
from delivery.wristbands.services.issuing import Consent, Contact, issue_band
from delivery.wristbands.services.moving import fire
from delivery.wristbands.services.stock import lock_batches, move_bands
from delivery.wristbands.workflow import ALERT, ISSUE
from protection.access import AccessContext
from protection.sealing import unseal_many
from workflow.machine import Refused

MOVES: Mapping[str, str] = {"lose": MovementKind.LOSE, "damage": MovementKind.DAMAGE}
FIRST = {ReplaceReason.LOST: "lose", ReplaceReason.BROKEN: "damage"}


@transaction.atomic
def suspend_band(*, issue: Issue, by: Any, at: datetime) -> Issue:
    """For a stay in hospital or a search of the right telephone; scans show the page of an unknown code."""
    issue = locked(issue)
    fire(ISSUE, "suspend", issue, by=by, at=at)
    return issue


@transaction.atomic
def resume_band(*, issue: Issue, by: Any, at: datetime) -> Issue:
    """In use again. A band that was lost and came back to its wearer is issued again in the stock, too."""
    issue = locked(issue)
    was_lost = issue.state == states.LOST
    fire(ISSUE, "resume", issue, by=by, at=at)
    if issue.bound_at is None:
        raise Refused(_("This band was never in use."))
    if was_lost:
        move_bands([issue.band], MovementKind.REGAIN, by=by, at=at)
    return issue


@transaction.atomic
def report_lost(*, issue: Issue, by: Any, at: datetime) -> Issue:
    """Lost bands alarm nobody any more: whoever finds the band has not found its wearer."""
    return _leaves(locked(issue), "lose", by, at)


@transaction.atomic
def report_damaged(*, issue: Issue, by: Any, at: datetime) -> Issue:
    return _leaves(locked(issue), "damage", by, at)


@transaction.atomic
def retire_band(*, issue: Issue, reason: str, by: Any, at: datetime) -> Issue:
    """The wearer died, moved away, or does not want it; alerts end, and the personal part goes after its months."""
    if reason not in EndReason.values or reason == EndReason.REPLACED:
        raise Refused(_("Choose why the service ends."))
    issue = locked(issue)
    _end(issue, "retire", reason, by, at)
    return issue


@transaction.atomic
def replace_band(*, issue: Issue, band: Band, reason: str, consent: Consent, by: Any, at: datetime) -> Issue:
    """Another band for the same wearer, with the same contacts; the old code opens nothing from now on.

    Returns the new issue. Raises NotAllowed, Refused, IllegalTransition.
    """
    issue = locked(issue)
    ISSUE.check("replace", issue, by=by, at=at)
    contacts, wearer = _contacts_of(issue, at), issue.wearer
    if wearer is None:
        raise Refused(_("This band is not worn any more."))
    first = FIRST.get(ReplaceReason(reason))
    if first and issue.state not in (states.LOST, states.DAMAGED):
        issue = _leaves(issue, first, by, at)
    _end(issue, "replace", EndReason.REPLACED, by, at)
    return issue_band(
        band=band, wearer=wearer, facts={}, contacts=contacts, consent=consent, replaces=issue, by=by, at=at
    )


def end_after_withdrawal(person: Person, at: datetime) -> None:
    """The consent was taken back: no scan may reach anybody any more. In the transaction of the withdrawal."""
    rows = Issue.objects.live().filter(wearer__in=Person.objects.same_as(person)).order_by("pk")
    for issue in rows:
        _end(locked(issue), "withdraw", EndReason.REFUSED, None, at)


def locked(issue: Issue) -> Issue:
    lock_batches([issue.band.batch_id])
    return Issue.objects.select_for_update(of=("self",)).select_related("band", "wearer", "area").get(pk=issue.pk)


def _leaves(issue: Issue, name: str, by: Any, at: datetime) -> Issue:
    fire(ISSUE, name, issue, by=by, at=at)
    move_bands([issue.band], MOVES[name], by=by, at=at)
    _end_alerts(issue, at)
    return issue


def _end(issue: Issue, name: str, reason: str, by: Any, at: datetime) -> None:
    fire(ISSUE, name, issue, by=by, at=at, ended_at=at, end_reason=reason)
    _end_alerts(issue, at)


def _end_alerts(issue: Issue, at: datetime) -> None:
    """Except of somebody who is still searched for, with or without a band."""
    for alert in Alert.objects.live().select_for_update().filter(issue=issue).exclude(state=states.MISSING):
        fire(ALERT, "end_band", alert, by=None, at=at, closed_at=at)


def _contacts_of(issue: Issue, at: datetime) -> list[Contact]:
    rows = list(issue.contacts.order_by("position"))
    phones = unseal_many(rows, "phone", AccessContext(by=None, purpose="transfer", at=at))
    return [Contact(row.name, row.relation, phones[row.pk]) for row in rows]
