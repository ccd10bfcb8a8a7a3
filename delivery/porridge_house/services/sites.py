"""Who stands at which counter, and what a meal costs from a day on."""

from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from audit.recording import record
from delivery.porridge_house.models import MealSite, MealTerms, Partner, SiteClerk
from delivery.porridge_house.permissions import may_keep_office
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def appoint_clerk(*, site: MealSite, user: Any, signs_statements: bool = False, by: Any, at: datetime) -> SiteClerk:
    """From now on this person gives meals at the place. Raises NotAllowed, Refused."""
    _demand_office(by)
    if signs_statements and site.partner_id is None:
        raise Refused(_("A kitchen of volunteers has no statements to sign."))
    try:
        with transaction.atomic():
            clerk = SiteClerk.objects.create(site=site, user=user, signs_statements=signs_statements, since=at)
    except IntegrityError as error:
        raise Refused(_("This person stands at the counter of this place already.")) from error
    record("porridge_house.clerk_appointed", subject=clerk, by=by, at=at, data={"site": site.code})
    return clerk


@transaction.atomic
def dismiss_clerk(*, clerk: SiteClerk, by: Any, at: datetime) -> SiteClerk:
    """The next press is refused. Raises NotAllowed."""
    _demand_office(by)
    clerk = SiteClerk.objects.select_for_update(of=("self",)).select_related("site").get(pk=clerk.pk)
    if clerk.ended_at is None:
        clerk.ended_at = at
        clerk.save(update_fields=["ended_at"])
        record("porridge_house.clerk_dismissed", subject=clerk, by=by, at=at, data={"site": clerk.site.code})
    return clerk


@transaction.atomic
def publish_terms(
    *,
    partner: Partner | None,
    valid_from: date,
    price_fen: int,
    opens_at: time,
    closes_at: time,
    source: str,
    by: Any,
    at: datetime,
) -> MealTerms:
    """A new row; nothing that was in force is changed. Raises NotAllowed, Refused."""
    _demand_office(by)
    if closes_at <= opens_at:
        raise Refused(_("Breakfast ends after it begins."))
    if partner is None and price_fen:
        raise Refused(_("Meals of the federation's own kitchens cost nothing."))
    terms = MealTerms.objects.create(
        partner=partner,
        valid_from=valid_from,
        price_fen=price_fen,
        opens_at=opens_at,
        closes_at=closes_at,
        source=source,
        published_at=at,
        published_by=by,
    )
    data = {"price": price_fen, "from": valid_from.isoformat()}
    record("porridge_house.terms_published", subject=terms, by=by, at=at, data=data)
    return terms


def _demand_office(by: Any) -> None:
    """`by=None` is the system: the demo, a command."""
    if by is not None and not (has_role(by, roles.SYSTEM_ADMIN) or may_keep_office(by)):
        raise NotAllowed(may_keep_office(by).reason)
