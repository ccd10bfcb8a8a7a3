"""From rows to the plain values that rules read, and back from answers to a judgement."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from applications import states
from applications.models import Application, ClaimUse
from beneficiaries.models import GuardianLink, HardshipCertificate, HouseholdMember, Person
from beneficiaries.selectors import purposes_in_force
from programs.answers import facts_from
from programs.eligibility import Case, assess
from programs.hardship import POOR_FAMILY
from programs.history import AidHistory, Claim, PastGrant
from programs.registry import scheme
from programs.scheme import Scheme
from programs.selectors import figures_for
from protection.access import AccessContext
from protection.normalising import code_like
from protection.sealing import seal, unseal


def scheme_of(application: Application) -> Scheme:
    return scheme(application.program.scheme_code)


def case_of(application: Application) -> Case:
    """The case without its sealed answers: enough for papers, amounts and pages. Read once per object."""
    if "_case" not in application.__dict__:
        application.__dict__["_case"] = _read_case(application, application.answers)
    return application.__dict__["_case"]


def whole_case_of(application: Application, access: AccessContext) -> Case:
    """With the sealed answers, opened under `access` (which is recorded)."""
    sealed = unseal(application, "sensitive_answers", access) if application.sensitive_answers else ""
    return _read_case(application, {**application.answers, **json.loads(sealed or "{}")})


def judge(application: Application, access: AccessContext) -> dict[str, Any]:
    """The judgement of today's facts by the terms of the case, as it is stored with the case."""
    return judgement(scheme_of(application), whole_case_of(application, access))


def judgement(one: Scheme, case: Case) -> dict[str, Any]:
    """Assessment, needed papers and the policy figures it was judged by in JSON; without sensitive values."""
    papers = [[need.kind, need.required] for need in one.documents(case)]
    figures = {code: str(case.parameters[code]) for code in one.policy}
    return {**assess(one, case).as_json(), "papers": papers, "policy": figures}


def store_answers(application: Application, answers: Mapping[str, Any], access: AccessContext) -> None:
    """Adds answers to the case (not saved), the sensitive ones sealed."""
    plain, sensitive = split(scheme_of(application), answers)
    application.answers = {**application.answers, **plain}
    if sensitive:
        known = unseal(application, "sensitive_answers", access) if application.sensitive_answers else ""
        seal(application, "sensitive_answers", json.dumps({**json.loads(known or "{}"), **sensitive}))


def split(one: Scheme, answers: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers that may stand in clear, and those that are sealed."""
    sensitive = {name: value for name, value in answers.items() if name in one.sensitive}
    return {name: value for name, value in answers.items() if name not in sensitive}, sensitive


def _read_case(application: Application, answers: Mapping[str, Any]) -> Case:
    day = timezone.localdate(application.submitted_at)
    one = scheme_of(application)
    facts = facts_from(one, answers) | {
        "hukou_in_zone": answers.get("hukou_in_zone"),
        "documents": frozenset(application.papers.readable().values_list("kind", flat=True)),
        **person_facts(application.applicant, on=day),
        **household_facts(one, application.applicant),
    }
    parameters = _parameters_of(application, day)
    facts["history"] = history_of(
        application.applicant,
        one.claims(Case(day, facts, parameters)),
        program_id=application.program_id,
        without=application.pk,
    )
    return Case(day, facts, parameters)


def _parameters_of(application: Application, day: date) -> dict[str, Any]:
    """The terms of the case with the policy figures that it was handed in under, whatever has been published since."""
    kept = {code: Decimal(value) for code, value in application.assessment.get("policy", {}).items()}
    one = scheme_of(application)
    known = {} if kept.keys() >= set(one.policy) else figures_for(one, on=day, area=application.area)
    return application.terms.values_with({**known, **kept})


def household_facts(one: Scheme, person: Person) -> dict[str, Any]:
    """The household, for the schemes that help one only once."""
    if all(fact.name != "household" for fact in one.facts):
        return {}
    current = HouseholdMember.objects.current().filter(person=person)
    return {"household": current.values_list("household__reference", flat=True).first()}


def birth_date_of(id_number: str) -> date | None:
    """Characters 7 to 14 of a resident ID number (GB 11643), however it was typed."""
    id_number = code_like(id_number)
    try:
        return date(int(id_number[6:10]), int(id_number[10:12]), int(id_number[12:14]))
    except ValueError:
        return None


def person_facts(person: Person, *, on: date) -> dict[str, Any]:
    """What the registry knows: age, checked identity, proven hardship, consents in force."""
    return {
        "birth_date": person.birth_date,
        "identity_checked": person.id_number_index is not None,
        "hardship_categories": proven_hardship(person, on=on),
        "consents": purposes_in_force(person),
    }


def proven_hardship(person: Person, *, on: date) -> frozenset[str]:
    """Checked certificates of the person, and those of the family he lives with or whose ward he is.

    Minimum living allowance and the like are granted to a household; a disability or an orphan's status is one's own.
    """
    records = Person.objects.same_as(person)
    household = HouseholdMember.objects.current().filter(person__in=records).values("household")
    family = Q(person__in=HouseholdMember.objects.current().filter(household__in=household).values("person"))
    family |= Q(person__in=GuardianLink.objects.filter(ward__in=records, valid_to__isnull=True).values("guardian"))
    valid = HardshipCertificate.objects.filter(valid_from__lte=on, checked_at__isnull=False).exclude(valid_to__lt=on)
    shared = valid.filter(Q(person__in=records) | (family & Q(category__in=POOR_FAMILY)))
    return frozenset(shared.values_list("category", flat=True))


def history_of(
    person: Person | None, claims: Iterable[Claim], *, program_id: int, without: int | None = None
) -> AidHistory:
    """Earlier and other aid of the person; `without` is the application being judged."""
    own = Application.objects.exclude(pk=without or 0).select_related("program")
    rows = list(own.filter(applicant__in=Person.objects.same_as(person))) if person else []
    return AidHistory(
        grants=tuple(_grant(row) for row in rows if row.state in states.DECIDED_YES),
        live=tuple(row.reference for row in rows if row.state in states.OPEN and row.program_id == program_id),
        taken=frozenset(claim for claim in claims if _is_taken(claim, person, without)),
    )


def _grant(application: Application) -> PastGrant:
    decided: datetime = application.decided_at or application.state_since
    return PastGrant(application.program.scheme_code, timezone.localdate(decided), application.approved_amount_fen or 0)


def _is_taken(claim: Claim, person: Person | None, without: int | None) -> bool:
    uses = ClaimUse.objects.filter(kind=claim.kind, number=claim.number, released_at__isnull=True)
    if claim.per_person:
        uses = uses.filter(person__in=Person.objects.same_as(person)) if person else uses.none()
    return uses.exclude(application=without).exists()
