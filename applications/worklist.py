"""The worklist: which cases, in which order, counted without counting."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.permissions import AreaScope, scope_of
from applications import stages
from applications.models import NEVER, Application
from applications.permissions import may_check
from applications.scopes import STAFF_ROLES, not_kept_from, worklist_scope
from applications.selectors import counts_by_state
from applications.worklist_rows import CaseRow, NamesById, case_rows, named_rows
from applications.workload import Desk
from areas.deadlines import amber_until
from areas.models import AdminArea
from beneficiaries.models import Person
from beneficiaries.search import person_ids_matching
from beneficiaries.selectors import is_id_number
from beneficiaries.services import look_up
from database.expressions import equals, not_among
from programs.models import Program
from web.forms import FilterFormHelper, PortalFormHelper
from web.kept import kept
from web.references import normalise_reference
from web.widgets import QuickSelect
from workflow.machine import IllegalTransition, WorkflowError

BULK_AT_MOST = 200
NOT_HERE = _("Not possible in the state “%(state)s”.")
BY_DEADLINE = ("due_at", "id")
NEWEST_FIRST = ("-submitted_at", "-id")


SEALED_OF_PEOPLE = ("address", "bank_account", "id_number", "phone")
HEAVY = (*("answers", "sensitive_answers", "assessment"), *(f"applicant__{name}" for name in SEALED_OF_PEOPLE))


@dataclass(frozen=True)
class Tab:
    code: str
    label: Any
    stages: tuple[str, ...]
    order: tuple[str, ...]


TABS = (
    Tab("todo", _("All open"), stages.TO_DO, BY_DEADLINE),
    *(
        Tab(code, label, (code,), NEWEST_FIRST if code == stages.CLOSED else BY_DEADLINE)
        for code, label in stages.LABELS.items()
    ),
)


def tab_named(code: str | None) -> Tab:
    return next((tab for tab in TABS if tab.code == code), TABS[0])


def matching(queryset: QuerySet, text: str, *, by: Any, at: datetime) -> QuerySet:
    """By the shape of the term: our reference, an ID number (blind index; the look is recorded), else a name."""
    text = text.strip()
    reference = normalise_reference(text)
    if reference.startswith("SQ-"):
        return queryset.filter(reference=reference)
    if reference.startswith("RY-"):
        return queryset.filter(_of_person(Person.objects.filter(reference=reference).values("pk")[:1]))
    if is_id_number(text):
        person = look_up(id_number=text, by=by, at=at)
        return queryset.filter(_of_person(person)) if person else queryset.none()
    return queryset.filter(applicant__in=person_ids_matching(text), is_confidential=False)


def _of_person(person: Any) -> Q:
    """Conditions on columns of the case alone: across two joined people neither database can use an index."""
    return Q(applicant=person) | Q(guardian=person)


def without_id_number(text: str, *, by: Any, at: datetime) -> str:
    """The same search as may stand in an address: the reference of the person instead of his number."""
    text = text.strip()
    if not is_id_number(text) or text.upper().startswith("SQ"):
        return text
    person = look_up(id_number=text, by=by, at=at)
    return person.reference if person else "RY-"


def overdue_or_soon(queryset: QuerySet, value: str, *, at: datetime) -> QuerySet:
    if value == "overdue":
        return queryset.overdue(at=at)
    return queryset.filter(due_at__gte=at, due_at__lte=amber_until(at))


QuickChoice = partial(django_filters.ChoiceFilter, widget=QuickSelect)


class WorklistFilter(django_filters.FilterSet):
    """One row of filters. Built with `user` and `now`; the choices are those of the person's areas."""

    q = django_filters.CharFilter(label=_("Reference, name or whole ID number"), method="search")
    program = QuickChoice(label=_("Program"), empty_label=_("All programs"), method="by_program")
    area = QuickChoice(label=_("Community"), empty_label=_("All communities"))
    due = QuickChoice(
        label=_("Deadline"),
        choices=[("overdue", _("Overdue")), ("soon", _("Due soon"))],
        empty_label=_("All"),
        method="by_deadline",
    )
    handler = QuickChoice(
        label=_("Handler"),
        choices=[("me", _("Me")), ("nobody", _("Not assigned"))],
        empty_label=_("Everybody"),
        method="by_handler",
    )

    class Meta:
        model = Application
        fields: tuple[str, ...] = ()

    def __init__(self, data: Mapping[str, Any], *, user: Any, now: datetime, queryset: QuerySet) -> None:
        super().__init__(data, queryset=queryset)
        self.user, self.now = user, now
        self.programs, self.areas = _programs(), _places(scope_of(user, *STAFF_ROLES))
        self.form.fields["program"].choices = list(self.programs.items())
        self.form.fields["area"].choices = list(self.areas.items())
        self.form.helper = FilterFormHelper(self.form)

    def rows(self, found: Iterable[Any]) -> Iterator[CaseRow]:
        """Rows of `as_rows` with their names, which the choices have read already."""
        return case_rows(found, self.programs, self.areas)

    def search(self, queryset: QuerySet, _name: str, text: str) -> QuerySet:
        return matching(queryset, text, by=self.user, at=self.now)

    def by_program(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        """Inside one community its own index is the narrower one, and the program is asked of each row."""
        is_one_place = self.form.cleaned_data.get("area") or len(self.form.fields["area"].choices) <= 2
        return queryset.filter(equals("program", int(value)) if is_one_place else Q(program=value))

    def by_deadline(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        return overdue_or_soon(queryset, value, at=self.now)

    def by_handler(self, queryset: QuerySet, _name: str, value: str) -> QuerySet:
        if value == "me":
            return queryset.filter(handler=self.user)
        return queryset.filter(without_handler())


def without_handler() -> Q:
    """Nobody, or somebody whose account is closed: the work of who left is nobody's."""
    closed = list(User.objects.filter(is_active=False).values_list("pk", flat=True))
    return Q(handler__isnull=True) | Q(handler__in=closed) if closed else Q(handler__isnull=True)


def places_of(user: Any) -> QuerySet[AdminArea]:
    """Communities in which the person works."""
    scope = scope_of(user, *STAFF_ROLES)
    return AdminArea.objects.communities().filter(scope.q("pk")).order_by("parent__code", "code")


def _programs() -> NamesById:
    """A name that is new is read by the first row that needs it."""
    names = kept("worklist.programs", lambda: named_rows(Program.objects.all()))
    return NamesById(names, Program.objects.all())


def _places(scope: AreaScope) -> NamesById:
    return NamesById([(pk, name) for pk, name in _communities() if scope.covers(pk)], AdminArea.objects.all())


def _communities() -> list[tuple[int, str]]:
    communities = AdminArea.objects.communities().order_by("parent__code", "code")
    return kept("worklist.places", lambda: named_rows(communities))


def named(found: Iterable[Any]) -> Iterator[CaseRow]:
    """Rows of `as_rows` from anywhere in the zone with their names."""
    return case_rows(found, _programs(), NamesById(_communities(), AdminArea.objects.all()))


def rows_for(user: Any, tab: Tab, *, everywhere: bool = False) -> QuerySet[Application]:
    """The cases of a tab; a search looks `everywhere`."""
    if everywhere:
        return Application.objects.filter(worklist_scope(user, leads=False)).filter(not_kept_from(user))
    return Application.objects.in_worklist_of(user).filter(_in(tab.stages))


def _in(codes: tuple[str, ...]) -> Q:
    """Both databases read an index in order: that of the stage, or for all open cases that of the due time.

    What ended has no due time, so it is enough to pass over the few other stages. Naming the open ones as well would
    make PostgreSQL multiply two conditions that say the same, expect next to nothing, and sort everything.
    """
    if len(codes) == 1:
        return Q(stage=codes[0])
    others = [code for code in stages.STATES if code not in codes and code != stages.CLOSED]
    return Q(due_at__lt=NEVER) & not_among("stage", others)


def tab_counts(user: Any) -> dict[str, int]:
    """Cases by tab code, from the tallies."""
    by_state = counts_by_state(user)
    by_stage = {stage: sum(by_state.get(code, 0) for code in codes) for stage, codes in stages.STATES.items()}
    return {tab.code: sum(by_stage[stage] for stage in tab.stages) for tab in TABS}


def each(rows: Iterable[Application], do: Callable[[Application], None]) -> Iterator[tuple[Application, str]]:
    """Each case in its own transaction: one refusal does not hold up the others. "" says that it was done."""
    for application in rows:
        try:
            do(application)
        except IllegalTransition as error:
            yield application, str(NOT_HERE % {"state": error.reason})
        except WorkflowError as error:
            yield application, str(error)
        else:
            yield application, ""


@dataclass(frozen=True)
class Share:
    """A case with whom it would go to and his load with it; `refusal` says why it goes to nobody."""

    application: Application
    handler: Any
    points: int
    cases: int
    refusal: str = ""


def shared_out(rows: Iterable[Application], *, by: Any, at: datetime) -> list[Share]:
    """Who would get what; each case counts for the next one."""
    desk, shares = Desk(at), []
    for application in rows:
        answer = may_check(by, application)
        handler = desk.suggest(application) if answer and application.state_is_open else None
        if handler is None:
            shares.append(Share(application, None, 0, 0, str(answer.reason or NOBODY_LEFT)))
            continue
        desk.give(application, handler)
        load = desk.load(handler)
        shares.append(Share(application, handler, load.points, load.cases))
    return shares


NOBODY_LEFT = _("Finished, or nobody of this place may handle it.")


class BulkReturnForm(forms.Form):
    """What is missing in every chosen case; per case the list on its page is more exact."""

    note = forms.CharField(
        label=_("Message to the families"),
        help_text=_("The same words go to every chosen case."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Please write what is missing.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = PortalFormHelper()
