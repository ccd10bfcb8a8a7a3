"""Which form a page of an application asks with."""

from collections.abc import Mapping
from typing import Any

from applications.forms.person import ConsentsForm, PersonForm, PupilForm, ReferredPersonForm
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
    return ReferredPersonForm if scheme.is_confidential else PersonForm
