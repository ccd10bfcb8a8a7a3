"""Batches, the bands in them, the sheets with their codes, and every movement. Counters are moved by triggers."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import has_role, scope_of
from delivery.wristbands.choices import MovementKind, Place
from delivery.wristbands.roles import READERS
from web.references import normalise_reference

AT_HAND = (Place.STORE, Place.ALLOCATED)
SERIAL_PREFIX = "GX"


def serial_of(number: int) -> str:
    """GX00001: what stands on the band in letters. It opens nothing."""
    return f"{SERIAL_PREFIX}{number:05}"


def number_in(serial: str) -> int | None:
    """The number in what somebody typed (GX00001, gx1, 00001); None when it is no serial number."""
    digits = normalise_reference(serial).removeprefix(SERIAL_PREFIX)
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 9 else None


class BatchQuerySet(models.QuerySet["Batch"]):
    def visible_to(self, user: Any) -> "BatchQuerySet":
        return self if has_role(user, *READERS) else self.none()


class Batch(models.Model):
    """What was ordered at once. The counters follow the bands (triggers) and always add up (W-06).

    The `fund` pays what is bought when it arrives; a gift lies in its inventory and leaves it band by band.
    """

    class Origin(models.TextChoices):
        BOUGHT = "bought", _("bought")
        GIFT = "gift", _("a gift")

    number = models.CharField(_("batch number"), max_length=30, unique=True)
    supplier = models.CharField(_("supplier"), max_length=100)
    first_number = models.PositiveIntegerField(_("first serial number"))
    ordered = models.PositiveIntegerField(_("bands ordered"))
    unit_cost_fen = models.PositiveIntegerField(_("cost of one band (fen)"))
    origin = models.CharField(_("bought or a gift"), max_length=10, choices=Origin, default=Origin.BOUGHT)
    fund = models.ForeignKey(
        "funds.Fund", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("fund")
    )
    received = models.PositiveIntegerField(_("bands received"), default=0, editable=False)
    in_store = models.PositiveIntegerField(pgettext_lazy("wristband", "In store"), default=0, editable=False)
    allocated = models.PositiveIntegerField(pgettext_lazy("wristband", "Allocated"), default=0, editable=False)
    issued = models.PositiveIntegerField(pgettext_lazy("wristband", "Issued"), default=0, editable=False)
    damaged = models.PositiveIntegerField(pgettext_lazy("wristband", "Damaged"), default=0, editable=False)
    lost = models.PositiveIntegerField(pgettext_lazy("wristband", "Lost"), default=0, editable=False)
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("ordered by")
    )

    objects = BatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("batch of wristbands")
        verbose_name_plural = _("batches of wristbands")
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(received=F("in_store") + F("allocated") + F("issued") + F("damaged") + F("lost")),
                name="wristbands_stock_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(ordered__gt=0, received__lte=F("ordered")), name="wristbands_received_within_order"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def last_number(self) -> int:
        return self.first_number + self.ordered - 1

    @property
    def serials(self) -> str:
        return f"{serial_of(self.first_number)}–{serial_of(self.last_number)}"


class CodeSheet(models.Model):
    """A run of bands whose codes were made for the printer. The codes are on the sheet and nowhere else; until the
    print is confirmed a sheet may be made anew, with other codes."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="sheets", verbose_name=_("batch"))
    first_number = models.PositiveIntegerField(_("first serial number"), unique=True)
    count = models.PositiveIntegerField(_("bands"))
    times_made = models.PositiveIntegerField(_("times made"), default=1)
    made_at = models.DateTimeField(_("made at"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("made by")
    )
    confirmed_at = models.DateTimeField(_("print confirmed at"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("print confirmed by"),
    )

    class Meta:
        verbose_name = _("sheet of codes")
        verbose_name_plural = _("sheets of codes")
        ordering = ("first_number",)
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="wristbands_sheet_has_bands"),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
                name="wristbands_sheet_confirmed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{serial_of(self.first_number)}–{serial_of(self.last_number)}"

    @property
    def last_number(self) -> int:
        return self.first_number + self.count - 1


class Movement(models.Model):
    """So many bands went from one place to another. Rows are added, never changed."""

    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="movements", verbose_name=_("batch"))
    kind = models.CharField(_("movement"), max_length=12, choices=MovementKind)
    source = models.CharField(_("from"), max_length=12, choices=Place)
    target = models.CharField(pgettext_lazy("movement", "to"), max_length=12, choices=Place)
    count = models.PositiveIntegerField(_("bands"))
    event = models.ForeignKey(
        "wristbands.PublicityEvent",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="movements",
        verbose_name=_("publicity event"),
    )
    station = models.ForeignKey(
        "areas.AdminArea",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("work station"),
    )
    note = models.CharField(pgettext_lazy("movement", "note"), max_length=200, blank=True)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    class Meta:
        verbose_name = _("movement of wristbands")
        verbose_name_plural = _("movements of wristbands")
        ordering = ("-pk",)
        constraints = [
            models.CheckConstraint(condition=Q(count__gt=0), name="wristbands_movement_moves"),
            models.CheckConstraint(condition=~Q(source=F("target")), name="wristbands_movement_goes_elsewhere"),
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(station__isnull=True), name="wristbands_movement_one_holder"
            ),
        ]
        indexes = [models.Index(fields=["event", "kind"], name="wristbands_movement_event")]

    def __str__(self) -> str:
        return f"{self.kind} {self.count}"


class Posting(models.Model):
    """A movement that is in the books, once; one voucher may cover several movements of a batch."""

    movement = models.OneToOneField(Movement, on_delete=models.PROTECT, related_name="posting")
    voucher = models.ForeignKey("funds.Voucher", on_delete=models.PROTECT, related_name="+", verbose_name=_("voucher"))

    class Meta:
        verbose_name = _("movement in the books")
        verbose_name_plural = _("movements in the books")

    def __str__(self) -> str:
        return f"{self.movement_id}"


class BandQuerySet(models.QuerySet["Band"]):
    def visible_to(self, user: Any) -> "BandQuerySet":
        """The stock is known to all who work with bands; who wears one is told by the issue."""
        return self if has_role(user, *READERS) else self.none()

    def at_hand(self) -> "BandQuerySet":
        return self.filter(place__in=AT_HAND)

    def to_issue_by(self, user: Any, *roles: str) -> "BandQuerySet":
        """Bands that this person may hand out: all for the federation, else those that lie in the own places."""
        scope = scope_of(user, *roles)
        here = scope.q("event__area") | scope.q("station")
        return self.filter(here if not scope.everything else Q(), token_hash__isnull=False).at_hand()


class Band(models.Model):
    """One band. `place` changes only with a movement that says the same (trigger). `token_hash` is all that is kept
    of the code on it. `event` or `station` is who holds it while it is allocated, afterwards where it was issued."""

    number = models.PositiveIntegerField(_("serial number"), unique=True)
    batch = models.ForeignKey(Batch, on_delete=models.PROTECT, related_name="bands", verbose_name=_("batch"))
    place = models.CharField(_("place"), max_length=12, choices=Place, default=Place.ORDERED, editable=False)
    movement = models.ForeignKey(
        Movement, on_delete=models.PROTECT, null=True, blank=True, related_name="bands", editable=False
    )
    event = models.ForeignKey(
        "wristbands.PublicityEvent",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bands",
        verbose_name=_("publicity event"),
    )
    station = models.ForeignKey(
        "areas.AdminArea",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("work station"),
    )
    sheet = models.ForeignKey(
        CodeSheet,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="bands",
        verbose_name=_("sheet of codes"),
    )
    token_hash = models.CharField(max_length=64, null=True, blank=True, unique=True, editable=False)

    objects = BandQuerySet.as_manager()

    class Meta:
        verbose_name = _("wristband")
        verbose_name_plural = _("wristbands")
        ordering = ("number",)
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=True) | Q(station__isnull=True), name="wristbands_band_one_holder"
            ),
            models.CheckConstraint(
                condition=~Q(place__in=[Place.ORDERED, Place.STORE]) | Q(event__isnull=True, station__isnull=True),
                name="wristbands_band_in_store_has_no_holder",
            ),
            models.CheckConstraint(
                condition=Q(token_hash__isnull=True, sheet__isnull=True)
                | Q(token_hash__isnull=False, sheet__isnull=False),
                name="wristbands_code_comes_from_a_sheet",
            ),
            models.CheckConstraint(
                condition=~Q(place=Place.ALLOCATED) | Q(event__isnull=False) | Q(station__isnull=False),
                name="wristbands_band_allocated_has_holder",
            ),
        ]
        indexes = [
            models.Index(fields=["place", "number"], name="wristbands_band_place"),
            models.Index(fields=["event", "place", "number"], name="wristbands_band_event"),
        ]

    def __str__(self) -> str:
        return self.serial

    @property
    def serial(self) -> str:
        return serial_of(self.number)
