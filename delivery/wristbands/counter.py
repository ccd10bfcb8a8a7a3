"""What is asked at the counter: which band, and who will wear it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from applications import states as case_states
from applications.models import Application
from beneficiaries.models import Person
from beneficiaries.selectors import find_person_by_id_number, guardians_of, is_id_number
from beneficiaries.services import look_up
from delivery.wristbands.models import Band
from delivery.wristbands.models.stock import number_in
from delivery.wristbands.tokens import code_in, hash_of
from programs.schemes.wristband.terms import CODE
from protection.access import AccessContext
from protection.sealing import unseal
from web.references import normalise_reference
from workflow.machine import Refused

# What families write into the application for the relation of a contact → the choice at the counter.
RELATION_WORDS: Mapping[str, tuple[str, ...]] = {
    "child": ("儿", "女", "子"),
    "spouse": ("妻", "夫", "老伴", "爱人", "配偶"),
    "grandchild": ("孙",),
    "sibling": ("兄", "弟", "姐", "妹", "哥"),
    "parent": ("父", "母", "爸", "妈"),
    "in_law": ("媳", "婿"),
}


@dataclass(frozen=True)
class Wearer:
    """Whom the number names; `person` is None for somebody who is to be registered, `application` one that waits."""

    person: Person | None = None
    application: Application | None = None
    id_number: str = ""


def band_of_code(text: str) -> Band | None:
    """By the scanned address or by the number that was typed."""
    bands = Band.objects.select_related("batch", "event", "station", "sheet")
    if token := code_in(text):
        return bands.filter(token_hash=hash_of(token)).first()
    number = number_in(text)
    return bands.filter(number=number).first() if number is not None else None


def wearer_of(text: str, *, by: Any, at: datetime) -> Wearer:
    """Raises Refused for a number that names nobody whom this user may see."""
    text = text.strip()
    if not text:
        return Wearer()
    if is_id_number(text) and not text.upper().startswith(("SQ", "RY")):
        return _by_id_number(text, by, at)
    reference = normalise_reference(text)
    case = _waiting_cases(by).filter(reference=reference).first()
    if case is not None:
        return Wearer(case.applicant, case)
    person = Person.objects.visible_to(by).filter(reference=reference, merged_into=None).first()
    if person is None:
        raise Refused(_("No approved application and nobody in the register has this number."))
    return _with_case(person, by)


def contacts_so_far(wearer: Wearer, *, by: Any, at: datetime) -> dict[str, str]:
    """Initial values of the contacts: what the family wrote in the application, else the registered guardians."""
    if wearer.application is not None:
        return _contacts_of_case(wearer.application, by, at)
    if wearer.person is None:
        return {}
    links = guardians_of(wearer.person, on=timezone.localdate(at))[:3]
    return {
        name: value
        for turn, link in enumerate(links, start=1)
        for name, value in (
            (f"contact{turn}_name", link.guardian.name),
            (f"contact{turn}_relation", link.relation),
        )
    }


def _waiting_cases(by: Any) -> Any:
    cases = Application.objects.visible_to(by).filter(program__scheme_code=CODE, state=case_states.APPROVED)
    return cases.select_related("program", "applicant__area__parent")


def _by_id_number(text: str, by: Any, at: datetime) -> Wearer:
    person = look_up(id_number=text, by=by, at=at)
    if person is not None:
        return _with_case(person, by)
    if find_person_by_id_number(text) is not None:
        raise Refused(_("This person is registered in another area; the office responsible there hands out the band."))
    return Wearer(id_number=text)


def _with_case(person: Person, by: Any) -> Wearer:
    return Wearer(person, _waiting_cases(by).filter(applicant=person).first())


def _contacts_of_case(case: Application, by: Any, at: datetime) -> dict[str, str]:
    access = AccessContext(by=by, purpose="case_handling", at=at)
    answers = json.loads(unseal(case, "sensitive_answers", access) or "{}") if case.sensitive_answers else {}
    found = {}
    for turn in (1, 2, 3):
        if name := answers.get(f"contact{turn}_name"):
            found[f"contact{turn}_name"] = name
            found[f"contact{turn}_phone"] = answers.get(f"contact{turn}_phone") or ""
            found[f"contact{turn}_relation"] = _relation(answers.get(f"contact{turn}_relation") or "")
    return found


def _relation(words: str) -> str:
    return next((code for code, signs in RELATION_WORDS.items() if any(sign in words for sign in signs)), "other")
