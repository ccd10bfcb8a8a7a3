"""What handlers, leaders and supervisors are told about cases. No name and no illness."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import roles
from applications.case_messages import CASE, WITH_SMS, AboutCase, ToHandler
from applications.contacts import first_case_by_handler
from applications.models import Application, DangerSignal, HomeVisit, RefusalLetter, Termination, VerificationTask
from applications.permissions_of_danger import ANSWERING
from applications.restricted import is_kept_from, told_instead
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
class NoticeMasked(ToHandler):
    """The consent to the full name was taken back: the print on the board has to be exchanged."""

    code = "applications.notice_masked"
    event = "applications.notice_masked"
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


def _named(people: Sequence[int], event: Event) -> list[Recipient]:
    """Of a restricted case: not those of role and place, and not who did it himself."""
    return [user_recipient(pk) for pk in people if pk != event.actor_id]


class MayBeRestricted(AboutCase):
    """A leader who is not named for a restricted case is led to the list of such cases, which tells him nothing."""

    def path(self, event: Event, recipient: Recipient) -> str:
        if is_kept_from(self.case(event), recipient.id):
            return reverse("applications:restricted")
        return super().path(event, recipient)


class AboutLateCase(MayBeRestricted, Deadline):
    """To people above the handler, found by role and place."""

    may_disable = False

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.select_related("area__parent").in_bulk({event.subject_id for event in events})
        known: dict[tuple[int, tuple[str, ...]], list[int]] = {}
        kept = told_instead(cases.values(), at=max(event.at for event in events))
        return {
            event.pk: _named(kept[event.subject_id], event)
            if event.subject_id in kept
            else self._above(cases[event.subject_id], event, known)
            for event in events
        }

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
class TerminationProposed(AboutLateCase):
    """A second person is asked: the leaders of the sub-district and of the federation, but not the one who proposed."""

    code = "applications.termination_proposed"
    event = "applications.termination_proposed"

    def roles_above(self, case: Application) -> tuple[str, ...]:
        return (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER, roles.FEDERATION_APPROVER)

    def _above(self, case: Application, event: Event, known: dict[Any, list[int]]) -> list[Recipient]:
        people = super()._above(case, event, known)
        return [one for one in people if one.id != event.actor_id]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.case(event).proposed_termination is not None


@register
class TerminationOverdue(TerminationProposed):
    """Nobody answered in time: the same people once more, and the supervisors."""

    code = "applications.termination_overdue"
    event = "applications.termination_overdue"

    def roles_above(self, case: Application) -> tuple[str, ...]:
        return (*super().roles_above(case), roles.SUPERVISOR)

    def _above(self, case: Application, event: Event, known: dict[Any, list[int]]) -> list[Recipient]:
        proposer = Termination.objects.get(pk=event.data["proposal"]).proposed_by_id
        return [one for one in super()._above(case, event, known) if one.id != proposer]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        proposal = self.case(event).proposed_termination
        return proposal is not None and proposal.pk == event.data["proposal"]


class AboutOwedLetter(AboutLateCase):
    """A family waits for its letter of refusal; worth nothing once the letter was given."""

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return RefusalLetter.objects.filter(pk=event.data["letter"], given_on__isnull=True).exists()

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        letter = RefusalLetter.objects.get(pk=event.data["letter"])
        return {**super().context(event, recipient), "day": f"{timezone.localdate(letter.due_at):%Y-%m-%d}"}


@register
class RefusalLetterDue(AboutOwedLetter):
    """To the handler; where nobody handles the case, to its sub-district."""

    code = "applications.refusal_letter_due"
    event = "applications.refusal_letter_due"

    def _above(self, case: Application, event: Event, known: dict[Any, list[int]]) -> list[Recipient]:
        return [user_recipient(case.handler_id)] if case.handler_id else super()._above(case, event, known)

    def roles_above(self, case: Application) -> tuple[str, ...]:
        return (roles.SUBDISTRICT_OFFICER,)


@register
class RefusalLetterOverdue(AboutOwedLetter):
    """The day has passed: the handler and the leaders of both desks."""

    code = "applications.refusal_letter_overdue"
    event = "applications.refusal_letter_overdue"

    def _above(self, case: Application, event: Event, known: dict[Any, list[int]]) -> list[Recipient]:
        handler = [user_recipient(case.handler_id)] if case.handler_id else []
        return [*handler, *super()._above(case, event, known)]

    def roles_above(self, case: Application) -> tuple[str, ...]:
        return (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)


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
class DangerReported(MayBeRestricted):
    """To the sub-district and the federation, who answer for the place: also at night, and never what was seen."""

    code = "applications.danger_reported"
    event = "applications.danger_reported"
    category = Category.WORK
    channels = WITH_SMS
    urgent = True
    sample = CASE

    def recipients_of(self, events: Sequence[Event]) -> dict[int, list[Recipient]]:
        cases = Application.objects.select_related("area__parent").in_bulk({event.subject_id for event in events})
        kept = told_instead(cases.values(), at=max(event.at for event in events))
        return {
            event.pk: _named(kept[event.subject_id], event)
            if event.subject_id in kept
            else self._answering(cases[event.subject_id], event)
            for event in events
        }

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
