"""Becoming a volunteer by oneself, and what staff check about a volunteer."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from accounts.services import change_phone, grant_role
from audit.recording import record
from volunteers.models import FreeTime, InsurancePolicy, Skill, VolunteerProfile, VolunteerSkill
from volunteers.services.profiles import register_volunteer, update_profile
from workflow.machine import Refused

IDENTITY = ("name", "sex", "birth_date", "id_number")  # another value has to be checked again


@transaction.atomic
def begin_registration(*, user: Any, phone: str, at: datetime, **fields: Any) -> VolunteerProfile:
    """The first step: who it is. Whoever has an account for something else becomes a volunteer as well.

    Raises AlreadyRegistered.
    """
    profile = register_volunteer(user=user, by=user, at=at, **fields)
    _keep_phone(user, phone, at)
    if not has_role(user, roles.VOLUNTEER):
        grant_role(user=user, role=roles.VOLUNTEER, area=None, by=None, at=at)
    return profile


@transaction.atomic
def change_identity(*, volunteer: VolunteerProfile, phone: str, at: datetime, **fields: Any) -> VolunteerProfile:
    """The volunteer corrects who he is; what staff had checked counts no more when it differs."""
    before = {name: getattr(volunteer, name) for name in IDENTITY if name != "id_number"}
    profile = update_profile(volunteer=volunteer, changes=fields, by=volunteer.user, at=at)
    _keep_phone(volunteer.user, phone, at)
    differs = bool(fields.get("id_number")) or any(getattr(profile, name) != was for name, was in before.items())
    if differs and profile.verified_at:
        profile.verified_at = profile.verified_by = None
        profile.save(update_fields=["verified_at", "verified_by"])
        record("volunteers.verification_lapsed", subject=profile, by=volunteer.user, at=at)
    return profile


@transaction.atomic
def set_abilities(
    *, volunteer: VolunteerProfile, skills: Collection[Skill], changes: Mapping[str, Any], by: Any, at: datetime
) -> VolunteerProfile:
    """Skills of the list, other skills in words, and the fields of service."""
    profile = update_profile(volunteer=volunteer, changes=changes, by=by, at=at)
    wanted = {skill.pk for skill in skills}
    had = set(VolunteerSkill.objects.filter(volunteer=profile).values_list("skill", flat=True))
    if wanted == had:
        return profile
    VolunteerSkill.objects.filter(volunteer=profile, skill__in=had - wanted).delete()
    VolunteerSkill.objects.bulk_create([VolunteerSkill(volunteer=profile, skill_id=pk) for pk in sorted(wanted - had)])
    record("volunteers.skills_changed", subject=profile, by=by, at=at, data={"skills": sorted(wanted)})
    return profile


@transaction.atomic
def set_free_times(
    *, volunteer: VolunteerProfile, times: Collection[tuple[int, str]], by: Any, at: datetime
) -> VolunteerProfile:
    """`times`: (weekday 0–6, part of the day)."""
    profile = VolunteerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    had = {(row.weekday, row.part): row.pk for row in FreeTime.objects.filter(volunteer=profile)}
    wanted = set(times)
    if wanted == set(had):
        return profile
    FreeTime.objects.filter(pk__in=[pk for time, pk in had.items() if time not in wanted]).delete()
    new = sorted(wanted - set(had))
    FreeTime.objects.bulk_create([FreeTime(volunteer=profile, weekday=day, part=part) for day, part in new])
    record("volunteers.free_times_changed", subject=profile, by=by, at=at, data={"parts": len(wanted)})
    return profile


@transaction.atomic
def declare_true(*, volunteer: VolunteerProfile, by: Any, at: datetime) -> VolunteerProfile:
    """The last step: the volunteer declares that the data are true and complete (条例 7). Raises Refused."""
    profile = VolunteerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    if not profile.emergency_contact:
        raise Refused(_("Somebody has to be reachable when you have an accident. Please enter an emergency contact."))
    if profile.is_minor_on(localdate(at)) and not profile.guardian_phone:
        raise Refused(_("You are under 18. Please enter the name and telephone of a parent or guardian."))
    if profile.declared_at is None:
        profile.declared_at = at
        profile.save(update_fields=["declared_at"])
        record("volunteers.data_declared", subject=profile, by=by, at=at)
    return profile


@transaction.atomic
def verify_volunteer(*, volunteer: VolunteerProfile, by: Any, at: datetime) -> VolunteerProfile:
    """Staff compared the ID card with the data. The first check stays. Raises Refused for oneself or without number."""
    profile = VolunteerProfile.objects.select_for_update(of=("self",), no_key=True).get(pk=volunteer.pk)
    if profile.user_id == by.pk:
        raise Refused(_("Nobody checks his own identity. Ask a colleague."))
    if not profile.id_number:
        raise Refused(_("There is no ID number yet. The volunteer enters it in the profile first."))
    if profile.verified_at is None:
        profile.verified_at, profile.verified_by = at, by
        profile.save(update_fields=["verified_at", "verified_by"])
        record("volunteers.identity_verified", subject=profile, by=by, at=at)
    return profile


@transaction.atomic
def insure_volunteer(
    *, volunteer: VolunteerProfile, policy: InsurancePolicy, by: Any, at: datetime
) -> VolunteerProfile:
    """Names the volunteer under the policy, until its end."""
    if policy.valid_until < localdate(at):
        raise Refused(_("This policy has ended. Please enter the new one first."))
    changes = {"insurance_policy": policy, "insurance_until": policy.valid_until}
    return update_profile(volunteer=volunteer, changes=changes, by=by, at=at)


def _keep_phone(user: Any, phone: str, at: datetime) -> None:
    """The account has the telephone (联系方式); empty keeps what is there."""
    if phone:
        change_phone(user=user, phone=phone, by=user, at=at)
