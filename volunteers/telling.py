"""Who hears of a sign-up: the volunteer, and family that signed him up and may still act for him."""

from collections.abc import Iterable

from django.db.models import Case, Exists, F, OuterRef, QuerySet, When
from django.utils.translation import gettext as _

from volunteers.models import FamilyLink, Signup, VolunteerProfile
from web.lists import listed


def users_by_signup(signups: QuerySet[Signup]) -> dict[int, list[int]]:
    """The accounts to tell, by sign-up and in the order of the rows, the volunteer's first. One query."""
    agreed = FamilyLink.objects.in_force().filter(volunteer=OuterRef("volunteer"), actor=OuterRef("signed_up_by"))
    rows = signups.annotate(family=Case(When(Exists(agreed), then=F("signed_up_by"))))
    told = rows.values_list("pk", "volunteer__user", "family")
    return {pk: [user] if family is None else [user, family] for pk, user, family in told}


def users_told(signups: QuerySet[Signup]) -> list[int]:
    """Everybody once."""
    return _once(user for users in users_by_signup(signups).values() for user in users)


def title_for(user_id: int, title: str, signups: QuerySet[Signup]) -> str:
    """The title as one person reads it: with the names of those whom he signed up, unless he comes himself."""
    mine = signups.concerning(user_id).select_related("volunteer")
    people = {signup.volunteer.name: signup.volunteer.user_id for signup in mine}
    if not people or user_id in people.values():
        return title
    return named(title, listed(people))


def titled(title: str, volunteer: VolunteerProfile, user_id: int) -> str:
    """The title as this person reads it about that volunteer."""
    return title if volunteer.user_id == user_id else named(title, volunteer.name)


def named(title: str, name: str) -> str:
    return _("%(title)s (for %(name)s)") % {"title": title, "name": name}


def _once(users: Iterable[int]) -> list[int]:
    return list(dict.fromkeys(users))
