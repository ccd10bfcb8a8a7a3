"""Months of the books, their vouchers and the lines of these."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from funds.models.accounts import Account
from funds.models.funds import Fund


class VoucherKind(models.TextChoices):
    CREDIT = "credit", _("Money received")
    PAYMENT = "payment", _("Aid paid")
    GIFT = "gift", _("Gift of money")
    GOODS_GIFT = "goods_gift", _("Gift of goods")
    SERVICE_GIFT = "service_gift", _("Gift of services")
    SHARES_GIFT = "shares_gift", _("Gift of securities")
    SHARES_SALE = "shares_sale", _("Securities sold")
    ALLOCATION = "allocation", _("Allocation received")
    PASS_IN = "pass_in", _("Received to be passed on")
    PASS_ON = "pass_on", _("Passed on")
    GOODS_ISSUE = "goods_issue", _("Goods issued")
    GOODS_LOSS = "goods_loss", _("Goods written off")
    GOODS_FOUND = "goods_found", _("Goods found again")
    ACCRUAL = "accrual", _("Bill to be paid")
    PAYABLE_PAID = "payable_paid", _("Bill paid")
    COST = "cost", _("Cost")
    INTEREST = "interest", _("Interest")
    MOVE = "move", _("Money moved between accounts")
    TRANSFER = "transfer", _("Transfer between funds")
    REFUND = "refund", _("Part of a gift given back")
    PERIOD_END = "period_end", _("Income and costs carried forward")
    FULFILMENT = "fulfilment", _("Restriction fulfilled")
    REVERSAL = "reversal", _("Reversal")


class Period(models.Model):
    """A month of the books. Its vouchers are numbered 1, 2, 3 … without a gap; closed, it takes no more of them."""

    month = models.DateField(_("month"), unique=True)
    last_number = models.PositiveIntegerField(_("last voucher number"), default=0, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("closed by"),
    )

    class Meta:
        verbose_name = _("accounting period")
        verbose_name_plural = _("accounting periods")
        ordering = ["-month"]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="funds_period_closed_by_somebody",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="funds_period_starts_on_the_first"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


class Voucher(models.Model):
    """A journal entry (记账凭证). Written unposted, then its lines, then sealed by `posted_at`.

    Triggers demand two lines or more that sum to zero for each fund and an open period, and refuse every later change:
    mistakes are reversed, not edited. `settles` is the bill, the gift or the money to be passed on that this one pays
    or gives back. `bank_reference` is what the bank writes beside the same money. `booking_key` is unique: one source
    has one live voucher of a kind (funds.entries).
    """

    digest = ""  # of one that was just posted, for its event: funds.ledger.digest_of

    period = models.ForeignKey(
        Period, on_delete=models.PROTECT, related_name="vouchers", verbose_name=_("accounting period")
    )
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=VoucherKind)
    booked_on = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=100)
    memo_code = models.CharField(_("memo"), max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    settles = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="settled_by", verbose_name=_("settles")
    )
    bank_reference = models.CharField(_("bank reference"), max_length=60, blank=True)
    booking_key = models.CharField(max_length=140, null=True, blank=True, unique=True, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("booked by"),
    )
    posted_at = models.DateTimeField(_("posted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("voucher")
        verbose_name_plural = _("vouchers")
        ordering = ["-period__month", "-number"]
        indexes = [models.Index(fields=["kind", "source"], name="funds_voucher_source")]
        constraints = [
            models.UniqueConstraint(fields=["period", "number"], name="funds_voucher_one_per_number"),
            models.CheckConstraint(
                condition=Q(posted_at__isnull=True, number__isnull=True)
                | Q(posted_at__isnull=False, number__isnull=False),
                name="funds_voucher_numbered_when_posted",
            ),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="funds_voucher_reversal_names_its_voucher",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """Month and number as printed: 202309-0001."""
        return voucher_reference(self.booked_on, self.number)


class Line(models.Model):
    """One leg of a voucher, in fen: debit above zero, credit below."""

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="lines", verbose_name=_("voucher"))
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", verbose_name=_("ledger account"))
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lines", verbose_name=_("fund"))
    scheme = models.CharField(_("scheme"), max_length=60, blank=True)
    campaign = models.CharField(_("campaign"), max_length=60, blank=True)
    area = models.CharField(_("area"), max_length=40, blank=True)
    project = models.CharField(_("project"), max_length=60, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("voucher line")
        verbose_name_plural = _("voucher lines")
        indexes = [
            models.Index(fields=["campaign"], condition=~Q(campaign=""), name="funds_line_campaign"),
            models.Index(fields=["project"], condition=~Q(project=""), name="funds_line_project"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(amount_fen=0), name="funds_line_not_zero")]

    def __str__(self) -> str:
        return f"{self.voucher_id}: {self.amount_fen}"

    @property
    def in_fen(self) -> int | None:
        """For a column of debits; None leaves the cell empty."""
        return self.amount_fen if self.amount_fen > 0 else None

    @property
    def out_fen(self) -> int | None:
        return -self.amount_fen if self.amount_fen < 0 else None


def voucher_reference(booked_on: date, number: int | None) -> str:
    return f"{booked_on:%Y%m}-{number:04d}" if number else f"{booked_on:%Y%m}-…"
