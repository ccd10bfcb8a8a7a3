"""Drafts: started, saved step by step, papers added, handed in once."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from applications import draft_files
from applications.models import ApplicationDraft, DraftPaper
from applications.models.draft import DRAFT_DAYS
from audit.recording import record
from beneficiaries.services.papers import name_hint
from programs.models import Program
from protection.access import AccessContext
from protection.sealing import companions, seal, unseal
from web.uploads import check_upload
from workflow.machine import Refused

PAPERS_AT_MOST = 30


class HandedIn(Refused):
    """The draft became a case meanwhile; `reference` is its receipt number."""

    def __init__(self, reference: str) -> None:
        super().__init__(_("This application was handed in already."))
        self.reference = reference


def answers_of(draft: ApplicationDraft, *, by: Any, at: datetime) -> dict[str, Any]:
    """Everything typed so far, by step; the look is recorded like any other."""
    if not draft.answers:
        return {}
    return json.loads(unseal(draft, "answers", AccessContext(by=by, purpose="own_data", at=at)))


@transaction.atomic
def start_draft(*, program: Program, for_client: bool, by: Any, at: datetime) -> ApplicationDraft:
    """An empty draft. One that the same person left empty for the same program is given back instead."""
    empty = ApplicationDraft.objects.filter(
        program=program, owner=by, for_client=for_client, answers="", application__isnull=True, expires_at__gt=at
    ).first()
    if empty:
        return empty
    draft = ApplicationDraft.objects.create(
        program=program,
        owner=by,
        for_client=for_client,
        created_at=at,
        updated_at=at,
        expires_at=at + timedelta(days=DRAFT_DAYS),
    )
    record("applications.draft_started", subject=draft, by=by, at=at, data={"program": program.slug})
    return draft


@transaction.atomic
def save_step(
    *, draft: ApplicationDraft, step: str, answers: Mapping[str, Any], is_done: bool, by: Any, at: datetime
) -> ApplicationDraft:
    """Keeps what a page holds, finished or not (autosave); the draft lives another 90 days from now.

    A finished page that is saved again as it is stays finished, so that no late autosave undoes it.
    """
    draft = locked_draft(draft)
    known = answers_of(draft, by=by, at=at)
    stays_done = step in draft.done_steps and known.get(step) == dict(answers)
    seal(draft, "answers", json.dumps({**known, step: dict(answers)}, ensure_ascii=False))
    done = [code for code in draft.done_steps if code != step]
    draft.done_steps = [*done, step] if is_done or stays_done else done
    draft.updated_at, draft.expires_at = at, at + timedelta(days=DRAFT_DAYS)
    draft.save(update_fields=[*companions(ApplicationDraft, "answers"), "done_steps", "updated_at", "expires_at"])
    if is_done:
        record("applications.draft_step_done", subject=draft, by=by, at=at, data={"step": step})
    return draft


def add_draft_paper(*, draft: ApplicationDraft, kind: str, upload: IO[bytes], by: Any, at: datetime) -> DraftPaper:
    """Checks and keeps a file. Raises web.uploads.UploadRefused, Refused when there are too many."""
    checked = check_upload(upload)
    with transaction.atomic():
        draft = locked_draft(draft)
        if draft.papers.count() >= PAPERS_AT_MOST:
            raise Refused(_("There are 30 files already. Remove one before you add another."))
        same = draft.papers.filter(kind=kind, sha256=checked.sha256).first()
        if same:
            return same
        record("applications.draft_paper_added", subject=draft, by=by, at=at, data={"kind": kind})
        return DraftPaper.objects.create(
            draft=draft,
            kind=kind,
            file=draft_files.write(checked),
            sha256=checked.sha256,
            bytes=checked.size,
            mime=checked.mime,
            name_hint=name_hint(getattr(upload, "name", "") or ""),
            added_at=at,
        )


@transaction.atomic
def remove_draft_paper(*, paper: DraftPaper, by: Any, at: datetime) -> None:
    """The row goes now, the file with the next sweep."""
    draft = locked_draft(paper.draft)
    record("applications.draft_paper_removed", subject=draft, by=by, at=at, data={"kind": paper.kind})
    paper.delete()


@transaction.atomic
def discard_draft(*, draft: ApplicationDraft, by: Any, at: datetime) -> None:
    """The person changed his mind: nothing of it is kept. Raises HandedIn once it was handed in."""
    draft = locked_draft(draft)
    record("applications.draft_discarded", subject=draft, by=by, at=at)
    draft.papers.all().delete()
    draft.delete()


def delete_expired_drafts(*, at: datetime) -> int:
    """Drafts nobody touched for 90 days; returns how many."""
    expired = ApplicationDraft.objects.filter(expires_at__lte=at, application__isnull=True)
    with transaction.atomic():
        DraftPaper.objects.filter(draft__in=expired).delete()
        _total, by_model = expired.delete()
    return by_model.get("applications.ApplicationDraft", 0)


def locked_draft(draft: ApplicationDraft) -> ApplicationDraft:
    rows = ApplicationDraft.objects.select_for_update(of=("self",)).select_related("program", "application")
    draft = rows.get(pk=draft.pk)
    if draft.application:
        raise HandedIn(draft.application.reference)
    return draft
