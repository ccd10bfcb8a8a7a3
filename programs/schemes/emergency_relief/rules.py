"""Who qualifies, which papers show it and when they are due, and which consents are asked for."""

from django.utils.translation import gettext_lazy as _

from programs import common_rules as common
from programs.documents import Paper
from programs.history import Claim, claims_of
from programs.household import ECONOMY, INCOME_PER_YEAR, LOCAL_PROPERTY, PROPERTY_IS_SMALL
from programs.rules import (
    Case,
    Derived,
    Parameter,
    Rule,
    all_of,
    any_of,
    at_least,
    at_most,
    is_one_of,
    is_true,
    less_than,
    more_than,
    unless,
)
from programs.schemes.emergency_relief.questions import EXPENDITURE, URGENT
from programs.schemes.emergency_relief.terms import REFORM_2020, TEMPORARY_AID, TWO_TYPES, UNCOVERED

INCIDENT = "incident"
FACTS = (*common.REGISTRY_FACTS, ECONOMY)


def _days_since(case: Case) -> int | None:
    happened = case.facts.get("incident_on")
    return None if happened is None else (case.on - happened).days


def _incident_helped(case: Case) -> int | None:
    history = case.facts.get("history")
    return None if history is None or not case.facts.get("incident_on") else len(history.taken)


FOLLOWS = _("in urgent cases it may follow after the payment")
IS_URGENT = is_one_of("emergency_type", (URGENT,))
IS_SPENDING = is_one_of("emergency_type", (EXPENDITURE,))
DAYS_SINCE = Derived("days_since", ("incident_on",), _days_since)

CONSENTS = (*common.BASIC_CONSENTS, common.PUBLICITY_CONSENT)

RULES = (
    Rule(
        code="S07-ID",
        sentence=_("The identity of the person is verified, or the community states who the person is."),
        condition=any_of(is_true("identity_checked"), is_true("identity_vouched")),
        source=common.PORTAL_DEFAULT,
        refusal="R08",
        settled_by=("DOC_ID", "DOC_STATEMENT"),
    ),
    Rule(
        code="S07-T",
        sentence=_("It happened in the zone; the household register does not matter."),
        condition=is_true("incident_in_zone"),
        source=REFORM_2020,
        refusal="R01",
    ),
    Rule(
        code="S07-2",
        sentence=_("The hardship came suddenly: fire, accident, illness, unavoidable spending or the like."),
        condition=is_one_of("incident", Parameter("incidents_accepted")),
        source=TEMPORARY_AID,
        refusal="RE1",
    ),
    Rule(
        code="S07-1A",
        sentence=_("Urgent cases: it happened at most {limit[0][1]} days ago; others: at most {limit[1][1]} days ago."),
        condition=any_of(
            all_of(IS_URGENT, at_most(DAYS_SINCE, Parameter("urgent_days"))),
            all_of(IS_SPENDING, at_most(DAYS_SINCE, Parameter("incident_days"))),
        ),
        source=common.PORTAL_DEFAULT,
        refusal="R04",
    ),
    Rule(
        code="S07-1B",
        sentence=_("It has happened already."),
        condition=at_least(DAYS_SINCE, 0),
        source=common.PORTAL_DEFAULT,
        refusal="R08",
    ),
    Rule(
        code="S07-P",
        sentence=_("A paper shows what happened; in an urgent case it is enough that a worker confirms it."),
        condition=any_of(all_of(IS_URGENT, is_true("seen_by_worker")), is_true("incident_confirmed")),
        source=TWO_TYPES,
        refusal="R08",
        settled_by=("DOC_SUDDEN",),
    ),
    Rule(
        code="S07-5",
        sentence=_("Spending cases: the income per person and year is below {limit[1]} yuan."),
        condition=unless(IS_URGENT, less_than(INCOME_PER_YEAR, Parameter("average_income"))),
        source=TWO_TYPES,
        refusal="R03",
        settled_by=("DOC_INCOME_DECL",),
    ),
    Rule(
        code="S07-6",
        sentence=_("Spending cases: the household owns at most {limit[1][0]} yuan per person, one home and no car."),
        condition=unless(IS_URGENT, PROPERTY_IS_SMALL),
        source=LOCAL_PROPERTY,
        refusal="R03",
        settled_by=("DOC_INCOME_DECL",),
    ),
    Rule(
        code="S07-G",
        sentence=_("Spending cases: temporary aid of the government has been asked for first."),
        condition=unless(IS_URGENT, is_true("gov_aid_asked")),
        source=TWO_TYPES,
        refusal="R99",
        soft=True,
    ),
    Rule(
        code="S07-7",
        sentence=_("Part of the need is not covered by the government, an insurance or others."),
        condition=more_than(UNCOVERED, 0),
        source=common.PORTAL_DEFAULT,
        refusal="RE2",
    ),
    Rule(
        code="S07-3",
        sentence=_("A major hardship needs at most {limit[1]} yuan; more is decided by the committee."),
        condition=any_of(common.is_not_found("is_major"), at_most(UNCOVERED, Parameter("cap_yuan"))),
        source=REFORM_2020,
        refusal="R99",
        soft=True,
    ),
    Rule(
        code="S07-4",
        sentence=_("The same incident has not been helped in another case."),
        condition=less_than(Derived("incident_helped", ("history", "incident_on"), _incident_helped), 1),
        source=common.PORTAL_DEFAULT,
        refusal="R06",
    ),
    common.consents_are_given(CONSENTS),
    common.check_is_allowed(),
    common.facts_are_true(),
    common.no_other_live_application(),
)

PAPERS = (
    Paper(
        "DOC_ID",
        _("To know who is helped; nothing else is needed before an urgent payment."),
        when=common.is_not_found("identity_vouched"),
        when_text=_("unless it was lost"),
    ),
    Paper(
        "DOC_STATEMENT",
        _("To know who is helped."),
        when=common.is_found("identity_vouched"),
        when_text=_("if the card was lost"),
    ),
    Paper("DOC_SUDDEN", _("To show what happened."), when_text=FOLLOWS, after_payment=IS_URGENT),
    Paper("DOC_REQUEST", _("The application itself."), when_text=FOLLOWS, after_payment=IS_URGENT),
    Paper(
        "DOC_PLEDGE",
        _("The applicant answers for the truth of what is stated."),
        when_text=FOLLOWS,
        after_payment=IS_URGENT,
    ),
    Paper(
        "DOC_INCOME_DECL",
        _("To declare income and property."),
        when=IS_SPENDING,
        when_text=_("in spending cases"),
    ),
    Paper("DOC_AUTH", _("To have the economic situation checked."), when=IS_SPENDING, when_text=_("in spending cases")),
    Paper(
        "DOC_RECEIPT", _("To show that the aid arrived."), when_text=_("after the payment"), after_payment=common.ALWAYS
    ),
)


def claims(case: Case) -> tuple[Claim, ...]:
    """Once per person and incident; instalments stay within one case."""
    kind, happened = case.facts.get("incident"), case.facts.get("incident_on")
    return claims_of(INCIDENT, [f"{kind}/{happened}"] if kind and happened else [], per_person=True)
