"""The forms of the second step, in words that people without technical knowledge understand."""

from typing import Any

from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class PlainCode:
    """Names the field; codes may be typed with spaces, as the app shows them."""

    words: str | Promise = _("Six digits, or a recovery code")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = self.words
        field.widget.attrs.pop("placeholder", None)
        field.error_messages["required"] = _("Please enter the code.")
        if self.is_bound:
            self.data = self.data.copy()
            self.data["code"] = "".join(str(self.data.get("code", "")).split())


class SetUpForm(PlainCode, ActivateTOTPForm):
    words = _("The six digits that the app shows")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs["inputmode"] = "numeric"


class SignInCodeForm(PlainCode, AuthenticateForm):
    """At sign-in."""


class ConfirmCodeForm(PlainCode, ReauthenticateForm):
    """Before something that needs a fresh look at who is there."""
