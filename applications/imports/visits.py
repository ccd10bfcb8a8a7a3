"""A roster of families to be visited: which case, by whom."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import has_role
from applications.models import Application, HomeVisit
from applications.permissions import may_visit
from applications.scopes import CASE_ROLES
from applications.services.casework import refuse_open_questions, start_survey
from applications.workflow import WORKFLOW
from imports.cells import Cell
from imports.kinds import Column, ImportKind, Line
from imports.known_columns import case_number, reference_of, refuse_other_name
from imports.selectors import in_pieces, pieces, taken_before
from workflow.answers import YES, Answer, no
from workflow.machine import Refused

INVESTIGATORS = ("first", "second")
START = WORKFLOW.transitions["start-survey"]


class VisitImport(ImportKind):
    code = "visits"
    title = _("Roster of home visits")
    explanation = _("One line per case that is ready for its home visit, with the two people who go there.")
    key_column = "reference"

    def may_import(self, user: Any) -> Answer:
        return YES if has_role(user, *CASE_ROLES) else no(_("Home visits are planned by the staff who handle cases."))

    def columns(self, subject: str) -> Sequence[Column]:
        return (
            case_number(_("Receipt number")),
            Column("name", "申请人", _("Applicant"), Cell(max_length=60), False, "张演一", ("姓名", "申请人姓名")),
            Column(
                "first",
                "调查人一",
                _("First investigator"),
                Cell(max_length=150),
                example="worker",
                aliases=("调查人1", "调查人A"),
            ),
            Column(
                "second",
                "调查人二",
                _("Second investigator"),
                Cell(max_length=150),
                example="worker2",
                aliases=("调查人2", "调查人B"),
            ),
            Column("note", "备注", _("Note"), Cell(max_length=500), required=False, aliases=("说明",)),
        )

    def judge(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> None:
        cases, people = _cases(lines, by), _people(lines)
        visits = _visits(cases.values())
        before = taken_before(_key(case, visits) for case in cases.values())
        before |= taken_before(f"visits:{case.pk}:{visits.get(case.pk, 0) - 1}" for case in cases.values())
        for line in lines:
            case = cases.get(reference_of(line))
            if case is None:
                if "reference" not in line.wrong_columns:
                    line.wrong("reference", _text("There is no case of this number that you may see."))
            elif known := before.get(f"visits:{case.pk}:{visits.get(case.pk, 0) - 1}"):
                line.known_as = known
            else:
                _judge_case(line, case, by)
                _judge_people(line, case, people)

    def taken_key(self, lines: Sequence[Line], *, subject: str, at: datetime) -> str:
        [line] = lines
        case = Application.objects.get(reference=reference_of(line))
        return _key(case, _visits([case]))

    def take_over(self, lines: Sequence[Line], *, subject: str, by: Any, at: datetime) -> str:
        [line] = lines
        case = Application.objects.visible_to(by).get(reference=reference_of(line))
        people = _people(lines)
        investigators = [people[line.values[column].lower()] for column in INVESTIGATORS]
        start_survey(application=case, investigators=investigators, by=by, at=at, note=line.values.get("note") or "")
        return str(case.reference)


def _cases(lines: Sequence[Line], by: Any) -> dict[str, Application]:
    visible = Application.objects.visible_to(by).select_related("applicant", "program")
    cases = visible.defer("answers", "sensitive_answers", "assessment")
    numbers = [reference_of(line) for line in lines]
    return in_pieces(numbers, lambda piece: {case.reference: case for case in cases.filter(reference__in=piece)})


def _people(lines: Sequence[Line]) -> dict[str, User]:
    """By user name, in any case, and by the name that is shown when nobody else has it."""
    names = {line.values.get(column) or "" for line in lines for column in INVESTIGATORS} - {""}
    found: dict[str, User] = {}
    for piece in pieces(names):
        users = User.objects.filter(is_active=True, username__in=[*piece, *(name.lower() for name in piece)])
        found |= {user.username.lower(): user for user in users}
        shown = User.objects.filter(is_active=True, display_name__in=piece)
        by_name: dict[str, list[User]] = {}
        for user in shown:
            by_name.setdefault(user.display_name.lower(), []).append(user)
        found |= {name: users[0] for name, users in by_name.items() if len(users) == 1 and name not in found}
    return found


def _visits(cases: Any) -> dict[int, int]:
    rows = HomeVisit.objects.order_by().values_list("application").annotate(n=Count("pk"))
    return in_pieces([case.pk for case in cases], lambda piece: dict(rows.filter(application__in=piece)))


def _key(case: Application, visits: dict[int, int]) -> str:
    return f"visits:{case.pk}:{visits.get(case.pk, 0)}"


def _judge_case(line: Line, case: Application, by: Any) -> None:
    answer = START.permission(by, case)
    if case.state not in START.sources:
        line.wrong("reference", _text("This case is not at the step before the home visit."))
    elif not answer:
        line.wrong("reference", answer.reason)
    else:
        try:
            refuse_open_questions(case)
        except Refused as refusal:
            line.wrong("reference", str(refusal))
    refuse_other_name(line, str(case.shown_name))


def _judge_people(line: Line, case: Application, people: dict[str, User]) -> None:
    chosen = {}
    for column in INVESTIGATORS:
        name = (line.values.get(column) or "").lower()
        if not name:
            continue
        user = people.get(name)
        if user is None:
            line.wrong(column, _text("Nobody of this user name works here."))
        elif user in chosen.values():
            line.wrong(column, _text("A home visit needs at least two investigators."))
        elif not (answer := may_visit(user, case)):
            line.wrong(column, answer.reason)
        else:
            chosen[column] = user


VISITS = VisitImport()
