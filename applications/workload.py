"""Who has how much to do, and who should take the next case: the least loaded of the place without a tie."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Case, Count, IntegerField, Sum, Value, When

from accounts.models import User
from applications import states
from applications.models import Application, Investigator, WorkWeight
from applications.models.settings import USUAL_WEIGHTS
from applications.permissions import may_handle
from applications.scopes import FIELD_ROLES
from applications.selectors import colleagues_in
from workflow.answers import Answer


@dataclass
class Load:
    """`points` are the weighted sum of everything that is open."""

    cases: int = 0
    overdue: int = 0
    visits: int = 0
    points: int = 0


@dataclass(frozen=True)
class Candidate:
    """Somebody of the place with his load; `answer` is no, with the reason, for who has a tie to the family."""

    user: User
    load: Load
    answer: Answer

    @property
    def label(self) -> str:
        return str(self.user)


def weights() -> dict[str, int]:
    return {**USUAL_WEIGHTS, **dict(WorkWeight.objects.values_list("kind", "weight"))}


def loads_of(users: Iterable[int], *, at: datetime) -> dict[int, Load]:
    """By user; three queries however many people."""
    people, weigh = list(users), weights()
    loads = {pk: Load() for pk in people}
    late = Sum(Case(When(due_at__lt=at, then=Value(1)), default=Value(0), output_field=IntegerField()))
    cases = Application.objects.open().filter(handler__in=people).order_by()
    for pk, stage, count, overdue in cases.values_list("handler", "stage").annotate(count=Count("pk"), late=late):
        load = loads[pk]
        load.cases, load.overdue = load.cases + count, load.overdue + overdue
        load.points += count * weigh.get(stage, 1) + overdue * weigh["overdue"]
    visits = Investigator.objects.filter(
        user__in=people, signed_at__isnull=True, visit__application__state=states.SURVEYING
    )
    for pk, count in visits.order_by().values_list("user").annotate(count=Count("pk")):
        loads[pk].visits = count
        loads[pk].points += count * weigh["visit"]
    return loads


@dataclass
class Desk:
    """Shares out many cases: people and loads of a place are read once, and what was given away counts at once."""

    at: datetime
    without: frozenset[int] = frozenset()  # people who get nothing, for instance who leaves
    _people: dict[int, list[User]] = field(default_factory=dict)
    _loads: dict[int, Load] = field(default_factory=dict)
    _weigh: Mapping[str, int] = field(default_factory=dict)

    def ranked(self, application: Application) -> Iterator[User]:
        """Who handles cases in this place, the least loaded first; equal loads by user name."""
        here = self._colleagues(application)
        return iter(sorted(here, key=lambda user: (self._loads[user.pk].points, user.username)))

    def suggest(self, application: Application) -> User | None:
        """The first without a tie to the family; None when nobody is left."""
        return next((user for user in self.ranked(application) if may_handle(user, application)), None)

    def candidates(self, application: Application) -> list[Candidate]:
        return [Candidate(u, self._loads[u.pk], may_handle(u, application)) for u in self.ranked(application)]

    def load(self, user: User) -> Load:
        return self._loads.get(user.pk) or Load()

    def give(self, application: Application, user: User) -> None:
        """Counts the case as his from now on."""
        if not self._weigh:
            self._weigh = weights()
        load = self._loads.setdefault(user.pk, Load())
        load.cases, load.points = load.cases + 1, load.points + self._weigh.get(application.stage, 1)

    def _colleagues(self, application: Application) -> list[User]:
        if application.area_id not in self._people:
            found = colleagues_in(application.area, *FIELD_ROLES, at=self.at).exclude(pk__in=self.without)
            self._people[application.area_id] = list(found)
            new = {user.pk for user in self._people[application.area_id]} - self._loads.keys()
            self._loads.update(loads_of(new, at=self.at) if new else {})
        return self._people[application.area_id]


def suggestion(application: Application, *, by: Any, at: datetime) -> User | None:
    """Whom to give this case now."""
    without = frozenset({application.handler_id} if application.handler_id else ())
    return Desk(at, without).suggest(application)
