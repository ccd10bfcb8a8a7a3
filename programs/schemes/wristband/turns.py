"""Whose turn it is while there are too few bands (W-05). A pure function of the case, by which lists are sorted."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.common_rules import AGE
from programs.rules import YES, Case, Derived, Parameter, any_of, at_least, is_one_of, is_true

MEDICAL_PROOF = Derived("medical_proof", ("medical_proof",), lambda case: case.facts.get("medical_proof") or False)
HAS_DEMENTIA = is_true("has_dementia")
IS_DISABLED = any_of(is_one_of("disability_class", ("intellectual", "mental")), is_true(MEDICAL_PROOF))
IS_OLD = at_least(AGE, Parameter("elder_age"))
PRIORITIES: Mapping[int, str | Promise] = {
    1: _("dementia"),
    2: _("mental or intellectual disability"),
    3: _("old and living alone"),
    4: _("old"),
    5: _("reason not known yet"),
}


def turn(case: Case) -> int:
    if HAS_DEMENTIA.judge(case).outcome is YES:
        return 1
    if IS_DISABLED.judge(case).outcome is YES:
        return 2
    if IS_OLD.judge(case).outcome is YES:
        return 3 if case.facts.get("lives_alone") else 4
    return 5
