"""Who holds a role: what a grant said before it ended says nothing about today."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts import roles
from accounts.models import RoleGrant
from accounts.selectors import holders_of, holding, people_with
from areas.models import AdminArea

LATER = datetime(2027, 3, 1, tzinfo=UTC)


def names(rows) -> list[str]:
    return sorted(user.username for user in rows)


def test_whose_grant_has_ended_is_no_longer_found_or_told(cast):
    assert names(holders_of(roles.COMMUNITY_WORKER, at=LATER)) == ["worker", "worker2"]

    RoleGrant.objects.filter(user=cast["worker"]).update(valid_to=LATER)

    assert names(holders_of(roles.COMMUNITY_WORKER, at=LATER - timedelta(seconds=1))) == ["worker", "worker2"]
    assert names(holders_of(roles.COMMUNITY_WORKER, at=LATER)) == ["worker2"]
    assert [one.id for one in people_with(roles.COMMUNITY_WORKER, at=LATER)] == [cast["worker2"].pk]


def test_a_closed_account_holds_nothing(cast):
    cast["worker"].is_active = False
    cast["worker"].save(update_fields=["is_active"])

    assert names(holders_of(roles.COMMUNITY_WORKER, at=LATER)) == ["worker2"]


@pytest.mark.parametrize(("user", "found"), [("worker", ["reviewer", "worker"]), ("worker2", ["reviewer", "worker2"])])
def test_of_places_those_of_the_whole_zone_are_found_too(cast, user, found):
    place = AdminArea.objects.filter(pk__in=RoleGrant.objects.filter(user=cast[user]).values("area"))

    everybody = holding(roles.COMMUNITY_WORKER, roles.FEDERATION_REVIEWER, at=LATER, places=place)

    assert names(everybody) == found
