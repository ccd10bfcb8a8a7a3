"""Signing up, signing in, and one's own details."""

from allauth.account.forms import LoginForm as AllauthLoginForm
from allauth.account.forms import SignupForm as AllauthSignupForm
from allauth.core import context
from django import forms
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.models import User
from accounts.services import open_account
from protection.validators import validate_phone
from web.person_name import PersonNameField


class LoginForm(AllauthLoginForm):
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        login = self.fields["login"]
        login.label = _("User name or e-mail")
        login.widget.attrs = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
        self.fields["password"].widget.attrs.pop("placeholder", None)


class SignupForm(AllauthSignupForm):
    """For people who ask for help and for volunteers; everybody else gets an account from an administrator."""

    REASONS = ((roles.APPLICANT, _("I am asking for help")), (roles.VOLUNTEER, _("I want to volunteer")))

    display_name = PersonNameField(
        label=_("Your name"), max_length=60, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    reason = forms.ChoiceField(
        label=_("What do you want to do?"), choices=REASONS, initial=roles.APPLICANT, widget=forms.RadioSelect
    )
    field_order = ("reason", "display_name", "username", "password1", "email")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        if context.request.GET.get("reason") == roles.VOLUNTEER:  # the page for volunteers leads here
            self.fields["reason"].initial = roles.VOLUNTEER
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)
        self.fields["username"].label = _("User name")
        self.fields["username"].help_text = _("Letters and digits; your mobile number is fine.")
        self.fields["email"].label = _("E-mail (optional)")
        self.fields["email"].help_text = _("With it you can set a new password yourself when you forget yours.")

    @transaction.atomic
    def save(self, request):
        return super().save(request)

    def custom_signup(self, request, user):
        name, reason = self.cleaned_data["display_name"], self.cleaned_data["reason"]
        open_account(user=user, display_name=name, role=reason, at=timezone.now())


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ("display_name", "language", "text_size")
        widgets = {"display_name": forms.TextInput(attrs={"autocomplete": "name"})}


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Mobile phone"),
        max_length=30,
        required=False,
        validators=[validate_phone],
        help_text=_("For short messages. Leave it empty to remove the number."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )
