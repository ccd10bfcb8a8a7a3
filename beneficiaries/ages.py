"""Full years of age. Born on 29 February means birthday on 1 March in a common year."""

from datetime import date

PRIVACY_AGE = 14  # below it a guardian consents (personal information law, article 31)
ADULT_AGE = 18  # civil code, article 17


def age_on(birth_date: date, day: date) -> int:
    return day.year - birth_date.year - ((day.month, day.day) < (birth_date.month, birth_date.day))


def is_minor(birth_date: date | None, day: date) -> bool:
    """Unknown birth dates count as adult."""
    return birth_date is not None and age_on(birth_date, day) < ADULT_AGE
