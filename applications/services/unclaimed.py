"""Aid that nobody asked for: found every night, followed up by an application or dismissed with a reason."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import uuid4

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import Application, ApplicationDraft, UnclaimedAid
from applications.models.unclaimed import OTHER
from applications.people_facts import NAMES, PersonRow, Registry, Stretch, kept_records
from applications.services.drafts import save_step, start_draft
from applications.steps import PERSON
from applications.unclaimed import is_searchable, may_follow_up, prefilled
from audit.recording import record
from beneficiaries.models import HouseholdMember
from programs.bulk import Judge, Verdict
from programs.models import Program, ProgramTerms
from programs.rules import UNKNOWN, YES
from programs.scheme import Scheme
from programs.selectors import figures_for, open_programs, terms_by_program
from programs.simulate import counts_as_person
from workflow.machine import NotAllowed, Refused

DERIVED = ("terms", "area", "proven", "met", "open_rules", "known", "amount_fen", "gone_at")


PROVEN = NAMES.index("hardship_categories")


class Derived(NamedTuple):
    """What the night writes about one person and program."""

    terms_id: int
    area_id: int
    proven: list[str]
    met: list[str]
    open_rules: list[str]
    known: int
    amount_fen: int | None
    gone_at: None = None


@dataclass
class Search:
    """One program in one night."""

    program: Program
    terms: ProgramTerms
    on: date
    found: int = 0
    gone: int = 0

    def __post_init__(self) -> None:
        scheme = self.program.scheme
        self._judge = Judge(scheme, NAMES, self.terms.values_with(figures_for(scheme, on=self.on)))
        self._asked = people_who_asked(self.program, on=self.on)
        self._codes = [rule.code for rule in self.program.scheme.rules]

    def finds(self, registry: Registry, people: Iterable[PersonRow]) -> dict[int, Derived]:
        """By person; those who asked already are left out."""
        judge, found = self._judge, {}
        for row in people:
            if row.pk in self._asked:
                continue
            facts = registry.facts_of(row, program_id=self.program.pk)
            if not self.program.scheme.is_sought(self.on, NAMES, facts):
                continue
            verdict = judge.verdicts[judge.number(self.on, facts)][0]
            if counts_as_person(verdict):
                found[row.pk] = self._derived(row, sorted(facts[PROVEN]), verdict)
        return found

    def _derived(self, row: PersonRow, proven: list[str], verdict: Verdict) -> Derived:
        answers = list(zip(self._codes, verdict.answers, strict=True))
        return Derived(
            self.terms.pk,
            row.area_id,
            proven,
            [code for code, answer in answers if answer is YES],
            [code for code, answer in answers if answer is UNKNOWN],
            verdict.known * 100 // len(answers),
            verdict.fen,
        )


def find_unclaimed_aid(*, at: datetime) -> int:
    """Judges everybody of the registry by every open program; returns how many were found newly.

    Running it again changes nothing. Confidential schemes, and those that only a case office proposes, are left out.
    """
    on = timezone.localdate(at)
    searches = _searches(on)
    registry = Registry(on=on, schemes=[search.program.scheme for search in searches])
    for stretch in registry.stretches() if searches else ():
        for search in searches:
            _write(search, stretch, search.finds(registry, stretch.people), at=at)
    _close_other_programs([search.program.pk for search in searches], at=at)
    for search in searches:
        _note(search, at=at)
    return sum(search.found for search in searches)


def _searches(on: date) -> list[Search]:
    programs = [program for program in open_programs(on) if is_searchable(program.scheme)]
    terms = terms_by_program(programs, on)
    return [Search(program, terms[program.pk], on) for program in programs if program.pk in terms]


def people_who_asked(program: Program, *, on: date) -> set[int]:
    """Who has an open case of the program, or handed one in during the period that counts as once.

    Under every record of the person. When the scheme helps a household once: those who live with one of them as well,
    and everybody but the head, who stands for the household.
    """
    cases = Application.objects.filter(program=program)
    period = program.scheme.frequency.covers(on)
    asked = set(cases.open().values_list("applicant_id", flat=True))
    if period:
        cases = cases.filter(submitted_at__date__range=period)
    asked |= set(cases.values_list("applicant_id", flat=True))
    if any(fact.name == "household" for fact in program.scheme.facts):
        asked |= _households_of(asked) | _not_the_head()
    kept = kept_records()
    return asked | {kept[person_id] for person_id in asked if person_id in kept}


def _households_of(people: Collection[int]) -> set[int]:
    """Everybody who lives with one of the people now."""
    homes, members = defaultdict(set), HouseholdMember.objects.current().values_list("household_id", "person_id")
    for household_id, person_id in members:
        homes[household_id].add(person_id)
    return {other for home in homes.values() if not home.isdisjoint(people) for other in home}


def _not_the_head() -> set[int]:
    return set(HouseholdMember.objects.current().exclude(relation="self").values_list("person_id", flat=True))


@transaction.atomic
def _write(search: Search, stretch: Stretch, finds: Mapping[int, Derived], *, at: datetime) -> None:
    """One stretch of the registry: new rows, changed rows, and those that are no longer found.

    Two nights at once write one after the other: the second finds what the first wrote.
    """
    _one_at_a_time(search.program)
    known = UnclaimedAid.objects.filter(program=search.program, person__gte=stretch.first, person__lte=stretch.last)
    rows = {row.person_id: row for row in known.select_for_update()}
    new = [
        UnclaimedAid(uuid=uuid4(), person_id=pk, program=search.program, found_at=at, **found._asdict())
        for pk, found in finds.items()
        if pk not in rows
    ]
    UnclaimedAid.objects.bulk_create(new, batch_size=500, ignore_conflicts=True)
    UnclaimedAid.objects.bulk_update(list(_changed(rows, finds)), DERIVED, batch_size=500)
    gone = [row.pk for pk, row in rows.items() if pk not in finds and row.gone_at is None]
    UnclaimedAid.objects.filter(pk__in=gone).update(gone_at=at)
    search.found, search.gone = search.found + len(new), search.gone + len(gone)


def _one_at_a_time(program: Program) -> None:
    """Until the transaction ends nobody else writes finds of this program."""
    Program.objects.select_for_update(of=("self",)).get(pk=program.pk)


def _changed(rows: Mapping[int, UnclaimedAid], finds: Mapping[int, Derived]) -> Iterator[UnclaimedAid]:
    for pk, found in finds.items():
        row = rows.get(pk)
        if row is None or found == tuple(getattr(row, name) for name in Derived._fields):
            continue
        for name, value in found._asdict().items():
            setattr(row, name, value)
        yield row


def _close_other_programs(searched: list[int], *, at: datetime) -> None:
    """A closed program offers nothing."""
    UnclaimedAid.objects.filter(gone_at__isnull=True).exclude(program__in=searched).update(gone_at=at)


@transaction.atomic
def _note(search: Search, *, at: datetime) -> None:
    if search.found or search.gone:
        data = {"found": search.found, "gone": search.gone, "version": search.terms.version}
        record("applications.unclaimed_aid_found", subject=search.program, by=None, at=at, data=data)


@transaction.atomic
def dismiss_unclaimed_aid(*, find: UnclaimedAid, reason: str, note: str = "", by: Any, at: datetime) -> UnclaimedAid:
    """It is not offered again under this program. Raises NotAllowed; Refused for "another reason" without words."""
    find = _locked(find, by)
    if reason == OTHER and not note.strip():
        raise Refused(_("Write the reason in a few words."))
    if find.dismissed_at:
        return find
    find.dismissed_at, find.dismissed_by, find.dismissal, find.note = at, by, reason, note.strip()
    find.save(update_fields=["dismissed_at", "dismissed_by", "dismissal", "note"])
    record("applications.unclaimed_aid_dismissed", subject=find, by=by, at=at, data={"reason": reason})
    return find


@transaction.atomic
def restore_unclaimed_aid(*, find: UnclaimedAid, by: Any, at: datetime) -> UnclaimedAid:
    """Takes a dismissal back. Raises NotAllowed."""
    find = _locked(find, by)
    if find.dismissed_at is None:
        return find
    find.dismissed_at, find.dismissed_by, find.dismissal, find.note = None, None, "", ""
    find.save(update_fields=["dismissed_at", "dismissed_by", "dismissal", "note"])
    record("applications.unclaimed_aid_restored", subject=find, by=by, at=at)
    return find


@transaction.atomic
def start_from_unclaimed_aid(*, find: UnclaimedAid, by: Any, at: datetime) -> ApplicationDraft:
    """A draft with what the registry knows already filled in (the look at it is recorded). No page counts as done:
    the worker goes through it with the family. Raises NotAllowed, Refused when the program is closed."""
    find = _locked(find, by)
    program = find.program
    if not program.is_open_on(timezone.localdate(at)):
        raise Refused(_("This program takes no applications at the moment."))
    draft = start_draft(program=program, for_client=True, by=by, at=at)
    known = prefilled(find.person, program.scheme, by=by, at=at)
    for code, answers in by_page(program.scheme, known):
        save_step(draft=draft, step=code, answers=answers, is_done=False, by=by, at=at)
    find.started_at, find.started_by = at, by
    find.save(update_fields=["started_at", "started_by"])
    record("applications.unclaimed_aid_started", subject=find, by=by, at=at)
    return draft


def by_page(scheme: Scheme, known: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The pages of the scheme take the names that they ask for, the first page takes the rest: who and where to."""
    asked = {step.code: set(step.form_class.base_fields) for step in scheme.steps}
    elsewhere = set().union(*asked.values())
    yield PERSON, {name: value for name, value in known.items() if name not in elsewhere}
    for code, names in asked.items():
        if answers := {name: value for name, value in known.items() if name in names}:
            yield code, answers


def _locked(find: UnclaimedAid, by: Any) -> UnclaimedAid:
    rows = UnclaimedAid.objects.select_related("person__area", "program").select_for_update(of=("self",))
    find = rows.get(pk=find.pk)
    if not (answer := may_follow_up(by, find)):
        raise NotAllowed(answer.reason)
    return find
