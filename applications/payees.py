"""Who gets the money on a day, when a pupil comes of age between handing in and payment.

A guardian acts for a minor until the eighteenth birthday (civil code art. 17, 27); from that day the money goes to the
grown-up applicant's own account (social payment: account name is the applicant or the guardian), unless he authorises
the former guardian in writing. A guardian of an adult without capacity stays.
"""

from datetime import date

from django.utils import timezone

from applications.models import Application
from beneficiaries.ages import is_minor
from beneficiaries.models import Person

MANDATE = "DOC_AGENT"


def payee_on(application: Application, day: date) -> Person:
    """One query, and only for somebody who has come of age since handing in."""
    if came_of_age(application, day) and not _has_mandate(application):
        return application.applicant
    return application.guardian or application.applicant


def came_of_age(application: Application, day: date) -> bool:
    """A minor with a guardian when the case was handed in, an adult on this day."""
    born = application.applicant.birth_date
    handed_in = timezone.localdate(application.submitted_at)
    return application.guardian_id is not None and is_minor(born, handed_in) and not is_minor(born, day)


def has_own_account_checked(application: Application, day: date) -> bool:
    """Of somebody who came of age and gave no mandate: his account is there, compared by a second person."""
    if not came_of_age(application, day) or payee_on(application, day) != application.applicant:
        return True
    corrections = sorted(application.account_corrections.all(), key=lambda row: row.pk)
    is_checked = not corrections or corrections[-1].verified_at is not None
    return bool(application.applicant.bank_account_mask) and is_checked


def _has_mandate(application: Application) -> bool:
    """One that was handed in as an adult: a minor authorises nobody."""
    born = application.applicant.birth_date
    added = application.papers.readable().filter(kind=MANDATE).values_list("added_at", flat=True)
    return born is not None and any(not is_minor(born, timezone.localdate(moment)) for moment in added)
