"""The decision after the scores: granted with its amount and its reasons, or not; published in full for the full days.

The grantee is an organisation, so the notice names it, the amount and the purpose (domain fact book §3.5, C01).
"""

import hashlib
import json
from datetime import datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from areas.deadlines import due_or_default, end_of, period_of
from areas.models import AdminArea, DeadlineRule
from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.models import Grant, GrantNotice, GrantObjection, GrantRound, Statement
from delivery.community_grants.services.money import release_parts, reserve_parts
from delivery.community_grants.services.moving import LANE, demand, demand_words, locked, move, say
from delivery.community_grants.workflow import GRANT
from funds.money import yuan
from protection.sealing import seal
from workflow.machine import Refused

SYSTEM = None


@transaction.atomic
def award_grant(*, grant: Grant, amount_fen: int, text: str, by: Any, at: datetime) -> Grant:
    """Granted: the money is set aside in three parts and the notice hangs. One running grant per community.

    Locks round, community, grant, fund. Raises Refused, funds' InsufficientFunds, NotAllowed, IllegalTransition.
    """
    GrantRound.objects.select_for_update(of=("self",)).get(pk=grant.round_id)
    AdminArea.objects.select_for_update(of=("self",)).get(pk=grant.area_id)
    grant = locked(grant)
    GRANT.check("award", grant, by=by, at=at)
    text = demand_words(text, _("Write the reasons of the decision; they are published."))
    _demand_score(grant, needs_pass=True)
    _demand_amount(grant, amount_fen)
    _demand_free_community(grant)
    notice = _notice(grant, amount_fen, text, by=by, at=at)
    values = {"awarded_fen": amount_fen, "decided_at": at, "decided_by": by, "due_at": notice.ends_at}
    try:
        with transaction.atomic():
            move(grant, "award", by=by, at=at, data={"notice": notice.pk}, **values)
    except IntegrityError as problem:
        raise Refused(_running()) from problem
    say(grant, Statement.Kind.DECISION, text, by=by, at=at)
    reserve_parts(grant, by=by, at=at)
    return grant


@transaction.atomic
def refuse_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """Not granted, with the reasons: below the points needed, or the money went to better ones."""
    grant = locked(grant)
    text = demand_words(text, _("Write the reasons; the organisation reads them with its points."))
    GRANT.check("refuse", grant, by=by, at=at)
    _demand_score(grant, needs_pass=False)
    move(grant, "refuse", by=by, at=at, decided_at=at, decided_by=by)
    say(grant, Statement.Kind.DECISION, text, by=by, at=at)
    return grant


@transaction.atomic
def revoke_grant(*, grant: Grant, text: str, by: Any, at: datetime) -> Grant:
    """Taken back after an objection that was right. The money is free again. Raises Refused without one."""
    grant = locked(grant)
    text = demand_words(text, _("Write why the grant is taken back."))
    GRANT.check("revoke", grant, by=by, at=at)
    if not GrantObjection.objects.filter(notice__grant=grant, is_upheld=True).exists():
        raise Refused(_("A grant is taken back only after an objection that was found right."))
    move(grant, "revoke", by=by, at=at)
    say(grant, Statement.Kind.DECISION, text, by=by, at=at)
    release_parts(grant, by=by, at=at)
    grant.notices.filter(closed_at__isnull=True).update(closed_at=at)
    return grant


@transaction.atomic
def receive_objection(
    *, grant: Grant, text: str, at: datetime, name: str = "", phone: str = "", by: Any = None
) -> GrantObjection:
    """From anybody, while the notice hangs. Raises Refused afterwards."""
    grant = locked(grant)
    notice = grant.notices.hanging(at).first()
    if grant.state != states.PUBLICITY or notice is None:
        raise Refused(_("The notice has ended. Anything that is wrong can be told as a complaint."))
    due = due_or_default(LANE, "objection", at)
    objection = GrantObjection(notice=notice, text=text.strip(), name=name.strip(), received_at=at, due_at=due)
    seal(objection, "phone", phone)
    objection.save()
    data = {"objection": objection.pk}
    record("community_grants.objection_received", subject=grant, by=by, at=at, data=data)
    return objection


@transaction.atomic
def answer_objection(
    *, objection: GrantObjection, is_upheld: bool, finding: str, by: Any, at: datetime
) -> GrantObjection:
    """By somebody who did not score. Found right, the approver takes the grant back. Raises Refused the second time."""
    grant = locked(objection.notice.grant)
    objection = GrantObjection.objects.select_for_update(of=("self",)).get(pk=objection.pk)
    demand(may.may_answer_objection(by, grant))
    finding = demand_words(finding, _("Write what was found."))
    if objection.answered_at is not None:
        raise Refused(_("This objection is answered already."))
    objection.is_upheld, objection.finding = is_upheld, finding
    objection.answered_at, objection.answered_by = at, by
    objection.save(update_fields=["is_upheld", "finding", "answered_at", "answered_by"])
    data = {"objection": objection.pk, "upheld": is_upheld}
    record("community_grants.objection_answered", subject=grant, by=by, at=at, data=data)
    return objection


def end_notices(*, at: datetime) -> int:
    """Notices whose days are over and against which nothing stands; returns how many. Run twice, it finds none."""
    over = GrantNotice.objects.filter(closed_at__isnull=True, ends_at__lte=at, grant__state=states.PUBLICITY)
    return sum(_end(notice, at) for notice in over.exclude(pk__in=_disputed()).order_by("pk"))


@transaction.atomic
def _end(notice: GrantNotice, at: datetime) -> bool:
    """Looks again under the lock: an objection may have come meanwhile."""
    grant = locked(notice.grant)
    fresh = GrantNotice.objects.filter(pk=notice.pk, closed_at__isnull=True).exclude(pk__in=_disputed())
    if grant.state != states.PUBLICITY or not fresh.exists():
        return False
    move(grant, "end-publicity", by=SYSTEM, at=at, data={"notice": notice.pk})
    fresh.update(closed_at=at)
    return True


def _disputed() -> Any:
    """Notices with an objection that is not answered, or that was right."""
    return GrantObjection.objects.exclude(is_upheld=False, answered_at__isnull=False).values("notice")


def end_of_posting(posted_at: datetime) -> datetime:
    """00:00 after the last full day; the day of posting does not count (民法典 201)."""
    amount, unit = period_of(LANE, "publicity")
    last = timezone.localdate(posted_at) + timedelta(days=amount)
    if unit != DeadlineRule.Unit.DAY:
        last = timezone.localdate(end_of(amount, unit, posted_at))
    return timezone.make_aware(datetime.combine(last + timedelta(days=1), time.min))


def _notice(grant: Grant, amount_fen: int, text: str, *, by: Any, at: datetime) -> GrantNotice:
    ends_at = end_of_posting(at)
    shown = {
        "reference": grant.reference,
        "organisation": grant.organisation.name,
        "community": grant.area.name,
        "project": grant.title,
        "purpose": grant.plan,
        "amount_fen": amount_fen,
        "score": str(grant.score),
        "reasons": text,
        "posted_on": timezone.localdate(at).isoformat(),
        "last_day": timezone.localdate(ends_at - timedelta(microseconds=1)).isoformat(),
    }
    digest = hashlib.sha256(json.dumps(shown, sort_keys=True, ensure_ascii=False).encode()).hexdigest()
    return GrantNotice.objects.create(
        grant=grant, shown=shown, shown_sha256=digest, posted_at=at, posted_by=by, ends_at=ends_at
    )


def _demand_score(grant: Grant, *, needs_pass: bool) -> None:
    if grant.score is None:
        raise Refused(_("Not all score sheets are in yet."))
    if needs_pass and grant.score < grant.round.pass_score:
        raise Refused(
            _text("%(score)s points; %(needed)s are needed.") % {"score": grant.score, "needed": grant.round.pass_score}
        )


def _demand_amount(grant: Grant, amount_fen: int) -> None:
    most = min(grant.asked_fen, grant.round.most_fen)
    if not grant.round.least_fen <= amount_fen <= most:
        limits = {"least": yuan(grant.round.least_fen), "most": yuan(most)}
        raise Refused(_text("The amount is between %(least)s and %(most)s yuan.") % limits)
    promised = Grant.objects.filter(round=grant.round_id, state__in=states.PROMISED)
    left = grant.round.budget_fen - promised.aggregate(n=Sum("awarded_fen", default=0))["n"]
    if amount_fen > left:
        raise Refused(_text("Of the money of this round, %(left)s yuan are left.") % {"left": yuan(left)})


def _demand_free_community(grant: Grant) -> None:
    if Grant.objects.filter(area=grant.area_id, state__in=states.RUNNING).exists():
        raise Refused(_running())


def _running() -> str:
    return _text("Another grant runs in this community; it must be finished first.")
