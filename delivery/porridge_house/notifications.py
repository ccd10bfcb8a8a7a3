"""Who is told at the porridge house. Messages name places and months, never a person."""

from typing import Any

from django.urls import reverse

from accounts import roles
from accounts.models import RoleGrant
from accounts.selectors import people_with
from areas.models import AdminArea
from audit.models import Event
from delivery.porridge_house import states
from delivery.porridge_house.models import (
    DayCount,
    FraudSignal,
    HealthCertificate,
    MealSite,
    MealStatement,
    SiteClerk,
    WelfareSignal,
)
from delivery.porridge_house.policy import difference_share_on
from delivery.porridge_house.roles import FIELD, OFFICE
from delivery.porridge_house.services.counts import needs_review, system_count
from notifications.categories import Category
from notifications.messages import Message, register
from notifications.recipients import Recipient, user_recipient


class OfTheHouse(Message):
    category = Category.WORK
    channels = ("in_app", "email")
    may_disable = False


@register
class GuestMissed(OfTheHouse):
    """To the work station and the sub-district of the person. No name in the message; the page has it."""

    code = "porridge_house.guest_missed"
    event = "porridge_house.guest_missed"
    sample = {"area": "西湖春天社区", "day": "2026-04-14"}

    def recipients(self, event: Event) -> list[Recipient]:
        signal = self.signal(event)
        area: AdminArea = signal.card.person.area
        grants = RoleGrant.objects.in_force(event.at).filter(role__in=FIELD, user__is_active=True)
        near = grants.filter(area__in=[pk for pk in (area.pk, area.parent_id) if pk])
        users = near.order_by("user").values_list("user", flat=True).distinct()
        return [user_recipient(pk) for pk in users] or people_with(*OFFICE, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        signal = self.signal(event)
        return {"area": str(signal.card.person.area), "day": f"{signal.last_seen_on}"}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("porridge_house:missed")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return WelfareSignal.objects.open().filter(pk=event.subject_id).exists()

    @staticmethod
    def signal(event: Event) -> WelfareSignal:
        return WelfareSignal.objects.select_related("card__person__area").get(pk=event.subject_id)


@register
class CountDiffers(OfTheHouse):
    code = "porridge_house.count_differs"
    event = "porridge_house.count_differs"
    sample = {"site": "科学大道店", "day": "2026-04-14", "own": 30, "system": 25}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(*OFFICE, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        count = self.count(event)
        return {
            "site": count.site.name,
            "day": f"{count.day}",
            "own": event.data["own"],
            "system": event.data["system"],
        }

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("porridge_house:counts")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        count = self.count(event)
        return needs_review(count, system_count(count.site, count.day), difference_share_on(count.day))

    @staticmethod
    def count(event: Event) -> DayCount:
        return DayCount.objects.select_related("site").get(pk=event.subject_id)


@register
class MisuseSuspected(OfTheHouse):
    code = "porridge_house.misuse_suspected"
    event = "porridge_house.misuse_suspected"
    sample = {"site": "科学大道店", "kind": "一张卡在两处", "day": "2026-04-14"}

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(*OFFICE, at=event.at)

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        signal = self.signal(event)
        return {"site": signal.site.name, "kind": signal.get_kind_display(), "day": f"{signal.day}"}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("porridge_house:signals")

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.signal(event).answered_at is None

    @staticmethod
    def signal(event: Event) -> FraudSignal:
        return FraudSignal.objects.select_related("site").get(pk=event.subject_id)


@register
class PaperRunsOut(OfTheHouse):
    """A licence or a health certificate: to the office and to those at the counter. Nobody's name in it."""

    code = "porridge_house.paper_runs_out"
    event = "porridge_house.paper_runs_out"
    sample = {"site": "科学大道店", "day": "2026-06-01", "is_licence": True}

    def recipients(self, event: Event) -> list[Recipient]:
        clerks = SiteClerk.objects.current().filter(site=event.data["site"], user__is_active=True).order_by("user")
        at_the_counter = [user_recipient(pk) for pk in clerks.values_list("user", flat=True)]
        return list(dict.fromkeys([*people_with(*OFFICE, at=event.at), *at_the_counter]))

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        site = MealSite.objects.get(pk=event.data["site"])
        return {"site": site.name, "day": event.data["day"], "is_licence": event.data["kind"] == "licence"}

    def path(self, event: Event, recipient: Recipient) -> str:
        if event.data["kind"] == "licence":
            return reverse("porridge_house:board")
        code = MealSite.objects.values_list("code", flat=True).get(pk=event.data["site"])
        return reverse("porridge_house:certificates", args=[code])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        """Not once it was renewed or the person left."""
        if event.data["kind"] == "licence":
            return MealSite.objects.open().filter(pk=event.subject_id, licence_until=event.data["day"]).exists()
        return HealthCertificate.objects.filter(pk=event.subject_id, ended_at__isnull=True).exists()


class AboutStatement(OfTheHouse):
    """`state`: the message is worth reading while the statement stands there."""

    sample = {"partner": "餐饮管理公司（演示）", "month": "2026-04", "reference": "ZJ-7K2M9X"}
    state = ""

    def context(self, event: Event, recipient: Recipient) -> dict[str, Any]:
        one = self.statement(event)
        return {"partner": one.partner.name, "month": f"{one.month:%Y-%m}", "reference": one.reference}

    def path(self, event: Event, recipient: Recipient) -> str:
        return reverse("porridge_house:statement", args=[self.statement(event).reference])

    def still_applies(self, event: Event, recipient: Recipient) -> bool:
        return self.statement(event).state == self.state

    @staticmethod
    def statement(event: Event) -> MealStatement:
        return MealStatement.objects.select_related("partner").get(pk=event.subject_id)


@register
class StatementToSign(AboutStatement):
    code = "porridge_house.statement_to_sign"
    event = "porridge_house.statement_prepared"
    state = states.DRAFT

    def recipients(self, event: Event) -> list[Recipient]:
        partner = self.statement(event).partner_id
        signers = SiteClerk.objects.current().filter(signs_statements=True, site__partner=partner, user__is_active=True)
        return [user_recipient(pk) for pk in signers.order_by("user").values_list("user", flat=True).distinct()]


@register
class StatementToConfirm(AboutStatement):
    code = "porridge_house.statement_to_confirm"
    event = "porridge_house.statement_signed_by_partner"
    state = states.SHOP_SIGNED

    def recipients(self, event: Event) -> list[Recipient]:
        prepared = self.statement(event).prepared_by_id
        return [one for one in people_with(*OFFICE, roles.FEDERATION_APPROVER, at=event.at) if one.id != prepared]


@register
class StatementToBook(AboutStatement):
    code = "porridge_house.statement_to_book"
    event = "porridge_house.statement_agreed"
    state = states.AGREED

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(roles.ACCOUNTANT, at=event.at)


@register
class StatementToPay(AboutStatement):
    code = "porridge_house.statement_to_pay"
    event = "porridge_house.statement_booked"
    state = states.BOOKED

    def recipients(self, event: Event) -> list[Recipient]:
        return people_with(roles.CASHIER, at=event.at)
