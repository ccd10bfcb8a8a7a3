"""From rows to the plain values that rules read, and back from answers to a judgement."""

import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Q
from django.utils import timezone

from applications import states
from applications.economy_facts import economy_fact
from applications.file_papers import readable_kinds
from applications.models import Application, ClaimUse
from beneficiaries.ages import is_minor
from beneficiaries.models import GuardianLink, HardshipCertificate, HouseholdMember, Person
from beneficiaries.selectors import household_of, purposes_in_force
from programs.answers import facts_from
from programs.eligibility import Case, assess
from programs.hardship import POOR_FAMILY
from programs.history import AidHistory, Claim, PastGrant, given_without_application
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
        "documents": readable_kinds(application),
        "lacks_capacity": application.guardian_id is not None and not is_minor(application.applicant.birth_date, day),
        **person_facts(application.applicant, on=day),
        **household_facts(one, application.applicant, on=day),
    }
    parameters = _parameters_of(application, day)
    facts["history"] = history_of(
        application.applicant,
        one.claims(Case(day, facts, parameters)),
        program_id=application.program_id,
        scheme_code=one.code,
        without=application.pk,
    )
    return Case(day, facts, parameters)


def _parameters_of(application: Application, day: date) -> dict[str, Any]:
    """The terms of the case with the policy figures that it was handed in under, whatever has been published since."""
    kept = {code: Decimal(value) for code, value in application.assessment.get("policy", {}).items()}
    one = scheme_of(application)
    known = {} if kept.keys() >= set(one.policy) else figures_for(one, on=day, area=application.area)
    if application.terms.program_id == application.program_id:
        application.terms.program = application.program  # read already
    return application.terms.values_with({**known, **kept})


def household_facts(one: Scheme, person: Person, *, on: date) -> dict[str, Any]:
    """What the scheme asks of the household: which one it is (helped only once), its registered economy."""
    read = {
        "household": lambda: getattr(household_of(person), "reference", None),
        "economy": lambda: economy_fact(person, on=on),
    }
    return {fact.name: read[fact.name]() for fact in one.facts if fact.name in read}


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
    """The categories of checked certificates that count for the person on the day."""
    valid = HardshipCertificate.objects.filter(valid_from__lte=on, checked_at__isnull=False).exclude(valid_to__lt=on)
    return frozenset(valid.filter(certificates_for(person)).values_list("category", flat=True))


def certificates_for(person: Person) -> Q:
    """Certificates of the person, and those of the family he lives with or whose ward he is, under all their records.

    Minimum living allowance and the like are granted to a household; a disability or an orphan's status is one's own.
    """
    records = Person.objects.same_as(person)
    household = HouseholdMember.objects.current().filter(person__in=records).values("household")
    family = HouseholdMember.objects.current().filter(household__in=household).values("person")
    guardians = GuardianLink.objects.filter(ward__in=records, valid_to__isnull=True).values("guardian")
    near = Q(person__in=_all_records(family)) | Q(person__in=_all_records(guardians))
    return Q(person__in=records) | (near & Q(category__in=POOR_FAMILY))


def _all_records(people: Any) -> Any:
    """Keys of every record of the people whose keys the query gives."""
    own = Q(pk__in=people) | Q(merged_into__in=people) | Q(merged_records__in=people)
    return Person.objects.filter(own).values("pk")


def history_of(
    person: Person | None,
    claims: Iterable[Claim],
    *,
    program_id: int,
    scheme_code: str = "",
    without: int | None = None,
) -> AidHistory:
    """Earlier and other aid of the person; `without` is the application being judged.

    `scheme_code`: also what apps above gave under this scheme without an application.
    """
    own = Application.objects.exclude(pk=without or 0).select_related("program")
    records = Person.objects.same_as(person) if person else Person.objects.none()
    rows = list(own.filter(applicant__in=records)) if person else []
    given = given_without_application(scheme_code, records) if person else []
    return AidHistory(
        grants=tuple([*(_grant(row) for row in rows if row.state in states.DECIDED_YES), *(one for _pk, one in given)]),
        live=tuple(row.reference for row in rows if row.state in states.IN_THE_WAY and row.program_id == program_id),
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
