"""To which sub-types a child belongs, and the test of 事实无人抚养 (opinion of 2019, part 1). Pure, three-valued."""

from datetime import date

from programs.dates import months_before
from programs.hardship import POOR_FAMILY
from programs.rules import Case
from programs.schemes.child_care_protection.questions import GONE, LOST, TERMS

SEVERE = ("severe", "mental_34")
CONFIRMED_BY_DIRECTOR = ("SEVERE_ILLNESS", "LEFT_BEHIND", "GUARDIAN_RISK")
BY_PARENTS = ("ORPHAN", "DE_FACTO_UNATTENDED")


def is_gone(case: Case, parent: str) -> bool | None:
    state = case.facts.get(f"{parent}_state")
    return None if state is None else state in GONE


def is_unable(case: Case, parent: str) -> bool | None:
    """Severely disabled, seriously ill, deprived of liberty or out of reach for long enough; None while not known."""
    state = case.facts.get(f"{parent}_state")
    if state is None:
        return None
    if state == "disabled":
        return _known(case.facts.get(f"{parent}_disability"), lambda level: level in SEVERE)
    if state == LOST:
        return _known(case.facts.get(f"{parent}_lost_on"), lambda since: since <= _long_ago(case))
    if state in TERMS:
        least = case.parameters["months_away"]
        return _known(case.facts.get(f"{parent}_term_months"), lambda months: months >= least)
    return bool(state == "ill")


def is_orphan(case: Case) -> bool | None:
    return _and(is_gone(case, "father"), is_gone(case, "mother"))


def is_unattended(case: Case) -> bool | None:
    """Both parents unable, or one gone and the other unable."""
    gone = [is_gone(case, parent) for parent in ("father", "mother")]
    unable = [is_unable(case, parent) for parent in ("father", "mother")]
    return _or(_and(*unable), _or(_and(gone[0], unable[1]), _and(unable[0], gone[1])))


def subtypes_of(case: Case) -> frozenset[str] | None:
    """The proven sub-types; None when one is claimed that nothing proves or refutes yet."""
    findings = {
        "ORPHAN": _or(_certified(case, "ORPHAN"), is_orphan(case)),
        "DE_FACTO_UNATTENDED": _or(_certified(case, "DE_FACTO_UNATTENDED"), is_unattended(case)),
        "DISABLED": _certified(case, "DISABLED"),
        "POOR_FAMILY": _certified(case, *POOR_FAMILY),
    }
    claimed = case.facts.get("subtype")
    if claimed in CONFIRMED_BY_DIRECTOR:
        findings[claimed] = case.facts.get("child_seen")
    proven = frozenset(code for code, holds in findings.items() if holds)
    if proven or (claimed is not None and not _is_open(claimed, findings)):
        return proven
    return None


def _is_open(claimed: str, findings: dict[str, bool | None]) -> bool:
    """A certificate that is not there yet may still come; what the parents' situation shows is settled."""
    if claimed in ("DISABLED", "POOR_FAMILY"):
        return True
    return findings.get(claimed, False) is None


def _certified(case: Case, *categories: str) -> bool | None:
    """Yes or not (yet): a missing certificate is no proof of the opposite, which `subtypes_of` takes care of."""
    return not frozenset(categories).isdisjoint(case.facts.get("hardship_categories") or ())


def _long_ago(case: Case) -> date:
    return months_before(case.on, case.parameters["months_away"])


def _known(value, test):
    return None if value is None else bool(test(value))


def _and(a: bool | None, b: bool | None) -> bool | None:
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _or(a: bool | None, b: bool | None) -> bool | None:
    if a or b:
        return True
    return None if a is None or b is None else False
