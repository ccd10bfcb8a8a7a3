"""Where allauth asks the portal: what happens after login, how long to wait, how secrets rest, what is recorded."""

import base64
import os
import time
from types import SimpleNamespace
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_staff
from accounts.preferences import keep_preferences
from protection.keys import purpose_key
from web import federation

MFA_KEY = "second-factor-secrets"
NONCE_BYTES = 12
LINKS = ("signup_url", "password_reset_url", "activate_url")  # what allauth's mails point to


class AccountAdapter(DefaultAccountAdapter):
    def pre_authenticate(self, request, **credentials):
        """Too many wrong passwords: answer 429 at once, without looking at this one."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as error:
            raise ImmediateHttpResponse(respond_429(request)) from error

    def send_mail(self, template_prefix, email, context):
        links = {name: _our_address(urlsplit(context[name]).path) for name in LINKS if name in context}
        site = SimpleNamespace(name=federation.name(), domain=settings.PORTAL_BASE_URL)
        super().send_mail(template_prefix, email, {**context, **links, "current_site": site})

    def get_reset_password_from_key_url(self, key):
        return _our_address(reverse("account_reset_password_from_key", args=key.split("-", 1)))

    def get_email_confirmation_url(self, request, emailconfirmation):
        return _our_address(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def is_reauthentication_required(self, *, app, **kwargs):
        """Whoever signed in within the last minutes has just shown who he is."""
        return super().is_reauthentication_required(app=app, **kwargs) and not _just_signed_in(context.request)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        keep_preferences(response, user)
        return response


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP secrets and recovery seeds rest encrypted under a key of their own."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "cannot_delete_authenticator": _("Your role needs a second step at sign-in, so it cannot be switched off."),
    }

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(NONCE_BYTES)
        sealed = AESGCM(purpose_key(MFA_KEY)).encrypt(nonce, text.encode(), MFA_KEY.encode())
        return base64.b64encode(nonce + sealed).decode()

    def decrypt(self, encrypted_text: str) -> str:
        blob = base64.b64decode(encrypted_text)
        opened = AESGCM(purpose_key(MFA_KEY)).decrypt(blob[:NONCE_BYTES], blob[NONCE_BYTES:], MFA_KEY.encode())
        return opened.decode()

    def can_delete_authenticator(self, authenticator) -> bool:
        return not (settings.SECOND_FACTOR_REQUIRED and is_staff(authenticator.user))

    def get_totp_label(self, user) -> str:
        return user.username

    def _get_site_name(self) -> str:
        return federation.name()


def _just_signed_in(request) -> bool:
    records = get_authentication_records(request, request.user)
    return bool(records) and time.time() - records[-1]["at"] < account_settings.REAUTHENTICATION_TIMEOUT


def _our_address(path: str) -> str:
    """Links in mails never follow the Host header of whoever asked for them."""
    return settings.PORTAL_BASE_URL.rstrip("/") + path
