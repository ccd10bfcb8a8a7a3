"""Registering volunteers and keeping their data right (Order 67 art. 5, 6, 8)."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from protection.sealing import companions, seal
from volunteers.models import VolunteerProfile, VolunteerTraining
from volunteers.services.guardians import guardian_of, is_another
from workflow.machine import Refused

SEALED = ("id_number", "emergency_contact", "health_limits", "guardian_phone")


class AlreadyRegistered(Refused):
    """Another account is registered with this ID number."""


def register_volunteer(*, user: Any, by: Any, at: datetime, **fields: Any) -> VolunteerProfile:
    """Registers the person behind an account as a volunteer; the event names the fields, never their content.

    Raises AlreadyRegistered for an ID number that another account uses.
    """
    profile = VolunteerProfile(user=user, registered_at=at)
    changed = _set(profile, fields)
    with _one_registration_per_person():
        profile.save(force_insert=True)
        record("volunteers.registered", subject=profile, by=by, at=at, data={"fields": changed})
    return profile


def update_profile(
    *, volunteer: VolunteerProfile, changes: Mapping[str, Any], by: Any, at: datetime
) -> VolunteerProfile:
    """Changes what really differs; the event names the fields, never their content. Raises AlreadyRegistered.

    The consent of a guardian ends with that guardian: another person has to agree anew (services.guardians).
    """
    if "guardian_consent_on" in changes:
        changes = {"guardian_account": None, **changes}  # agreed at a desk, unless the caller knows the account
    with _one_registration_per_person():
        profile = VolunteerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
        guardian = guardian_of(profile)
        changed = _set(profile, changes)
        if changed:
            profile.save(update_fields=_columns(changed))
            record("volunteers.profile_updated", subject=profile, by=by, at=at, data={"fields": changed})
        if is_another(guardian, profile, changes) and "guardian_consent_on" not in changed:
            _end_consent(profile, by, at)
    return profile


@transaction.atomic
def record_training(
    *,
    volunteer: VolunteerProfile,
    kind: str,
    held_on: date,
    valid_until: date | None,
    minutes: int,
    by: Any,
    at: datetime,
    held_by: str = "",
    content: str = "",
) -> VolunteerTraining:
    training = VolunteerTraining.objects.create(
        volunteer=volunteer,
        kind=kind,
        held_on=held_on,
        valid_until=valid_until,
        minutes=minutes,
        held_by=held_by,
        content=content,
    )
    data = {"training": training.pk, "kind": str(kind)}
    record("volunteers.training_recorded", subject=volunteer, by=by, at=at, data=data)
    return training


@contextmanager
def _one_registration_per_person() -> Iterator[None]:
    """One transaction; the unique blind index of the ID number speaks as AlreadyRegistered."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        if "id_number_index" not in str(error):
            raise
        sentence = _("This ID number is registered with another account. Please call the federation.")
        raise AlreadyRegistered(sentence) from error


def _set(profile: VolunteerProfile, values: Mapping[str, Any]) -> list[str]:
    """Sets the values that differ and returns their names. A sealed field left empty keeps what it has."""
    changed = []
    for name, value in sorted(values.items()):
        if name in SEALED:
            if value:
                seal(profile, name, value)
                changed.append(name)
        elif getattr(profile, name) != value:
            setattr(profile, name, value)
            changed.append(name)
    return changed


def _end_consent(profile: VolunteerProfile, by: Any, at: datetime) -> None:
    if profile.guardian_consent_on is None:
        return
    profile.guardian_consent_on = profile.guardian_account = None
    profile.save(update_fields=["guardian_consent_on", "guardian_account"])
    record("volunteers.guardian_consent_lapsed", subject=profile, by=by, at=at)


def _columns(changed: list[str]) -> list[str]:
    sealed = [name for name in changed if name in SEALED]
    return [name for name in changed if name not in SEALED] + companions(VolunteerProfile, *sealed)
