"""What certificates hold about people."""

from protection.classification import Personal

KEEP = "10 years after it was issued (domain: volunteer records)"

FIELDS: dict[str, Personal] = {
    "Certificate.volunteer": Personal("L2", "whose service is certified, Order 67 art. 14", "none", KEEP),
    "Certificate.snapshot": Personal(
        "L3", "name, hours and activities as certified; masked ID number", "surname", KEEP
    ),
    "Certificate.private": Personal(
        "L3", "ID number printed for the holder, with the salt of its digest", "none", KEEP
    ),
    "Certificate.issued_by": Personal("L2", "who asked for it", "none", KEEP),
    "Certificate.revoked_by": Personal("L2", "who revoked it", "none", KEEP),
    "Certificate.revoke_reason": Personal("L2", "why it was revoked; typed by a reviewer", "none", KEEP),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Certificate": (
        "state",
        "version",
        "state_since",
        "seal_id",
        "number",
        "key_id",
        "signature",
        "issued_at",
        "notice_until",
        "revoked_at",
    ),
    "CertificateSeries": ("year", "last"),
    "SigningKey": ("kid", "public_key", "first_used_at"),
}
