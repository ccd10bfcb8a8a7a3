"""Invented cases over five years, oldest first; the last two months are mostly open, the rest mostly ended."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from random import Random

from django.db import transaction
from django.utils import timezone

from applications import states as s
from applications.demo.answers import WORDS
from applications.facts import judgement, split
from applications.models import NEVER, NO_CLOCK, Application
from applications.selectors import colleagues_in, largest_amount_fen
from applications.services.tallies import fold_tallies
from areas.deadlines import end_of
from areas.models import AdminArea, DeadlineRule
from programs.answers import as_json
from programs.eligibility import Case
from programs.models import Program, ProgramTerms
from programs.selectors import terms_in_force
from protection.sealing import seal
from welfare_portal.population import identities
from welfare_portal.population.bulk import batches, insert, reserve_ids
from welfare_portal.population.history import Step, chain
from welfare_portal.population.people import Crowd
from welfare_portal.population.progress import Progress
from welfare_portal.population.roads import road, steps_of

SPAN = timedelta(days=5 * 365)
RECENT = timedelta(days=60)
OPEN_OF_RECENT, OPEN_OF_OLDER = 0.8, 0.02
REFUSALS = {s.NOT_ACCEPTED: "R01", s.REJECTED: "R07"}
CLERKS = ("community_worker", "subdistrict_officer", "federation_reviewer")


LANES = ("standard", "judicial")  # the roads of roads.py; the other lanes hold money or goods early


class NothingToApplyFor(Exception):
    """No program is open, or none has terms: `manage.py demo` makes some."""


@dataclass
class Kind:
    """What all invented cases of one program share: the scheme's own eligible example, judged once."""

    program: Program
    terms: ProgramTerms

    def __post_init__(self) -> None:
        scheme = self.program.scheme
        case = Case(scheme.baseline.on, scheme.baseline.facts, self.terms.values)
        known = {**scheme.baseline.facts, **WORDS}
        questions = {*scheme.questions(), "hukou_in_zone"} - {"guardian_name", "guardian_phone"}
        self.answers, sensitive = split(scheme, as_json({n: known[n] for n in sorted(questions) if n in known}))
        self.sensitive = json.dumps(sensitive, ensure_ascii=False) if sensitive else ""
        self.assessment = judgement(scheme, case)
        self.is_for_minors = scheme.is_for_minors
        self.is_confidential = scheme.is_confidential
        self.lane = scheme.lane


class Clerks:
    """Who works where, and until when a state may last; asked a million times, so remembered."""

    def __init__(self, at: datetime) -> None:
        self.at = at
        self.rules = {(rule.lane, rule.key): rule for rule in DeadlineRule.objects.all()}
        self._by_area: dict[int, int | None] = {}
        self._ends: dict[tuple[int, date], datetime] = {}

    def of(self, area: AdminArea) -> int | None:
        if area.pk not in self._by_area:
            found = colleagues_in(area, *CLERKS, at=self.at).order_by("pk").first()
            self._by_area[area.pk] = found.pk if found else None
        return self._by_area[area.pk]

    def due_at(self, lane: str, state: str, since: datetime) -> datetime:
        rule = self.rules.get((lane, s.CLOCKS.get(state, "")))
        if rule is None:
            return NEVER if state in s.FINAL else NO_CLOCK
        if rule.unit == DeadlineRule.Unit.HOUR:
            return end_of(rule.amount, rule.unit, since)
        key = (rule.pk, timezone.localdate(since))
        if key not in self._ends:
            self._ends[key] = end_of(rule.amount, rule.unit, since)
        return self._ends[key]


@dataclass
class Caseload:
    crowd: Crowd
    count: int
    rng: Random
    at: datetime
    kinds: Sequence[Kind]
    clerks: Clerks

    @cached_property
    def for_children(self) -> list[Kind]:
        return [kind for kind in self.kinds if kind.is_for_minors]

    @cached_property
    def for_adults(self) -> list[Kind]:
        return [kind for kind in self.kinds if not kind.is_for_minors] or list(self.kinds)

    def case(self, pk: int, place: int) -> tuple[Application, list[Step]]:
        person = self.crowd.pk_of(place)
        is_child = self.crowd.is_child(person) and bool(self.for_children)
        kind = self.rng.choice(self.for_children if is_child else self.for_adults)
        submitted_at = self.at - SPAN * (1 - place / self.count) - timedelta(minutes=self.rng.randrange(60, 1440))
        area = self.crowd.area_of(person)
        steps = self._steps(kind, place, submitted_at, self.clerks.of(area))
        application = self._application(pk, kind, area, steps)
        application.applicant_id, application.guardian_id = person, person - 1 if is_child else None
        return application, steps

    def _steps(self, kind: Kind, place: int, submitted_at: datetime, clerk: int | None) -> list[Step]:
        chance = OPEN_OF_RECENT if submitted_at > self.at - RECENT else OPEN_OF_OLDER
        may_be_open = place >= self.count - self.crowd.count  # then it is the person's last case, and the only open one
        is_open = self.rng.random() < chance and may_be_open
        names = road(self.rng, is_open=is_open, is_judicial=kind.lane == "judicial")
        return list(steps_of(names, self.rng, submitted_at, self.at, clerk, clerk))

    def _application(self, pk: int, kind: Kind, area: AdminArea, steps: Sequence[Step]) -> Application:
        last, moved = steps[-1], {step.to_state: step.at for step in steps}
        handler = next((step.actor_id for step in steps if step.actor_id), None)
        application = Application(
            pk=pk,
            reference=identities.reference("SQ", pk),
            program=kind.program,
            terms=kind.terms,
            lane=kind.lane,
            publicity_mode="none",
            is_confidential=kind.is_confidential,
            area=area,
            agent_id=self.clerks.of(area),
            handler_id=handler,
            answers=kind.answers,
            assessment=kind.assessment,
            submitted_at=steps[0].at,
            state=last.to_state,
            version=len(steps),
            state_since=last.at,
            accepted_at=moved.get(s.ACCEPTED),
            due_at=self.clerks.due_at(kind.lane, last.to_state, last.at),
            refusal_code=REFUSALS.get(last.to_state, ""),
        )
        seal(application, "sensitive_answers", kind.sensitive)
        return _with_decision(application, last)


def _with_decision(application: Application, last: Step) -> Application:
    if application.state == s.PRELIMINARY_REVIEW:
        application.proposed_amount_fen = largest_amount_fen(application)
    if application.state == s.REJECTED:
        application.decided_at, application.decided_by_id = last.at, last.actor_id
    if application.state == s.RETURNED:
        application.paused_at = last.at
    return application


def make_cases(*, count: int, crowd: Crowd, kinds: Sequence[Kind], seed: int, at: datetime, bar: Progress) -> None:
    """`count` cases of the people of `crowd`."""
    rng = Random(f"{seed} cases")  # noqa: S311 - repeatable on purpose
    load = Caseload(crowd, count, rng, at, kinds, Clerks(at))
    for batch in batches(count):
        with transaction.atomic():
            first = reserve_ids(Application, len(batch))
            made = [load.case(first + n, place) for n, place in enumerate(batch)]
            insert([event for application, steps in made for event in chain(application, steps)])
            insert([application for application, _steps in made])
        bar.advance(len(batch))
        if batch.stop % 20_000 == 0:
            fold_tallies()
    while fold_tallies():
        pass


def open_kinds(at: datetime) -> list[Kind]:
    """Raises NothingToApplyFor without an open program that has terms."""
    day = timezone.localdate(at)
    programs = Program.objects.open_on(day).order_by("pk")
    programs = [program for program in programs if program.scheme.lane in LANES]
    kinds = [Kind(program, terms) for program in programs if (terms := terms_in_force(program, day))]
    if not kinds:
        raise NothingToApplyFor
    return kinds
