"""Who is told about a grant: the organisation of every step, staff of what waits for them, scorers of their sheet.

Texts name the grant and the step; reasons, points and amounts are read on its page.
"""

from typing import Any

from django.urls import reverse
from django.utils import timezone

from accounts import roles
from accounts.permissions import has_role
from accounts.selectors import holders_of
from audit.labels import event_label
from audit.models import Event
from delivery.community_grants import states
from delivery.community_grants.models import Grant, Milestone, Repayment, ScoreSheet
from delivery.community_grants.permissions import has_no_tie
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


def representatives_of(grant: Grant) -> list[Recipient]:
    people = grant.organisation.representatives.in_force().filter(user__is_active=True)
    return [user_recipient(pk) for pk in people.order_by("pk").values_list("user", flat=True)]


def staff_of(grant: Grant, *codes: str, at: Any) -> list[Recipient]:
    """Holders of a role at the grant's place who do not act for its organisation."""
    people = [person for person in holders_of(*codes, at=at) if has_role(person, *codes, area=grant.area_id)]
    return [user_recipient(person.pk) for person in people if has_no_tie(person, grant)]


class AboutGrant(Message):
    """`text` is the template that several messages share."""

    category = Category.WORK
    channels = ("in_app", "email")
    sample = {"reference": "ZL-7K2M9X", "title": "楼院照明", "what": "Grant decided", "day": "2026-11-30"}
    text = "step"

    def grant(self, event: Event) -> Grant:
        rows = Grant.objects.select_related("organisation")
        if event.subject_type == "community_grants.milestone":
            return rows.get(milestones=event.subject_id)
        if event.subject_type == "community_grants.repayment":
            return rows.get(repayments=event.subject_id)
        return rows.get(pk=event.subject_id)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        grant = self.grant(event)
        day = f"{timezone.localdate(grant.due_at):%Y-%m-%d}" if grant.due_at else ""
        return {
            "reference": grant.reference,
            "title": grant.shown_title,
            "what": str(event_label(event.code)),
            "day": day,
        }

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("community_grants:grant", args=[self.grant(event).reference])

    @classmethod
    def template_name(cls, channel: str) -> str:
        return f"community_grants/messages/{cls.text}.{channel}.txt"


class ToOrganisation(AboutGrant):
    category = Category.APPLICATION
    may_disable = False

    def recipients(self, event: Event) -> list[Recipient]:
        return representatives_of(self.grant(event))


class ToStaff(AboutGrant):
    text = "work"
    told: tuple[str, ...] = (roles.FEDERATION_REVIEWER,)

    def recipients(self, event: Event) -> list[Recipient]:
        return staff_of(self.grant(event), *self.told, at=event.at)


TOLD_TO_ORGANISATION = (
    "returned",
    "rejected",
    "awarded",
    "refused",
    "revoked",
    "publicity_ended",
    "first_part_paid",
    "second_part_paid",
    "last_part_paid",
    "midterm_passed",
    "midterm_sent_back",
    "milestone_sent_back",
    "acceptance_held",
    "accepted",
    "suspended",
    "resumed",
    "terminated",
    "payment_failed",
    "repayment_demanded",
)
TOLD_TO_STAFF: dict[str, tuple[str, ...]] = {
    "submitted": (roles.SUBDISTRICT_OFFICER,),
    "supported": (roles.FEDERATION_REVIEWER,),
    "tie_declared": (roles.FEDERATION_REVIEWER,),
    "publicity_ended": (roles.FEDERATION_REVIEWER,),
    "objection_received": (roles.FEDERATION_REVIEWER, roles.SUPERVISOR),
    "signed": (roles.ACCOUNTANT,),
    "midterm_reported": (roles.FEDERATION_REVIEWER,),
    "midterm_passed": (roles.ACCOUNTANT,),
    "milestone_reported": (roles.FEDERATION_REVIEWER,),
    "final_report": (roles.FEDERATION_REVIEWER,),
    "payment_failed": (roles.FEDERATION_REVIEWER, roles.ACCOUNTANT),
    "repayment_demanded": (roles.ACCOUNTANT,),
}

for _code in TOLD_TO_ORGANISATION:
    register(
        type(
            f"Organisation_{_code}",
            (ToOrganisation,),
            {
                "code": f"community_grants.organisation_{_code}",
                "event": f"community_grants.{_code}",
                "__module__": __name__,
            },
        )
    )
for _code, _told in TOLD_TO_STAFF.items():
    register(
        type(
            f"Staff_{_code}",
            (ToStaff,),
            {
                "code": f"community_grants.staff_{_code}",
                "event": f"community_grants.{_code}",
                "told": _told,
                "__module__": __name__,
            },
        )
    )


@register
class ScorerAsked(AboutGrant):
    code = "community_grants.scorer_asked"
    event = "community_grants.scorer_named"
    text = "score"
    may_disable = False

    def recipients(self, event: Event) -> list[Recipient]:
        return [user_recipient(event.data["scorer"])]

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        open_ones = ScoreSheet.objects.filter(submitted_at__isnull=True, grant__state=states.SCORING)
        return open_ones.counted().filter(grant=event.subject_id, scorer=recipient.id).exists()


@register
class ScoresComplete(ToStaff):
    """To the approvers, with the last sheet."""

    code = "community_grants.scores_complete"
    event = "community_grants.scored"
    told = (roles.FEDERATION_APPROVER,)

    def recipients(self, event: Event) -> list[Recipient]:
        return super().recipients(event) if event.data["complete"] else []

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.grant(event).state == states.SCORING


WAITS_FOR: dict[str, tuple[str, ...]] = {
    states.SUBMITTED: (roles.SUBDISTRICT_OFFICER,),
    states.SUBDISTRICT_REVIEW: (roles.SUBDISTRICT_OFFICER,),
    states.AGREEMENT: (roles.FEDERATION_REVIEWER,),
    states.MIDTERM: (roles.FEDERATION_REVIEWER,),
    states.ACCEPTANCE: (roles.FEDERATION_REVIEWER,),
    **dict.fromkeys(states.PAYABLE, (roles.ACCOUNTANT,)),
}


@register
class StepDue(AboutGrant):
    """To whoever the step waits for: the organisation, the sub-district, scorers, approvers, reviewers, accountants."""

    code = "community_grants.step_due"
    event = "community_grants.step_due"
    text = "due"

    def recipients(self, event: Event) -> list[Recipient]:
        grant = self.grant(event)
        if grant.state == states.RETURNED:
            return representatives_of(grant)
        if grant.state != states.SCORING:
            return staff_of(grant, *WAITS_FOR.get(grant.state, ()), at=event.at)
        if grant.score is not None:
            return staff_of(grant, roles.FEDERATION_APPROVER, at=event.at)
        waiting = grant.sheets.counted().filter(submitted_at__isnull=True).values_list("scorer", flat=True)
        return [user_recipient(pk) for pk in waiting] or staff_of(grant, roles.FEDERATION_REVIEWER, at=event.at)

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.grant(event).version == event.data["version"]


@register
class StepOverdue(StepDue):
    code = "community_grants.step_overdue"
    event = "community_grants.step_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        supervisors = staff_of(self.grant(event), roles.SUPERVISOR, at=event.at)
        return list(dict.fromkeys([*super().recipients(event), *supervisors]))


@register
class MilestoneDue(ToOrganisation):
    code = "community_grants.milestone_due"
    event = "community_grants.milestone_due"
    text = "milestone"

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        row = Milestone.objects.get(pk=event.subject_id)
        return {**super().context(event, recipient), "what": row.title, "day": f"{row.due_on:%Y-%m-%d}"}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        row = Milestone.objects.get(pk=event.subject_id)
        return row.state in states.TO_REPORT and self.grant(event).state in states.WORKING


@register
class MilestoneOverdue(MilestoneDue):
    """To the organisation and to the reviewers."""

    code = "community_grants.milestone_overdue"
    event = "community_grants.milestone_overdue"

    def recipients(self, event: Event) -> list[Recipient]:
        reviewers = staff_of(self.grant(event), roles.FEDERATION_REVIEWER, at=event.at)
        return list(dict.fromkeys([*super().recipients(event), *reviewers]))


@register
class RepaymentOverdue(ToOrganisation):
    code = "community_grants.repayment_overdue"
    event = "community_grants.repayment_overdue"
    text = "repayment"

    def recipients(self, event: Event) -> list[Recipient]:
        accountants = staff_of(self.grant(event), roles.ACCOUNTANT, at=event.at)
        return list(dict.fromkeys([*super().recipients(event), *accountants]))

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        row = Repayment.objects.get(pk=event.subject_id)
        return {**super().context(event, recipient), "day": f"{timezone.localdate(row.due_at):%Y-%m-%d}"}

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return Repayment.objects.filter(pk=event.subject_id, received_at__isnull=True).exists()
