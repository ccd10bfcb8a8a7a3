"""What handlers, leaders and supervisors are told about cases. No name and no illness."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import roles
from applications.case_messages import CASE, WITH_SMS, AboutCase, ToHandler
from applications.contacts import first_case_by_handler
from applications.models import Application, DangerSignal, HomeVisit, VerificationTask
from applications.permissions_of_danger import ANSWERING
from applications.selectors import colleagues_in
from applications.states import AT_FEDERATION
from audit.models import Event
from notifications.categories import Category
from notifications.channels import channel
from notifications.contacts import bad_contacts
from notifications.messages import register
from notifications.recipients import Recipient, user_recipient


@register
class PaymentFailed(ToHandler):
    code = "applications.payment_failed"
    event = "applications.payment_failed"


@register
class Resubmitted(ToHandler):
    code = "applications.resubmitted"
    event = "applications.resubmitted"


@register
class ObjectionReceived(ToHandler):
    code = "applications.objection_received"
    event = "applications.objection_taken_up"


@register
class NoticeTakenDown(ToHandler):
    """The family took its consent back: the print on the board has to come down too."""

    code = "applications.notice_taken_down"
    event = "applications.notice_taken_down"
    may_disable = False

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return True


@register
class Assigned(ToHandler):
    code = "applications.assigned"
    event = "applications.assigned"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.case(event).handler_id == event.data["handler"]


@register
class ContactRefused(ToHandler):
    """A message to the family was refused for good: somebody has to ask for another number."""

    code = "applications.contact_refused"
    event = "notifications.contact_refused"
    sample = {**CASE, "channel": "…"}
    may_disable = False

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        return {
            event.pk: [user_recipient(pk) for pk in first_case_by_handler(Recipient(event.data["recipient"]))]
            for event in events
        }

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {**self.about(self.case_of(event, recipient)), "channel": channel(event.data["channel"]).title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("applications:case", args=[self.case_of(event, recipient).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        family = Recipient(event.data["recipient"])
        bad = {row.channel for row in bad_contacts([family]).get(family, [])}
        return event.data["channel"] in bad and recipient.id in first_case_by_handler(family)

    @staticmethod
    def case_of(event: Event, recipient: Recipient) -> Application:
        return first_case_by_handler(Recipient(event.data["recipient"]))[recipient.id]


class Deadline(ToHandler):
    """A reminder about one version of the case: once the case has moved, it is worth nothing."""

    sample = {**CASE, "day": "2026-11-30", "state": "…"}

    def about(self, case: Application) -> dict[str, Any]:
        day = f"{timezone.localdate(case.due_at):%Y-%m-%d}"
        return {**super().about(case), "day": day, "state": str(case.status.label)}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.case(event).version == event.data["version"]


@register
class CaseDue(Deadline):
    code = "applications.case_due"
    event = "applications.case_due"


@register
class CaseOverdue(Deadline):
    code = "applications.case_overdue"
    event = "applications.case_overdue"
    may_disable = False


class AboutLateCase(Deadline):
    """To people above the handler, found by role and place."""

    may_disable = False

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.select_related("area__parent").in_bulk({event.subject_id for event in events})
        known: dict[tuple[int, tuple[str, ...]], list[int]] = {}
        return {event.pk: self._above(cases[event.subject_id], event, known) for event in events}

    def _above(self, case: Application, event: Event, known: dict[Any, list[int]]) -> list[Recipient]:
        """Many late cases lie in few places, so the people of a place are looked up once."""
        key = (case.area_id, self.roles_above(case))
        if key not in known:
            known[key] = [user.pk for user in colleagues_in(case.area, *key[1], at=event.at)]
        return [user_recipient(pk) for pk in known[key] if pk != case.handler_id]

    def roles_above(self, case: Application) -> tuple[str, ...]:
        raise NotImplementedError


@register
class CaseLate(AboutLateCase):
    """100 % of the time is gone: the leader of the desk where the case lies."""

    code = "applications.case_late"
    event = "applications.case_late"

    def roles_above(self, case: Application) -> tuple[str, ...]:
        return (roles.FEDERATION_APPROVER,) if case.state in AT_FEDERATION else (roles.SUBDISTRICT_OFFICER,)


@register
class CaseVeryLate(AboutLateCase):
    """150 %: the supervisors (监事)."""

    code = "applications.case_very_late"
    event = "applications.case_very_late"

    def roles_above(self, case: Application) -> tuple[str, ...]:
        return (roles.SUPERVISOR,)


@register
class CheckOverdue(ToHandler):
    """Another body has not answered in time."""

    code = "applications.check_overdue"
    event = "applications.check_overdue"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return VerificationTask.objects.filter(pk=event.data["task"], answered_at__isnull=True).exists()


@register
class VisitDue(Deadline):
    """To the investigators who have not signed yet."""

    code = "applications.visit_due"
    event = "applications.visit_due"

    def whom(self, case: Application) -> list[Recipient]:
        visits = HomeVisit.objects.filter(application=case, investigators__signed_at__isnull=True)
        return [user_recipient(pk) for pk in visits.values_list("investigators__user", flat=True)]


@register
class DangerReported(AboutCase):
    """To the sub-district and the federation, who answer for the place: also at night, and never what was seen."""

    code = "applications.danger_reported"
    event = "applications.danger_reported"
    category = Category.WORK
    channels = WITH_SMS
    urgent = True
    sample = CASE

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.select_related("area__parent").in_bulk({event.subject_id for event in events})
        return {event.pk: self._answering(cases[event.subject_id], event) for event in events}

    def _answering(self, case: Application, event: Event) -> list[Recipient]:
        people = colleagues_in(case.area, *self.roles_told, at=event.at)
        return [user_recipient(user.pk) for user in people if user.pk != event.actor_id]

    roles_told: tuple[str, ...] = ANSWERING

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Until somebody looks after it."""
        return DangerSignal.objects.filter(pk=event.data["signal"], taken_up_at__isnull=True).exists()

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return {"reference": self.case(event).reference, "program": ""}


@register
class DangerOverdue(DangerReported):
    """Nobody took it up in time: the supervisors too."""

    code = "applications.danger_overdue"
    event = "applications.danger_overdue"
    roles_told = (*ANSWERING, roles.SUPERVISOR)
