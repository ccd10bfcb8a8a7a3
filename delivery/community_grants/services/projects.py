"""A project under way: agreement, milestones with evidence, mid-term, acceptance by three, filing, other ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from areas.deadlines import due_at
from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.models import Acceptance, Acceptor, Grant, Milestone, PaperKind, Statement
from delivery.community_grants.services.money import (
    demand_nothing_on_its_way,
    demand_repayment,
    fix_last_part,
    paid_fen,
    release_parts,
)
from delivery.community_grants.services.moving import LANE, demand, demand_words, locked, move, say
from delivery.community_grants.services.visiting import demand_visit
from delivery.community_grants.workflow import GRANT, MILESTONE
from funds.money import yuan
from workflow.machine import IllegalTransition, Refused


@dataclass(frozen=True)
class AcceptanceFacts:
    """`people`: name and part (Acceptor.Part) of each who accepted; `accepted_fen`: the spending that counts."""

    held_on: date
    result: str
    accepted_fen: int
    text: str
    people: Sequence[tuple[str, str]]
    fix_until: date | None = None


@transaction.atomic
def sign_agreement(*, grant: Grant, signed_on: date, signatory: str, by: Any, at: datetime) -> Grant:
    """Signed by both sides, the paper uploaded: the first part may be paid. Raises Refused."""
    grant = locked(grant)
    signatory = demand_words(signatory, _("Write who signed for the organisation."))
    if not grant.papers.filter(kind=PaperKind.AGREEMENT).exists():
        raise Refused(_("Upload the signed agreement first."))
    if not timezone.localdate(grant.decided_at) <= signed_on <= timezone.localdate(at):
        raise Refused(_("It was signed after the decision and not in the future."))
    if grant.organisation.account_checked_at is None:
        raise Refused(_("The account of the organisation has not been checked yet."))
    return move(grant, "sign", by=by, at=at, signed_on=signed_on, signatory=signatory)


@transaction.atomic
def report_milestone(*, milestone: Milestone, text: str, spent_fen: int, by: Any, at: datetime) -> Milestone:
    """Done, with a picture and what it cost; money that was spent needs its invoices. Raises Refused."""
    grant, milestone = _locked_milestone(milestone)
    if grant.state not in states.WORKING:
        raise IllegalTransition(grant.status.label)
    text = demand_words(text, _("Write what was done."))
    MILESTONE.check("report", milestone, by=by, at=at)
    kinds = set(milestone.papers.values_list("kind", flat=True))
    if not kinds & {PaperKind.PROGRESS, PaperKind.AFTER}:
        raise Refused(_("Add a picture that shows what was done."))
    if spent_fen and PaperKind.INVOICE not in kinds:
        raise Refused(_("Add the invoices of what was spent."))
    milestone.report, milestone.spent_fen = text, spent_fen
    milestone.reported_at, milestone.reported_by = at, by
    milestone.checked_at = milestone.checked_by = None
    columns = ["report", "spent_fen", "reported_at", "reported_by", "checked_at", "checked_by"]
    milestone.save(update_fields=columns)
    MILESTONE.fire("report", milestone, by=by, at=at, data={"grant": grant.reference})
    return milestone


@transaction.atomic
def accept_milestone(*, milestone: Milestone, text: str, by: Any, at: datetime) -> Milestone:
    """Checked against its evidence; `text` may be empty."""
    return _check(milestone, "accept", text.strip(), by, at)


@transaction.atomic
def send_milestone_back(*, milestone: Milestone, text: str, by: Any, at: datetime) -> Milestone:
    """To be put right; says what is missing."""
    return _check(milestone, "rework", demand_words(text, _("Write what is to be put right.")), by, at)


@transaction.atomic
def report_midterm(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """Raises Refused while a milestone of the first half is not reported."""
    grant = locked(grant)
    text = demand_words(text, _("Write how the project stands."))
    GRANT.check("report-midterm", grant, by=by, at=at)
    if grant.milestones.filter(is_first_half=True, state__in=states.TO_REPORT).exists():
        raise Refused(_("Report all milestones before the mid-term check first."))
    move(grant, "report-midterm", by=by, at=at)
    say(grant, Statement.Kind.MIDTERM, text, by=by, at=at)
    return grant


@transaction.atomic
def pass_midterm(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """The second part may be paid. Raises Refused while a milestone of the first half is not accepted against its
    evidence, or nobody has visited the place at mid-term."""
    grant = locked(grant)
    GRANT.check("pass-midterm", grant, by=by, at=at)
    if grant.milestones.filter(is_first_half=True).exclude(state=states.ACCEPTED).exists():
        raise Refused(_("Check all milestones before the mid-term first; each must be accepted."))
    demand_visit(grant)
    move(grant, "pass-midterm", by=by, at=at)
    say(grant, Statement.Kind.CHECK, text.strip() or _text("Mid-term passed"), by=by, at=at)
    return grant


@transaction.atomic
def send_midterm_back(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    grant = locked(grant)
    text = demand_words(text, _("Write what is to be put right."))
    move(grant, "send-back", by=by, at=at)
    say(grant, Statement.Kind.CHECK, text, by=by, at=at)
    return grant


@transaction.atomic
def report_final(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """The project is finished and can be accepted. Raises Refused while a milestone is open or no picture shows it."""
    grant = locked(grant)
    demand(may.may_represent(by, grant))
    text = demand_words(text, _("Write what the project achieved."))
    if grant.state != states.ACCEPTANCE:
        raise IllegalTransition(grant.status.label)
    if grant.milestones.filter(state__in=states.TO_REPORT).exists():
        raise Refused(_("Report all milestones first."))
    if not grant.papers.filter(kind=PaperKind.AFTER).exists():
        raise Refused(_("Add a picture of how it looks now."))
    say(grant, Statement.Kind.FINAL, text, by=by, at=at)
    grant.due_at = due_at(LANE, "acceptance", at)
    grant.save(update_fields=["due_at"])
    record("community_grants.final_report", subject=grant, by=by, at=at)
    return grant


@transaction.atomic
def hold_acceptance(*, grant: Grant, facts: AcceptanceFacts, by: Any, at: datetime) -> Acceptance:
    """At least as many people as the round says, one of them a resident who is not on the committee.

    Passed: the last part is fixed by what was spent, and what was paid beyond it has to come back. Else the project
    stays where it is, with a day until which something is put right, or until an approver ends it. Raises Refused.
    """
    grant = locked(grant)
    GRANT.check("accept", grant, by=by, at=at)
    _demand_ready(grant)
    _demand_acceptance(grant, facts, timezone.localdate(at))
    acceptance = Acceptance.objects.create(
        grant=grant,
        held_on=facts.held_on,
        result=facts.result,
        accepted_fen=facts.accepted_fen,
        text=facts.text.strip(),
        fix_until=facts.fix_until,
        recorded_at=at,
        recorded_by=by,
    )
    Acceptor.objects.bulk_create(Acceptor(acceptance=acceptance, name=n.strip(), part=p) for n, p in facts.people)
    if facts.result != Acceptance.Result.PASS:
        data = {"result": facts.result}
        record("community_grants.acceptance_held", subject=grant, by=by, at=at, data=data)
        return acceptance
    over = fix_last_part(grant, facts.accepted_fen, by=by, at=at)
    move(grant, "accept", by=by, at=at, data={"acceptance": acceptance.pk})
    demand_repayment(grant, over, _text("Paid and not spent, as the acceptance found"), by=by, at=at)
    return acceptance


@transaction.atomic
def archive_grant(*, grant: Grant, by: Any, at: datetime) -> Grant:
    """Filed once every part is paid or not needed and nothing has to come back. Raises Refused."""
    grant = locked(grant)
    GRANT.check("archive", grant, by=by, at=at)
    if grant.tranches.filter(paid_at__isnull=True, cancelled_at__isnull=True).exists():
        raise Refused(_("The last part is not paid yet."))
    if grant.repayments.filter(received_at__isnull=True).exists():
        raise Refused(_("Money still has to come back."))
    return move(grant, "archive", by=by, at=at)


@transaction.atomic
def suspend_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """Nothing is paid until it goes on. Raises Refused while a payment is on its way."""
    grant = locked(grant)
    text = demand_words(text, _("Write why it is suspended and what is expected."))
    GRANT.check("suspend", grant, by=by, at=at)
    demand_nothing_on_its_way(grant)
    move(grant, "suspend", by=by, at=at, suspended_from=grant.state)
    say(grant, Statement.Kind.SUSPENSION, text, by=by, at=at)
    return grant


@transaction.atomic
def resume_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """Back to where it was; its milestones keep their days."""
    grant = locked(grant)
    text = demand_words(text, _("Write why it goes on."))
    if grant.state != states.SUSPENDED:
        raise IllegalTransition(grant.status.label)
    move(grant, f"resume-{grant.suspended_from.replace('_', '-')}", by=by, at=at)
    grant.suspended_from = ""
    grant.save(update_fields=["suspended_from"])
    say(grant, Statement.Kind.SUSPENSION, text, by=by, at=at)
    return grant


@transaction.atomic
def terminate_grant(*, grant: Grant, text: str, counted_fen: int, by: Any, at: datetime) -> Grant:
    """Ended: what is not paid is free again, what was paid and does not count as spent has to come back."""
    grant = locked(grant)
    text = demand_words(text, _("Write why it ends; the reasons are published."))
    GRANT.check("terminate", grant, by=by, at=at)
    paid = paid_fen(grant)
    if not 0 <= counted_fen <= paid:
        raise Refused(_text("Between 0 and the %(paid)s yuan that were paid.") % {"paid": yuan(paid)})
    release_parts(grant, by=by, at=at)
    move(grant, "terminate", by=by, at=at)
    say(grant, Statement.Kind.TERMINATION, text, by=by, at=at)
    demand_repayment(grant, paid - counted_fen, text, by=by, at=at)
    return grant


def _locked_milestone(milestone: Milestone) -> tuple[Grant, Milestone]:
    grant = locked(milestone.grant)
    milestone = Milestone.objects.select_for_update(of=("self",)).get(pk=milestone.pk)
    milestone.grant = grant
    return grant, milestone


def _check(milestone: Milestone, name: str, text: str, by: Any, at: datetime) -> Milestone:
    grant, milestone = _locked_milestone(milestone)
    MILESTONE.check(name, milestone, by=by, at=at)
    if milestone.reported_by_id == by.pk:
        raise Refused(_("You reported this milestone, so somebody else has to check it."))
    milestone.answer, milestone.checked_at, milestone.checked_by = text, at, by
    milestone.save(update_fields=["answer", "checked_at", "checked_by"])
    MILESTONE.fire(name, milestone, by=by, at=at, data={"grant": grant.reference})
    return milestone


def _demand_ready(grant: Grant) -> None:
    if not grant.statements.filter(kind=Statement.Kind.FINAL).exists():
        raise Refused(_("The organisation has not handed in its final report yet."))
    if grant.milestones.exclude(state=states.ACCEPTED).exists():
        raise Refused(_("Check all milestones first; each must be accepted."))
    if not grant.papers.filter(kind=PaperKind.ACCEPTANCE).exists():
        raise Refused(_("Upload the signed acceptance record first."))


def _demand_acceptance(grant: Grant, facts: AcceptanceFacts, today: date) -> None:
    names = {name.strip() for name, _part in facts.people if name.strip()}
    if len(names) < grant.round.acceptors or len(names) != len(facts.people):
        raise Refused(_text("At least %(number)s people accept a project.") % {"number": grant.round.acceptors})
    if Acceptor.Part.RESIDENT not in {part for _name, part in facts.people}:
        raise Refused(_("One of them is a resident who is not on the committee."))
    if facts.held_on > today:
        raise Refused(_("The acceptance has not been held yet."))
    if not 0 <= facts.accepted_fen <= (grant.awarded_fen or 0):
        granted = yuan(grant.awarded_fen or 0)
        raise Refused(_text("The spending that counts is at most the %(granted)s yuan granted.") % {"granted": granted})
    needs_day = facts.result == Acceptance.Result.PASS_WITH_FIX
    if needs_day != (facts.fix_until is not None) or (facts.fix_until and facts.fix_until <= today):
        raise Refused(_("Give a day in the future exactly when something is to be put right."))
    demand_words(facts.text, _("Write what was found."))
