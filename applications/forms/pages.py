"""Which form a page of an application asks with."""

from collections.abc import Mapping
from typing import Any

from applications.forms.person import (
    ConsentsForm,
    PersonForm,
    PersonOrWardForm,
    PupilForm,
    RecipientForm,
    RecipientOrWardForm,
)
from applications.steps import CONSENTS, PERSON, Page
from beneficiaries.consents import PURPOSES
from programs.eligibility import Case
from programs.scheme import Scheme


def form_of(page: Page, case: Case, scheme: Scheme, data: Any = None, initial: Mapping[str, Any] | None = None) -> Any:
    """The form with what is known; the consents depend on the case (minors)."""
    if page.code == CONSENTS:
        return ConsentsForm(data, initial=initial, needs=scheme.consents_for(case), texts=PURPOSES)
    if page.code == PERSON:
        return form_class_of(page, scheme)(data, initial=initial, on=case.on)
    return form_class_of(page, scheme)(data, initial=initial)


def form_class_of(page: Page, scheme: Scheme) -> Any:
    if page.code != PERSON:
        return scheme.step(page.code).form_class
    if scheme.is_for_minors:
        return PupilForm
    may_be_a_minor = any(need.purpose == "GUARDIAN_MINOR" for need in scheme.consents)
    if scheme.lane == "in_kind":
        return RecipientOrWardForm if may_be_a_minor else RecipientForm
    return PersonOrWardForm if may_be_a_minor else PersonForm
