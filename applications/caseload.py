"""The cases of one program as rows for the simulator: the facts of `applications.facts`, read by the thousand.

Sealed answers stay sealed: what a rule that reads them said when the case was judged stands in for them. Only the
answers that named rules read are opened, by the program alone and with an access row per case, when somebody asks.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.utils import timezone

from applications.economy_facts import EconomyCalendar
from applications.models import Application, ApplicationDocument, ClaimUse
from applications.people_facts import HardshipBook, Histories, kept_records
from beneficiaries.ages import is_minor
from beneficiaries.models import Consent, HouseholdMember
from programs.answers import AnswerReader
from programs.bulk import SEALED
from programs.history import Claim
from programs.models import Program
from programs.rules import Case, Outcome
from programs.simulate import Row
from protection.access import AccessContext
from protection.sealing import unseal_many

AT_ONCE = 5_000
OF_HOME = ("household", "economy")
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


@dataclass(frozen=True)
class Opening:
    """The rules whose sealed answers are opened, and the access that each of them is recorded under."""

    rules: Collection[str]
    access: AccessContext


class Caseload:
    """`names` are the facts of each row. `parameters` are terms for the claims of a case, which read none of them.

    `opened` counts the cases whose sealed answers were read.
    """

    def __init__(
        self, program: Program, *, since: datetime, parameters: Mapping[str, Any], opening: Opening | None = None
    ) -> None:
        self.program, self.since, self.parameters, self.opened = program, since, parameters, 0
        self._opening = opening
        scheme = self.scheme = program.scheme
        questions, opened = scheme.questions(), set(opening.rules if opening else ())
        self._asked = [n for n in questions if n not in scheme.sensitive and n not in OF_CASE]
        self._hidden = [rule.code for rule, _judge, hidden in scheme.judges if hidden and rule.code not in opened]
        read = {name for rule in scheme.rules if rule.code in opened for name in rule.facts}
        self._sealed = [name for name in questions if name in scheme.sensitive & read]
        self._of_home = [name for name in OF_HOME if any(fact.name == name for fact in scheme.facts)]
        self._reader, self._sealed_reader = AnswerReader(scheme, self._asked), AnswerReader(scheme, self._sealed)
        stored = [SEALED + code for code in self._hidden]
        self.names = (*self._asked, *OF_CASE, *self._of_home, *self._sealed, *stored)

    def rows(self) -> Iterator[Row]:
        kept = kept_records()
        self._hardship, self._claims = HardshipBook(kept), _claims_in_use()
        self._histories = Histories(kept, [self.scheme.code])
        self._homes = _homes(kept) if "household" in self._of_home else {}
        self._economies = EconomyCalendar(kept) if "economy" in self._of_home else None
        for cases in self._stretches():
            papers, consents, opened = _papers(cases), _consents(cases), self._open(cases)
            for case in cases:
                yield self._row(case, papers[case.pk], consents[case.applicant_id], opened.get(case.pk, {}))

    def _open(self, cases: Iterable[_Case]) -> dict[int, dict[str, Any]]:
        """The sealed answers of the cases by primary key; nothing unless somebody asked for it."""
        if self._opening is None or not self._sealed:
            return {}
        rows = Application.objects.filter(pk__in=[case.pk for case in cases]).exclude(sensitive_answers="")
        columns = rows.only("pk", "seal_id", "sensitive_answers")
        found = unseal_many(columns, "sensitive_answers", self._opening.access)
        self.opened += len(found)
        return {pk: json.loads(text or "{}") for pk, text in found.items()}

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

    def _row(self, case: _Case, papers: frozenset[str], consents: frozenset[str], sealed: Mapping[str, Any]) -> Row:
        on = timezone.localdate(case.submitted_at)
        hardship = self._hardship.proven(case.applicant_id, on=on)
        hukou = case.answers.get("hukou_in_zone")
        answers = self._reader.read(case.answers)
        lacks_capacity = case.has_guardian and not is_minor(case.birth_date, on)
        own = [hukou, papers, case.birth_date, lacks_capacity, case.identity_checked, hardship, consents]
        facts = dict(zip((*self._asked, *OF_CASE[:-1]), (*answers, *own), strict=True))
        home = [self._of_the_home(name, case.applicant_id, on) for name in self._of_home]
        facts |= dict(zip(self._of_home, home, strict=True))
        taken = self._taken(case, self.scheme.claims(Case(on, facts, self.parameters)))
        history = self._histories.of(case.applicant_id, program_id=self.program.pk, without=case.pk, taken=taken)
        known, stored = self._sealed_reader.read(sealed), _stored_answers(case.assessment)
        judged = [stored.get(code) for code in self._hidden]
        return Row(case.pk, case.area_id, on, (*answers, *own, history, *home, *known, *judged))

    def _of_the_home(self, name: str, person_id: int, on: date) -> Any:
        if name == "household":
            return self._homes.get(person_id)
        return self._economies.of(person_id, on=on) if self._economies else None

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


def _homes(kept: Mapping[int, int]) -> dict[int, str]:
    """The reference of the household where each person lives now, under every record of his."""
    rows = HouseholdMember.objects.current().order_by("-household")  # the oldest one stands, as in `household_of`
    homes = {kept.get(pk, pk): reference for pk, reference in rows.values_list("person_id", "household__reference")}
    return homes | {pk: homes[root] for pk, root in kept.items() if root in homes}


def _claims_in_use() -> dict[tuple[str, str], list[tuple[int, int | None]]]:
    found: dict[tuple[str, str], list[tuple[int, int | None]]] = defaultdict(list)
    uses = ClaimUse.objects.filter(released_at__isnull=True)
    for kind, number, case_id, person_id in uses.values_list("kind", "number", "application_id", "person_id"):
        found[kind, number].append((case_id, person_id))
    return found
