"""What calendars, suggestions and watching hold about people."""

from protection.classification import Personal

CALENDAR = "3 years after it was stopped"
CHOICE = "while the account is open"

FINDING_FIELDS: dict[str, Personal] = {
    "CalendarFeed.volunteer": Personal("L2", "whose shifts the calendar shows", "none", CALENDAR),
    "CalendarFeed.token_hash": Personal("L3", "finding the calendar of an address", "a keyed hash", CALENDAR),
    "MatchingChoice.volunteer": Personal("L2", "whose choice it is", "none", CHOICE),
    "MatchingChoice.suggests": Personal("L2", "no suggestions against the will", "none", CHOICE),
    "MatchingChoice.may_be_asked": Personal("L2", "nobody is asked against the will", "none", CHOICE),
    "ShiftAsk.volunteer": Personal("L2", "who was asked, so that nobody is asked all the time", "none", "1 year"),
    "ShiftAsk.asked_by": Personal("L2", "who asked", "none", "1 year"),
}
FINDING_PLAIN: dict[str, tuple[str, ...]] = {
    "CalendarFeed": ("made_at", "revoked_at"),
    "MatchingChoice": ("changed_at",),
    "ShiftAsk": ("shift", "asked_at"),
    "ActivitySkill": ("activity", "skill"),
}
