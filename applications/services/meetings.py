"""Calling a meeting, its votes and its minutes. Deciding the cases is up to review (T22) and casework (T12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.models import AgendaItem, Application, Meeting, MeetingMember, Vote
from applications.permissions import did_not_survey, may_handle
from applications.permissions_of_meetings import may_call_meeting, may_keep_minutes
from audit.recording import record
from web.references import new_reference
from workflow.answers import all_of
from workflow.machine import NotAllowed, Refused

WAITING = {  # a write-off is decided by the committee as well (T43)
    Meeting.Kind.COMMITTEE: frozenset({states.COLLECTIVE_REVIEW, states.RECOVERING}),
    Meeting.Kind.PANEL: frozenset({states.APPRAISING}),
}
SIZES = {Meeting.Kind.COMMITTEE: range(3, 100), Meeting.Kind.PANEL: range(5, 10)}


@dataclass(frozen=True)
class Called:
    """Somebody who is called to a meeting; `user` None for a resident without an account."""

    name: str
    user: Any = None


@dataclass(frozen=True)
class Ballot:
    choice: str
    reason: str = ""


@dataclass(frozen=True)
class Count:
    size: int
    votes_for: int
    votes_against: int
    recused: int

    @property
    def present(self) -> int:
        return self.votes_for + self.votes_against

    @property
    def has_quorum(self) -> bool:
        """Two thirds of the members who are not recused voted."""
        return self.present > 0 and self.present * 3 >= (self.size - self.recused) * 2

    @property
    def is_agreed(self) -> bool:
        return self.votes_for > self.votes_against


@transaction.atomic
def call_meeting(
    *,
    kind: str,
    area: Any,
    meets_at: datetime,
    place: str,
    called: Sequence[Called],
    cases: Sequence[Application],
    by: Any,
    at: datetime,
) -> Meeting:
    """The agenda is the order of `cases`. Raises NotAllowed, Refused for a wrong number of members or a wrong case."""
    answer = may_call_meeting(by, kind, area)
    if not answer:
        raise NotAllowed(answer.reason)
    if len(called) not in SIZES[Meeting.Kind(kind)]:
        raise Refused(_SIZE[Meeting.Kind(kind)])
    if not cases:
        raise Refused(_("Put at least one case on the agenda."))
    meeting = Meeting.objects.create(
        reference=new_reference("HY"),
        kind=kind,
        area=area,
        meets_at=meets_at,
        place=place,
        called_at=at,
        called_by=by,
    )
    MeetingMember.objects.bulk_create(MeetingMember(meeting=meeting, user=one.user, name=one.name) for one in called)
    for position, case in enumerate(cases, start=1):
        _put_on_agenda(meeting, case, position, by=by, at=at)
    return meeting


_SIZE = {
    Meeting.Kind.COMMITTEE: _("The committee has at least three members."),
    Meeting.Kind.PANEL: _("A panel has 5 to 9 members."),
}


def _put_on_agenda(meeting: Meeting, case: Application, position: int, *, by: Any, at: datetime) -> None:
    row = Application.objects.select_for_update().get(pk=case.pk)
    if row.state not in WAITING[Meeting.Kind(meeting.kind)] or (meeting.area_id and row.area_id != meeting.area_id):
        raise Refused(_("Case %(reference)s does not wait for this meeting.") % {"reference": row.reference})
    try:
        with transaction.atomic():
            AgendaItem.objects.create(meeting=meeting, application=row, position=position)
    except IntegrityError as error:
        raise Refused(_("Case %(reference)s is on another agenda already.") % {"reference": row.reference}) from error
    record("applications.put_on_agenda", subject=row, by=by, at=at, data={"meeting": meeting.reference})


@transaction.atomic
def record_votes(*, item: AgendaItem, ballots: Mapping[int, Ballot], by: Any, at: datetime) -> AgendaItem:
    """One ballot per member (by id); who has none was absent. Replaces earlier ballots until the item is decided.

    Raises NotAllowed, Refused before the meeting, for a decided item, and for a member with a tie who voted.
    """
    item = _locked(item)
    _may_write(by, item.meeting)
    if item.closed_at:
        raise Refused(_("This item is decided; its votes stay as they are."))
    if item.meeting.meets_at > at:
        raise Refused(_("The meeting has not taken place yet."))
    members = {member.pk: member for member in item.meeting.members.select_related("user")}
    for pk, ballot in ballots.items():
        _check_ballot(members[pk], ballot, item.application)
    item.votes.all().delete()
    Vote.objects.bulk_create(
        Vote(item=item, member_id=pk, choice=ballot.choice, reason=ballot.reason) for pk, ballot in ballots.items()
    )
    record("applications.votes_recorded", subject=item.application, by=by, at=at, data={"item": item.pk})
    return item


def _check_ballot(member: MeetingMember, ballot: Ballot, application: Application) -> None:
    if ballot.choice == Vote.Choice.RECUSED:
        if not ballot.reason.strip():
            raise Refused(_("Write why %(name)s stood back.") % {"name": member.name})
        return
    tie = tie_of(member, application)
    if tie:
        raise Refused(_("%(name)s has to stand back: %(reason)s") % {"name": member.name, "reason": tie})


def tie_of(member: MeetingMember, application: Application) -> str:
    """Why this member must not vote on the case; "" when he may."""
    if member.user is None:
        return ""
    return str(all_of(may_handle(member.user, application), did_not_survey(member.user, application)).reason)


@transaction.atomic
def write_minutes(*, meeting: Meeting, text: str, by: Any, at: datetime) -> Meeting:
    """What was discussed and why it was decided so, in words. Raises NotAllowed, Refused."""
    meeting = Meeting.objects.select_for_update().get(pk=meeting.pk)
    _may_write(by, meeting)
    if not text.strip():
        raise Refused(_("Write the minutes: what was discussed and why it was decided so."))
    if meeting.meets_at > at:
        raise Refused(_("The meeting has not taken place yet."))
    if meeting.minutes and not meeting.items.filter(closed_at__isnull=True).exists():
        raise Refused(_("Every item is decided; the minutes stay as they are."))
    record("applications.minutes_written", subject=meeting, by=by, at=at)
    meeting.minutes, meeting.minuted_at, meeting.minuted_by = text.strip(), at, by
    meeting.save(update_fields=["minutes", "minuted_at", "minuted_by"])
    return meeting


def count_of(item: AgendaItem) -> Count:
    choices = list(item.votes.values_list("choice", flat=True))
    tally = {choice: choices.count(choice) for choice in Vote.Choice.values}
    return Count(item.meeting.members.count(), tally["for"], tally["against"], tally["recused"])


def as_finding(count: Count) -> dict[str, int]:
    """The count as a finding keeps it."""
    return {
        "panel_size": count.size,
        "present": count.present,
        "votes_for": count.votes_for,
        "votes_against": count.votes_against,
        "recused": count.recused,
    }


def held_item(application: Application) -> AgendaItem:
    """The open item of the case with its votes and minutes, locked. Raises Refused, saying what is missing."""
    item = AgendaItem.objects.filter(application=application, closed_at__isnull=True).first()
    if item is None:
        raise Refused(_("Put the case on the agenda of a meeting first."))
    item = _locked(item)
    if not item.votes.exists():
        raise Refused(_("Record the votes of the meeting first."))
    if not item.meeting.minutes:
        raise Refused(_("Write the minutes: what was discussed and why it was decided so."))
    if not count_of(item).has_quorum:
        raise Refused(_("No quorum: two thirds of the members who are not recused must vote."))
    return item


def close_item(item: AgendaItem, at: datetime) -> None:
    item.closed_at = at
    item.save(update_fields=["closed_at"])


def _locked(item: AgendaItem) -> AgendaItem:
    rows = AgendaItem.objects.select_related("meeting", "application__applicant", "application__guardian")
    return rows.select_for_update(of=("self",)).get(pk=item.pk)


def _may_write(by: Any, meeting: Meeting) -> None:
    answer = may_keep_minutes(by, meeting)
    if not answer:
        raise NotAllowed(answer.reason)
