"""Which fields are personal (docs/security.md)."""

from protection.classification import Personal

INBOX = "1 year after it was sent"  # notifications.keeping
CONTACT = "until the address is tried again"
FIELDS: dict[str, Personal] = {
    "Delivery.recipient_key": Personal("L2", "who was told", "an id, no name", INBOX),
    "Delivery.user": Personal("L2", "whose inbox it is in", "an id, no name", INBOX),
    "Delivery.title": Personal("L2", "the in-app message as it was said", "none", INBOX),
    "Delivery.body": Personal("L2", "the in-app message as it was said", "none", INBOX),
    "Delivery.path": Personal("L2", "where the message leads; a reference", "none", INBOX),
    "Delivery.read_at": Personal("L2", "whether the person has seen it", "none", INBOX),
    "BadContact.recipient_key": Personal("L2", "whose contact is bad", "an id, no name", CONTACT),
    "BadContact.address_token": Personal("L3", "tell whether the contact was changed", "never shown", CONTACT),
    "Preference.user": Personal("L2", "whose wish it is", "an id, no name", "as long as the account"),
    "Preference.wish": Personal("L2", "how the person wants to be told", "none", "as long as the account"),
    "RecordedSms.number_mask": Personal("L2", "where a demo SMS would have gone", "138****0001", "demo and tests only"),
    "RecordedSms.text": Personal("L2", "what a demo SMS would have said", "none", "demo and tests only"),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Delivery": (
        "occasion",
        "channel",
        "message",
        "category",
        "event",
        "state",
        "is_urgent",
        "due_at",
        "expires_at",
        "lease_until",
        "attempts",
        "resends",
        "provider_ref",
        "problem",
        "created_at",
        "ended_at",
    ),
    "BadContact": ("channel", "problem", "found_at"),
    "ChannelPause": ("channel", "since", "until", "refusals", "problem"),
    "Preference": ("category", "channel"),
    "RecordedSms": ("reference", "accepted_at"),
}
