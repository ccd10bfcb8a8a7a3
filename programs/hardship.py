"""Hardship categories as codes (domain: 困难类别). The certificates themselves live in beneficiaries."""

from django.utils.translation import gettext_lazy as _

LABELS = {
    "DESTITUTE": _("Destitute support (tekun)"),
    "DIBAO": _("Minimum living allowance (dibao)"),
    "DIBAO_SINGLE": _("Minimum living allowance as a one-person household"),
    "MARGINAL": _("Marginal household (dibao bianyuan)"),
    "RIGID_EXPENDITURE": _("Household with rigid expenditure"),
    "RELAPSE_MONITOR": _("Monitored against falling back into poverty"),
    "ORPHAN": _("Orphan"),
    "DE_FACTO_UNATTENDED": _("Child in fact without a caring parent"),
    "DISABLED_PUPIL": _("Pupil with a disability"),
    "CHILD_OF_DISABLED": _("Child of a parent with a disability"),
    "SUDDEN": _("Sudden serious hardship"),
}

POOR_FAMILY = ("DESTITUTE", "DIBAO", "DIBAO_SINGLE", "MARGINAL", "RIGID_EXPENDITURE")
CHILD = ("ORPHAN", "DE_FACTO_UNATTENDED", "DISABLED_PUPIL", "CHILD_OF_DISABLED")
NONE = "NONE"


def choices(*codes: str) -> list[tuple[str, object]]:
    return [(code, LABELS[code]) for code in codes]


def question_choices(*codes: str) -> list[tuple[str, object]]:
    """For the applicant's question: the categories, and none of them."""
    return [*choices(*codes), (NONE, _("None of these"))]
