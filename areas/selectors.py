"""Questions about places."""

from areas.models import AdminArea, AdminAreaQuerySet

ZONE_CODE = "410172"


def zone() -> AdminArea:
    """郑州高新技术产业开发区. Raises AdminArea.DoesNotExist before `load_areas` ran."""
    return AdminArea.objects.get(code=ZONE_CODE)


def area_coded(code: str) -> AdminArea:
    return AdminArea.objects.select_related("parent").get(code=code)


def descendants_of(area: AdminArea) -> AdminAreaQuerySet:
    """The area and all below it, in one query."""
    return AdminArea.objects.below(area)


def communities_below(area: AdminArea) -> AdminAreaQuerySet:
    """Communities and villages of the area (itself, when it is one), in one query."""
    return AdminArea.objects.below(area).communities()
