"""What acting for family holds about people."""

from protection.classification import Personal

LINK = "3 years after it ended"
WHO = "who may sign up for whom, with the volunteer's agreement"

FAMILY_FIELDS: dict[str, Personal] = {
    "FamilyLink.volunteer": Personal("L2", WHO, "none", LINK),
    "FamilyLink.actor": Personal("L2", WHO, "none", LINK),
    "FamilyLink.relation": Personal("L2", WHO, "none", LINK),
    "FamilyLink.confirmed_by": Personal("L2", "who heard the agreement", "none", LINK),
    "FamilyLink.evidence": Personal("L2", "where the signed paper is kept; typed by a leader", "none", LINK),
    "FamilyLink.ended_by": Personal("L2", "who ended it", "none", LINK),
}
FAMILY_PLAIN: dict[str, tuple[str, ...]] = {
    "FamilyLink": ("team", "asked_at", "confirmed_at", "agreement", "ended_at", "end_reason"),
}
