"""What families are told about a case, and the door to what the staff is told (staff_messages.py)."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from accounts import roles
from applications import restricted_messages, staff_messages  # noqa: F401 - register their messages
from applications.case_messages import CASE, AboutCase
from applications.models import Application
from applications.renewal import aid_ends_on, asked_again
from applications.selectors import colleagues_in, counter_evidence_until, missing_papers
from applications.states import RETURNED, VERIFYING
from audit.models import Event
from funds.money import yuan
from notifications.categories import Category
from notifications.messages import register
from notifications.recipients import Recipient, user_recipient
from programs.documents import KINDS
from protection.status_codes import status_code


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
