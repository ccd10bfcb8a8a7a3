"""Rules, facts and papers that all cash schemes share (C-01 to C-09 of the federation's rules). Pure."""

from collections.abc import Callable, Iterable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from programs.dates import Frequency, age_on, is_in_window
from programs.documents import Paper
from programs.history import AidHistory
from programs.rules import (
    Case,
    Condition,
    Derived,
    Rule,
    Source,
    all_of,
    any_of,
    is_false,
    is_true,
    less_than,
    not_,
    unless,
)
from programs.scheme import ConsentNeed, Fact

PORTAL_DEFAULT = Source(_("Default of the portal, to be confirmed by the federation"), "D")
ONE_GRANT_A_YEAR = Source(_("Practice of comparable charity schemes: one grant per person in a period"), "A")
NO_DOUBLE_AID = Source(_("Practice of charity federations: a matter already funded is not funded again"), "A")
PIPL_CONSENT = Source(_("Personal Information Protection Law, articles 25 and 29"), "A")
PIPL_CHILD = Source(_("Personal Information Protection Law, article 31"), "A")
ZONE_TIE = Source(_("Opinion on reforming social assistance, 2020, part 14: help where people live"), "A")
TRUTH = Source(_("Measures for confirming the minimum living allowance, articles 9 and 29"), "A")

REGISTRY_FACTS = (
    Fact("birth_date", "date of birth of the person helped", "registry"),
    Fact("lacks_capacity", "bool: an adult for whom a court has named a guardian", "registry"),
    Fact("identity_checked", "bool: the ID number passed its check and the name matches the document", "registry"),
    Fact("hukou_in_zone", "bool: household register in the zone", "registry"),
    Fact("hardship_categories", "frozenset of category codes proven by a certificate valid on the day", "registry"),
    Fact("consents", "frozenset of purpose codes given and not withdrawn on the day", "consents"),
    Fact("documents", "frozenset of the kinds of paper in hand", "documents"),
    Fact("history", "programs.history.AidHistory", "history"),
)

AGE = Derived("age", ("birth_date",), lambda case: _age(case))
LIVE_APPLICATIONS = Derived("live_applications", ("history",), lambda case: _history(case, lambda h: len(h.live)))
TAKEN_CLAIMS = Derived("claims_taken", ("history",), lambda case: _history(case, lambda h: len(h.taken)))
ALWAYS = is_true(Derived("always", (), lambda case: True))
IS_UNDER_14 = less_than(AGE, 14)
IS_MINOR = less_than(AGE, 18)
LACKS_CAPACITY = all_of(not_(IS_MINOR), is_true("lacks_capacity"))
GUARDIAN_CONSENTS = is_true(Derived("guardian_consents", ("consents",), lambda case: _guardian_consents(case)))
GUARDIAN_SIGNED = is_true(Derived("guardian_signed", ("consents",), lambda case: _guardian_consents(case) or None))


def _age(case: Case) -> int | None:
    birth = case.facts.get("birth_date")
    return None if birth is None else age_on(birth, case.on)


def _guardian_consents(case: Case) -> bool | None:
    given = case.facts.get("consents")
    return None if given is None else "GUARDIAN_MINOR" in given


def _history(case: Case, read: Callable[[AidHistory], int]) -> int | None:
    history: AidHistory | None = case.facts.get("history")
    return None if history is None else read(history)


def identity_is_checked() -> Rule:
    return Rule(
        code="C-02",
        sentence=_("The identity of the person is verified."),
        condition=is_true("identity_checked"),
        source=PORTAL_DEFAULT,
        refusal="R08",
        settled_by=("DOC_ID",),
    )


def not_helped_in(scheme_code: str, frequency: Frequency, sentence: str | Promise) -> Rule:
    """Once in the period of `frequency` around the day of the case."""

    def grants(case: Case) -> int | None:
        return _history(case, lambda h: len(h.grants_of(scheme_code, *frequency.covers(case.on))))

    return Rule(
        code="C-04",
        sentence=sentence,
        condition=less_than(Derived("grants_in_period", ("history",), grants), 1),
        source=ONE_GRANT_A_YEAR,
        refusal="R06",
    )


def not_funded_elsewhere(sentence: str | Promise) -> Rule:
    return Rule(
        code="C-05",
        sentence=sentence,
        condition=is_false("funded_elsewhere"),
        source=NO_DOUBLE_AID,
        refusal="R07",
        settled_by=("DOC_PLEDGE",),
    )


def no_other_live_application() -> Rule:
    return Rule(
        code="C-04L",
        sentence=_("No other application under this program is open for the same person."),
        condition=less_than(LIVE_APPLICATIONS, 1),
        source=PORTAL_DEFAULT,
        refusal="R17",
        blocks_submission=True,
    )


def consents_are_given(needs: Iterable[ConsentNeed]) -> Rule:
    """C-08. Only the consents asked of everybody; a scheme writes its own rule for the conditional ones."""
    wanted = frozenset(need.purpose for need in needs if need.required and need.when is None)

    def missing(case: Case) -> int | None:
        given = case.facts.get("consents")
        return None if given is None else len(wanted - given)

    return Rule(
        code="C-08",
        sentence=_("The consents that the check needs have been given."),
        condition=less_than(Derived("consents_missing", ("consents",), missing), 1),
        source=PIPL_CONSENT,
        refusal="R05",
        blocks_submission=True,
    )


def facts_are_true() -> Rule:
    """C-07. A worker who finds untrue papers says so; until then nothing is held against the family."""
    return Rule(
        code="C-07",
        sentence=_("No untrue papers or concealed facts have been found."),
        condition=is_not_found("untrue_facts_found"),
        source=TRUTH,
        refusal="R08",
    )


def check_is_allowed() -> Rule:
    return Rule(
        code="C-07V",
        sentence=_("The family lets the facts be checked and the home visit happen."),
        condition=is_not_found("check_refused"),
        source=TRUTH,
        refusal="R09",
    )


def is_found(name: str) -> Condition:
    """A finding counts only once somebody has recorded it; until then it is a no."""
    return is_true(Derived(name, (name,), lambda case: case.facts.get(name) or False))


def is_not_found(name: str) -> Condition:
    return not_(is_found(name))


def guardian_consents_for_a_child(code: str) -> Rule:
    return Rule(
        code=code,
        sentence=_("For a child under 14 the guardian has given separate consent."),
        condition=unless(not_(IS_UNDER_14), GUARDIAN_CONSENTS),
        source=PIPL_CHILD,
        refusal="R18",
        blocks_submission=True,
    )


def guardian_signs_for_a_minor(code: str) -> Rule:
    return Rule(
        code=code,
        sentence=_("For a minor of 14 to 17 the guardian has signed."),
        condition=any_of(IS_UNDER_14, not_(IS_MINOR), GUARDIAN_SIGNED),
        source=PORTAL_DEFAULT,
        refusal="R18",
        settled_by=("DOC_REQUEST",),
    )


def hardship_is_not_doubted(code: str) -> Rule:
    """The community may doubt what the papers say; then people decide."""
    return Rule(
        code=code,
        sentence=_("The community work station does not doubt the hardship."),
        condition=is_true(
            Derived("hardship_seen", ("hardship_seen",), lambda c: c.facts.get("hardship_seen") is not False)
        ),
        source=PORTAL_DEFAULT,
        refusal="R02",
        soft=True,
    )


def is_tied_to_the_zone(code: str) -> Rule:
    """C-01: household register, or living in the zone."""
    return Rule(
        code=code,
        sentence=_("The household register is in the zone, or the person lives there."),
        condition=any_of(is_true("hukou_in_zone"), is_true("residence_in_zone")),
        source=ZONE_TIE,
        refusal="R01",
        settled_by=("DOC_HUKOU", "DOC_RESIDENCE"),
    )


def window_is_open(code: str, window: Derived) -> Rule:
    return Rule(
        code=code,
        sentence=_("The application is made while the program takes applications."),
        condition=is_true(window),
        source=PORTAL_DEFAULT,
        refusal="R04",
        blocks_submission=True,
    )


def yearly_window(case: Case) -> bool:
    """Between the days `opens` and `closes` of the terms."""
    return is_in_window(case.on, case.parameters["opens"], case.parameters["closes"])


def hardship_proven(accepted: tuple[str, ...] | None = None, *, parameter: str = "hardship_accepted") -> Derived:
    """The proven categories; nothing when the family claims one that no certificate proves yet, an empty set if not."""

    def read(case: Case) -> frozenset[str] | None:
        proven = case.facts.get("hardship_categories")
        allowed = set(accepted if accepted is not None else case.parameters[parameter])
        if proven and not allowed.isdisjoint(proven):
            return frozenset(proven)
        claimed = case.facts.get("hardship_claimed")
        if claimed is None or claimed in allowed:
            return None
        return frozenset()

    return Derived("hardship", ("hardship_categories", "hardship_claimed"), read)


def claims_hardship_without_certificate(categories: Iterable[str]) -> Condition:
    """For DOC_HARDSHIP: nothing that the registry knows already is asked for again (低保审核确认办法 10)."""
    wanted = frozenset(categories)

    def read(case: Case) -> bool | None:
        claimed = case.facts.get("hardship_claimed")
        if not wanted.isdisjoint(case.facts.get("hardship_categories") or ()):
            return False
        return None if claimed is None else claimed in wanted

    return is_true(Derived("certificate_missing", ("hardship_categories", "hardship_claimed"), read))


GUARDIAN_CONSENT = ConsentNeed("GUARDIAN_MINOR", _("The guardian agrees for the child."), when=IS_MINOR)
IDENTITY_PAPER = Paper("DOC_ID", _("To know who is helped."))
PLEDGE_PAPER = Paper("DOC_PLEDGE", _("The applicant answers for the truth of what is stated."))
BANK_PAPER = Paper("DOC_BANK", _("The money goes to an account of the person who is helped."))
REQUEST_PAPER = Paper("DOC_REQUEST", _("The application itself."))

BASIC_CONSENTS = (
    ConsentNeed("PROCESS_BASIC", _("To receive and handle the application.")),
    ConsentNeed("PROCESS_SENSITIVE", _("To use the sensitive details that the decision needs.")),
)
ECONOMIC_CONSENT = ConsentNeed("ECONOMIC_CHECK", _("To have the economic situation checked."))
PUBLICITY_CONSENT = ConsentNeed(
    "PUBLICITY_MASKED",
    _("To post surname, community and amount while the notice hangs. The case goes on without it."),
    required=False,
)
