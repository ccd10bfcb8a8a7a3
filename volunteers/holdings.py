"""What a volunteer holds that a shift may ask for: qualifications, and risk notices he accepted. One query each."""

from collections.abc import Mapping
from datetime import date

from volunteers.models import Qualification, QualificationKind, RiskAcceptance, VolunteerProfile


def qualifications_of(profile: VolunteerProfile) -> dict[int, date | None]:
    """Accepted qualifications: kind → last day; None for one that does not expire."""
    held: dict[int, date | None] = {}
    rows = Qualification.objects.accepted().filter(volunteer=profile).order_by("pk")
    for kind, until in rows.values_list("kind", "valid_until"):
        known = held.get(kind, date.min)
        held[kind] = None if known is None or until is None else max(known, until)
    return held


def accepted_risks_of(profile: VolunteerProfile) -> frozenset[tuple[int, str]]:
    """(activity, digest of the words) of every notice that the volunteer accepted."""
    rows = RiskAcceptance.objects.filter(volunteer=profile).order_by()
    return frozenset(rows.values_list("notice__activity", "notice__digest"))


def qualification_names() -> Mapping[int, str]:
    return {kind.pk: str(kind) for kind in QualificationKind.objects.all()}
