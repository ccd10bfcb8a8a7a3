"""The roster on paper: everybody's code beside the name, and room to sign, for those without a phone."""

from datetime import datetime

from django.conf import settings
from django.utils.timezone import localtime
from django.utils.translation import override

from volunteers.checkin_codes import personal_address, personal_code
from volunteers.checkin_selectors import people_of
from volunteers.models import Shift, Signup
from web.letter_dates import day_in_letters
from web.qr_codes import qr_svg
from web.typeset import pdf

TEMPLATE = "shift_roster.typ"


def paper_roster(shift: Shift, *, at: datetime) -> bytes:
    """A PDF in Chinese. Names stand on it as the leader sees them; no telephone, no identity number."""
    starts_at, ends_at = localtime(shift.starts_at), localtime(shift.ends_at)
    with override(settings.LANGUAGE_CODE):
        values = {
            "federation": settings.PORTAL_FEDERATION,
            "title": "志愿服务签到表",
            "activity": shift.activity.title_zh,
            "place": shift.place_zh or shift.activity.place_zh,
            "time": f"{starts_at:%Y-%m-%d %H:%M}–{ends_at:%H:%M}",
            "team": shift.activity.team.name_zh,
            "printed": f"打印时间：{localtime(at):%Y-%m-%d %H:%M}",
            "day": day_in_letters(starts_at.date()),
            "people": [
                {
                    "name": line.signup.volunteer.name,
                    "task": _task(line.signup),
                    "code": personal_code(line.signup),
                    "qr": qr_svg(personal_address(line.signup)),
                }
                for line in people_of(shift)
            ],
        }
    return pdf(TEMPLATE, values, at=at)


def _task(signup: Signup) -> str:
    """The task, and for a group how many come under this one name."""
    size = f"（共{signup.party_size}人）" if signup.party_size > 1 else ""
    return f"{signup.role.name_zh}{size}"
