"""Events, states and subjects in words. Each app registers its own in `<app>/events.py`, found at start-up.

What nobody registered is shown as its code; a test holds that every code of the project is registered.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.apps import apps
from django.utils.functional import Promise

Label = str | Promise
_events: dict[str, Label] = {}
_states: dict[str, Mapping[str, Any]] = {}
_sources: dict[str, Label] = {}
_references: dict[str, str] = {}


def register_labels(
    labels: Mapping[str, Label],
    *,
    states: Mapping[str, Mapping[str, Any]] | None = None,
    sources: Mapping[str, Label] | None = None,
    references: Mapping[str, str] | None = None,
) -> None:
    """`states`: the states of a workflow (by code, each with a `label`) for a model such as "payments.payment".

    `sources`: what stands before the colon of a source of money that is no row of the portal. `references`: for a model
    without a reference of its own, the column that people know its rows by ("grant__reference"); never a person's name.
    """
    _events.update(labels)
    _states.update(states or {})
    _sources.update(sources or {})
    _references.update(references or {})


def event_label(code: str) -> Label:
    return _events.get(code, code)


def is_registered(code: str) -> bool:
    return code in _events


def registered_apps() -> set[str]:
    """The apps whose events are known."""
    return {code.partition(".")[0] for code in _events}


def state_label(subject_type: str, code: str) -> Label:
    known = _states.get(subject_type, {})
    return known[code].label if code in known else code


def subject_labels(streams: Iterable[str]) -> dict[str, str]:
    """ "applications.application:12" → "application SQ-7K2M9X": a name of the kind and the reference.

    One query per kind of subject. What is gone, or no subject of the portal, stays as it is.
    """
    wanted = set(streams)
    by_model: dict[str, dict[str, int]] = defaultdict(dict)
    for stream in wanted:
        label, _colon, rest = stream.partition(":")
        if label.count(".") == 1 and (number := rest.partition(":")[0]).isdigit():
            by_model[label][stream] = int(number)
    found = {stream: str(_sources[kind]) for stream in wanted if (kind := stream.partition(":")[0]) in _sources}
    for label, keys in by_model.items():
        found.update(_named(label, keys))
    return {stream: found.get(stream, stream) for stream in wanted}


def _named(label: str, keys: Mapping[str, int]) -> dict[str, str]:
    """The reference where the model has one, else the number of the row: never a name."""
    try:
        model = apps.get_model(label)
    except LookupError:
        return {}
    own = "reference" if any(field.name == "reference" for field in model._meta.fields) else "pk"
    column = _references.get(label, own)
    rows = model._base_manager.filter(pk__in=set(keys.values())).values_list("pk", column)
    names = {pk: f"#{name}" if column == "pk" else str(name) for pk, name in rows}
    kind = model._meta.verbose_name
    return {stream: f"{kind} {names[pk]}" for stream, pk in keys.items() if pk in names}
