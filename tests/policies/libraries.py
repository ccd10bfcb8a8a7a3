"""Routes of packages: signing in (allauth) and the pages of Django's admin that belong to no model."""

from tests.policies import ADMIN_READERS, ANYONE, ENTERS_ADMIN, SIGNED_IN, Policy

PUBLIC = Policy(get=ANYONE, post=ANYONE)
PUBLIC_TO_READ = Policy(get=ANYONE)
OWN = Policy(get=SIGNED_IN, post=SIGNED_IN)
BACK_OFFICE = Policy(get=ENTERS_ADMIN, post=ENTERS_ADMIN)
DOOR = SIGNED_IN - ENTERS_ADMIN  # refused before any page of the back office
AREAS = {"kwargs": lambda world: {"app_label": "areas"}}
NOTHING = {"kwargs": lambda world: {"content_type_id": 0, "object_id": 0}}

POLICIES = {
    "account_login": PUBLIC,
    "account_logout": PUBLIC,
    "account_signup": PUBLIC,
    "account_inactive": PUBLIC_TO_READ,
    "account_reset_password": PUBLIC,
    "account_reset_password_done": PUBLIC_TO_READ,
    "account_reset_password_from_key": Policy(
        get=ANYONE, post=ANYONE, kwargs=lambda world: {"uidb36": "1", "key": "x-y"}
    ),
    "account_reset_password_from_key_done": PUBLIC_TO_READ,
    "account_confirm_email": Policy(get=ANYONE, post=(), unknown={"key": "x"}, kwargs=lambda world: {"key": "x"}),
    "account_email_verification_sent": PUBLIC_TO_READ,
    "account_confirm_login_code": PUBLIC,  # without a login under way: back to its start
    "account_reauthenticate": OWN,
    "account_change_password": OWN,
    "account_set_password": OWN,
    "account_email": OWN,
    "mfa_authenticate": PUBLIC,  # without a login under way: back to its start
    "mfa_index": Policy(get=SIGNED_IN),
    "mfa_reauthenticate": OWN,
    "mfa_activate_totp": OWN,
    "mfa_deactivate_totp": OWN,
    "mfa_view_recovery_codes": Policy(get=SIGNED_IN),
    "mfa_generate_recovery_codes": OWN,
    "mfa_download_recovery_codes": OWN,
    "usersessions_list": OWN,
    "admin:index": BACK_OFFICE,
    "admin_schedule": Policy(get=ADMIN_READERS),
    "admin:login": BACK_OFFICE,
    "admin:logout": Policy(post=ENTERS_ADMIN),
    "admin:password_change": BACK_OFFICE,
    "admin:password_change_done": Policy(get=ENTERS_ADMIN),
    "admin:jsi18n": Policy(get=ENTERS_ADMIN),
    "admin:autocomplete": Policy(get=ADMIN_READERS, query="?app_label=accounts&model_name=rolegrant&field_name=user"),
    "admin:app_list": Policy(
        get=ADMIN_READERS, post=ADMIN_READERS, **AREAS, unknown={"app_label": "areas"}, refused=DOOR
    ),
    "admin:view_on_site": Policy(get=(), post=(), **NOTHING, unknown=NOTHING["kwargs"](None), refused=DOOR),
    "admin/(?P<url>.*)$": Policy(get=(), post=(), unknown={}, refused=DOOR),
}
