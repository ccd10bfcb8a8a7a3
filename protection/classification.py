"""Every model field says whether it is personal, how it is masked and how long it is kept.

Each app has a classification.py with `FIELDS` ("Model.field" → Personal) and `PLAIN` (model → names of the fields
that say nothing about a person). A field in neither fails a test.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import apps
from django.conf import settings

LEVELS = {"L2": "personal", "L3": "identifying or financial", "L4": "sensitive: minors, victims, health, hiding places"}


class WronglyClassified(ValueError):
    """A classification names a field that does not exist, or an unknown level."""


@dataclass(frozen=True)
class Personal:
    """`level` L2–L4, `purpose` why it is held, `mask` how lists show it ("none": in clear), `keep` how long."""

    level: str
    purpose: str
    mask: str
    keep: str

    def __post_init__(self) -> None:
        if self.level not in LEVELS:
            raise WronglyClassified(self.level)


@dataclass(frozen=True)
class Classified:
    app: str
    model: str
    field: str
    personal: Personal


def collect() -> list[Classified]:
    """Every personal field of the project, in the order of the apps."""
    rows = []
    for label, app in settings.PORTAL_LABELS.items():
        for name, personal in _declared(app)[0].items():
            model, _dot, field = name.partition(".")
            rows.append(Classified(label, model, field, personal))
    return rows


def unclassified_fields() -> list[str]:
    """ "app.Model.field" of every field that no classification names, and of every name that no field has."""
    problems = []
    for app in settings.PORTAL_APPS:
        personal, plain = _declared(app)
        declared = set(personal) | {f"{model}.{field}" for model, fields in plain.items() for field in fields}
        actual = _fields_of(app)
        problems += [f"{app}.{name}: not classified" for name in sorted(actual - declared)]
        problems += [f"{app}.{name}: no such field" for name in sorted(declared - actual)]
    return problems


def _declared(app: str) -> tuple[Mapping[str, Personal], Mapping[str, tuple[str, ...]]]:
    if find_spec(f"{app}.classification") is None:
        return {}, {}
    module = import_module(f"{app}.classification")
    return getattr(module, "FIELDS", {}), getattr(module, "PLAIN", {})


def _fields_of(app: str) -> set[str]:
    return {
        f"{model.__name__}.{field.name}"
        for model in apps.get_app_config(app.rpartition(".")[2]).get_models()
        for field in (*model._meta.local_fields, *model._meta.local_many_to_many)
        if not field.primary_key
    }


# This module is also the classification of protection's own tables.
FIELDS: dict[str, Personal] = {
    "PersonalDataAccess.actor": Personal("L2", "who looked at personal data", "none", "3 years"),
    "PersonalDataAccess.reason": Personal(
        "L3", "why somebody looked; typed by staff", "shown to supervisors", "3 years"
    ),
}
PLAIN: dict[str, tuple[str, ...]] = {
    "WrappedKey": ("purpose", "kid", "sealed", "created_at"),
    "PersonalDataAccess": ("subject_type", "subject_id", "fields", "purpose", "at", "request_id"),
}
