"""What the family signs: 诚信承诺书 and 家庭经济状况核对授权书. Numbers are written by hand."""

from collections.abc import Callable
from typing import Any

from applications.facts import scheme_of
from applications.models import Application


def asks_for(kind: str) -> Callable[[Application], bool]:
    """Whether the scheme of the case has this paper."""
    return lambda application: any(paper.kind == kind for paper in scheme_of(application).papers)


def named(application: Application, is_staff: bool) -> dict[str, Any]:
    return {"name": str(application.shown_name)}
