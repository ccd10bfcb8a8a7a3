"""What is forgotten, and when. Grants that ended long ago: who scored, signed, accepted and was called goes; project,
money and result stay. Organisations without a grant for some years: contact and account go, name and code stay."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from areas.deadlines import period_of
from audit.recording import record
from delivery.community_grants import states
from delivery.community_grants.models import (
    Acceptance,
    Acceptor,
    Grant,
    GrantObjection,
    Milestone,
    Organisation,
    Paper,
    Repayment,
    ScoreLine,
    ScoreSheet,
)
from delivery.community_grants.models.organisations import OrganisationQuerySet
from delivery.community_grants.services.moving import LANE, locked
from protection.sealing import seal

GONE = "—"  # where the database wants words
ENDED = (states.ARCHIVED, states.REJECTED, states.WITHDRAWN, states.TERMINATED)
PER_RUN = 200


def forget_grants(*, at: datetime) -> int:
    """As old as the table of deadlines says; returns how many. Their files go with the sweep of the same night."""
    days, _unit = period_of(LANE, "record_kept")
    due = Grant.objects.filter(state__in=ENDED, state_since__lt=at - timedelta(days=days), forgotten_at__isnull=True)
    return sum(_forget(grant, at) for grant in due.order_by("pk")[:PER_RUN])


@transaction.atomic
def _forget(grant: Grant, at: datetime) -> bool:
    grant = locked(grant)
    if grant.forgotten_at is not None:
        return False
    record("community_grants.grant_forgotten", subject=grant, by=None, at=at)
    _forget_sheets(grant, at)
    _forget_acceptances(grant, at)
    grant.statements.all().delete()
    grant.site_visits.all().delete()
    Paper.objects.filter(grant=grant, public_at__isnull=True).delete()  # public pictures show no face and no name
    Milestone.objects.filter(grant=grant).exclude(report="").update(report=GONE, answer="")
    Repayment.objects.filter(grant=grant).update(reason=GONE)
    _forget_objections(grant)
    grant.answers, grant.in_charge, grant.forgotten_at = {}, "", at
    grant.signatory = GONE if grant.signatory else ""
    grant.save(update_fields=["answers", "in_charge", "signatory", "forgotten_at"])
    return True


def _forget_sheets(grant: Grant, at: datetime) -> None:
    sheets = list(ScoreSheet.objects.filter(grant=grant).order_by("pk"))
    for sheet in sheets:
        record("community_grants.sheet_forgotten", subject=sheet, by=None, at=at)
    ScoreLine.objects.filter(sheet__in=sheets).delete()
    ScoreSheet.objects.filter(grant=grant).delete()


def _forget_acceptances(grant: Grant, at: datetime) -> None:
    meetings = list(Acceptance.objects.filter(grant=grant).order_by("pk"))
    for meeting in meetings:
        record("community_grants.acceptance_forgotten", subject=meeting, by=None, at=at)
    Acceptor.objects.filter(acceptance__in=meetings).delete()
    Acceptance.objects.filter(grant=grant).delete()


def _forget_objections(grant: Grant) -> None:
    rows = GrantObjection.objects.filter(notice__grant=grant)
    rows.update(text=GONE, name="", phone="", phone_mask="")
    rows.exclude(finding="").update(finding=GONE)


def forget_contacts(*, at: datetime) -> int:
    """Organisations that nobody had to call for as long as the table of deadlines says; returns how many.

    The last grant counts, the contact that was entered last, and for a committee the grants that it stands behind.
    """
    days, _unit = period_of(LANE, "contact_kept")
    due = _out_of_use(before=at - timedelta(days=days))
    return sum(_forget_contact(pk, due, at) for pk in due.order_by("pk").values_list("pk", flat=True)[:PER_RUN])


def _out_of_use(*, before: datetime) -> OrganisationQuerySet:
    """Who has a contact that is older, no grant that runs or ended later, and owes nothing back."""
    owed = Repayment.objects.filter(received_at__isnull=True).values("grant")
    grants = Grant.objects.filter(~Q(state__in=ENDED) | Q(state_since__gte=before) | Q(pk__in=owed))
    own = grants.filter(organisation=OuterRef("pk"))
    sponsored = grants.filter(organisation__sponsor=OuterRef("pk"))
    return Organisation.objects.filter(~Exists(own), ~Exists(sponsored), contact_at__lt=before)


@transaction.atomic
def _forget_contact(pk: int, due: OrganisationQuerySet, at: datetime) -> bool:
    """Under the lock that a new grant takes too (applying.start_grant): who comes back in this moment is kept."""
    organisation = Organisation.objects.select_for_update().get(pk=pk)
    if not due.filter(pk=pk).exists():
        return False
    record("community_grants.contact_forgotten", subject=organisation, by=None, at=at)
    organisation.contact_name = organisation.bank_name = ""
    organisation.contact_at = organisation.account_set_at = organisation.account_checked_at = None
    organisation.account_set_by = organisation.account_checked_by = None
    for field in ("phone", "bank_account"):
        seal(organisation, field, "")
    organisation.save()
    organisation.representatives.filter(ended_at__isnull=False).delete()
    return True
