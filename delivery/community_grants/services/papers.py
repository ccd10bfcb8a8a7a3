"""Papers and pictures of a grant. A picture is shown to the public once somebody of the federation has looked at it."""

from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from beneficiaries.services.papers import name_hint
from delivery.community_grants import paper_files, states
from delivery.community_grants import permissions as may
from delivery.community_grants.models import Grant, Milestone, Paper, PaperKind
from delivery.community_grants.models.grants import PICTURES
from delivery.community_grants.services.moving import demand, locked
from web.uploads import CheckedUpload, check_upload
from workflow.machine import NotAllowed, Refused

PAPERS_AT_MOST = 60
OF_STAFF = (PaperKind.AGREEMENT, PaperKind.ACCEPTANCE, PaperKind.SITE)


def add_paper(
    *,
    grant: Grant,
    kind: str,
    upload: IO[bytes],
    by: Any,
    at: datetime,
    caption: str = "",
    milestone: Milestone | None = None,
) -> Paper:
    """Checks and keeps a file; the same again gives the same row. Raises UploadRefused, NotAllowed, Refused."""
    checked = check_upload(upload)
    if kind in PICTURES and not checked.mime.startswith("image/"):
        raise Refused(_("A picture is a photograph (JPEG, PNG or WebP), not a PDF file."))
    with transaction.atomic():
        grant = locked(grant)
        _demand_may_add(grant, kind, by)
        same = grant.papers.filter(kind=kind, sha256=checked.sha256, milestone=milestone).first()
        if same:
            return same
        if grant.papers.count() >= PAPERS_AT_MOST:
            raise Refused(_("There are 60 files already. Remove one before you add another."))
        return keep(grant, kind, checked, getattr(upload, "name", "") or "", caption, milestone, by, at)


@transaction.atomic
def remove_paper(*, paper: Paper, by: Any, at: datetime) -> None:
    """While the grant is filled in; the file goes with the next sweep. Raises NotAllowed, Refused."""
    grant = locked(paper.grant)
    demand(may.may_represent(by, grant))
    if grant.state not in states.EDITABLE:
        raise Refused(_("It was handed in; its papers stay."))
    record("community_grants.paper_removed", subject=grant, by=by, at=at, data={"kind": paper.kind})
    Paper.objects.filter(pk=paper.pk).delete()


@transaction.atomic
def publish_picture(*, paper: Paper, by: Any, at: datetime) -> Paper:
    """Anybody sees it on the page of the project. Raises NotAllowed, Refused for what is no picture."""
    grant = locked(paper.grant)
    demand(may.may_manage(by, grant))
    if not paper.is_picture:
        raise Refused(_("Only pictures are made public."))
    paper.public_at, paper.public_by = at, by
    paper.save(update_fields=["public_at", "public_by"])
    record("community_grants.picture_published", subject=grant, by=by, at=at, data={"paper": paper.pk})
    return paper


@transaction.atomic
def hide_picture(*, paper: Paper, by: Any, at: datetime) -> Paper:
    grant = locked(paper.grant)
    demand(may.may_manage(by, grant))
    paper.public_at = paper.public_by = None
    paper.save(update_fields=["public_at", "public_by"])
    record("community_grants.picture_hidden", subject=grant, by=by, at=at, data={"paper": paper.pk})
    return paper


def _demand_may_add(grant: Grant, kind: str, by: Any) -> None:
    """The organisation while it fills in and while the project is under way; staff what they made themselves."""
    if kind in OF_STAFF:
        demand(may.may_manage(by, grant))
        return
    demand(may.may_represent(by, grant))
    if grant.state not in (*states.EDITABLE, states.TRANCHE_1, *states.WORKING):
        raise NotAllowed(_("Papers are added while it is filled in and while the project is under way."))


def keep(
    grant: Grant,
    kind: str,
    checked: CheckedUpload,
    name: str,
    caption: str,
    milestone: Milestone | None,
    by: Any,
    at: datetime,
) -> Paper:
    """Part of a service that asked who may."""
    record("community_grants.paper_added", subject=grant, by=by, at=at, data={"kind": kind})
    return Paper.objects.create(
        grant=grant,
        milestone=milestone,
        kind=kind,
        caption=caption.strip()[:80],
        file=paper_files.write(checked),
        small=paper_files.write_small(checked) if kind in PICTURES else "",
        sha256=checked.sha256,
        bytes=checked.size,
        mime=checked.mime,
        name_hint=name_hint(name),
        added_at=at,
        added_by=by,
    )
