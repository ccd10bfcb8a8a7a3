"""What the list of a community shows, and nothing else (domain fact book §3.5): tested field by field."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone

from applications.models.notice import last_day_before
from areas.models import AdminArea
from beneficiaries.models import HouseholdMember
from delivery.festival_visits import states
from delivery.festival_visits.models import BoardNotice, Nomination, Season
from protection import masks

MASKED = "PUBLICITY_MASKED"


def shown_list(
    season: Season,
    area: AdminArea,
    homes: Sequence[Nomination],
    *,
    handler: Any,
    posted_at: datetime,
    ends_at: datetime,
) -> dict[str, Any]:
    """The snapshot: plain values for page, board print and archive. Amounts in fen.

    Never: ID number, telephone, address, illness, disability, the ground, photographs. `key` finds the household again
    and is not shown.
    """
    sizes = sizes_of([home.household_id for home in homes])
    listed = [home for home in homes if home.is_listed]
    return {
        "community": area.name,
        "community_en": area.name_en,
        "year": season.year,
        "rows": [
            {
                "key": home.reference,
                "name": masks.name(home.person.name),
                "household_size": sizes.get(home.household_id, 1),
                "amount_fen": season.cash_fen,
                "package": home.package.name_zh if home.package else "",
                "package_en": home.package.name_en if home.package else "",
            }
            for home in listed
        ],
        "unlisted": len(homes) - len(listed),
        "handler": masks.name(str(handler)),
        "phone": season.phone,
        "posted_on": f"{timezone.localtime(posted_at):%Y-%m-%d}",
        "ends_on": f"{last_day_before(ends_at):%Y-%m-%d}",
    }


def rows_still_shown(notice: BoardNotice) -> list[dict[str, Any]]:
    """Without the households that were declined since, or whose person took the consent back. One query."""
    homes = notice.nominations.exclude(state__in=sorted(states.OFF_THE_LIST)).filter(is_listed=True)
    keys = set(homes.values_list("reference", flat=True))
    return [row for row in notice.shown["rows"] if row["key"] in keys]


def sizes_of(household_ids: Sequence[int]) -> dict[int, int]:
    """How many live in each household now."""
    members = HouseholdMember.objects.current().filter(household__in=household_ids)
    return dict(members.order_by().values_list("household").annotate(Count("pk")))
