"""Rounds: prepared from the last one, changed while nobody can apply, published for good."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from delivery.community_grants import permissions as may
from delivery.community_grants.models import Criterion, ForbiddenUse, GrantRound
from delivery.community_grants.services.moving import demand
from workflow.machine import Refused

CriterionRow = tuple[str, str, str, int]  # Chinese, English, what to look at, most points
UseRow = tuple[str, str]  # Chinese, English


@transaction.atomic
def prepare_round(
    *, values: Mapping[str, Any], criteria: Sequence[CriterionRow], forbidden: Sequence[UseRow], by: Any, at: datetime
) -> GrantRound:
    """`values` are columns of GrantRound, amounts in fen. Raises NotAllowed, Refused when the code is taken."""
    demand(may.may_keep_rounds(by))
    try:
        with transaction.atomic():
            one = GrantRound.objects.create(created_at=at, **values)
    except IntegrityError as problem:
        raise Refused(_("The code is taken, or the figures do not fit together.")) from problem
    _write(one, criteria, forbidden)
    record("community_grants.round_prepared", subject=one, by=by, at=at)
    return one


@transaction.atomic
def change_round(
    *,
    round: GrantRound,
    values: Mapping[str, Any],
    criteria: Sequence[CriterionRow],
    forbidden: Sequence[UseRow],
    by: Any,
    at: datetime,
) -> GrantRound:
    """Raises NotAllowed, Refused once it is published."""
    one = _unpublished(round, by)
    for column, value in values.items():
        setattr(one, column, value)
    try:
        with transaction.atomic():
            one.save()
    except IntegrityError as problem:
        raise Refused(_("The code is taken, or the figures do not fit together.")) from problem
    one.criteria.all().delete()
    one.forbidden_uses.all().delete()
    _write(one, criteria, forbidden)
    record("community_grants.round_changed", subject=one, by=by, at=at)
    return one


@transaction.atomic
def publish_round(*, round: GrantRound, by: Any, at: datetime) -> GrantRound:
    """From now on its terms stay. Raises NotAllowed, Refused when the criteria do not give a hundred points."""
    demand(may.may_publish_round(by))
    one = _unpublished(round, by)
    if sum(one.criteria.values_list("weight", flat=True)) != 100:
        raise Refused(_("The criteria must give a hundred points together."))
    one.published_at, one.published_by = at, by
    one.save(update_fields=["published_at", "published_by"])
    record("community_grants.round_published", subject=one, by=by, at=at)
    return one


def _unpublished(round: GrantRound, by: Any) -> GrantRound:
    demand(may.may_keep_rounds(by))
    one = GrantRound.objects.select_for_update(of=("self",)).get(pk=round.pk)
    if one.published_at is not None:
        raise Refused(_("The round is published; its terms stay. Prepare a new round for other terms."))
    return one


def _write(one: GrantRound, criteria: Sequence[CriterionRow], forbidden: Sequence[UseRow]) -> None:
    Criterion.objects.bulk_create(
        Criterion(round=one, position=n, label_zh=zh, label_en=en, question=question, weight=weight)
        for n, (zh, en, question, weight) in enumerate(criteria, start=1)
    )
    ForbiddenUse.objects.bulk_create(
        ForbiddenUse(round=one, position=n, text_zh=zh, text_en=en) for n, (zh, en) in enumerate(forbidden, start=1)
    )
