"""The form of the register of council and donors."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from beneficiaries.choices import relation_choices
from beneficiaries.models import Affiliate
from protection.validators import validate_phone, validate_resident_id


class AffiliateForm(forms.Form):
    kind = forms.ChoiceField(label=_("Belongs to"), choices=Affiliate.Kind)
    name = forms.CharField(
        label=_("Council member or donor"), help_text=_("For a relative: whose relative it is."), max_length=60
    )
    relation = forms.ChoiceField(label=_("Relation"), choices=relation_choices)
    id_number = forms.CharField(label=_("ID number"), required=False, max_length=30, validators=[validate_resident_id])
    phone = forms.CharField(label=_("Telephone"), required=False, max_length=30, validators=[validate_phone])
    user = forms.ModelChoiceField(
        label=_("Account in the portal, if there is one"),
        queryset=User.objects.filter(is_active=True, role_grants__role="committee_member").distinct(),
        required=False,
    )
