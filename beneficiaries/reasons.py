"""The findings of matching in words, as the side-by-side page says them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "number_same": _("The ID number is the same, one in its old form"),
    "number_differs": _("Both have a checked ID number, and the two differ"),
    "name_same": _("The name is the same"),
    "name_sounds_same": _("The names sound the same"),
    "name_turned_round": _("The characters of the name stand in another order"),
    "name_sounds_near": _("The names sound alike"),
    "name_character_missing": _("One character of the name is missing"),
    "name_nickname": _("One name is what people call the other"),
    "name_one_character": _("One character of the name differs"),
    "name_differs": _("The names differ"),
    "birth_same": _("Born on the same day"),
    "birth_swapped": _("Two digits of the date of birth are swapped"),
    "birth_one_digit": _("One digit of the date of birth differs"),
    "birth_year_only": _("Born in the same year, of one only the year is known"),
    "birth_differs": _("Born on different days"),
    "sex_same": _("The sex is the same"),
    "sex_differs": _("The sex differs"),
    "phone_same": _("One telephone"),
    "account_same": _("One bank account"),
    "home_same": _("One home"),
    "building_same": _("One building"),
    "same_household": _("Both are registered as members of one household"),
}


@dataclass(frozen=True)
class Sentence:
    """`points` for (above zero) or against."""

    text: str | Promise
    points: int


def sentences(reasons: Iterable[Sequence[object]]) -> list[Sentence]:
    """What speaks most for or against comes first."""
    told = [Sentence(WORDS[str(code)], int(str(points))) for code, points in reasons]
    return sorted(told, key=lambda sentence: -abs(sentence.points))
