"""Entries that a person writes: prepared by one, looked at and booked by another (制单与审核分开)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from funds.models.accounts import Account
from funds.models.funds import Fund
from funds.models.vouchers import Voucher
from funds.permissions import may_see_funds


class SlipKind(models.TextChoices):
    COST = "cost", _("Cost that was paid")
    BILL = "bill", _("Bill to be paid later")
    BILL_PAID = "bill_paid", _("Bill that was paid")
    INTEREST = "interest", _("Interest of the bank")
    MOVE = "move", _("Money moved between accounts")
    TRANSFER = "transfer", _("Transfer between funds")
    GOODS = "goods", _("Goods handed out")
    PASS_ON = "pass_on", _("Passed on to whom it was meant for")
    REVERSE = "reverse", _("Reversal of such an entry")


class CostKind(models.TextChoices):
    """Keys of funds.entries.COSTS."""

    ACTIVITY = "activity", _("Charitable activity")
    MANAGEMENT = "management", _("Administration")
    FUNDRAISING = "fundraising", _("Fundraising")
    BANK_FEE = "bank_fee", _("Fee of the bank")
    OTHER = "other", pgettext_lazy("cost", "Other")


class TransferBasis(models.TextChoices):
    """Members of funds.entries.BASES (慈善法 56, 58)."""

    DONOR_CONSENT = "donor_consent", _("The donors agreed")
    CHANGE_FILED = "change_of_use_filed", _("Decided by the council and filed")
    LEFTOVER = "leftover_as_planned", _("Left over, used as the plan says")


class SlipQuerySet(models.QuerySet["Slip"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_funds(user) else self.none()

    def waiting(self) -> Self:
        return self.filter(decided_at__isnull=True)


class Slip(models.Model):
    """What a voucher is to be made of. Fen; `settles` is the bill, the money to be passed on, or the voucher reversed.

    `party` is who was paid; of an organisation (`is_organisation`) the public reads it. Booked it has a voucher,
    refused a reason. A trigger keeps what was prepared and what was decided.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=12, choices=SlipKind)
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    fund_to = models.ForeignKey(
        Fund, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("to the fund")
    )
    settles = models.ForeignKey(
        Voucher, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settles")
    )
    amount_fen = models.BigIntegerField(_("amount"))
    booked_on = models.DateField(_("date"))
    account = models.CharField(_("ledger account"), max_length=10, blank=True)
    from_account = models.CharField(_("from the account"), max_length=10, blank=True)
    cost = models.CharField(_("kind of cost"), max_length=12, choices=CostKind, blank=True)
    basis = models.CharField(_("ground"), max_length=20, choices=TransferBasis, blank=True)
    scheme = models.CharField(_("scheme"), max_length=60, blank=True)
    project = models.CharField(_("project"), max_length=60, blank=True)
    campaign = models.CharField(_("campaign"), max_length=60, blank=True)
    party = models.CharField(_("paid to"), max_length=100, blank=True)
    is_organisation = models.BooleanField(_("an organisation"), default=False)
    paper = models.CharField(_("invoice or other paper"), max_length=100, blank=True)
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    prepared_at = models.DateTimeField(_("prepared at"))
    prepared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("prepared by")
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    voucher = models.OneToOneField(
        Voucher, on_delete=models.PROTECT, null=True, blank=True, related_name="slip", verbose_name=_("voucher")
    )
    refusal = models.CharField(_("why it was refused"), max_length=200, blank=True)

    objects = SlipQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry to be booked")
        verbose_name_plural = _("entries to be booked")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["-id"], condition=Q(decided_at__isnull=True), name="funds_slip_waiting"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_slip_above_zero"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True, voucher__isnull=True, refusal="")
                | (
                    Q(decided_at__isnull=False, decided_by__isnull=False)
                    & (Q(voucher__isnull=False, refusal="") | (Q(voucher__isnull=True) & ~Q(refusal="")))
                ),
                name="funds_slip_decided_one_way",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("funds:slip", args=[self.reference])

    @property
    def money_way(self) -> str:
        """The money account with its name, of money that is moved both: 1009 其他货币资金 → 1002 银行存款."""
        codes = [code for code in (self.from_account, self.account) if code]
        names = {one.code: str(one) for one in Account.objects.filter(code__in=codes).order_by("valid_from")}
        return " → ".join(names.get(code, code) for code in codes)
