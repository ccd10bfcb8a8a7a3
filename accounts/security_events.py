"""What people do to their own sign-in, as audit events. allauth announces it; nothing is decided here."""

from allauth.account.signals import password_changed, password_reset, password_set, user_logged_in
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.db import transaction
from django.utils import timezone

from audit.recording import record

CODES = {
    user_logged_in: "accounts.signed_in",
    password_changed: "accounts.password_changed",  # pragma: allowlist secret
    password_reset: "accounts.password_reset",  # pragma: allowlist secret
    password_set: "accounts.password_set",  # pragma: allowlist secret
    authenticator_added: "accounts.second_factor_added",
    authenticator_removed: "accounts.second_factor_removed",
    authenticator_reset: "accounts.second_factor_renewed",
}


@transaction.atomic
def note(sender, request, user, signal, **details) -> None:
    record(CODES[signal], subject=user, by=user, at=timezone.now())


def listen() -> None:
    for signal in CODES:
        signal.connect(note, dispatch_uid="accounts.security_events")
