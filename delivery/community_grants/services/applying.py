"""An organisation applies: a draft kept step by step, handed in when everything is there, returned, completed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.calendar import months_later
from delivery.community_grants.models import BudgetLine, Grant, GrantRound, Milestone, Organisation, Statement
from delivery.community_grants.models.grants import NEEDED, PaperKind
from delivery.community_grants.services.moving import demand, demand_words, locked, move, say
from delivery.community_grants.workflow import GRANT, MILESTONE
from funds.money import yuan
from web.lists import listed
from web.references import new_reference
from workflow.machine import NotAllowed, Refused

PREFIX = "ZL"  # 治理
LONGEST_ANSWERS = 60_000  # characters of one step; far above what its fields take


@dataclass(frozen=True)
class LineFacts:
    label: str
    quote: str
    cost_fen: int
    own_fen: int


@dataclass(frozen=True)
class MilestoneFacts:
    title: str
    deliverable: str
    due_on: date
    is_first_half: bool


@dataclass(frozen=True)
class GrantFacts:
    """What is handed in, checked for its shape by the forms. Amounts in fen."""

    columns: Mapping[str, Any]
    lines: Sequence[LineFacts]
    milestones: Sequence[MilestoneFacts]
    accepts_terms: bool

    @property
    def asked_fen(self) -> int:
        return sum(line.cost_fen - line.own_fen for line in self.lines)


class NotComplete(Refused):
    """Everything that is missing or does not fit, told at once."""

    def __init__(self, problems: Sequence[str | Promise]) -> None:
        self.problems = [str(problem) for problem in problems]
        super().__init__(" ".join(self.problems))


@transaction.atomic
def start_grant(*, round: GrantRound, organisation: Organisation, by: Any, at: datetime) -> Grant:
    """A draft; the one that the organisation has in this round already, whoever of it began.

    Raises Refused outside the window, NotAllowed for whoever does not act for the organisation.
    """
    if not may.represents(by, organisation):
        raise NotAllowed(_("Only a representative of the organisation may do this."))
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    known = Grant.objects.filter(round=round, organisation=organisation, state__in=states.LIVE).first()
    if known:
        return known
    if not round.is_open_on(timezone.localdate(at)):
        raise Refused(_("The round is not open for applications today."))
    grant = Grant.objects.create(
        reference=new_reference(PREFIX),
        round=round,
        organisation=organisation,
        area=organisation.area,
        state=GRANT.initial,
        state_since=at,
        started_at=at,
        edited_at=at,
    )
    record("community_grants.started", subject=grant, by=by, at=at, data={"round": round.code})
    return grant


@transaction.atomic
def save_step(*, grant: Grant, step: str, answers: Mapping[str, Any], is_done: bool, by: Any, at: datetime) -> Grant:
    """Keeps what a page holds, valid or not (autosave). A finished page saved again as it is stays finished."""
    grant = editable(grant, by)
    if sum(len(str(value)) for value in answers.values()) > LONGEST_ANSWERS:
        raise Refused(_("This is too long. Shorten the texts, or hand them in as a paper."))
    stays_done = step in grant.done_steps and grant.answers.get(step) == dict(answers)
    done = [code for code in grant.done_steps if code != step]
    grant.done_steps = [*done, step] if is_done or stays_done else done
    grant.answers = {**grant.answers, step: dict(answers)}
    grant.edited_at = at
    grant.save(update_fields=["answers", "done_steps", "edited_at"])
    return grant


@transaction.atomic
def submit_grant(*, grant: Grant, facts: GrantFacts, by: Any, at: datetime) -> Grant:
    """Hands in. Raises NotComplete with everything that does not fit, NotAllowed, IllegalTransition."""
    grant = locked(grant)
    GRANT.check("submit", grant, by=by, at=at)
    problems = problems_of(grant, facts, today=timezone.localdate(at))
    if problems:
        raise NotComplete(problems)
    _write_parts(grant, facts, at)
    first = grant.submitted_at or at
    return move(grant, "submit", by=by, at=at, asked_fen=facts.asked_fen, submitted_at=first, **facts.columns)


@transaction.atomic
def withdraw_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """The organisation changed its mind before the agreement. Money that was set aside is free again."""
    from delivery.community_grants.services.money import release_parts  # noqa: PLC0415 - money pays what was applied for

    grant = locked(grant)
    was_handed_in = grant.submitted_at is not None
    if was_handed_in:
        text = demand_words(text, _("Write why it is withdrawn."))
    move(grant, "withdraw", by=by, at=at)
    if was_handed_in:
        say(grant, Statement.Kind.WITHDRAWAL, text, by=by, at=at)
    release_parts(grant, by=by, at=at)
    grant.notices.filter(closed_at__isnull=True).update(closed_at=at)
    return grant


def editable(grant: Grant, by: Any) -> Grant:
    """The locked grant, while its organisation may fill it in. Raises NotAllowed, Refused."""
    grant = locked(grant)
    demand(may.may_represent(by, grant))
    if grant.state not in states.EDITABLE:
        raise Refused(_("It was handed in; what it says stays as it is."))
    return grant


def problems_of(grant: Grant, facts: GrantFacts, *, today: date) -> list[str]:
    """Sentences for whoever fills it in, in the order of the pages; empty when it can be handed in."""
    return [
        *_about_organisation(grant),
        *_about_time(grant, facts, today),
        *_about_residents(grant, facts, today),
        *_about_money(grant, facts),
        *_about_milestones(facts),
        *_about_papers(grant),
        *_about_community(grant),
    ]


def _about_organisation(grant: Grant) -> list[str]:
    if grant.organisation.contact_at is not None:
        return []
    return [_text("Nobody is named whom we may call. Enter the contact person on the page of the organisation.")]


def _about_time(grant: Grant, facts: GrantFacts, today: date) -> list[str]:
    starts, ends, most = facts.columns["starts_on"], facts.columns["ends_on"], grant.round.most_months
    found = []
    if grant.state == states.DRAFT and not grant.round.is_open_on(today):
        found.append(_text("The round is not open for applications today."))
    if ends <= starts:
        found.append(_text("The project ends before it begins."))
    elif ends > months_later(starts, most):
        found.append(_text("The project takes longer than %(months)s months.") % {"months": most})
    if starts < today:
        found.append(_text("The project begins in the past; money is granted for what is still ahead."))
    return found


def _about_residents(grant: Grant, facts: GrantFacts, today: date) -> list[str]:
    present, agreed = facts.columns["present"], facts.columns["agreed"]
    found = []
    if facts.columns["met_on"] > today:
        found.append(_text("The residents' meeting has not been held yet."))
    if agreed > present:
        found.append(_text("More residents agreed than were present."))
    elif agreed * 100 < present * grant.round.least_agreed or not present:
        share = grant.round.least_agreed
        found.append(_text("Of the residents present, at least %(share)s %% must agree.") % {"share": share})
    if not facts.accepts_terms:
        found.append(_text("Confirm that nothing on the negative list is paid from the grant."))
    return found


def _about_money(grant: Grant, facts: GrantFacts) -> list[str]:
    if not facts.lines:
        return [_text("The budget is empty.")]
    limits = {"least": yuan(grant.round.least_fen), "most": yuan(grant.round.most_fen), "asked": yuan(facts.asked_fen)}
    if not grant.round.least_fen <= facts.asked_fen <= grant.round.most_fen:
        return [_text("A grant is between %(least)s and %(most)s yuan; the budget asks for %(asked)s.") % limits]
    return []


def _about_milestones(facts: GrantFacts) -> list[str]:
    found = []
    halves = {milestone.is_first_half for milestone in facts.milestones}
    if halves != {True, False}:
        found.append(_text("Name at least one milestone before the mid-term check and one after it."))
    starts, ends = facts.columns["starts_on"], facts.columns["ends_on"]
    if any(not starts <= milestone.due_on <= ends for milestone in facts.milestones):
        found.append(_text("Every milestone is due between the beginning and the end of the project."))
    return found


def _about_papers(grant: Grant) -> list[str]:
    there = set(grant.papers.values_list("kind", flat=True))
    missing = [str(PaperKind(kind).label) for kind in NEEDED if kind not in there]
    return [_text("A paper is missing: %(papers)s") % {"papers": listed(missing)}] if missing else []


def _about_community(grant: Grant) -> list[str]:
    running = Grant.objects.filter(area=grant.area_id, state__in=states.RUNNING).exclude(pk=grant.pk)
    return [_text("Another grant runs in this community; it must be finished first.")] if running.exists() else []


def _write_parts(grant: Grant, facts: GrantFacts, at: datetime) -> None:
    """The parts of the last time give way to these: nothing refers to them before the decision."""
    grant.lines.all().delete()
    grant.milestones.all().delete()
    BudgetLine.objects.bulk_create(
        BudgetLine(grant=grant, position=n, **vars(line)) for n, line in enumerate(facts.lines, start=1)
    )
    Milestone.objects.bulk_create(
        Milestone(grant=grant, position=n, state=MILESTONE.initial, state_since=at, **vars(one))
        for n, one in enumerate(sorted(facts.milestones, key=lambda m: m.due_on), start=1)
    )


@transaction.atomic
def delete_old_drafts(*, before: datetime) -> int:
    """Drafts that were never handed in and not touched since `before`, with their papers; files go with the sweep."""
    old = Grant.objects.filter(submitted_at__isnull=True, edited_at__lt=before)
    old = old.filter(state__in=(states.DRAFT, states.WITHDRAWN))
    for grant in old.select_for_update():
        grant.papers.all().delete()
    _total, by_model = old.delete()
    return by_model.get("community_grants.Grant", 0)
