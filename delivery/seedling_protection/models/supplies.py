"""Safety bags and book sets: lots that always add up, and what each class received against a teacher's signature."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.seedling_protection import states
from delivery.seedling_protection.choices import StockKind, SupplyKind
from delivery.seedling_protection.models.files import Paper
from delivery.seedling_protection.models.schools import OfSchoolQuerySet, School
from workflow.machine import State
from workflow.stateful import Stateful

USER = settings.AUTH_USER_MODEL


class SupplyItem(models.Model):
    """A model of bag or set of books, with the standard that it is made by (GB 21027 for school goods).

    Fewer than `low_at` in all lots together and the store keepers are told; 0 tells nobody.
    """

    kind = models.CharField(_("kind of goods"), max_length=10, choices=SupplyKind)
    name = models.CharField(_("name of the model"), max_length=60, unique=True)
    standard = models.CharField(_("standard"), max_length=60)
    low_at = models.PositiveIntegerField(_("tell when fewer are in store"), default=0)

    class Meta:
        verbose_name = _("model of bag or book set")
        verbose_name_plural = _("models of bags and book sets")
        ordering = ("kind", "name")

    def __str__(self) -> str:
        return self.name


class SupplyLot(models.Model):
    """A delivery of one model. The counters are moved by a trigger with each StockMovement, never by hand."""

    class Origin(models.TextChoices):
        BOUGHT = "bought", _("bought")
        GIFT = "gift", _("a gift")

    item = models.ForeignKey(SupplyItem, models.PROTECT, related_name="lots", verbose_name=_("model"))
    number = models.CharField(_("lot number"), max_length=40)
    origin = models.CharField(_("bought or a gift"), max_length=10, choices=Origin)
    supplier = models.CharField(_("supplier or donor"), max_length=120)
    certificate = models.CharField(_("number of the quality certificate"), max_length=60)
    unit_fen = models.PositiveBigIntegerField(_("price per unit (fen)"))
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="+", verbose_name=_("fund"))
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("entered by"))
    received = models.PositiveIntegerField(_("received"), default=0, editable=False)
    in_store = models.PositiveIntegerField(_("in store"), default=0, editable=False)
    delivered = models.PositiveIntegerField(_("with classes"), default=0, editable=False)
    damaged = models.PositiveIntegerField(_("damaged"), default=0, editable=False)
    lost = models.PositiveIntegerField(_("lost"), default=0, editable=False)
    voucher = models.ForeignKey(
        "funds.Voucher", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )

    class Meta:
        verbose_name = _("lot of bags or book sets")
        verbose_name_plural = _("lots of bags and book sets")
        ordering = ("item", "pk")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="seedling_lot_numbered_once"),
            models.CheckConstraint(
                condition=Q(received=F("in_store") + F("delivered") + F("damaged") + F("lost")),
                name="seedling_stock_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.number}"

    @property
    def source(self) -> str:
        """How the voucher names this row."""
        return f"seedling_protection.supplylot:{self.pk}"


class Distribution(Stateful):
    """One model of bag or book set goes to the classes of one school on a day."""

    reference = models.CharField(_("number"), max_length=20, unique=True)
    school = models.ForeignKey(School, models.PROTECT, related_name="distributions", verbose_name=_("school"))
    item = models.ForeignKey(SupplyItem, models.PROTECT, related_name="distributions", verbose_name=_("model"))
    day = models.DateField(_("day"))
    planned_at = models.DateTimeField(_("planned at"))
    planned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("planned by"))

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("distribution at a school")
        verbose_name_plural = _("distributions at schools")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=list(states.DISTRIBUTION)), name="seedling_distribution_known_state"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("seedling_protection:distribution", args=[self.reference])

    @property
    def status(self) -> State:
        return states.DISTRIBUTION[self.state]


class ClassLine(models.Model):
    """What one class is to get and got. Counters follow the movements; nothing is handed over unsigned."""

    distribution = models.ForeignKey(
        Distribution, models.PROTECT, related_name="lines", verbose_name=_("distribution at a school")
    )
    class_name = models.CharField(pgettext_lazy("school", "class"), max_length=20)
    planned = models.PositiveSmallIntegerField(_("to be handed over"))
    handed_out = models.PositiveIntegerField(_("handed over"), default=0, editable=False)
    returned = models.PositiveIntegerField(_("came back"), default=0, editable=False)
    damaged = models.PositiveIntegerField(_("came back damaged"), default=0, editable=False)
    teacher = models.CharField(_("teacher who signed"), max_length=40, blank=True)
    receipt = models.ForeignKey(
        Paper, models.PROTECT, null=True, blank=True, related_name="lines", verbose_name=_("signed receipt")
    )
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    class Meta:
        verbose_name = _("class of a distribution")
        verbose_name_plural = _("classes of distributions")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["distribution", "class_name"], name="seedling_class_once"),
            models.CheckConstraint(
                condition=Q(planned__gt=0, handed_out__lte=F("planned")), name="seedling_class_gets_what_was_planned"
            ),
            models.CheckConstraint(
                condition=Q(handed_out__gte=F("returned") + F("damaged")), name="seedling_class_returns_what_it_got"
            ),
            models.CheckConstraint(
                condition=Q(handed_out=0) | (Q(receipt__isnull=False, signed_at__isnull=False) & ~Q(teacher="")),
                name="seedling_nothing_unsigned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.distribution_id} · {self.class_name}"

    @property
    def kept(self) -> int:
        return self.handed_out - self.returned - self.damaged


class StockMovement(models.Model):
    """So many units of a lot from one place to another; append-only."""

    lot = models.ForeignKey(SupplyLot, models.PROTECT, related_name="movements", verbose_name=_("lot"))
    line = models.ForeignKey(
        ClassLine,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="movements",
        verbose_name=_("class of a distribution"),
    )
    kind = models.CharField(_("movement"), max_length=12, choices=StockKind)
    quantity = models.PositiveIntegerField(_("quantity"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("movement of bags or book sets")
        verbose_name_plural = _("movements of bags and book sets")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="seedling_movement_moves_something"),
            models.CheckConstraint(
                condition=Q(kind__in=["receive", "damage", "lose"], line__isnull=True)
                | Q(kind__in=["hand_out", "bring_back", "spoil_back"], line__isnull=False),
                name="seedling_movement_names_its_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
