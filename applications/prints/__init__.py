"""Papers of a case as PDF (domain rules §8): letters to the family, forms to sign, the sheet for the board.

Papers are in Chinese whatever language the reader chose: they are documents of the federation. Numbers that identify
are masked on paper as on the screen.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from applications.models import Application
from applications.prints import forms, letters, pledges
from beneficiaries.models import Document
from beneficiaries.permissions import may_open_document
from beneficiaries.services import open_document
from web.letter_dates import day_in_letters, printed_by
from web.typeset import pdf


def no_signatures(application: Application) -> Mapping[str, Document]:
    return {}


@dataclass(frozen=True)
class Print:
    """One paper: its Typst template, the cases that have it, and what stands on it. `for_family`: not staff alone.

    `signatures` are drawn ones that the template sets beside the names, by key.
    """

    code: str
    title: str | Promise
    template: str
    exists: Callable[[Application], bool]
    values: Callable[[Application, bool], dict[str, Any]]
    for_family: bool = True
    signatures: Callable[[Application], Mapping[str, Document]] = no_signatures


PRINTS = (
    Print("acceptance", _("Notice of acceptance"), "acceptance.typ", letters.is_accepted, letters.acceptance),
    Print(
        "supplement", _("One-time notice of missing papers"), "supplement.typ", letters.was_returned, letters.supplement
    ),
    Print("refusal", _("Notice of refusal or ending"), "refusal.typ", letters.is_refused, letters.refusal),
    Print("approval", _("Notice of approval"), "approval.typ", letters.is_approved, letters.approval),
    Print(
        "form",
        _("Application and approval form"),
        "approval_form.typ",
        lambda application: True,
        forms.approval_form,
    ),
    Print("pledge", _("Truth pledge"), "pledge.typ", pledges.asks_for("DOC_PLEDGE"), pledges.named),
    Print(
        "authorisation",
        _("Authorisation to check the economic situation"),
        "authorisation.typ",
        pledges.asks_for("DOC_AUTH"),
        pledges.named,
    ),
    Print(
        "survey",
        _("Form for the home survey"),
        "survey_form.typ",
        forms.is_surveyed,
        forms.survey_form,
        False,
        forms.survey_signatures,
    ),
    Print("notice", _("Public notice for the board"), "public_notice.typ", forms.is_posted, forms.public_notice, False),
)


def prints_of(application: Application, *, is_staff: bool) -> Iterable[Print]:
    """The papers that this case has by now, for this kind of reader."""
    return [one for one in PRINTS if (is_staff or one.for_family) and one.exists(application)]


def typeset(one: Print, application: Application, *, is_staff: bool, by: Any, at: datetime) -> bytes:
    """The PDF; its foot says who printed it and when, so that a sheet that lies around has a name."""
    with translation.override("zh-hans"):
        values = one.values(application, is_staff)
        frame = {
            "federation": settings.PORTAL_FEDERATION,
            "day": day_in_letters(at),
            "printed": printed_by(by, at),
            "reference": application.reference,
            "program": application.program.title_zh,
            "phone": application.program.phone,
        }
        frame["signatures"] = _opened(one.signatures(application), by, at)
        return pdf(one.template, {**frame, **values}, at=at)


def _opened(documents: Mapping[str, Document], by: Any, at: datetime) -> dict[str, list[int]]:
    """The bytes, as JSON can carry them; each look is recorded, and who may not open a paper gets none."""
    return {
        key: list(open_document(document=document, by=by, at=at).read_bytes())
        for key, document in documents.items()
        if may_open_document(by, document)
    }
