"""Who may do what with bands. Each answer carries its sentence."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from areas.models import AdminArea
from delivery.wristbands.models import Alert, EmergencyContact, Issue, MissingCase, PublicityEvent
from delivery.wristbands.roles import BOOKKEEPERS, DUTY, ISSUERS, KEEPERS, READERS
from workflow.answers import YES, Answer, no

NOT_YOUR_AREA = _("This belongs to another area. Ask the office responsible there.")


def may_read(user: Any) -> Answer:
    return YES if has_role(user, *READERS) else no(_("Wristbands are looked after by staff of the areas."))


def may_keep_store(user: Any) -> Answer:
    return YES if has_role(user, *KEEPERS) else no(_("The store is kept by the project staff of the federation."))


def may_book(user: Any) -> Answer:
    return YES if has_role(user, *BOOKKEEPERS) else no(_("An accountant brings the cost of bands into the books."))


def may_see_books(user: Any) -> Answer:
    allowed = has_role(user, *BOOKKEEPERS, *KEEPERS, roles.SUPERVISOR)
    return YES if allowed else no(_("The books of the bands are open to accountants and to those who keep the store."))


def may_plan_event(user: Any, _event: Any = None) -> Answer:
    return may_keep_store(user)


def may_issue(user: Any) -> Answer:
    allowed = has_role(user, *ISSUERS)
    return YES if allowed else no(_("Wristbands are handed out by the work stations, the offices and the federation."))


def may_issue_in(user: Any, area: AdminArea | int) -> Answer:
    if not (answer := may_issue(user)):
        return answer
    return YES if has_role(user, *ISSUERS, area=area) else no(NOT_YOUR_AREA)


def may_close_event(user: Any, event: PublicityEvent) -> Answer:
    return may_issue_in(user, event.area_id)


def may_change_issue(user: Any, issue: Issue) -> Answer:
    return may_issue_in(user, issue.area_id)


def may_watch(user: Any, alert: Alert) -> Answer:
    """Notes and positions of finders: the duty officer of the area, and the contacts of the band."""
    if has_role(user, *DUTY, area=alert.issue.area_id):
        return YES
    mine = EmergencyContact.objects.filter(issue=alert.issue_id, person__user=user)
    if user.is_authenticated and mine.exists():
        return YES
    return no(_("What a finder left is shown to the family and to the duty officer only."))


def watched(user: Any, alerts: Iterable[Alert]) -> set[int]:
    """Those of these alerts whose page a member of staff may open, without a query per alert."""
    return {alert.pk for alert in alerts if has_role(user, *DUTY, area=alert.issue.area_id)}


def may_handle_alert(user: Any, alert: Alert) -> Answer:
    allowed = has_role(user, *DUTY, area=alert.issue.area_id)
    return YES if allowed else no(_("Alerts are handled by the duty officers of the area."))


def may_handle_case(user: Any, case: MissingCase) -> Answer:
    return may_handle_alert(user, case.alert)


def may_call_contact(user: Any, contact: EmergencyContact) -> Answer:
    """Opening the telephone: duty officers, and those who hand out bands in the area and correct the list."""
    allowed = has_role(user, *DUTY, *ISSUERS, area=contact.issue.area_id)
    return YES if allowed else no(_("Telephones of contacts are opened by the duty officers of the area."))
