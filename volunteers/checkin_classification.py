"""What check-ins and appeals hold about people."""

from protection.classification import Personal

RECORD = "while the account is open, then 10 years (domain: volunteer records)"
SEEN = "service record, Order 67 art. 7"
APPEALED = "correcting records, Order 67 art. 13"

CHECKIN_FIELDS: dict[str, Personal] = {
    "CheckinEvent.seen_at": Personal("L2", SEEN, "none", RECORD),
    "CheckinEvent.device_at": Personal("L2", SEEN, "none", RECORD),
    "CheckinEvent.recorded_by": Personal("L2", SEEN, "none", RECORD),
    "AbsenceAppeal.text": Personal("L3", "why a shift was missed, perhaps an illness", "none", RECORD),
    "AbsenceAppeal.answer": Personal("L3", APPEALED, "none", RECORD),
    "AbsenceAppeal.outcome": Personal("L2", APPEALED, "none", RECORD),
    "AbsenceAppeal.asked_by": Personal("L2", APPEALED, "none", RECORD),
    "AbsenceAppeal.decided_by": Personal("L2", APPEALED, "none", RECORD),
    "AbsenceAppeal.answered_by": Personal("L2", APPEALED, "none", RECORD),
}
CHECKIN_PLAIN: dict[str, tuple[str, ...]] = {
    "CheckinEvent": ("signup", "kind", "method", "nonce", "skew_seconds", "recorded_at"),
    "AbsenceAppeal": ("attendance", "asked_at", "answered_at"),
}
