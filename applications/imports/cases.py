"""Applications for one program, one line each, handed in by the staff for the families."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from applications import states
from applications.imports.columns import columns_of, fill, pages_with_forms
from applications.models import Application
from applications.scopes import may_apply_for_clients
from applications.services import drafts
from applications.services.submission import draft_facts, draft_parameters, submit_draft
from applications.steps import CONSENTS
from beneficiaries.imports import people_by_number, refuse_foreign_places, refuse_strangers
from beneficiaries.models import Person
from imports.kinds import Column, ImportKind, Line
from imports.selectors import in_pieces, taken_before
from programs.answers import as_json
from programs.eligibility import Case, assess
from programs.models import Program
from programs.rules import Outcome
from programs.scheme import Scheme
from workflow.answers import YES, Answer, no

NUMBERS = ("id_number", "guardian_id_number")


class ApplicationImport(ImportKind):
    """`subject` is the web name of the program."""

    code = "applications"
    title = _("Applications")
    explanation = _("One line per family that applies. The answers are checked like those of the form on the screen.")
    key_column = "id_number"

    def subjects(self, user: Any, at: datetime) -> list[tuple[str, str]]:
        programs = Program.objects.open_on(timezone.localdate(at)).order_by("slug")
        return [(one.slug, one.title) for one in programs if not one.scheme.needs_referral]

    def may_import(self, user: Any) -> Answer:
        return YES if may_apply_for_clients(user) else no(_("Applications are entered by the staff who handle them."))

    def columns(self, subject: str) -> Sequence[Column]:
        return columns_of(_program(subject).scheme)

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        program = _program(subject)
        today = timezone.localdate(at)
        forms = pages_with_forms(program.scheme, today)
        answers = {line.number: _judge_answers(line, forms) for line in lines}
        refuse_foreign_places(lines, by)
        for column in NUMBERS:
            known = people_by_number([line.values.get(column) or "" for line in lines])
            refuse_strangers(lines, column, known, by)
            if column == self.key_column:
                _judge_open_cases(lines, known, program)
        parameters = {code: draft_parameters(program, code, on=today) for code in _areas(lines)}
        for line in lines:
            if not line.errors and not line.known_as:
                _judge_whole(line, program.scheme, answers[line.number], parameters, today)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        [line] = lines
        program = _program(subject)
        known = people_by_number([line.values["id_number"]])
        return _taken_key(line, program, _finished(known, program))

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        [line] = lines
        program = _program(subject)
        answers = _judge_answers(line, pages_with_forms(program.scheme, timezone.localdate(at)))
        draft = drafts.start_draft(program=program, for_client=True, by=by, at=at)
        for code, values in {**answers, CONSENTS: _given(program.scheme, line)}.items():
            drafts.save_step(draft=draft, step=code, answers=values, is_done=True, by=by, at=at)
        return str(submit_draft(draft=draft, by=by, at=at).reference)


def _program(slug: str) -> Program:
    return Program.objects.select_related("fund").get(slug=slug)


def _data(line: Line, names: Any) -> dict[str, Any]:
    """What a form is filled with: the cleaned value, or the wrong text, so that the form finds it wrong too."""
    return {name: line.values.get(name, line.texts.get(name, "")) for name in names}


def _judge_answers(line: Line, forms: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """By page, as a draft stores them; the pages that have errors are left out."""
    answers = {}
    for page, form in forms:
        cleaned = fill(form, _data(line, form.fields))
        if cleaned is not None:
            answers[page.code] = as_json(cleaned)
            continue
        for name, errors in form.errors.items():
            line.wrong(name if name in form.fields else "id_number", errors[0])
    return answers


def _judge_whole(
    line: Line, scheme: Scheme, answers: Mapping[str, Any], parameters: Mapping[str, Mapping[str, Any]], today: date
) -> None:
    """Consents, and rules that forbid the handing in; both need the other answers, so only without errors so far."""
    facts = draft_facts(scheme, {**answers, CONSENTS: _given(scheme, line)}, frozenset())
    case = Case(today, facts, parameters[line.values["area"]])
    for need in scheme.consents_for(case):
        if need.required and line.values.get(need.purpose) != "yes":
            line.wrong(need.purpose, _text("Without this consent the application cannot be handled."))
    if line.errors:
        return
    for result in assess(scheme, case).results:
        if result.rule.blocks_submission and result.outcome is Outcome.NO:
            line.wrong("id_number", f"{result.sentence} ({result.rule.refusal})")


def _given(scheme: Scheme, line: Line) -> dict[str, bool]:
    return {need.purpose: line.values.get(need.purpose) == "yes" for need in scheme.consents}


def _areas(lines: Sequence[Line]) -> set[str]:
    return {line.values["area"] for line in lines if line.values.get("area")}


def _judge_open_cases(lines: Sequence[Line], known: Mapping[str, Person], program: Program) -> None:
    finished = _finished(known, program)
    in_the_way = Application.objects.in_the_way().filter(program=program).values_list("applicant", flat=True)
    people = [person.pk for person in known.values()]
    open_ones = in_pieces(people, lambda piece: dict.fromkeys(in_the_way.filter(applicant__in=piece)))
    keys = {line.number: _taken_key(line, program, finished) for line in lines if line.key}
    before = taken_before(keys.values())
    for line in lines:
        result = before.get(keys.get(line.number, ""))
        person = known.get(line.values.get("id_number") or "")
        if result and not line.errors:
            line.known_as = result
        elif person is not None and person.pk in open_ones:
            line.wrong("id_number", _text("There is already an open application for this person under this program."))


def _finished(known: Mapping[str, Person], program: Program) -> dict[str, int]:
    """Blind index of a number to the count of ended cases under the program: a person may apply again after one."""
    ended = Application.objects.filter(program=program).exclude(state__in=states.OPEN)
    counts = ended.order_by().values_list("applicant").annotate(n=Count("pk"))
    people = [person.pk for person in known.values()]
    of_person = in_pieces(people, lambda piece: dict(counts.filter(applicant__in=piece)))
    return {number: of_person.get(person.pk, 0) for number, person in known.items()}


def _taken_key(line: Line, program: Program, finished: Mapping[str, int]) -> str:
    """Of a line with a wrong number too: it fits nothing."""
    number = line.values.get("id_number") or ""
    return f"applications:{program.pk}:{finished.get(number, 0)}:{line.key}"


CASES = ApplicationImport()
