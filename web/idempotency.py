"""A form sent twice acts once: double click, lost answer, back button, two tabs.

The form carries a random key. The key is stored in the transaction of the effect, so that both happen or neither; the
second request waits for the first and is led where the first was led. A key belongs to one person.
"""

import hashlib
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone

from web.models import IdempotencyKey

FIELD = "idempotency_key"
KEPT_FOR = timedelta(days=30)
NOT_PART_OF_THE_BODY = {"csrfmiddlewaretoken", FIELD}


class KeyReused(ValueError):
    """The key belongs to a form with another content."""


class BadKey(ValueError):
    """The key in the form is not one that we gave out."""


def submit_once(request: HttpRequest, effect: Callable[[], str], *, is_kept: bool = False) -> HttpResponse:
    """For views: runs `effect` (which returns the address to go to) once per form, then redirects there.

    A form without a key acts each time that it is sent. `is_kept` keeps the key for ever: give it where money moves.
    What `effect` raises passes through, nothing is stored then, and the same form may be sent again.
    """
    try:
        key = key_of(request)
        url = run_once(
            user=request.user if request.user.is_authenticated else None,
            key=key,
            body_hash=body_hash_of(request),
            effect=effect,
            at=timezone.now(),
            is_kept=is_kept,
        )
    except (KeyReused, BadKey):
        return render(request, "web/form_already_sent.html", status=422)
    return HttpResponseRedirect(url)


def run_once(
    *,
    user: AbstractBaseUser | None,
    key: uuid.UUID,
    body_hash: str,
    effect: Callable[[], str],
    at: datetime,
    is_kept: bool = False,
) -> str:
    """Runs `effect` in the transaction that stores the key; a second call returns the first one's address.

    A second call that comes while the first still runs waits for it. Raises KeyReused when the content or the
    person differs.
    """
    with transaction.atomic():
        row = _claim(user, key, body_hash, at, is_kept)
        if row is not None:
            row.result_url = effect()
            row.save(update_fields=["result_url"])
            return row.result_url
        known = IdempotencyKey.objects.get(key=key)
    if known.body_hash != body_hash or known.user_id != (user.pk if user else None):
        raise KeyReused
    return known.result_url


def was_sent(*, user: AbstractBaseUser, key: str) -> bool:
    """Whether this person's form with this key has had its effect; for a phone that lost the answer."""
    try:
        return IdempotencyKey.objects.filter(user_id=user.pk, key=uuid.UUID(key)).exists()
    except ValueError:
        return False


def delete_old_keys(*, at: datetime) -> int:
    """Forgets keys after 30 days, except those that are kept. Returns how many."""
    deleted, _by_model = IdempotencyKey.objects.filter(is_kept=False, created_at__lt=at - KEPT_FOR).delete()
    return deleted


def key_of(request: HttpRequest) -> uuid.UUID:
    """The key in the form; a fresh one when the form has none. Raises BadKey for anything but a UUID."""
    text = request.POST.get(FIELD, "")
    if not text:
        return uuid.uuid4()
    try:
        return uuid.UUID(text)
    except ValueError as problem:
        raise BadKey from problem


def body_hash_of(request: HttpRequest) -> str:
    """A digest of where the form went, what it said and which files came with it."""
    digest = hashlib.sha256(request.path.encode())
    for name in sorted(set(request.POST) - NOT_PART_OF_THE_BODY):
        for value in request.POST.getlist(name):
            digest.update(f"\0{name}\0{value}".encode("utf-8", "surrogatepass"))
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            digest.update(f"\0{name}\0{file.name}\0{file.size}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _claim(
    user: AbstractBaseUser | None, key: uuid.UUID, body_hash: str, at: datetime, is_kept: bool
) -> IdempotencyKey | None:
    """The stored key, or None when it is there already. On PostgreSQL the insert waits for a rival's commit."""
    row = IdempotencyKey(
        user_id=user.pk if user else None, key=key, body_hash=body_hash, created_at=at, is_kept=is_kept
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return None
    return row
