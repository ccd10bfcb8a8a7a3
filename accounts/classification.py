"""What accounts hold about people."""

from protection.classification import Personal

WHILE_OPEN = "while the account is open, then 3 years"

FIELDS: dict[str, Personal] = {
    "User.username": Personal("L2", "signing in; may be a telephone number", "none", WHILE_OPEN),
    "User.email": Personal("L2", "messages and password reset", "none", WHILE_OPEN),
    "User.display_name": Personal("L2", "addressing the person; naming who acted", "none", WHILE_OPEN),
    "User.phone": Personal("L3", "messages", "phone_mask", WHILE_OPEN),
    "User.phone_index": Personal("L3", "finding the account of a telephone number", "none", WHILE_OPEN),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "User": (
        "password",
        "last_login",
        "is_active",
        "date_joined",
        "language",
        "text_size",
        "phone_mask",
        "seal_id",
    ),
    "RoleGrant": (
        "user",
        "role",
        "area",
        "valid_from",
        "valid_to",
        "granted_by",
        "granted_at",
        "revoked_by",
        "revoked_at",
    ),
}
