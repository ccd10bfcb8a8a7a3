"""Which gift paid for what: rows derived from the posted lines (ADR 0025), made again from nothing at any time."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Pool(models.TextChoices):
    """What is never mixed: money pays bills, goods are handed out, securities are sold, a service is used as it is
    given."""

    MONEY = "money", pgettext_lazy("trace", "Money")
    GOODS = "goods", pgettext_lazy("trace", "Goods")
    SECURITIES = "securities", pgettext_lazy("trace", "Securities")
    SERVICE = "service", pgettext_lazy("trace", "Services")
    PASSING = "passing", pgettext_lazy("trace", "To be passed on")


class Lot(models.Model):
    """What one voucher brought into a fund; fen. amount = left + returned + its shares, always.

    `origin` is the voucher that brought it into the federation; a transfer between funds and a sale keep it. `scheme`,
    `project` and `area` restrict it; blank does not.
    """

    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+")
    origin = models.ForeignKey("funds.Voucher", on_delete=models.PROTECT, related_name="+")
    entered_by = models.ForeignKey("funds.Voucher", on_delete=models.PROTECT, related_name="+")
    pool = models.CharField(max_length=10, choices=Pool)
    amount_fen = models.BigIntegerField(_("amount"))
    left_fen = models.BigIntegerField(_("not spent yet"))
    returned_fen = models.BigIntegerField(_("given back"), default=0)
    scheme = models.CharField(max_length=60, blank=True)
    project = models.CharField(max_length=60, blank=True)
    area = models.CharField(max_length=60, blank=True)

    class Meta:
        verbose_name = _("traced receipt")
        verbose_name_plural = _("traced receipts")
        indexes = [
            models.Index(fields=["fund", "pool", "id"], condition=Q(left_fen__gt=0), name="disclosure_lot_open"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_fen__gt=0, left_fen__gte=0, returned_fen__gte=0)
                & Q(amount_fen__gte=F("left_fen") + F("returned_fen")),
                name="disclosure_lot_adds_up",
            )
        ]

    def __str__(self) -> str:
        return f"{self.origin_id}: {self.amount_fen}"

    @property
    def restriction(self) -> tuple[str, str, str]:
        return (self.scheme, self.project, self.area)


class Share(models.Model):
    """The part of one spending line that a lot paid. Without a lot: nothing known paid it yet.

    `is_outside`: the lot was restricted to something else, because nothing fitting was left.
    """

    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="shares")
    line = models.ForeignKey("funds.Line", on_delete=models.PROTECT, related_name="+")
    pool = models.CharField(max_length=10, choices=Pool)
    amount_fen = models.BigIntegerField(_("amount"))
    is_moved = models.BooleanField(_("went to another fund or was sold"), default=False)
    is_outside = models.BooleanField(_("outside the restriction"), default=False)
    area = models.ForeignKey("areas.AdminArea", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = _("share of a gift in a payment")
        verbose_name_plural = _("shares of gifts in payments")
        indexes = [models.Index(fields=["pool"], condition=Q(lot__isnull=True), name="disclosure_share_uncovered")]
        constraints = [models.CheckConstraint(condition=Q(amount_fen__gt=0), name="disclosure_share_above_zero")]

    def __str__(self) -> str:
        return f"{self.lot_id} → {self.line_id}: {self.amount_fen}"


class TraceHead(models.Model):
    """Up to which number of a month the vouchers are traced. Numbers of a month are given in the order of commits."""

    period = models.OneToOneField("funds.Period", on_delete=models.PROTECT, related_name="trace_head")
    last_number = models.PositiveIntegerField()
    traced_at = models.DateTimeField()

    class Meta:
        verbose_name = _("how far the books are traced")
        verbose_name_plural = _("how far the books are traced")

    def __str__(self) -> str:
        return f"{self.period_id}: {self.last_number}"
