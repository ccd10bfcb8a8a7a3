"""Income per head of a household as 最低生活保障审核确认办法 articles 7 and 13 define it. Pure.

(all income of the members in the last twelve months − what does not count) ÷ members ÷ 12
"""

from decimal import ROUND_DOWN, ROUND_UP, Decimal
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from programs.questions import Brief, QuestionForm, money, whole, yes_no
from programs.rules import Case, Derived, Parameter, Source, all_of, at_most, is_false
from programs.scheme import Fact

FEN = Decimal("0.01")
GRID = Decimal("0.00000001")  # finer than every limit: a standard in fen times a factor
MONTHS = 12
COUNTED = ("income_wages", "income_business", "income_property", "income_transfers")
NOT_COUNTED = ("excluded_honours", "excluded_scholarships", "excluded_relief", "excluded_pension")
INCOME_QUESTIONS = ("persons_at_home", "persons_not_counted", *COUNTED, *NOT_COUNTED)
PROPERTY_QUESTIONS = ("property_yuan", "has_second_home", "has_car")
INCOME_RULES = Source(_("Measures for confirming the minimum living allowance, articles 7 and 13"), "A")
LOCAL_PROPERTY = Source(_("Local rules on the property of households in hardship; to be confirmed"), "D")


class HouseholdIncomeForm(QuestionForm):
    legend = _("Household and income of the last twelve months")

    persons_at_home = whole(
        _("How many persons belong to the household?"),
        help_text=_(
            "Husband and wife; children under 18; grown-up children who cannot live on their own, also students up to "
            "the first degree; others who must support each other by law and live together for long."
        ),
        least=1,
        most=30,
    )
    persons_not_counted = whole(
        _("How many of them do not count?"),
        help_text=_(
            "Clergy who left the family three or more years ago; persons in prison or compulsory rehabilitation, or "
            "declared missing; 0 if there are none."
        ),
        most=29,
    )
    income_wages = money(_("Wages and pay of all members (yuan in twelve months)"))
    income_business = money(_("Net income from farming and business"))
    income_property = money(_("Rent, interest and dividends"))
    income_transfers = money(_("Pensions, support from relatives and other transfers"))
    excluded_honours = money(
        _("Of this: special care payments and rewards for brave acts"), help_text=_("Does not count as income.")
    )
    excluded_scholarships = money(_("Of this: scholarships"), help_text=_("Does not count as income."))
    excluded_relief = money(_("Of this: relief of the government"), help_text=_("Does not count as income."))
    excluded_pension = money(
        _("Of this: the basic pension paid by the central government"), help_text=_("Does not count as income.")
    )

    def clean(self):
        cleaned = super().clean()
        persons, without = cleaned.get("persons_at_home"), cleaned.get("persons_not_counted")
        if persons is not None and without is not None and without >= persons:
            self.add_error("persons_not_counted", _("At least one person of the household must count."))
        sums = [[cleaned.get(name) for name in names] for names in (COUNTED, NOT_COUNTED)]
        if None not in (*sums[0], *sums[1]) and sum(sums[1]) > sum(sums[0]):
            self.add_error("excluded_honours", _("More is left out than there is income. Please compare the numbers."))
        return cleaned


INCOME_IN_ONE = Brief(
    "income_wages",
    money(
        _("How much did all of them have together in the last twelve months (yuan)?"),
        help_text=_(
            "Wages, business, rent, pensions and support; without scholarships, relief of the government, special care "
            "payments and the basic pension paid by the central government."
        ),
    ),
    (*COUNTED, *NOT_COUNTED),
    lambda total: {**dict.fromkeys((*COUNTED, *NOT_COUNTED), Decimal(0)), "income_wages": total},
)


class PropertyForm(QuestionForm):
    legend = _("Property of the household")

    property_yuan = money(_("Savings, securities and other money of all members (yuan)"))
    has_second_home = yes_no(_("Does the household own more than one home?"))
    has_car = yes_no(
        _("Does the household own a car?"), help_text=_("A vehicle that a disabled person needs does not count.")
    )


class RegisteredEconomy(NamedTuple):
    """What the register of people knows of a household: it stands before what was answered.

    `members` are those who count, `income_fen` what counts of the twelve months: None where what was declared ends
    before the month before the case, so that neither it nor the answers are relied on. The property is None where
    nothing was declared. Declared here, filled by `applications.economy_facts`.
    """

    members: int
    income_fen: int | None
    property_fen: int | None = None
    has_second_home: bool | None = None
    has_car: bool | None = None


ECONOMY = Fact(
    "economy", "programs.household.RegisteredEconomy: income and property declared in the register", "registry"
)


def unrounded(yuan: Decimal) -> Decimal:
    """Two decimals where it is a whole fen, else as it is: a standard times a factor may be part of a fen."""
    in_fen = yuan.quantize(FEN, ROUND_DOWN)
    return in_fen if in_fen == yuan else yuan


def _registered(case: Case) -> RegisteredEconomy | None:
    known: RegisteredEconomy | None = case.facts.get("economy")
    return known


def members(case: Case) -> int | None:
    """The persons by whom income is divided; None while not known, and when nobody would be left."""
    if known := _registered(case):
        return known.members
    persons, without = case.facts.get("persons_at_home"), case.facts.get("persons_not_counted")
    left = None if persons is None or without is None else persons - without
    return left if left and left > 0 else None


def _income_per_head(case: Case, months: int) -> Decimal | None:
    """Yuan per person, cut far below the fen, so that a limit that is no whole fen is compared exactly as well."""
    if known := _registered(case):
        if known.income_fen is None:
            return None
        return (Decimal(known.income_fen) / 100 / (known.members * months)).quantize(GRID, ROUND_DOWN)
    heads, amounts = members(case), [case.facts.get(name) for name in (*COUNTED, *NOT_COUNTED)]
    if heads is None or None in amounts:
        return None
    income = sum(amounts[: len(COUNTED)]) - sum(amounts[len(COUNTED) :])
    return (Decimal(income) / (heads * months)).quantize(GRID, ROUND_DOWN)


def _property_per_head(case: Case) -> Decimal | None:
    """Yuan per person, rounded up far below the fen: any part above the limit is above it (以内)."""
    heads, total = members(case), case.facts.get("property_yuan")
    if (known := _registered(case)) and known.property_fen is not None:
        total = Decimal(known.property_fen) / 100
    return None if heads is None or total is None else (total / heads).quantize(GRID, ROUND_UP)


def _owned(name: str) -> Derived:
    """Of the register where something is declared there, else of the answers."""

    def read(case: Case) -> bool | None:
        declared = getattr(_registered(case), name, None)
        return case.facts.get(name) if declared is None else declared

    return Derived(name, (name, "economy"), read)


BY_INCOME = (*INCOME_QUESTIONS, "economy")


def income_told(question: str) -> Derived:
    """Yuan per head and month: of the register where it leaves nothing open, else what the question was answered."""

    def read(case: Case) -> Decimal | None:
        return _income_per_head(case, MONTHS) if _registered(case) else case.facts.get(question)

    return Derived(question, (question, "economy"), read)


MEMBERS = Derived("members", ("persons_at_home", "persons_not_counted", "economy"), members)
INCOME_PER_HEAD = Derived("income_per_head", BY_INCOME, lambda case: _income_per_head(case, MONTHS))
INCOME_PER_YEAR = Derived("income_per_year", BY_INCOME, lambda case: _income_per_head(case, 1))
PROPERTY_PER_HEAD = Derived(
    "property_per_head", (*INCOME_QUESTIONS[:2], "property_yuan", "economy"), _property_per_head
)

PROPERTY_IS_SMALL = all_of(
    at_most(PROPERTY_PER_HEAD, Parameter("property_limit")),
    is_false(_owned("has_second_home")),
    is_false(_owned("has_car")),
)
