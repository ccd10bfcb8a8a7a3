"""Places, calendar and deadlines say nothing about a person."""

PLAIN: dict[str, tuple[str, ...]] = {
    "AdminArea": (
        "code",
        "level",
        "parent",
        "name",
        "name_en",
        "official_name",
        "stat_name",
        "source",
        "valid_from",
        "valid_to",
        "phone",
        "address",
        "visiting_order",
        "latitude",
        "longitude",
        "position_source",
    ),
    "CalendarDay": ("date", "is_working_day", "note", "source"),
    "DeadlineRule": ("lane", "key", "amount", "unit", "source"),
}
