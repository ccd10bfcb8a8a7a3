"""Money we hold and promise: funds, the append-only double-entry ledger, and what is reserved but not yet paid."""

from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from funds.permissions import may_see_funds


class AccountKind(models.TextChoices):
    ASSET = "asset", _("Asset")
    LIABILITY = "liability", _("Liability")
    NET_ASSETS = "net_assets", _("Net assets")
    INCOME = "income", _("Income")
    EXPENSE = "expense", _("Expense")


class FundKind(models.TextChoices):
    RESTRICTED = "restricted", _("Restricted")
    UNRESTRICTED = "unrestricted", _("Unrestricted")


class VoucherKind(models.TextChoices):
    CREDIT = "credit", _("Money received")
    PAYMENT = "payment", _("Aid paid")
    REVERSAL = "reversal", _("Reversal")


class ReservationState(models.TextChoices):
    LIVE = "live", _("Reserved")
    RELEASED = "released", _("Given back")
    SETTLED = "settled", _("Paid")


class Account(models.Model):
    """A line of the chart of accounts. A rename by a new accounting system is a new row with its own `valid_from`."""

    code = models.CharField(_("code"), max_length=10)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=AccountKind)
    is_money = models.BooleanField(_("money account"), default=False)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)

    class Meta:
        verbose_name = _("ledger account")
        verbose_name_plural = _("chart of accounts")
        ordering = ["code", "valid_from"]
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="funds_account_one_per_start"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="funds_account_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh


class FundQuerySet(models.QuerySet["Fund"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_funds(user) else self.none()


class Fund(models.Model):
    """Money with a purpose (专项基金). What may still be promised is `available_fen`, what is promised `reserved_fen`.

    Both counters are fen and change only in funds.services, with conditional updates; their sum equals the money
    accounts of the ledger (funds.promises watches it).
    """

    code = models.CharField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=100)
    name_en = models.CharField(_("name (English)"), max_length=100)
    custodian = models.CharField(_("custodian"), max_length=100)
    kind = models.CharField(_("kind"), max_length=12, choices=FundKind, default=FundKind.RESTRICTED)
    available_fen = models.BigIntegerField(_("available"), default=0, editable=False)
    reserved_fen = models.BigIntegerField(_("reserved"), default=0, editable=False)
    opened_at = models.DateTimeField(_("opened at"), editable=False)

    objects = FundQuerySet.as_manager()

    class Meta:
        verbose_name = _("fund")
        verbose_name_plural = _("funds")
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(condition=Q(available_fen__gte=0), name="funds_fund_available_not_negative"),
            models.CheckConstraint(condition=Q(reserved_fen__gte=0), name="funds_fund_reserved_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.name_en if get_language() == "en" else self.name_zh

    @property
    def balance_fen(self) -> int:
        """The fund's money, promised or not."""
        return self.available_fen + self.reserved_fen


class Period(models.Model):
    """A month of the books. Its vouchers are numbered 1, 2, 3 … without a gap; closed, it takes no more of them."""

    month = models.DateField(_("month"), unique=True)
    last_number = models.PositiveIntegerField(_("last voucher number"), default=0, editable=False)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, editable=False, related_name="+"
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
    mistakes are reversed, not edited.
    """

    period = models.ForeignKey(Period, on_delete=models.PROTECT, related_name="vouchers")
    number = models.PositiveIntegerField(_("number"), null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=12, choices=VoucherKind)
    booked_on = models.DateField(_("date"))
    source = models.CharField(_("source"), max_length=100)
    memo_code = models.CharField(_("memo"), max_length=60, blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="reversed_by", verbose_name=_("reverses")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
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

    voucher = models.ForeignKey(Voucher, on_delete=models.PROTECT, related_name="lines")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="lines")
    scheme = models.CharField(_("scheme"), max_length=60, blank=True)
    amount_fen = models.BigIntegerField(_("amount"))

    class Meta:
        verbose_name = _("voucher line")
        verbose_name_plural = _("voucher lines")
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


class Reservation(models.Model):
    """Money of a fund promised to one source and not yet paid (已批未付): a sub-ledger, not a voucher."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="reservations")
    source = models.CharField(_("source"), max_length=100)
    amount_fen = models.BigIntegerField(_("amount"))
    state = models.CharField(_("state"), max_length=10, choices=ReservationState, default=ReservationState.LIVE)
    reserved_at = models.DateTimeField(_("reserved at"))
    reserved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    voucher = models.OneToOneField(
        Voucher, on_delete=models.PROTECT, null=True, blank=True, related_name="settled_reservation"
    )

    class Meta:
        verbose_name = _("reservation")
        verbose_name_plural = _("reservations")
        constraints = [
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="live"), name="funds_reservation_one_live_per_source"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="funds_reservation_above_zero"),
            models.CheckConstraint(
                condition=Q(state="live", ended_at__isnull=True) | (~Q(state="live") & Q(ended_at__isnull=False)),
                name="funds_reservation_live_or_ended",
            ),
            models.CheckConstraint(
                condition=Q(state="settled", voucher__isnull=False) | (~Q(state="settled") & Q(voucher__isnull=True)),
                name="funds_reservation_settled_by_voucher",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source}: {self.state}"


def voucher_reference(booked_on: date, number: int | None) -> str:
    return f"{booked_on:%Y%m}-{number:04d}" if number else f"{booked_on:%Y%m}-…"
