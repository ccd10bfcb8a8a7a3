"""How far two places are from each other, as the crow flies."""

from math import asin, cos, radians, sin, sqrt
from typing import NamedTuple

EARTH_KM = 6371.0088  # mean radius of the IUGG


class Position(NamedTuple):
    """Degrees north and east, as one map shows them."""

    latitude: float
    longitude: float


def distance_km(one: Position, other: Position) -> float:
    """Along the great circle (haversine); within half a percent of the ellipsoid."""
    north, south = radians(one.latitude), radians(other.latitude)
    across = sin((north - south) / 2) ** 2
    along = cos(north) * cos(south) * sin(radians(one.longitude - other.longitude) / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(across + along)))
