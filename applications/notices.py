"""What a public notice shows, and nothing else (domain rules 3.5): tested field by field."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from applications.models import Application
from applications.models.notice import POST_HOC, last_day_before
from protection import masks

MASKED = "masked_7d"
FULL_NAME = "PUBLICITY_FULL_NAME"


def shown_fields(application: Application, *, handler: Any, posted_at: datetime, ends_at: datetime) -> dict[str, Any]:
    """The snapshot of a posting: plain values for the page, the board print and the archive.

    Never: ID number, phone, address, bank, disease, disability, school, photograph. After an emergency the place is
    the sub-district, and the household is left out. Raises ValueError for a case that is not to be posted (minors,
    crime victims).
    """
    if application.publicity_mode not in (MASKED, POST_HOC) or application.is_confidential:
        raise ValueError("this case is never posted")
    is_afterwards = application.publicity_mode == POST_HOC
    place = application.area.parent if is_afterwards else application.area
    return {
        "name": shown_name(application),
        "community": place.name,
        "community_en": place.name_en,
        "household_size": None if is_afterwards else household_size(application),
        "program": application.program.title_zh,
        "program_en": application.program.title_en,
        "amount_fen": application.approved_amount_fen if is_afterwards else application.proposed_amount_fen,
        "handler": masks.name(str(handler)),
        "phone": application.program.supervision_phone or application.program.phone,
        "posted_on": f"{timezone.localtime(posted_at):%Y-%m-%d}",
        "ends_on": f"{last_day_before(ends_at):%Y-%m-%d}",
    }


def shown_name(application: Application) -> str:
    """The surname and stars; the last character too when the person agreed that the full name may be shown."""
    name, agreed = application.applicant.name, application.applicant.consents.in_force().filter(purpose=FULL_NAME)
    return masks.name_but_last(name) if agreed.exists() else masks.name(name)


def household_size(application: Application) -> int | None:
    membership = application.applicant.memberships.current().first()
    if membership is None:
        return None
    return membership.household.members.current().count()


def may_be_posted(application: Application) -> bool:
    """Posting needs the separate consent of the person (PIPL 25)."""
    return application.applicant.consents.in_force().filter(purpose="PUBLICITY_MASKED").exists()
