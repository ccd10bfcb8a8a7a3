"""Kilometres between places, and what the database keeps of a position."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from areas.demo import POSITIONS, SOURCE, load_demo_positions
from areas.distance import EARTH_KM, Position, distance_km
from areas.models import AdminArea
from areas.services import update_area
from audit.models import Event
from tests.factories.areas import CommunityFactory, SubdistrictFactory
from tests.factories.volunteers import AT
from tests.policies.areas import AREA

POINTS = st.builds(Position, st.floats(-90, 90), st.floats(-180, 180))
HALF_ROUND = EARTH_KM * 3.141592653589793


@given(POINTS, POINTS)
def test_the_way_back_is_as_long_and_never_longer_than_half_round_the_earth(one, other):
    way = distance_km(one, other)

    assert way == distance_km(other, one)
    assert 0 <= way <= HALF_ROUND + 1e-9


@given(POINTS)
def test_a_place_is_at_no_distance_from_itself(place):
    assert distance_km(place, place) == 0


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        (Position(34.0, 113.0), Position(35.0, 113.0), 111.195),  # a degree to the north
        (Position(0.0, 0.0), Position(0.0, 1.0), 111.195),  # a degree on the equator
        (Position(60.0, 10.0), Position(60.0, 11.0), 55.597),  # half of it at 60°
        (Position(34.8, 113.55), Position(34.8, 113.57), 1.826),
        (Position(0.0, 179.5), Position(0.0, -179.5), 111.195),  # across the date line
        (Position(90.0, 0.0), Position(-90.0, 120.0), 20015.114),
    ],
)
def test_kilometres_between(one, other, km):
    assert round(distance_km(one, other), 3) == km


@pytest.mark.parametrize(
    "wrong",
    [
        {"latitude": Decimal("34.8"), "position_source": "图"},
        {"longitude": Decimal("113.5"), "position_source": "图"},
        {"latitude": Decimal("90.1"), "longitude": Decimal("113.5"), "position_source": "图"},
        {"latitude": Decimal("34.8"), "longitude": Decimal("113.5")},
    ],
    ids=["half", "other half", "beyond the pole", "no source"],
)
@pytest.mark.both_databases
@pytest.mark.django_db
def test_the_database_refuses_a_position_that_is_none(wrong):
    community = CommunityFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        AdminArea.objects.filter(pk=community.pk).update(**wrong)
    with pytest.raises(ValidationError):
        CommunityFactory.build(parent=community.parent, **wrong).full_clean()


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_sub_district_is_no_point_on_a_map(client, administrator):
    whole = {"latitude": Decimal("34.8"), "longitude": Decimal("113.5"), "position_source": "图"}
    subdistrict = SubdistrictFactory()
    client.force_login(administrator)

    page = client.get(reverse("admin:areas_adminarea_change", args=[subdistrict.pk]))

    assert "latitude" not in page.context["adminform"].form.fields
    with pytest.raises(IntegrityError), transaction.atomic():
        AdminArea.objects.filter(pk=subdistrict.pk).update(**whole)


@pytest.mark.django_db
def test_staff_enter_a_position_in_the_back_office(client, administrator, places):
    client.force_login(administrator)
    address = reverse("admin:areas_adminarea_change", args=[places["410172160-xihuchuntian"].pk])
    known = {**AREA, "source": "", "stat_name": ""}

    half = client.post(address, {**known, "latitude": "34.81", "position_source": "天地图"})
    whole = client.post(
        address, {**known, "latitude": "34.81", "longitude": "113.571", "position_source": "天地图 2026-11"}
    )

    area = AdminArea.objects.get(code="410172160-xihuchuntian")
    assert "请同时填写纬度和经度，或都不填。" in half.content.decode()
    assert (half.status_code, whole.status_code) == (200, 302)
    assert area.position == Position(34.81, 113.571)
    assert {"latitude", "longitude", "position_source"} <= set(Event.objects.latest("pk").data["fields"])


@pytest.mark.django_db
def test_the_demo_marks_its_positions_and_leaves_those_of_staff(places, administrator):
    own = places["410172160-tonghe"]
    measured = {"latitude": Decimal("34.9"), "longitude": Decimal("113.6"), "position_source": "实测"}
    update_area(area=own, by=administrator, at=AT, **measured)

    assert (load_demo_positions(AT), load_demo_positions(AT)) == (len(POSITIONS) - 1, 0)

    communities = AdminArea.objects.communities()
    assert set(POSITIONS) == set(communities.values_list("code", flat=True))
    assert dict(communities.values_list("code", "position_source")) == {
        **dict.fromkeys(POSITIONS, SOURCE),
        own.code: "实测",
    }
