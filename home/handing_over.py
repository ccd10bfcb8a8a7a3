"""The desk of somebody who leaves, given to colleagues in one recorded step; the account is closed when it is empty."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import is_system_admin
from accounts.services import deactivate_user
from applications.workload import Desk
from audit.recording import record
from home.open_work import Piece, Receivers, open_work_of
from workflow.answers import Answer, no
from workflow.machine import NotAllowed, WorkflowError


class HandoverRefused(Exception):
    """Nothing was handed over; `problems` are the sentences by key of the piece."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(", ".join(problems))
        self.problems = dict(problems)


@dataclass(frozen=True)
class Proposal:
    """A piece with whom it would go to; `answer` says why not."""

    piece: Piece
    people: Sequence[User]
    to: User | None
    answer: Answer | None

    @property
    def problem(self) -> str:
        return str(self.answer.reason) if self.answer is not None and not self.answer else ""


def propose_one(leaver: User, to: User, *, at: datetime) -> list[Proposal]:
    """Everything to one colleague, each piece checked."""
    receivers = Receivers(leaver, at=at)
    return [_proposal(piece, receivers, to) for piece in open_work_of(leaver, at=at)]


def propose_split(leaver: User, *, at: datetime) -> list[Proposal]:
    """Each case to the least loaded of its community without a tie; the rest in turn among those who may."""
    receivers, desk = Receivers(leaver, at=at), Desk(at, frozenset({leaver.pk}))
    given: Counter[int] = Counter()
    proposals = []
    for piece in open_work_of(leaver, at=at):
        to = _least_loaded(piece, desk) or _in_turn(piece, receivers, given)
        if to is not None:
            given[to.pk] += 1
        proposals.append(_proposal(piece, receivers, to))
    return proposals


def _least_loaded(piece: Piece, desk: Desk) -> User | None:
    if piece.kind != "case":
        return None
    to = desk.suggest(piece.row)
    if to is not None:
        desk.give(piece.row, to)
    return to


def _in_turn(piece: Piece, receivers: Receivers, given: Counter[int]) -> User | None:
    if not piece.can_be_given:
        return None
    people = sorted(receivers.of(piece), key=lambda user: (given[user.pk], user.username))
    return next((user for user in people if piece.check(user)), None)


def _proposal(piece: Piece, receivers: Receivers, to: User | None) -> Proposal:
    if not piece.can_be_given:
        return Proposal(piece, (), None, None)
    people = receivers.of(piece)
    if to is not None and to not in people:
        people = [*people, to]
    return Proposal(piece, people, to, piece.check(to) if to else None)


def chosen(leaver: User, receivers: Mapping[str, User], refused: HandoverRefused, *, at: datetime) -> list[Proposal]:
    """What was chosen on the page, with the reason in the rows that did not work."""
    found = Receivers(leaver, at=at)
    rows = [_proposal(piece, found, receivers.get(piece.key)) for piece in open_work_of(leaver, at=at)]
    return [
        Proposal(row.piece, row.people, row.to, no(refused.problems[row.piece.key]))
        if row.piece.key in refused.problems
        else row
        for row in rows
    ]


@transaction.atomic
def hand_over_work(*, leaver: User, receivers: Mapping[str, User], by: User, at: datetime) -> int:
    """Gives each piece (by key) to its receiver: all of them or none. Returns how many.

    Locks the leaver, so that two administrators do not share out the same desk. Raises NotAllowed for anybody but an
    administrator, HandoverRefused with the sentence of each piece that cannot go to its receiver.
    """
    if not is_system_admin(by):
        raise NotAllowed(_("An administrator hands over the work of somebody who leaves."))
    User.objects.select_for_update().get(pk=leaver.pk)
    pieces = [piece for piece in open_work_of(leaver, at=at) if piece.key in receivers and piece.can_be_given]
    problems, given = {}, Counter[str]()
    for piece in pieces:
        try:
            piece.give(receivers[piece.key], by=by, at=at)
        except WorkflowError as error:
            problems[piece.key] = str(error)
        else:
            given[str(receivers[piece.key].pk)] += 1
    if problems:
        raise HandoverRefused(problems)
    if pieces:
        record("accounts.work_handed_over", subject=leaver, by=by, at=at, data={"receivers": dict(given)})
    return len(pieces)


@transaction.atomic
def close_account_of(*, leaver: User, by: User, at: datetime) -> User:
    """Raises accounts.services.WorkWaits while anything waits for him; then it has to be handed over first."""
    if not is_system_admin(by):
        raise NotAllowed(_("An administrator hands over the work of somebody who leaves."))
    return deactivate_user(user=leaver, by=by, at=at)
