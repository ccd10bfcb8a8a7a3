"""Asking again for aid that ends: a draft with what is known, confirmed block by block."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, ApplicationDraft
from applications.models.draft import DRAFT_DAYS
from applications.renewal import aid_ends_on, may_renew, program_for
from applications.scopes import may_apply_for_clients
from applications.services.drafts import locked_draft
from applications.services.intake import CannotSubmit
from applications.services.moving import locked
from applications.services.unclaimed import by_page
from applications.unclaimed import prefilled
from audit.recording import record
from programs.history import normal
from protection.access import AccessContext
from protection.sealing import seal, unseal
from workflow.machine import NotAllowed, Refused

BLOCKS = ("household", "income", "papers")  # confirmed on the page of differences; the others are pages of the draft


@transaction.atomic
def start_renewal(*, application: Application, by: Any, at: datetime) -> ApplicationDraft:
    """A draft with the answers of the last case and what the register knows now; the looks at both are recorded.

    A second click gives the same draft. No page counts as done: each is confirmed or changed. Raises NotAllowed.
    """
    application = locked(application)  # two clicks are one draft
    answer = may_renew(by, application, at=at)
    if not answer:
        raise NotAllowed(answer.reason)
    known = _started_before(application, by=by, at=at)
    if known:
        return known
    program = program_for(application, on=timezone.localdate(at))
    draft = ApplicationDraft(
        program=program,
        owner=by,
        for_client=application.owner_id != by.pk and may_apply_for_clients(by),
        renews=application,
        created_at=at,
        updated_at=at,
        expires_at=at + timedelta(days=DRAFT_DAYS),
    )
    answers = json.dumps(_known_answers(application, by=by, at=at), ensure_ascii=False)
    seal(draft, "answers", answers)
    seal(draft, "known_answers", answers)
    draft.save(force_insert=True)
    record("applications.renewal_started", subject=draft, by=by, at=at, data={"renews": application.pk})
    return draft


def _started_before(application: Application, *, by: Any, at: datetime) -> ApplicationDraft | None:
    rows: Any = application.renewals
    draft: ApplicationDraft | None = rows.filter(owner=by, application__isnull=True, expires_at__gt=at).first()
    return draft


def _known_answers(application: Application, *, by: Any, at: datetime) -> dict[str, Any]:
    """By page. The person as the register knows him now, the rest as answered last time."""
    purpose = "own_data" if application.owner_id == by.pk else "case_handling"
    access = AccessContext(by=by, purpose=purpose, at=at)
    sealed = unseal(application, "sensitive_answers", access) if application.sensitive_answers else ""
    answered = {**application.answers, **json.loads(sealed or "{}")}
    used = set(application.claims.values_list("number", flat=True))
    scheme = application.program.scheme
    worker_names = {name for step in scheme.worker_steps for name in step.form_class.base_fields}
    asked = {n: v for n, v in _without_used(answered, used).items() if n not in worker_names}
    registered = prefilled(application.applicant, scheme, by=by, at=at, purpose=purpose)
    return dict(by_page(scheme, {**asked, **registered}))


def _without_used(answers: Mapping[str, Any], used: Iterable[str]) -> dict[str, Any]:
    """A bill or an incident counts once: last year's numbers are not asked for again."""
    used = set(used)
    kept = {}
    for name, value in answers.items():
        if isinstance(value, list):
            kept[name] = [part for part in value if normal(str(part)) not in used]
        elif not isinstance(value, str) or normal(value) not in used:
            kept[name] = value
    return kept


@transaction.atomic
def confirm_block(*, draft: ApplicationDraft, block: str, by: Any, at: datetime) -> ApplicationDraft:
    """The person says that what the register shows of household, income or papers is still so. Raises Refused."""
    draft = locked_draft(draft)
    if draft.renews_id is None or block not in BLOCKS:
        raise Refused(_("There is nothing of this kind to confirm."))
    if block not in draft.confirmed:
        draft.confirmed = [*draft.confirmed, block]
        draft.updated_at, draft.expires_at = at, at + timedelta(days=DRAFT_DAYS)
        draft.save(update_fields=["confirmed", "updated_at", "expires_at"])
        record("applications.renewal_block_confirmed", subject=draft, by=by, at=at, data={"block": block})
    return draft


def known_answers_of(draft: ApplicationDraft, *, by: Any, at: datetime) -> dict[str, Any]:
    """What was known when the renewal was started, by page; the look is recorded like any other."""
    if not draft.known_answers:
        return {}
    return json.loads(unseal(draft, "known_answers", AccessContext(by=by, purpose="own_data", at=at)))


def refuse_unconfirmed(draft: ApplicationDraft, *, at: datetime) -> None:
    """Raises CannotSubmit while a block of a renewal waits, and before the new period has begun."""
    if draft.renews is None:
        return
    if set(BLOCKS) - set(draft.confirmed):
        raise CannotSubmit(_("Compare household, income and papers with last time, and confirm each of them."))
    ends = aid_ends_on(draft.renews)
    if ends and timezone.localdate(at) <= ends:
        raise CannotSubmit(
            _("The aid runs until %(day)s. Hand the application in after that day; the draft is kept.") % {"day": ends}
        )
