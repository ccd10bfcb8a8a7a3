"""空表: the forms that a family signs, to be printed before there is a case. In Chinese like every paper."""

from datetime import UTC, date, datetime, time

from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from programs.documents import KINDS
from programs.models import Program
from web.typeset import pdf

DAY = 24 * 3600  # seconds


def has_blank(program: Program, kind: str) -> bool:
    return any(paper.kind == kind and paper.has_blank for paper in program.scheme.papers)


def blank_form(program: Program, kind: str, *, on: date) -> bytes:
    """Set once a day and program, because anybody may ask for it."""
    key = f"blank-form:{program.pk}:{kind}:{on}"
    found = cache.get(key)
    if found is None:
        found = _typeset(program, kind, on)
        cache.set(key, found, DAY)
    return bytes(found)


def _typeset(program: Program, kind: str, on: date) -> bytes:
    with translation.override("zh-hans"):
        values = {
            "federation": settings.PORTAL_FEDERATION,
            "program": program.title_zh,
            "name": "",
            "reference": "",
            "printed": "",
        }
        return pdf(KINDS[kind].blank, values, at=datetime.combine(on, time.min, tzinfo=UTC))
