"""Do rows and their events tell the same story? Read by `manage.py verify`."""

from collections.abc import Iterator

from django.apps import apps
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from audit.models import Event
from workflow.stateful import Stateful


def states_match_their_last_event() -> Iterator[str]:
    """The version and state of each row are those of its newest event; this also shows a trail whose end was cut."""
    for model in apps.get_models():
        if issubclass(model, Stateful):
            for row in _contradicting(model).order_by("pk").iterator():
                yield f"{model._meta.label_lower} {row.pk}: state {row.state} at version {row.version} has no event"


def _contradicting(model: type[Stateful]) -> QuerySet[Stateful]:
    events = Event.objects.filter(subject_type=model._meta.label_lower, subject_id=OuterRef("pk"))
    told = events.filter(version=OuterRef("version")).values("to_state")[:1]
    rows = model._base_manager.annotate(
        told=Coalesce(Subquery(told), Value(""), output_field=CharField()),
        is_behind=Exists(events.filter(version__gt=OuterRef("version"))),
    )
    return rows.filter(is_behind=True) | rows.filter(version__gt=0).exclude(told=F("state"))


CHECKS = (("workflow: every state is the one its last event tells", states_match_their_last_event),)
