"""What a scheme is: a kind of aid, written in code. A program (models.py) is one funded round of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise

from programs.dates import Frequency
from programs.documents import DocumentNeed, Paper, documents_needed
from programs.eligibility import Amount, InKind
from programs.history import Claim
from programs.parameters import ParametersForm
from programs.policy import FIGURES
from programs.questions import Brief, QuestionForm
from programs.rules import Case, Condition, Finding, Outcome, Rule
from programs.visit_checks import VisitCheck, checks_of

LANES = ("standard", "emergency", "in_kind", "judicial")
PUBLICITY_MODES = ("none", "aggregate", "masked_7d", "post_hoc_7d")


@dataclass(frozen=True)
class Step:
    """One page of questions."""

    code: str
    title: str | Promise
    form_class: type[QuestionForm]


@dataclass(frozen=True)
class Fact:
    """Something rules read that is not a question: the registry, the consents, the papers, earlier aid."""

    name: str
    meaning: str
    origin: str  # registry | consents | documents | history


@dataclass(frozen=True)
class ConsentNeed:
    """A consent (beneficiaries' purpose code). `when` says for whom. Not required: the case goes on without it."""

    purpose: str
    why: str | Promise
    when: Condition | None = None
    required: bool = True


@dataclass(frozen=True)
class Example:
    """A case with its expected judgement, run by the tests. `changes` are laid over the scheme's baseline facts.

    `amount` in yuan, None when there is none; `in_kind` as "1 wristband". `golden` is the number of the case in the
    fact book. `parameters` are laid over the defaults of the terms and of the policy figures.
    """

    title: str
    outcome: Outcome
    changes: Mapping[str, Any] = field(default_factory=dict)
    amount: str | None = None
    in_kind: str | None = None
    priority: int | None = None
    refusal_codes: tuple[str, ...] = ()
    missing_documents: tuple[str, ...] = ()
    committee: tuple[str, ...] = ()  # codes of the soft rules that say no
    submission_blockers: tuple[str, ...] = ()  # codes of the rules that stop the handing in
    on: date | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    golden: int | None = None


@dataclass(frozen=True)
class Baseline:
    """The eligible case that the examples vary."""

    on: date
    facts: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Scheme:
    """Everything that makes a kind of aid. The catalogue, the forms, the admin and the tests follow from it.

    `steps` are the applicant's questions (in the judicial lane: the case office's), `worker_steps` those answered
    during verification. Names in `sensitive_questions` are stored sealed and never shown in a trace. `payee` is
    "applicant" or "guardian": whose account the money goes to. `claims(case)` are the numbers that count only once.

    `amount` is the money and `in_kind` the thing that the terms give; in the lane "in_kind" there is no money at all.
    `priority(case)` is the place in the order in which a scarce thing is handed out, 1 first; `priorities` are its
    names. `policy` are the codes of the figures (programs/policy.py) that the rules read beside the terms. `sought` is
    no condition of the aid: among whom of the register it is worth looking (a freshman is not eighty).
    """

    code: str
    title: str | Promise
    summary: str | Promise
    lane: str
    publicity_mode: str
    frequency: Frequency
    steps: tuple[Step, ...]
    worker_steps: tuple[Step, ...]
    parameters: type[ParametersForm]
    rules: tuple[Rule, ...]
    papers: tuple[Paper, ...]
    standards: Callable[[Mapping[str, Any]], list[tuple[str, str]]]  # the table of 救助标准 under these parameters
    headline: Callable[[Mapping[str, Any]], str]  # the same in a few words, for a card
    refusal_codes: tuple[str, ...]
    baseline: Baseline
    examples: tuple[Example, ...]
    consents: tuple[ConsentNeed, ...]
    facts: tuple[Fact, ...] = ()
    sensitive_questions: tuple[str, ...] = ()
    amount: Callable[[Case], Amount | None] = lambda case: None
    in_kind: Callable[[Case], InKind | None] = lambda case: None
    priority: Callable[[Case], int | None] = lambda case: None
    priorities: Mapping[int, str | Promise] = field(default_factory=dict)
    policy: tuple[str, ...] = ()
    claims: Callable[[Case], tuple[Claim, ...]] = lambda case: ()
    visit_checks: tuple[VisitCheck, ...] = ()  # looked at on a home visit beside what every visit looks at
    payee: str = "applicant"
    is_confidential: bool = False
    restricting_question: str = ""  # yes: only people who are named for the case may know of it
    is_for_minors: bool = False
    needs_follow_up: bool = False
    needs_referral: bool = False
    sought: Condition | None = None
    opener: str | Promise = ""  # the screener asks it first; without one the scheme is not in the screener
    screening: tuple[str | Brief, ...] = ()  # the questions of the screener
    icon: str = "house-heart"
    tint: str = "t1"
    sensitive: frozenset[str] = field(init=False)
    judges: tuple[tuple[Rule, Callable[[Case], Finding], bool], ...] = field(init=False)  # rule, judge, is hidden

    def __post_init__(self) -> None:
        sensitive = frozenset(self.sensitive_questions)
        object.__setattr__(self, "sensitive", sensitive)
        judges = tuple((rule, rule.condition.judge, not sensitive.isdisjoint(rule.facts)) for rule in self.rules)
        object.__setattr__(self, "judges", judges)

    def default_parameters(self) -> dict[str, Any]:
        """What rules read before anything is published: the defaults of the terms and of the policy figures."""
        return {**{code: FIGURES[code].default for code in self.policy}, **self.parameters.defaults()}

    @property
    def visit_checklist(self) -> tuple[VisitCheck, ...]:
        return checks_of(self.visit_checks)

    def is_sought(self, on: date, names: Sequence[str], values: Sequence[Any]) -> bool:
        """False only where what is known of somebody (the values of these facts) speaks against it."""
        if self.sought is None:
            return True
        return self.sought.judge(Case(on, dict(zip(names, values, strict=True)), {})).outcome is not Outcome.NO

    def documents(self, case: Case) -> list[DocumentNeed]:
        """The papers that this case needs, in the order of the guide page."""
        return documents_needed(self.papers, case)

    def consents_for(self, case: Case) -> list[ConsentNeed]:
        """The consents to ask for; one whose condition is not known yet is asked for."""
        return [need for need in self.consents if not need.when or need.when.judge(case).outcome is not Outcome.NO]

    def step(self, code: str) -> Step:
        return next(step for step in (*self.steps, *self.worker_steps) if step.code == code)

    def questions(self) -> dict[str, forms.Field]:
        """Every question of the applicant and the worker, by name."""
        return {
            name: question
            for step in (*self.steps, *self.worker_steps)
            for name, question in step.form_class.base_fields.items()
        }
