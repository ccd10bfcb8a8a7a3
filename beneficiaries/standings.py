"""Why a member of a household counts or does not, in words and as choices."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SUPPORTS: tuple[tuple[str, str | Promise], ...] = (
    ("", _("none of these")),
    ("student", _("adult child in full-time education, up to a bachelor's degree")),
    ("dependent", _("adult child who cannot live alone")),
    ("duty", _("bound by a legal duty of support, and living here for long")),
)
AWAYS: tuple[tuple[str, str | Promise], ...] = (
    ("", _("lives here")),
    ("clergy", _("in a religious community")),
    ("prison", _("serving a sentence")),
    ("detox", _("in compulsory detoxification")),
    ("missing", _("declared missing")),
)
WORDS: dict[str, str | Promise] = {
    "self": _("head of the household"),
    "spouse": _("spouse"),
    "minor": _("child below 18"),
    "student": _("adult child in full-time education"),
    "dependent": _("adult child who cannot live alone"),
    "duty": _("legal duty of support, living here for long"),
    "grown_up": _("grown-up child who earns the own living"),
    "no_duty": _("no legal duty of support recorded"),
    "clergy": _("three years or more in a religious community"),
    "prison": _("serving a sentence"),
    "detox": _("in compulsory detoxification"),
    "missing": _("declared missing"),
}
LINES: dict[str, str | Promise] = {
    "counted": _("counted"),
    "excluded": _("excluded by law"),
    "outside": _("outside the twelve months"),
    "member_not_counted": _("of a member who does not count"),
}


def support_choices() -> list[tuple[str, str | Promise]]:
    return list(SUPPORTS)


def away_choices() -> list[tuple[str, str | Promise]]:
    return list(AWAYS)
