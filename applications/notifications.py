"""What families and handlers are told about a case. No amounts of income, no illness, no name of the scheme in SMS."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import roles
from applications.contacts import family_of, first_case_by_handler
from applications.models import Application, DangerSignal, HomeVisit, VerificationTask
from applications.permissions_of_danger import ANSWERING
from applications.receipts import status_code
from applications.renewal import aid_ends_on, asked_again
from applications.selectors import colleagues_in, counter_evidence_until, missing_papers
from applications.states import AT_FEDERATION, RETURNED, VERIFYING
from audit.models import Event
from funds.money import yuan
from notifications.categories import Category
from notifications.channels import channel
from notifications.contacts import bad_contacts
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient
from programs.documents import KINDS

CASE = {"reference": "SQ-7K2M9X", "program": "…"}
WITH_SMS = ("in_app", "email", "sms")


class AboutCase(Message):
    """Follows an event whose subject is the case; holds while the case is in the state that the event led to."""

    category = Category.APPLICATION
    channels = WITH_SMS
    may_disable = False
    sample = CASE

    def recipients(self, event: Event) -> list[Recipient]:
        return self.recipients_of([event])[event.pk]

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.in_bulk({event.subject_id for event in events})
        return {event.pk: self.whom(cases[event.subject_id]) for event in events}

    def whom(self, case: Application) -> list[Recipient]:
        return [family_of(case)]

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        return self.about(self.case(event))

    def about(self, case: Application) -> dict[str, Any]:
        return {"reference": case.reference, "program": case.program.title}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("applications:case", args=[self.case(event).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return not event.to_state or self.case(event).state == event.to_state

    @staticmethod
    def case(event: Event) -> Application:
        return Application.objects.select_related("program", "handler").get(pk=event.subject_id)


class ToHandler(AboutCase):
    """To the handler of the case, in the inbox and by e-mail."""

    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = True

    def whom(self, case: Application) -> list[Recipient]:
        return [user_recipient(case.handler_id)] if case.handler_id else []


@register
class Received(AboutCase):
    code = "applications.received"
    event = "applications.submitted"
    sample = {**CASE, "code": "7K2M-9XQ4-TRHW"}

    def about(self, case: Application) -> dict[str, Any]:
        return {**super().about(case), "code": status_code(case.reference)}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return True


@register
class Accepted(AboutCase):
    code = "applications.accepted"
    event = "applications.accepted"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return True


@register
class DocumentsMissing(AboutCase):
    """Everything at once, with the day by which it is needed."""

    code = "applications.documents_missing"
    event = "applications.returned"
    sample = {**CASE, "items": ["…"], "day": "2026-11-30"}

    def about(self, case: Application) -> dict[str, Any]:
        supplement = case.open_supplement
        items = [str(label) for label in supplement.labels] if supplement else []
        return {**super().about(case), "items": items, "day": f"{timezone.localdate(case.due_at):%Y-%m-%d}"}


@register
class SecondNotice(DocumentsMissing):
    """The day passed; the same list with a last day (T04)."""

    code = "applications.second_notice"
    event = "applications.supplement_extended"

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.case(event).state == RETURNED


@register
class DataResult(AboutCase):
    """Data speak against the claim; what they show stands in the portal only."""

    code = "applications.data_result"
    event = "applications.data_result_told"
    sample = {**CASE, "day": "2026-11-30"}

    def about(self, case: Application) -> dict[str, Any]:
        until = counter_evidence_until(case)
        return {**super().about(case), "day": f"{timezone.localdate(until):%Y-%m-%d}" if until else ""}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.case(event).state == VERIFYING


@register
class Terminated(AboutCase):
    code = "applications.terminated"
    event = "applications.terminated"


@register
class AidEnds(AboutCase):
    """The aid may be asked for again; nobody is reminded who did so meanwhile."""

    code = "applications.aid_ends"
    event = "applications.aid_ends"
    may_disable = True
    sample = {**CASE, "day": "2026-12-31"}

    def about(self, case: Application) -> dict[str, Any]:
        return {**super().about(case), "day": f"{aid_ends_on(case):%Y-%m-%d}"}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        case = self.case(event)
        return aid_ends_on(case) is not None and not Application.objects.filter(asked_again(), pk=case.pk).exists()


@register
class Approved(AboutCase):
    code = "applications.approved"
    event = "applications.approved"
    sample = {**CASE, "amount": "1,000.00"}

    def about(self, case: Application) -> dict[str, Any]:
        return {**super().about(case), "amount": f"{yuan(case.approved_amount_fen or 0):,.2f}"}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.case(event).approved_amount_fen is not None


@register
class Refused(AboutCase):
    code = "applications.refused"
    event = "applications.rejected"


@register
class NotAccepted(AboutCase):
    code = "applications.not_accepted"
    event = "applications.not_accepted"


@register
class RefusalKept(AboutCase):
    code = "applications.refusal_kept"
    event = "applications.refusal_kept"


@register
class Paid(Approved):
    code = "applications.paid"
    event = "applications.paid"


@register
class GoodsApproved(AboutCase):
    """Nothing is paid, so there is no amount to tell."""

    code = "applications.goods_approved"
    event = "applications.goods_approved"


@register
class PapersWanted(AboutCase):
    """The emergency was paid first; now the papers are due, all of them named at once."""

    code = "applications.papers_wanted"
    event = "applications.paid"
    sample = {**CASE, "items": ["…"], "day": "2026-11-30"}

    def whom(self, case: Application) -> list[Recipient]:
        return super().whom(case) if case.lane == "emergency" else []

    def about(self, case: Application) -> dict[str, Any]:
        items = [str(KINDS[kind].label) for kind in missing_papers(case) if kind in KINDS]
        return {**super().about(case), "items": items, "day": f"{timezone.localdate(case.due_at):%Y-%m-%d}"}


@register
class FastCaseOpened(AboutCase):
    """To those who check and approve: an urgent case is decided within a day of its report."""

    code = "applications.fast_case_opened"
    event = "applications.fast_review_started"
    category = Category.WORK
    channels = ("in_app", "email")
    sample = {**CASE, "time": "2026-11-30 18:00"}

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.select_related("area__parent").in_bulk({event.subject_id for event in events})
        return {event.pk: self.deciders(cases[event.subject_id], event) for event in events}

    def deciders(self, case: Application, event: Event) -> list[Recipient]:
        found = colleagues_in(case.area, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER, at=event.at)
        return [user_recipient(user.pk) for user in found if user.pk != event.actor_id]

    def about(self, case: Application) -> dict[str, Any]:
        return {**super().about(case), "time": f"{timezone.localtime(case.due_at):%Y-%m-%d %H:%M}"}


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
