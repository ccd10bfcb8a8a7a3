"""Hardship categories as the schemes name them: those of the registry, and one that follows from a parent's."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import CATEGORIES

LABELS: dict[str, str | Promise] = {
    **{code: category.label for code, category in CATEGORIES.items()},
    "CHILD_OF_DISABLED": _("child of a parent with a disability certificate"),
}

POOR_FAMILY = ("DESTITUTE", "DIBAO", "DIBAO_SINGLE", "MARGINAL", "RIGID_EXPENDITURE")
CHILD = ("ORPHAN", "DE_FACTO_UNATTENDED", "DISABLED", "CHILD_OF_DISABLED")
NONE = "NONE"


def choices(*codes: str) -> list[tuple[str, str | Promise]]:
    return [(code, LABELS[code]) for code in codes]


def question_choices(*codes: str) -> list[tuple[str, str | Promise]]:
    """For the applicant's question: the categories, and none of them."""
    return [*choices(*codes), (NONE, _("None of these"))]
