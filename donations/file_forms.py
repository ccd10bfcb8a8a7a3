"""Uploading a file of gifts, and saying which of its headings is what."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from donations.choices import Channel
from donations.file_columns import COLUMNS
from donations.models import Campaign, GiftFile, MatchingPool
from funds.models import Fund
from web.forms import PortalFormHelper

FROM_FILES = (Channel.TENCENT, Channel.BANK, Channel.ON_SITE_QR)


class FileForm(forms.Form):
    helper = PortalFormHelper()
    channel = forms.ChoiceField(label=_("How the gifts came"), choices=[(one.value, one.label) for one in FROM_FILES])
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all(), empty_label="—")
    campaign = forms.ModelChoiceField(
        label=_("Campaign"), queryset=Campaign.objects.all(), required=False, empty_label="—"
    )
    pool = forms.ModelChoiceField(
        label=_("Matching that the platform settled, of the pool"),
        queryset=MatchingPool.objects.filter(mode=MatchingPool.Mode.IMPORTED),
        required=False,
        empty_label="—",
        help_text=_("Only when each line is matching money that was paid out. Choose its campaign too."),
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "The export of the platform or the statement of the bank, as it is: .xlsx, or .csv in UTF-8 or GBK. Long "
            "files are best as .csv. Nothing counts before you take it over."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={
            "required": _("Please choose the file."),
            "empty": _("The file is empty. Please choose it again."),
        },
    )


class ColumnsForm(forms.Form):
    """One choice per column of ours: the heading of the file that holds it."""

    helper = PortalFormHelper()

    def __init__(self, *args: Any, file: GiftFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        headings = list(dict.fromkeys(heading for heading in file.headings if heading))
        for column in COLUMNS:
            self.fields[column.code] = forms.ChoiceField(
                label=column.label,
                required=column.required,
                choices=[("", "—"), *((heading, heading) for heading in headings)],
            )
