"""Kinds of papers. The common ones are here (domain fact book §2.0); schemes register their own."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

_labels: dict[str, str | Promise] = {
    "DOC_ID": _("Identity card"),
    "DOC_HUKOU": _("Household register"),
    "DOC_RESIDENCE": _("Residence permit, lease or statement of the community"),
    "DOC_HARDSHIP": _("Certificate of hardship"),
    "DOC_INCOME_DECL": _("Declaration of family income and property"),
    "DOC_AUTH": _("Authorisation of the economic check"),
    "DOC_PLEDGE": _("Truth pledge"),
    "DOC_BANK": _("Copy of the bank card"),
    "DOC_GUARDIAN": _("Proof of guardianship"),
    "DOC_AGENT": _("Letter of authority"),
    "DOC_REQUEST": _("Application form, signed"),
    "DOC_PHOTO": _("Photograph of a home visit"),
    "DOC_ANSWER": _("Answer of the body asked"),
    "DOC_BOARD": _("Photograph of the notice on the board"),
    "DOC_SURVEY_FORM": _("Signature on a survey form"),
}


# Papers about the person, which serve the next matter too. What is signed for one matter (request, pledge,
# authorisation) is signed anew.
ABOUT_THE_PERSON = frozenset(
    {"DOC_ID", "DOC_HUKOU", "DOC_RESIDENCE", "DOC_HARDSHIP", "DOC_INCOME_DECL", "DOC_BANK", "DOC_GUARDIAN"}
)
# Papers that speak of everybody at home, whoever handed them in.
ABOUT_THE_HOUSEHOLD = frozenset({"DOC_HUKOU", "DOC_RESIDENCE", "DOC_INCOME_DECL"})


def register_kind(code: str, label: str | Promise) -> None:
    """Adds the kind of a scheme; the first label stays."""
    _labels.setdefault(code, label)


def label_of(code: str) -> str | Promise:
    return _labels.get(code, code)


def reusable_choices() -> list[tuple[str, str | Promise]]:
    return [(code, label) for code, label in _labels.items() if code in ABOUT_THE_PERSON]


def kind_choices() -> list[tuple[str, str | Promise]]:
    return list(_labels.items())
