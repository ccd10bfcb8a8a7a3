"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "accounts.list_exported": _("List of the back office exported"),
        "accounts.opened": _("Account opened"),
        "accounts.signed_in": _("Signed in"),
        "accounts.password_changed": _("Password changed"),
        "accounts.password_reset": _("Password reset by e-mail"),
        "accounts.password_set": _("Password set"),
        "accounts.password_set_by_administrator": _("Password set by an administrator"),
        "accounts.phone_changed": _("Telephone of the account changed"),
        "accounts.profile_updated": _("Details of the account changed"),
        "accounts.role_granted": _("Role granted"),
        "accounts.role_revoked": _("Role revoked"),
        "accounts.second_factor_added": _("Second step switched on"),
        "accounts.second_factor_removed": _("Second step switched off"),
        "accounts.second_factor_renewed": _("Recovery codes renewed"),
        "accounts.second_factor_reset": _("Second step reset by an administrator"),
        "accounts.user_deactivated": _("Account closed"),
        "accounts.user_reactivated": _("Account opened again"),
        "accounts.work_handed_over": _("Desk handed over"),
    },
)
