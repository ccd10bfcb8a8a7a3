"""Does the chain of events tell of every state? For the promises of apps whose rows move with events."""

from collections.abc import Iterator
from typing import Any

from django.db import models
from django.db.models import Exists, OuterRef, Q

from audit.models import Event


def states_without_event(model: type[models.Model], initial: str) -> Iterator[str]:
    """One line per row whose state is not what its last move led to, and per row that is told of and gone."""
    label = model._meta.label_lower
    moves = Event.objects.filter(subject_type=label, version__isnull=False)
    of_row = moves.filter(subject_id=OuterRef("pk"))
    rows: Any = model._base_manager.annotate(
        is_told=Exists(of_row.filter(version=OuterRef("version"), to_state=OuterRef("state"))),
        is_later=Exists(of_row.filter(version__gt=OuterRef("version"))),
    )
    unmoved = Q(version=0, state=initial)
    wrong = rows.filter(Q(is_later=True) | (Q(is_told=False) & ~unmoved)).order_by("pk")
    for pk, state in wrong.values_list("pk", "state").iterator():
        yield f"{label} {pk}: no event says that it is {state}"
    gone = moves.exclude(subject_id__in=model._base_manager.order_by().values("pk"))
    for pk in gone.order_by("subject_id").values_list("subject_id", flat=True).distinct():
        yield f"{label} {pk}: was there and is gone"
