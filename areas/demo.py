"""Positions of the demo's places: plausible, rounded to about a hundred metres, measured by nobody."""

from datetime import datetime
from decimal import Decimal

from django.db import transaction

from areas.models import AdminArea
from areas.services import update_area

SOURCE = "大致位置(演示),未经测量,使用前请核对"
POSITIONS = {  # north, east
    "410172160-xihuchuntian": ("34.810", "113.571"),
    "410172160-hongheyingyuan": ("34.805", "113.577"),
    "410172160-tonghe": ("34.816", "113.580"),
    "410172160-xixihuayuan": ("34.801", "113.586"),
    "410172160-huawei": ("34.809", "113.592"),
    "410172160-yulin": ("34.797", "113.579"),
    "410172160-honghe": ("34.807", "113.582"),
    "410172160-hongxingjie": ("34.813", "113.597"),
    "410172160-bailutun": ("34.821", "113.588"),
    "410172160-dali": ("34.826", "113.566"),
    "410172360-yuxinyuan": ("34.823", "113.531"),
    "410172360-tangli": ("34.839", "113.513"),
    "410172360-donglianhe": ("34.846", "113.534"),
    "410172560-shixinzhuang": ("34.787", "113.519"),
    "410172560-fengyang": ("34.798", "113.537"),
    "410172561-wawuli": ("34.791", "113.556"),
    "410172561-changchun": ("34.799", "113.562"),
    "410172561-bamianshen": ("34.783", "113.567"),
    "410172562-gouzhao": ("34.832", "113.541"),
    "410172562-guanyue": ("34.838", "113.553"),
}


@transaction.atomic
def load_demo_positions(at: datetime) -> int:
    """Enters those that are missing, leaves what staff entered, and returns how many. Needs the places."""
    missing = AdminArea.objects.filter(code__in=POSITIONS, latitude__isnull=True)
    for area in missing:
        north, east = (Decimal(degrees) for degrees in POSITIONS[area.code])
        update_area(area=area, latitude=north, longitude=east, position_source=SOURCE, by=None, at=at)
    return len(missing)
