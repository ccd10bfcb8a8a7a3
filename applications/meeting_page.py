"""The page of one meeting: members, agenda with ballots and counts, minutes; a constant number of queries."""

from dataclasses import dataclass
from functools import cached_property

from applications import states
from applications.models import AgendaItem, Meeting, MeetingMember, Vote
from applications.services.meetings import Count


@dataclass(frozen=True)
class AgendaRow:
    item: AgendaItem
    votes: list[Vote]
    count: Count

    @property
    def is_write_off(self) -> bool:
        """The committee is asked to give up money that does not come back (T43)."""
        return self.item.application.state == states.RECOVERING


class MeetingPage:
    def __init__(self, meeting: Meeting) -> None:
        self.meeting = meeting

    @cached_property
    def members(self) -> list[MeetingMember]:
        return list(self.meeting.members.order_by("pk"))

    @cached_property
    def agenda(self) -> list[AgendaRow]:
        items = self.meeting.items.select_related("application__program", "application__applicant")
        rows = items.prefetch_related("votes__member").order_by("position")
        return [self._row(item) for item in rows]

    def _row(self, item: AgendaItem) -> AgendaRow:
        votes = sorted(item.votes.all(), key=lambda vote: vote.member_id)
        choices = [vote.choice for vote in votes]
        count = Count(len(self.members), choices.count("for"), choices.count("against"), choices.count("recused"))
        return AgendaRow(item, votes, count)
