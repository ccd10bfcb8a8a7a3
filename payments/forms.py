"""The shape of what people send; its meaning is checked by the services."""

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from payments.bank_files import format_choices
from payments.reasons import REASONS
from web.forms import PortalFormHelper
from web.tables import MAX_BYTES


class SourcesField(forms.MultipleChoiceField):
    """Takes any source: whether it is ready is the service's question, which a form sent twice must not ask again."""

    def to_python(self, value):
        sources = super().to_python(value)
        for source in sources:
            ProhibitNullCharactersValidator()(source)
        return sources

    def valid_value(self, value):
        return True


class ItemsForm(forms.Form):
    """Which of the ready items go into the batch. The page draws the boxes itself, as a table."""

    sources = SourcesField(label=_("Payments"), error_messages={"required": _("Choose at least one payment.")})


class NewBatchForm(ItemsForm):
    bank_format = forms.ChoiceField(label=_("Bank file"), choices=format_choices)


class ReasonForm(forms.Form):
    helper = PortalFormHelper()
    reason = forms.ChoiceField(label=_("Reason"), choices=lambda: REASONS.items(), widget=forms.RadioSelect)


class ResultForm(forms.Form):
    helper = PortalFormHelper()
    file = forms.FileField(
        label=_("Result file of the bank"),
        help_text=_("The workbook or CSV file that came back, with the result in each line."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is larger than 5 MB. Is it the right one?"))
        return file
