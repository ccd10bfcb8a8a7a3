"""The register of personal data (annex of the impact assessment), written from the classification in the code."""

from protection.classification import LEVELS, Classified, collect


def markdown() -> str:
    rows = collect()
    parts = ["# Register of personal data", "", "Made by `manage.py personal_data_register`; do not edit.", ""]
    parts += [f"- {level}: {meaning}" for level, meaning in LEVELS.items()]
    for app in dict.fromkeys(row.app for row in rows):
        parts += ["", f"## {app}", "", "| field | level | purpose | shown as | kept |", "|---|---|---|---|---|"]
        parts += [_line(row) for row in rows if row.app == app]
    return "\n".join(parts) + "\n"


def _line(row: Classified) -> str:
    about = row.personal
    return f"| {row.model}.{row.field} | {about.level} | {about.purpose} | {about.mask} | {about.keep} |"
