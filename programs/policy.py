"""Figures that several schemes read and that an office outside the federation sets: standards, wages, incomes.

They change every year, on their own day, for all programs at once, so they do not belong to the terms of one program.
Here stand their names and the values to start with; the published ones are rows of models.PolicyParameter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from programs.rules import Source


@dataclass(frozen=True)
class Figure:
    """`default` stands until a value is published; its source says how sure it is."""

    code: str
    label: str | Promise
    unit: str
    default: Decimal
    source: Source


UNITS: dict[str, str | Promise] = {
    "yuan_person_month": _("yuan per person and month"),
    "yuan_person_year": _("yuan per person and year"),
    "yuan_month": _("yuan per month"),
    "yuan_person": _("yuan per person"),
    "percent": _("percent"),
    "payments": pgettext_lazy("unit", "payments per batch"),
    "attempts": pgettext_lazy("unit", "attempts"),
    "minutes": pgettext_lazy("unit", "minutes"),
    "hours": pgettext_lazy("unit", "hours"),
    "days": pgettext_lazy("unit", "days"),
    "shifts": pgettext_lazy("unit", "shifts"),
    "points": pgettext_lazy("unit", "points"),
    "km": pgettext_lazy("unit", "km"),
    "clock": pgettext_lazy("unit", "o'clock"),
    "months": pgettext_lazy("unit", "months"),
    "messages": pgettext_lazy("unit", "messages"),
    "meals": pgettext_lazy("unit", "meals"),
    "grams": pgettext_lazy("unit", "grams"),
    "degrees": pgettext_lazy("unit", "degrees Celsius"),
}
MARKS: dict[str, str | Promise] = {
    "A": _("A: read in the text itself"),
    "B": _("B: general knowledge"),
    "C": _("C: weak, to be confirmed"),
    "D": _("D: own default, to be confirmed"),
    "SEED": _("Founding announcement"),
}

_FIGURES = (
    Figure(
        "dibao_std",
        _("Minimum living allowance standard"),
        "yuan_person_month",
        Decimal("730.00"),
        Source(_("Demo value: 730 yuan was quoted around 2019 to 2021; the federation must confirm it"), "C"),
    ),
    Figure(
        "wage_per_month",
        _("Average wage of employees in the area, last year"),
        "yuan_month",
        Decimal("5971.25"),
        Source(_("Demo value: only the order of magnitude (71,655 yuan a year); the federation must confirm it"), "C"),
    ),
    Figure(
        "average_income",
        _("Disposable income per head in the area, last year"),
        "yuan_person_year",
        Decimal("41000.00"),
        Source(_("Demo value: only the order of magnitude; the federation must confirm it"), "C"),
    ),
    Figure(
        "property_limit",
        _("Property of a household in hardship, at most"),
        "yuan_person",
        Decimal("17520.00"),
        Source(_("Demo value: 24 times the demo standard of the allowance; the federation must confirm it"), "D"),
    ),
)
# Figures of the federation itself, read by the payments: how many are checked with the payee after the money was paid.
_SAMPLE = Source(_("Own default; the federation must confirm it"), "D")
_FIGURES_OF_PAYMENTS = (
    Figure("sample_share", _("Payments checked with the payee, share of each batch"), "percent", Decimal(5), _SAMPLE),
    Figure("sample_minimum", _("Payments checked with the payee, at least"), "payments", Decimal(2), _SAMPLE),
    Figure("sample_attempts", _("Attempts before a payee counts as not reached"), "attempts", Decimal(3), _SAMPLE),
)
# Figures of the federation itself, read by the volunteers: what is credited, who looks at long days, stars.
_HOURS = Source(_("Own default after local practice; the federation must confirm it"), "D")
_PLACES = Source(_("Own default after practice elsewhere; the federation must confirm it"), "D")
_STARS = Source(_("Volunteer service record measures of 2012 and local rules after them"), "A")
_FIGURES_OF_VOLUNTEERS = (
    Figure("credit_grace", _("Service credited beyond the planned end, at most"), "minutes", Decimal(30), _HOURS),
    Figure("credit_day_limit", _("Service credited on one day, at most"), "hours", Decimal(10), _HOURS),
    Figure("review_above", _("Service on one day that somebody reviews, above"), "hours", Decimal(8), _HOURS),
    Figure("checkin_opens", _("Check-in opens before the time of arrival"), "minutes", Decimal(60), _HOURS),
    Figure(
        "absence_limit", _("Missed shifts from which sign-up is for fewer days ahead"), "shifts", Decimal(2), _HOURS
    ),
    Figure("absence_memory", _("A missed shift is remembered for"), "days", Decimal(90), _HOURS),
    Figure("absence_horizon", _("After missed shifts, sign-up is possible ahead for"), "days", Decimal(7), _HOURS),
    Figure("second_review_above", _("Service on one day that two people review, above"), "hours", Decimal(12), _HOURS),
    *(
        Figure(f"star_{number}", label, "hours", Decimal(hours), _STARS)
        for number, label, hours in (
            (1, _("Hours of service for one star"), 100),
            (2, _("Hours of service for two stars"), 300),
            (3, _("Hours of service for three stars"), 600),
            (4, _("Hours of service for four stars"), 1000),
            (5, _("Hours of service for five stars"), 1500),
        )
    ),
    Figure("star_clean_months", _("No star for so long after a serious bad evaluation"), "months", Decimal(12), _HOURS),
    Figure("offer_reply", _("An offered place waits for an answer"), "hours", Decimal(24), _PLACES),
    Figure("offer_short_reply", _("An offered place waits, shortly before the shift"), "hours", Decimal(2), _PLACES),
    Figure("offer_short_from", _("The short time to answer begins before the shift"), "hours", Decimal(48), _PLACES),
    Figure("call_all_from", _("Everybody who waits is called before the shift"), "hours", Decimal(4), _PLACES),
    Figure("cancel_freely", _("A place is given back at once until before the shift"), "hours", Decimal(24), _PLACES),
    Figure("standin_until", _("Stand-ins are looked for quietly until before the shift"), "hours", Decimal(4), _PLACES),
    Figure("newcomers_until", _("Places are kept for newcomers until before the shift"), "hours", Decimal(24), _PLACES),
    Figure(
        "certificate_notice_days",
        _("Certificates are made known inside the federation for"),
        "days",
        Decimal(7),
        Source(_("Guidance of the Ministry of Civil Affairs 2015 No. 149: normally seven days or more"), "A"),
    ),
)
_FINDING = Source(_("Own default; the federation must confirm it"), "D")
_FIGURES_OF_FINDING = (
    Figure("suggest_skill", _("Suggested shift: a skill of the volunteer helps"), "points", Decimal(30), _FINDING),
    Figure("suggest_free_time", _("Suggested shift: when the volunteer has time"), "points", Decimal(25), _FINDING),
    Figure("suggest_same_place", _("Suggested shift: in the own community"), "points", Decimal(20), _FINDING),
    Figure("suggest_near_place", _("Suggested shift: in the own sub-district"), "points", Decimal(10), _FINDING),
    Figure("suggest_within_km", _("Suggested shift: another community is near up to"), "km", Decimal(4), _FINDING),
    Figure("suggest_been_there", _("Suggested shift: has been there before"), "points", Decimal(15), _FINDING),
    Figure("suggest_field", _("Suggested shift: in a field that was chosen"), "points", Decimal(10), _FINDING),
    Figure("suggest_need", _("Suggested shift: too few people so far"), "points", Decimal(20), _FINDING),
    Figure("suggest_ahead", _("Suggested shifts look ahead"), "days", Decimal(21), _FINDING),
    Figure("ask_again_after", _("A volunteer is not asked for help again for"), "days", Decimal(7), _FINDING),
    Figure(
        "shortage_alert_at",
        _("Leaders are told of too few people the evening before, at"),
        "clock",
        Decimal(20),
        _FINDING,
    ),
    Figure("messages_per_hour", _("Messages that a leader may write within an hour"), "messages", Decimal(6), _FINDING),
    Figure("messages_kept", _("Messages of leaders are kept for"), "months", Decimal(36), _FINDING),
    Figure("return_within", _("A newcomer counts as back when serving again within"), "days", Decimal(60), _FINDING),
    Figure("forecast_ahead", _("The forecast of people looks ahead"), "days", Decimal(28), _FINDING),
    Figure("forecast_look_back", _("The forecast of people looks back"), "days", Decimal(84), _FINDING),
)
# Figures of the porridge house: what is looked at again, when somebody is missed, what a kitchen keeps.
_MEALS = Source(_("Own default; the federation must confirm it"), "D")
_FOOD = Source(_("National standard for food service, GB 31654-2021"), "B")
_FIGURES_OF_MEALS = (
    Figure(
        "meal_difference_share",
        _("Count of a day reviewed when it differs by more than"),
        "percent",
        Decimal(2),
        _MEALS,
    ),
    Figure("meal_offline_hours", _("A meal kept on a phone is accepted for"), "hours", Decimal(24), _MEALS),
    Figure("meal_paper_days", _("A paper tally is entered within, its own day included"), "days", Decimal(1), _MEALS),
    Figure("meal_two_shops_minutes", _("Signal: one card at two places within"), "minutes", Decimal(30), _MEALS),
    Figure("meal_late_minutes", _("Signal: the last minutes of breakfast"), "minutes", Decimal(10), _MEALS),
    Figure(
        "meal_late_share", _("Signal: meals of a day in its last minutes, more than"), "percent", Decimal(60), _MEALS
    ),
    Figure("meal_pace_cards", _("Signal: cards one after the other, from"), "meals", Decimal(10), _MEALS),
    Figure("meal_pace_minutes", _("Signal: cards one after the other within"), "minutes", Decimal(2), _MEALS),
    Figure(
        "meal_typed_share", _("Signal: numbers typed instead of scanned, more than"), "percent", Decimal(50), _MEALS
    ),
    Figure("meal_signal_least", _("Signals about shares only on days with at least"), "meals", Decimal(10), _MEALS),
    Figure(
        "meal_missing_days",
        _("A regular guest is missed after serving days without a meal"),
        "days",
        Decimal(3),
        _MEALS,
    ),
    Figure(
        "meal_regular_days",
        _("A regular guest came in the fourteen days before on at least"),
        "days",
        Decimal(7),
        _MEALS,
    ),
    Figure("food_sample_grams", _("Food sample of each dish, at least"), "grams", Decimal(125), _FOOD),
    Figure("food_sample_hours", _("Food samples are kept for"), "hours", Decimal(48), _FOOD),
    Figure("food_fridge_most", _("Fridge of the samples, at most"), "degrees", Decimal(8), _FOOD),
    Figure(
        "licence_warn_days",
        _("Licences and health certificates are told before they run out"),
        "days",
        Decimal(60),
        _MEALS,
    ),
)
# Read by the wristbands: who is told when a band is scanned, how often, and how long what a finder left is kept.
_BANDS = Source(_("Own default; the federation must confirm it"), "D")
_LINK = Source(_("Personal Information Protection Law, article 47; six months are an own default"), "D")
_FIGURES_OF_BANDS = (
    Figure("band_second_after", _("Scanned wristband: second contact is called after"), "minutes", Decimal(10), _BANDS),
    Figure("band_duty_after", _("Scanned wristband: duty officer is called after"), "minutes", Decimal(20), _BANDS),
    Figure("band_message_gap", _("Scanned wristband: at most one message within"), "minutes", Decimal(5), _BANDS),
    Figure("band_silence", _("False alarm of a wristband: silent for"), "hours", Decimal(2), _BANDS),
    Figure("band_test_window", _("First scan of a new wristband is a test within"), "minutes", Decimal(10), _BANDS),
    Figure("band_alert_ends", _("Alert of a wristband ends by itself after quiet"), "hours", Decimal(12), _BANDS),
    Figure("band_notes_kept", _("What a finder left is kept for"), "days", Decimal(30), _BANDS),
    Figure("band_scans_kept", _("Scans of wristbands are kept for"), "days", Decimal(180), _BANDS),
    Figure("band_link_kept", _("Who wore a wristband is kept after its end for"), "months", Decimal(6), _LINK),
)
FIGURES: Mapping[str, Figure] = {
    figure.code: figure
    for figures in (
        _FIGURES,
        _FIGURES_OF_PAYMENTS,
        _FIGURES_OF_VOLUNTEERS,
        _FIGURES_OF_FINDING,
        _FIGURES_OF_MEALS,
        _FIGURES_OF_BANDS,
    )
    for figure in figures
}


def figure_choices() -> list[tuple[str, str | Promise]]:
    """With the unit, because whoever types a value must know it."""
    return [(figure.code, format_lazy("{} ({})", figure.label, UNITS[figure.unit])) for figure in FIGURES.values()]


def unit_choices() -> list[tuple[str, str | Promise]]:
    return list(UNITS.items())


def mark_choices() -> list[tuple[str, str | Promise]]:
    return list(MARKS.items())
