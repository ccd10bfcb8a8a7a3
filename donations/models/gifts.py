"""What was given."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.choices import Basis, Channel, DonorKind, GiftKind, NameMode, ReceiptState, Restriction
from donations.models.donors import public_name
from donations.permissions import may_see_gifts
from donations.states import BOOKED, CANCELLED, POSTED_STATES, REFUNDED
from workflow.stateful import Stateful


def paired(first: str, second: str) -> Q:
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


def purpose_is_whole() -> Q:
    """A restriction says what it restricts to, and nothing else does."""
    blank = {"scheme": "", "project": "", "area__isnull": True, "use_by__isnull": True}
    said = {
        Restriction.UNRESTRICTED: {},
        Restriction.SCHEME: {"scheme": ~Q(scheme="")},
        Restriction.PROJECT: {"project": ~Q(project="")},
        Restriction.AREA: {"area__isnull": Q(area__isnull=False)},
        Restriction.TIME: {"use_by__isnull": Q(use_by__isnull=False)},
    }
    whole = Q(pk__in=[])
    for restriction, parts in said.items():
        others = {name: value for name, value in blank.items() if name not in parts}
        condition = Q(restriction=restriction, **others)
        for part in parts.values():
            condition &= part
        whole = condition if restriction == Restriction.UNRESTRICTED else whole | condition
    return whole


def security_is_whole() -> Q:
    """Only securities have a code, a value of one unit and its day; in the books they have all of them."""
    nothing = Q(security_code="", unit_price__isnull=True, valued_on__isnull=True)
    whole = ~Q(security_code="") & Q(quantity__gt=0, unit_price__gt=0, valued_on__isnull=False)
    return ~Q(kind=GiftKind.SECURITIES) & nothing | Q(kind=GiftKind.SECURITIES) & (whole | ~Q(state__in=POSTED_STATES))


class GiftQuerySet(models.QuerySet["Donation"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()

    def standing(self) -> Self:
        """In the books and not given back."""
        return self.filter(state=BOOKED)

    def in_the_books(self) -> Self:
        """The same, each with `posted_fen`: the debit of its posted voucher, which is what the public is told."""
        debit = self.standing().filter(voucher__posted_at__isnull=False, voucher__lines__amount_fen__gt=0)
        return debit.annotate(posted_fen=F("voucher__lines__amount_fen"))


class Donation(Stateful):
    """One gift. `amount_fen` is money, or the fair value of what is no money with the `basis` of that value.

    Registered, then booked with its voucher; given back only by a reversal. A trigger keeps who gave what and when; the
    use changes only with a UseChange. `named_person` is whom the donor wants to have it: then the money is held for
    that person and is no income (受托代理).
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    donor = models.ForeignKey(
        "donations.Donor", on_delete=models.PROTECT, null=True, blank=True, related_name="gifts",
        verbose_name=pgettext_lazy("gift", "donor"),
    )  # fmt: skip
    shown_name = models.CharField(_("name on the platform"), max_length=60, blank=True)
    public_name_mode = models.CharField(_("public name"), max_length=10, choices=NameMode, default=NameMode.ANONYMOUS)
    kind = models.CharField(_("kind"), max_length=12, choices=GiftKind, default=GiftKind.MONEY)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    amount_fen = models.BigIntegerField(_("amount or value"))
    basis = models.CharField(_("basis of the value"), max_length=12, choices=Basis, blank=True)
    description = models.CharField(_("what was given"), max_length=200, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=2, null=True, blank=True)
    unit = models.CharField(_("unit"), max_length=20, blank=True)
    security_code = models.CharField(_("code of the security"), max_length=20, blank=True)
    unit_price = models.DecimalField(
        _("value of one unit (yuan)"), max_digits=12, decimal_places=4, null=True, blank=True
    )
    valued_on = models.DateField(_("day of that value"), null=True, blank=True)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    restriction = models.CharField(
        _("restriction"), max_length=12, choices=Restriction, default=Restriction.UNRESTRICTED
    )
    scheme = models.CharField(_("scheme"), max_length=60, blank=True)
    project = models.CharField(pgettext_lazy("gift", "project"), max_length=60, blank=True)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    use_by = models.DateField(_("to be used until"), null=True, blank=True)
    campaign = models.ForeignKey(
        "donations.Campaign", on_delete=models.PROTECT, null=True, blank=True, related_name="gifts",
        verbose_name=_("campaign"),
    )  # fmt: skip
    named_person = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("person named by the donor"),
    )  # fmt: skip
    agreement = models.ForeignKey(
        "donations.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="gifts",
        verbose_name=_("agreement"),
    )  # fmt: skip
    pledge = models.ForeignKey(
        "donations.Pledge", on_delete=models.PROTECT, null=True, blank=True, related_name="gifts",
        verbose_name=_("pledge"),
    )  # fmt: skip
    paid_at = models.DateTimeField(_("paid at"))
    received_at = models.DateTimeField(_("received at"))
    bank_reference = models.CharField(_("transaction number"), max_length=64, blank=True)
    import_reference = models.CharField(_("from the list"), max_length=20, blank=True)
    wants_receipt = models.BooleanField(_("wants an official receipt"), default=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    booked_at = models.DateTimeField(_("booked at"), null=True, blank=True)
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("booked by"),
    )  # fmt: skip
    voucher = models.OneToOneField(
        "funds.Voucher", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )
    refund_voucher = models.OneToOneField(
        "funds.Voucher", on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("voucher of the refund"),
    )  # fmt: skip
    end_reason = models.CharField(_("reason of the refund or cancellation"), max_length=200, blank=True)
    receipt_state = models.CharField(
        _("official receipt"), max_length=12, choices=ReceiptState, default=ReceiptState.PENDING
    )

    objects = GiftQuerySet.as_manager()

    class Meta:
        verbose_name = _("donation")
        verbose_name_plural = _("donations")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "-id"], name="donations_gift_state"),
            models.Index(fields=["fund", "-id"], name="donations_gift_fund"),
            models.Index(fields=["campaign", "paid_at"], name="donations_gift_campaign"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="donations_gift_above_zero"),
            models.CheckConstraint(
                condition=Q(kind="money", basis="") | (~Q(kind="money") & ~Q(basis="") & ~Q(description="")),
                name="donations_gift_value_has_a_basis",
            ),
            models.CheckConstraint(condition=purpose_is_whole(), name="donations_gift_purpose_is_whole"),
            models.CheckConstraint(condition=security_is_whole(), name="donations_gift_security_is_whole"),
            models.CheckConstraint(
                condition=Q(named_person__isnull=True) | Q(kind="money"), name="donations_gift_for_a_person_is_money"
            ),
            models.CheckConstraint(condition=paired("booked_at", "booked_by"), name="donations_gift_booked_by_whom"),
            models.CheckConstraint(
                condition=~Q(state__in=POSTED_STATES)
                | (Q(booked_at__isnull=False) & (Q(voucher__isnull=False) | Q(kind="service"))),
                name="donations_gift_in_the_books",
            ),
            models.CheckConstraint(
                condition=~Q(state=REFUNDED)
                | ((Q(refund_voucher__isnull=False) | Q(voucher__isnull=True)) & ~Q(end_reason="")),
                name="donations_gift_refunded_by_voucher",
            ),
            models.CheckConstraint(
                condition=~Q(state=CANCELLED) | ~Q(end_reason=""), name="donations_gift_cancelled_for_a_reason"
            ),
            models.UniqueConstraint(
                fields=["channel", "bank_reference"],
                condition=~Q(bank_reference="") & ~Q(state=CANCELLED),
                name="donations_gift_once_per_transaction",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return self.reference

    @property
    def is_securities(self) -> bool:
        return self.kind == GiftKind.SECURITIES

    @property
    def has_receipt(self) -> bool:
        """A valid official one."""
        return self.receipt_state == ReceiptState.ISSUED

    @property
    def public_name(self) -> str:
        """By the mode of this gift; without a donor, what the platform showed, masked."""
        if self.donor is None:
            return public_name(name=self.shown_name, kind=DonorKind.PERSON, mode=self.public_name_mode)
        return public_name(name=self.donor.name, kind=self.donor.kind, mode=self.public_name_mode)


class Feedback(models.Model):
    """What the donor was told about the use of the gift (慈善法 42). Rows are never changed."""

    gift = models.ForeignKey(Donation, on_delete=models.PROTECT, related_name="feedback", verbose_name=_("donation"))
    text = models.TextField(_("what the donor is told"), max_length=2000)
    told_at = models.DateTimeField(_("told at"))
    told_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("told by")
    )

    class Meta:
        verbose_name = _("feedback to a donor")
        verbose_name_plural = _("feedback to donors")
        ordering = ["-pk"]

    def __str__(self) -> str:
        return f"{self.gift} {self.told_at:%Y-%m-%d}"
