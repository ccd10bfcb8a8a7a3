"""Two people look at the place before it is supported, and again at mid-term; both visits have their record."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants import states
from delivery.community_grants.models import Grant, PaperKind, SiteVisit
from delivery.community_grants.services.moving import demand, demand_words, locked
from delivery.community_grants.services.papers import keep
from web.uploads import check_upload
from workflow.machine import IllegalTransition, Refused

MOMENT_OF = {states.SUBDISTRICT_REVIEW: SiteVisit.Moment.BEFORE, states.MIDTERM: SiteVisit.Moment.MIDTERM}


@dataclass(frozen=True)
class VisitFacts:
    """`companion` is the second visitor; `upload` the photograph of the place."""

    visited_on: date
    companion: Any
    text: str
    upload: IO[bytes]


def record_visit(*, grant: Grant, facts: VisitFacts, by: Any, at: datetime) -> SiteVisit:
    """By one of the two. Raises UploadRefused, NotAllowed, IllegalTransition, Refused."""
    checked = check_upload(facts.upload)
    if not checked.mime.startswith("image/"):
        raise Refused(_("A picture is a photograph (JPEG, PNG or WebP), not a PDF file."))
    text = demand_words(facts.text, _("Write what was seen."))
    with transaction.atomic():
        grant = locked(grant)
        if grant.state not in MOMENT_OF:
            raise IllegalTransition(grant.status.label)
        demand(may.may_visit_site(by, grant))
        _demand_two(grant, facts, by, at)
        name = getattr(facts.upload, "name", "") or ""
        visit = SiteVisit.objects.create(
            grant=grant,
            moment=MOMENT_OF[grant.state],
            visited_on=facts.visited_on,
            visitor=by,
            companion=facts.companion,
            text=text,
            picture=keep(grant, PaperKind.SITE, checked, name, "", None, by, at),
            recorded_at=at,
        )
        data = {"moment": visit.moment, "companion": facts.companion.pk}
        record("community_grants.site_visited", subject=grant, by=by, at=at, data=data)
    return visit


def demand_visit(grant: Grant) -> None:
    """Recorded since the grant came into its present state. Raises Refused."""
    if not grant.site_visits.filter(moment=MOMENT_OF[grant.state], recorded_at__gte=grant.state_since).exists():
        raise Refused(_("Two people visit the place first. Record the site visit."))


def _demand_two(grant: Grant, facts: VisitFacts, by: Any, at: datetime) -> None:
    if facts.companion.pk == by.pk:
        raise Refused(_("Two people go: choose the other one."))
    if not (answer := may.may_come_along(facts.companion, grant)):
        raise Refused(answer.reason)
    if not timezone.localdate(grant.submitted_at) <= facts.visited_on <= timezone.localdate(at):
        raise Refused(_("The visit lies after the grant was handed in, and not in the future."))
