"""The permission matrix as data: for every route, who may and who may not.

`tests/test_every_url.py` walks the URLconf and fails for a route without a line here, and for a line without a route.
Then it asks every route as every person of the cast (tests/cast.py) plus `anonymous`, and expects exactly:

| person                                      | answer                                                   |
|---------------------------------------------|----------------------------------------------------------|
| named in `get` / `post`                     | 200, 204, 302 (not to the login page), 409 or 422        |
| `anonymous`, when not named                 | 302 to the login page                                    |
| named in `refused`                          | 403: sees the object, may not do this                    |
| anybody else, when `unknown` is given       | 404, the same bytes as for an object that does not exist |
| anybody else                                | 403                                                      |
| anybody, `get` or `post` is None            | 405 (anonymous still goes to the login page first)       |
| PUT, PATCH, DELETE                          | 405                                                      |
| POST without CSRF token                     | 403                                                      |

How to add lines: write `tests/policies/<app>.py` with

    POLICIES = {
        "applications:detail": Policy(
            get=("applicant", "worker", "officer", *FEDERATION, "auditor", "admin"),
            kwargs=lambda world: {"reference": world["case"].reference},
            unknown={"reference": "SQ-00000"},
        ),
        "applications:accept": Policy(
            get=("officer",), post=("officer",), refused=("applicant", "worker", *FEDERATION, "auditor", "admin"),
            kwargs=…, unknown=…, data={"note": "ok"},
        ),
        **admin_pages("applications.application", view=("reviewer", "auditor", "admin"), obj="case"),
    }

    def build(world: World) -> None:
        world["case"] = ApplicationFactory(area=world.places["410172160-xihuchuntian"], …)

Keys are route names ("app:verb"); a route without a name is keyed by its whole pattern. `build` is optional, lower
apps build first. `world.cast["worker"]` are the people, `world.places[code]` the areas, `world.at` a fixed time.
Every request starts from the same world and is rolled back, so an allowed POST needs nothing but valid data.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings

from accounts.models import User
from areas.models import AdminArea
from tests.cast import NAMES

ANONYMOUS = "anonymous"
SIGNED_IN = frozenset(NAMES)
ANYONE = SIGNED_IN | {ANONYMOUS}
FEDERATION = ("reviewer", "approver")
FINANCE = ("accountant", "cashier")
ADMIN_READERS = ("admin", "auditor")  # who reads every page of the back office
ENTERS_ADMIN = frozenset({"reviewer", "approver", "accountant", "auditor", "admin"})
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)

People = Iterable[str] | None
Kwargs = Callable[["World"], dict[str, Any]]
Body = Mapping[str, Any] | Callable[["World"], Mapping[str, Any]]


@dataclass
class World:
    """The objects that addresses are built from, by name."""

    cast: dict[str, User]
    places: dict[str, AdminArea]
    at: datetime = AT
    objects: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.objects[name]

    def __setitem__(self, name: str, value: Any) -> None:
        if name in self.objects:
            raise KeyError(f"{name}: another app has an object of this name; choose a longer one")
        self.objects[name] = value


@dataclass(frozen=True)
class Policy:
    """One line of the matrix; see the table above.

    `unknown` are the kwargs of an object that does not exist; give it whenever the address names an object that not
    everybody sees. `data` is the smallest valid body of a POST, `query` a query string such as "?page=2".
    """

    get: People = None
    post: People = None
    refused: Iterable[str] = ()
    kwargs: Kwargs = lambda world: {}
    unknown: Mapping[str, Any] | None = None
    data: Body = field(default_factory=dict)
    query: str = ""
    public: bool = False  # asks nobody to log in, also when it names nobody
    also: Iterable[int] = ()  # statuses that count as allowed besides the usual ones

    def __post_init__(self) -> None:
        named = {*(self.get or ()), *(self.post or ()), *self.refused}
        if strangers := named - ANYONE:
            raise ValueError(f"not in the cast: {sorted(strangers)}")

    @property
    def is_public(self) -> bool:
        return self.public or ANONYMOUS in {*(self.get or ()), *(self.post or ())}

    def people(self, method: str) -> frozenset[str] | None:
        people = self.get if method == "GET" else self.post
        return None if people is None else frozenset(people)

    def body(self, world: World) -> Mapping[str, Any]:
        return self.data(world) if callable(self.data) else self.data


def admin_pages(
    label: str,
    *,
    view: Iterable[str] = ADMIN_READERS,
    change: Iterable[str] = (),
    add: Iterable[str] = (),
    obj: str | None = None,
    data: Body | None = None,
) -> dict[str, Policy]:
    """The lines of one model of the admin ("areas.adminarea"): list, add, history, change; nobody deletes.

    Who may `change` may view. `obj` names the object of the world whose pages are asked; without it the pages of an
    object that does not exist are asked, which the admin answers by going back to its index.
    """
    name = f"admin:{label.replace('.', '_').lower()}"
    readers = {*view, *change}
    one: dict[str, Any] = {"kwargs": lambda world: {"object_id": world[obj].pk if obj else 0}}
    return {
        f"admin/{label.replace('.', '/').lower()}/<path:object_id>/": Policy(
            get=ENTERS_ADMIN, post=ENTERS_ADMIN, **one
        ),
        f"{name}_changelist": Policy(get=readers, post=readers),
        f"{name}_add": Policy(get=tuple(add), post=tuple(add), data=data or {}),
        f"{name}_history": Policy(get=readers, post=readers, **one),
        f"{name}_change": Policy(get=readers, post=tuple(change), data=data or {}, **one),
        f"{name}_delete": Policy(get=(), post=(), **one),
    }


def modules() -> list[Any]:
    """The policy modules that exist, lower apps first, then `libraries` (routes of packages)."""
    names = [f"tests.policies.{name}" for name in (*reversed(settings.PORTAL_LABELS), "libraries")]
    return [import_module(name) for name in names if find_spec(name)]


def all_policies() -> dict[str, Policy]:
    """Every line. Raises ValueError when two files have a line for one route."""
    lines: dict[str, Policy] = {}
    for module in modules():
        if twice := lines.keys() & module.POLICIES.keys():
            raise ValueError(f"two lines for {sorted(twice)}")
        lines.update(module.POLICIES)
    return lines
