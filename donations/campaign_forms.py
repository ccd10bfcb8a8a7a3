"""The shape of what staff type about campaigns."""

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.forms import day_field, money_field, text_field
from donations.models import Campaign, Reach
from donations.services import CampaignFacts
from funds.models import Fund
from funds.money import fen, yuan
from web.forms import PortalFormHelper

OF_FILING = _("Needed before anybody can be led to the platform.")
OF_PAGE = _("Needed before the campaign is published.")


class CampaignForm(forms.Form):
    """The plan as it was filed (慈善法 24)."""

    helper = PortalFormHelper()
    code = forms.CharField(
        label=_("Short name in the address"),
        max_length=40,
        validators=[RegexValidator(r"^[a-z0-9-]+\Z", _("Small letters, digits and hyphens only."))],
    )
    title_zh = text_field(_("Title (Chinese)"), 100)
    title_en = text_field(_("Title (English)"), 100)
    purpose_zh = text_field(_("Purpose (Chinese)"), 2000, rows=4)
    purpose_en = text_field(_("Purpose (English)"), 2000, rows=4)
    fund = forms.ModelChoiceField(label=_("Fund"), queryset=Fund.objects.all(), empty_label="—")
    holder = text_field(_("Filed and raised by"), 100)
    holder_certificate = text_field(
        _("Its certificate for public fundraising"), 60, required=False, help_text=OF_FILING
    )
    filing_no = text_field(_("Number of the filing"), 60, required=False, help_text=OF_FILING)
    platform = text_field(_("Platform named by the Ministry of Civil Affairs"), 60, required=False)
    platform_url = forms.URLField(
        label=_("Page of the campaign on the platform"), required=False, max_length=300, assume_scheme="https"
    )
    starts_on = day_field(_("Begins on"))
    ends_on = day_field(_("Ends on"))
    target = money_field(_("Target (yuan)"))
    target_person_times = forms.IntegerField(
        label=_("People to be reached (person-times)"), min_value=0, max_value=10**9, initial=0, widget=forms.TextInput
    )
    cost_plan = money_field(_("Planned cost (yuan)"), least="0")
    beneficiaries = text_field(_("Who is to be helped"), 200, help_text=_("A group, never a certain person."))
    use = text_field(_("What the money is for"), 300, required=False, help_text=OF_PAGE, rows=2)
    in_charge = text_field(_("Person in charge"), 60)
    contact_phone = text_field(_("Telephone of the campaign"), 30, required=False, help_text=OF_PAGE)
    query_way = text_field(_("How anybody can ask about it"), 200, required=False, help_text=OF_PAGE)
    region = text_field(_("Where money is raised"), 100, required=False, help_text=OF_PAGE)
    ways = text_field(_("Ways of fundraising"), 200)
    bank_account = text_field(
        _("Bank account that was filed"), 150, required=False, help_text=_("Holder, bank and number, as in the filing.")
    )
    leftover = text_field(_("What happens with money left over"), 200)

    @classmethod
    def initial_of(cls, campaign: Campaign) -> dict[str, Any]:
        """The plan as it stands, for a form that changes it."""
        plain = {name: getattr(campaign, name, None) for name in cls.base_fields}
        return plain | {"target": yuan(campaign.target_fen), "cost_plan": yuan(campaign.cost_plan_fen)}

    def values(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        fund, target, cost = values.pop("fund"), values.pop("target"), values.pop("cost_plan")
        return {"fund": fund, "facts": CampaignFacts(target_fen=fen(target), cost_plan_fen=fen(cost), **values)}


class ReachForm(forms.Form):
    helper = PortalFormHelper()
    unit = forms.ChoiceField(label=_("Counted in"), choices=Reach.Unit.choices, widget=forms.RadioSelect)
    number = forms.IntegerField(
        label=pgettext_lazy("reach", "Number"),
        min_value=-(10**9),
        max_value=10**9,
        help_text=_("A mistake is taken back with a minus."),
        widget=forms.TextInput,
    )
    reached_on = day_field(pgettext_lazy("reach", "Day"))
    action = text_field(pgettext_lazy("reach", "Action"), 120)
    source = text_field(_("Where the number comes from"), 120)

    def values(self) -> dict[str, Any]:
        return dict(self.cleaned_data)
