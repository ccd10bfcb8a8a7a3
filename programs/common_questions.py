"""Questions that several schemes ask in the same words."""

from django import forms
from django.utils.translation import gettext_lazy as _

from programs.questions import QuestionForm, YesNoField, choice, line, person_name, yes_no

RELATIONS = [
    ("parent", _("Father or mother")),
    ("grandparent", _("Grandfather or grandmother")),
    ("other", _("Other guardian")),
]


class GuardianForm(QuestionForm):
    """Who acts for a minor; the names are those that `applications` reads."""

    legend = _("The guardian")

    guardian_name = person_name(_("Name of the guardian"), max_length=40)
    guardian_relation = choice(_("The guardian is the child's"), RELATIONS)
    guardian_phone = line(_("Mobile number of the guardian"), max_length=20)


def residence_in_zone() -> YesNoField:
    return yes_no(
        _("Does the person live in the High-tech Zone?"),
        help_text=_("A residence permit, a lease or a statement of the community shows it."),
    )


def hardship_seen() -> YesNoField:
    return yes_no(_("Does the community work station confirm the hardship?"), required=False)


def check_refused() -> YesNoField:
    return yes_no(_("Did the family refuse the check or the visit?"), required=False)


def untrue_facts_found() -> YesNoField:
    return yes_no(_("Were untrue papers or concealed facts found?"), required=False)


def require(form: forms.Form, when: bool, name: str, message: str) -> None:
    """Asks for an answer that only some have to give."""
    if when and form.cleaned_data.get(name) in (None, "") and name not in form.errors:
        form.add_error(name, message)
