"""Goods: lots with supplier, price and expiry, and every movement of them. What came in is always accounted for."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.festival_visits.choices import MovementKind
from delivery.festival_visits.models.routes import Route
from delivery.festival_visits.models.seasons import Good, Season
from delivery.festival_visits.models.visits import FestivalVisit

USER = settings.AUTH_USER_MODEL


class Lot(models.Model):
    """A delivery of one good. Prices are fen per unit; a price above the market's is refused (公开募捐管理办法 20).

    The counters are moved by a trigger with each StockMovement, never by hand.
    """

    class Origin(models.TextChoices):
        BOUGHT = "bought", _("bought")
        GIFT = "gift", _("a gift")

    season = models.ForeignKey(Season, models.PROTECT, related_name="lots", verbose_name=_("season"))
    good = models.ForeignKey(Good, models.PROTECT, related_name="lots", verbose_name=_("goods"))
    number = models.CharField(_("lot number"), max_length=40)
    origin = models.CharField(_("bought or a gift"), max_length=10, choices=Origin)
    supplier = models.CharField(_("supplier or donor"), max_length=120)
    price_fen = models.PositiveBigIntegerField(_("price per unit (fen)"))
    market_fen = models.PositiveBigIntegerField(_("market price per unit (fen)"))
    market_source = models.CharField(_("where the market price is from"), max_length=200)
    expires_on = models.DateField(_("use by"), null=True, blank=True)
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    received = models.PositiveIntegerField(pgettext_lazy("goods", "received"), default=0, editable=False)
    in_store = models.PositiveIntegerField(_("in store"), default=0, editable=False)
    with_visitors = models.PositiveIntegerField(_("with visitors"), default=0, editable=False)
    given = models.PositiveIntegerField(pgettext_lazy("goods", "handed over"), default=0, editable=False)
    spoiled = models.PositiveIntegerField(_("spoiled"), default=0, editable=False)
    voucher = models.ForeignKey(
        "funds.Voucher", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )

    class Meta:
        verbose_name = _("lot of goods")
        verbose_name_plural = _("lots of goods")
        ordering = ("season", "good", "expires_on", "pk")
        constraints = [
            models.UniqueConstraint(fields=["season", "good", "number"], name="festival_lot_numbered_once"),
            models.CheckConstraint(
                condition=Q(received=F("in_store") + F("with_visitors") + F("given") + F("spoiled")),
                name="festival_stock_adds_up",
            ),
            models.CheckConstraint(condition=Q(price_fen__lte=F("market_fen")), name="festival_price_not_above_market"),
            models.CheckConstraint(condition=Q(market_fen__gt=0), name="festival_market_price_known"),
        ]

    def __str__(self) -> str:
        return f"{self.good} · {self.number}"

    @property
    def source(self) -> str:
        """How the voucher names this row."""
        return f"festival_visits.lot:{self.pk}"

    def is_past(self, day: date) -> bool:
        return self.expires_on is not None and self.expires_on < day


class RouteLoad(models.Model):
    """What of a lot goes along on a route. Moved by the same trigger."""

    route = models.ForeignKey(Route, models.PROTECT, related_name="loads", verbose_name=_("route"))
    lot = models.ForeignKey(Lot, models.PROTECT, related_name="loads", verbose_name=_("lot"))
    taken = models.PositiveIntegerField(_("taken along"), default=0, editable=False)
    given = models.PositiveIntegerField(pgettext_lazy("goods", "handed over"), default=0, editable=False)
    returned = models.PositiveIntegerField(_("brought back"), default=0, editable=False)
    spoiled = models.PositiveIntegerField(_("spoiled"), default=0, editable=False)

    class Meta:
        verbose_name = _("load of a route")
        verbose_name_plural = _("loads of routes")
        constraints = [
            models.UniqueConstraint(fields=["route", "lot"], name="festival_lot_once_per_route"),
            models.CheckConstraint(
                condition=Q(taken__gte=F("given") + F("returned") + F("spoiled")), name="festival_load_adds_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route_id} · {self.lot_id}"

    @property
    def left(self) -> int:
        return self.taken - self.given - self.returned - self.spoiled


class StockMovement(models.Model):
    """So many units of a lot from one place to another; append-only."""

    lot = models.ForeignKey(Lot, models.PROTECT, related_name="movements", verbose_name=_("lot"))
    load = models.ForeignKey(
        RouteLoad, models.PROTECT, null=True, blank=True, related_name="movements", verbose_name=_("load")
    )
    visit = models.ForeignKey(
        FestivalVisit, models.PROTECT, null=True, blank=True, related_name="movements", verbose_name=_("visit")
    )
    kind = models.CharField(_("movement"), max_length=12, choices=MovementKind)
    quantity = models.PositiveIntegerField(_("quantity"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("movement of goods")
        verbose_name_plural = _("movements of goods")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="festival_movement_moves_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["receive", "spoil"], load__isnull=True, visit__isnull=True)
                | Q(kind="give", load__isnull=False, visit__isnull=False)
                | Q(kind__in=["take_out", "bring_back", "spoil_out"], load__isnull=False, visit__isnull=True),
                name="festival_movement_names_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
