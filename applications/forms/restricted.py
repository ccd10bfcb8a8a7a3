"""Naming the people of a restricted case, and ending it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from applications.forms.actions import ActionForm, WordsForm, words
from applications.models import NamedPerson
from applications.scopes import CASE_ROLES
from applications.selectors import colleagues_in


class NamingForm(ActionForm):
    note = None
    place = forms.TypedChoiceField(label=_("Part in the case"), choices=NamedPerson.Place, coerce=int)
    named = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none())
    reason = words(
        _("Reason of a change"),
        required=False,
        help_text=_("Only where somebody holds this part already: he will not know the case any more."),
    )

    def adapt(self) -> None:
        self.fields["named"].queryset = colleagues_in(self.application.area, *CASE_ROLES, at=self.at)


class ReleaseForm(WordsForm):
    text = words(_("Reason"), help_text=_("From now on this person does not know the case any more."))
