"""Programs are public; only the name of the publisher points at a person."""

from protection.classification import Personal

FIELDS: dict[str, Personal] = {
    "PolicyParameter.published_by": Personal("L2", "who answers for the figure", "none", "as long as the programs"),
    "ProgramTerms.published_by": Personal("L2", "who answers for the terms", "none", "as long as the program"),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "Program": (
        "state",
        "version",
        "state_since",
        "slug",
        "scheme_code",
        "title_zh",
        "title_en",
        "summary_zh",
        "summary_en",
        "place_zh",
        "place_en",
        "phone",
        "supervision_phone",
        "faq_zh",
        "faq_en",
        "fund",
        "budget_fen",
        "opens_on",
        "closes_on",
    ),
    "PolicyParameter": (
        "code",
        "area",
        "version",
        "value",
        "effective_from",
        "effective_to",
        "source",
        "mark",
        "confirmed_by",
        "published_at",
    ),
    "ProgramTerms": ("program", "version", "valid_from", "parameters", "source", "published_at"),
}
