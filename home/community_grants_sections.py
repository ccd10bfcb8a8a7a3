"""Community grants in "my day": what waits for staff and scorers, and how my organisation's own stand."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import is_staff, roles_of, scope_of
from delivery.community_grants import states
from delivery.community_grants.models import Grant, ScoreSheet
from delivery.community_grants.permissions import DESK, SCORERS
from delivery.community_grants.selectors import waiting_sheets
from home.day import Row, Rows, Section, shown_while

MOST = 8
STATES_OF_ROLE = {
    roles.SUBDISTRICT_OFFICER: (states.SUBMITTED, states.SUBDISTRICT_REVIEW),
    roles.FEDERATION_REVIEWER: (states.SCORING, states.AGREEMENT, states.MIDTERM, states.ACCEPTANCE),
    roles.FEDERATION_APPROVER: (states.SCORING, states.SUSPENDED),
    roles.ACCOUNTANT: tuple(states.PAYABLE),
}


def _waiting(user: Any, now: datetime) -> Rows:
    """My score sheets, and the grants that wait for one of my roles."""
    held = roles_of(user)
    sheets = waiting_sheets(user) if not held.isdisjoint(SCORERS) else ScoreSheet.objects.none()
    wanted = [state for role in held for state in STATES_OF_ROLE.get(role, ())]
    mine = scope_of(user, *STATES_OF_ROLE).q("area") if wanted else Q()
    grants = Grant.objects.filter(mine, state__in=wanted)
    return [] if held.isdisjoint(DESK) else [sheets, grants]


@shown_while(_waiting)
def waiting_community_grants(_now: datetime, sheets: Any, grants: Any) -> Section:
    rows = [
        Row(
            sheet.grant.title,
            reverse("community_grants:score", args=[sheet.grant.reference]),
            _("Waiting for your points"),
            due_at=sheet.grant.due_at,
        )
        for sheet in sheets[:MOST]
    ]
    rows += [_row(grant) for grant in grants.select_related("organisation").order_by("due_at", "pk")[:MOST]]
    return Section(_("Community grants"), "clipboard-check", "", more=reverse("community_grants:desk"), rows=rows)


def _my_own(user: Any, now: datetime) -> Rows:
    """Of the organisations that I act for, what is not finished. Staff have a list of their own for it."""
    ended = (states.ARCHIVED, states.REJECTED, states.WITHDRAWN)
    return [] if is_staff(user) else [Grant.objects.of_representative(user).exclude(state__in=ended)]


@shown_while(_my_own)
def my_community_grants(_now: datetime, own: Any) -> Section:
    rows = [_row(grant) for grant in own.select_related("organisation").order_by("-started_at", "-pk")[:MOST]]
    title = _("Grants of my organisation")
    return Section(title, "people", "", more=reverse("community_grants:mine"), rows=rows, is_public=True)


def _row(grant: Grant) -> Row:
    return Row(
        grant.shown_title,
        reverse("community_grants:grant", args=[grant.reference]),
        grant.organisation.name,
        state=grant.status,
        due_at=grant.due_at,
    )
