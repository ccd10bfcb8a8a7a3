"""The cases of one program as rows for the simulator: the facts of `applications.facts`, read by the thousand.

Sealed answers stay sealed. What a rule that reads them said when the case was judged stands in for them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from applications.models import Application, ApplicationDocument, ClaimUse
from applications.people_facts import HardshipBook, Histories, kept_records
from beneficiaries.ages import is_minor
from beneficiaries.models import Consent
from programs.answers import AnswerReader
from programs.bulk import SEALED
from programs.history import Claim
from programs.models import Program
from programs.rules import Case, Outcome
from programs.simulate import Row

AT_ONCE = 5_000
OF_CASE = (
    *("hukou_in_zone", "documents", "birth_date", "lacks_capacity"),
    *("identity_checked", "hardship_categories", "consents", "history"),
)


class _Case(NamedTuple):
    pk: int
    area_id: int
    applicant_id: int
    birth_date: date | None
    has_guardian: bool
    identity_checked: bool
    submitted_at: datetime
    answers: Mapping[str, Any]
    assessment: Mapping[str, Any]


class Caseload:
    """`names` are the facts of each row. `parameters` are terms for the claims of a case, which read none of them."""

    def __init__(self, program: Program, *, since: datetime, parameters: Mapping[str, Any]) -> None:
        self.program, self.since, self.parameters = program, since, parameters
        scheme = self.scheme = program.scheme
        self._asked = [n for n in scheme.questions() if n not in scheme.sensitive and n not in OF_CASE]
        self._hidden = [rule.code for rule, _judge, is_hidden in scheme.judges if is_hidden]
        self._reader = AnswerReader(scheme, self._asked)
        self.names = (*self._asked, *OF_CASE, *(SEALED + code for code in self._hidden))

    def rows(self) -> Iterator[Row]:
        kept = kept_records()
        self._hardship, self._histories, self._claims = HardshipBook(kept), Histories(kept), _claims_in_use()
        for cases in self._stretches():
            papers, consents = _papers(cases), _consents(cases)
            for case in cases:
                yield self._row(case, papers[case.pk], consents[case.applicant_id])

    def _stretches(self) -> Iterator[list[_Case]]:
        is_checked = ExpressionWrapper(Q(applicant__id_number_index__isnull=False), output_field=BooleanField())
        rows = Application.objects.filter(program=self.program, submitted_at__gte=self.since)
        person = ("applicant_id", "applicant__birth_date", "guardian_id", "is_checked")
        columns = ("pk", "area_id", *person, "submitted_at", "answers")
        judged = ("assessment",) if self._hidden else ()
        rows = rows.annotate(is_checked=is_checked).order_by("pk").values_list(*columns, *judged)
        last = 0
        while found := [_case(row) for row in rows.filter(pk__gt=last)[:AT_ONCE]]:
            last = found[-1].pk
            yield found

    def _row(self, case: _Case, papers: frozenset[str], consents: frozenset[str]) -> Row:
        on = timezone.localdate(case.submitted_at)
        hardship = self._hardship.proven(case.applicant_id, on=on)
        hukou = case.answers.get("hukou_in_zone")
        answers = self._reader.read(case.answers)
        lacks_capacity = case.has_guardian and not is_minor(case.birth_date, on)
        own = [hukou, papers, case.birth_date, lacks_capacity, case.identity_checked, hardship, consents]
        facts = dict(zip((*self._asked, *OF_CASE[:-1]), (*answers, *own), strict=True))
        taken = self._taken(case, self.scheme.claims(Case(on, facts, self.parameters)))
        history = self._histories.of(case.applicant_id, program_id=self.program.pk, without=case.pk, taken=taken)
        stored = _stored_answers(case.assessment)
        return Row(case.pk, case.area_id, on, (*answers, *own, history, *(stored.get(code) for code in self._hidden)))

    def _taken(self, case: _Case, claims: Sequence[Claim]) -> frozenset[Claim]:
        """applications.facts._is_taken without a query per claim."""
        return frozenset(
            claim
            for claim in claims
            if any(
                case_id != case.pk and (not claim.per_person or person_id == case.applicant_id)
                for case_id, person_id in self._claims.get((claim.kind, claim.number), ())
            )
        )


def _case(row: tuple[Any, ...]) -> _Case:
    pk, area, person, born, guardian, is_checked, submitted_at, answers, *judged = row
    known = (guardian is not None, bool(is_checked), submitted_at, answers)
    return _Case(pk, area, person, born, *known, judged[0] if judged else {})


def _stored_answers(assessment: Mapping[str, Any]) -> dict[str, Outcome]:
    return {row["rule"]: Outcome(row["outcome"]) for row in assessment.get("results", ())}


def _papers(cases: Iterable[_Case]) -> dict[int, frozenset[str]]:
    rows = ApplicationDocument.objects.readable().filter(application__in=[case.pk for case in cases])
    return _sets(rows.values_list("application_id", "kind"))


def _consents(cases: Iterable[_Case]) -> dict[int, frozenset[str]]:
    rows = Consent.objects.in_force().filter(person__in={case.applicant_id for case in cases})
    return _sets(rows.values_list("person_id", "purpose"))


def _sets(pairs: Iterable[tuple[int, str]]) -> dict[int, frozenset[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for key, value in pairs:
        found[key].add(value)
    return defaultdict(frozenset, {key: frozenset(values) for key, values in found.items()})


def _claims_in_use() -> dict[tuple[str, str], list[tuple[int, int | None]]]:
    found: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    uses = ClaimUse.objects.filter(released_at__isnull=True)
    for kind, number, case_id, person_id in uses.values_list("kind", "number", "application_id", "person_id"):
        found[kind, number].append((case_id, person_id))
    return found
