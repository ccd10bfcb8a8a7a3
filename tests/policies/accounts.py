"""One's own account, and users and roles in the back office."""

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from tests.policies import SIGNED_IN, Policy, World, admin_pages

PROFILE = {"display_name": "演示", "language": "zh-hans", "text_size": "large"}
NEW_USER = {
    "username": "newcomer",
    "display_name": "新演",
    "password1": "long-demo-pass-1",  # pragma: allowlist secret
    "password2": "long-demo-pass-1",  # pragma: allowlist secret
}


def new_grant(world: World) -> dict:
    return {"user": world.cast["outsider"].pk, "role": "cashier"}


def a_user(world: World) -> dict:
    return {"object_id": world.cast["outsider"].pk}


POLICIES = {
    "accounts:account": Policy(get=SIGNED_IN),
    "accounts:profile": Policy(post=SIGNED_IN, data=PROFILE),
    "accounts:phone": Policy(post=SIGNED_IN, data={"phone": ""}),
    **admin_pages("accounts.user", change=("admin",), add=("admin",), obj="user", data=NEW_USER),
    **admin_pages("accounts.rolegrant", add=("admin",), obj="grant", data=new_grant),
    "admin:auth_user_password_change": Policy(
        get=("admin",), post=("admin",), kwargs=lambda world: {"id": world["user"].pk}
    ),
}


def build(world: World) -> None:
    for person in world.cast.values():
        TOTP.activate(person, generate_totp_secret())
        RecoveryCodes.activate(person)
    world["user"] = world.cast["outsider"]
    world["grant"] = world.cast["worker"].role_grants.get()
