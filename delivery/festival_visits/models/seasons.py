"""A season of visits: its lunar date, its standard, its places per sub-district, its packages."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits import states
from delivery.festival_visits.lunar import eve_of
from workflow.machine import State
from workflow.stateful import Stateful


def in_my_language(row: models.Model, field: str) -> str:
    """English falls back to Chinese."""
    english = getattr(row, f"{field}_en") if get_language() == "en" else ""
    return english or getattr(row, f"{field}_zh")


class SeasonQuerySet(models.QuerySet["Season"]):
    def running(self) -> "SeasonQuerySet":
        return self.exclude(state=states.CLOSED)


class Season(Stateful):
    """One Spring Festival. The days and the standard are set by staff before it opens, with the `basis` for them.

    `cash_fen` goes to the account of each household, besides the package. `visit_by` is 除夕 at the latest.
    """

    year = models.PositiveSmallIntegerField(_("year of the festival"), unique=True)
    festival_on = models.DateField(_("first day of the lunar year"))
    nominate_from = models.DateField(_("nominating from"))
    nominate_until = models.DateField(_("nominating until"))
    check_by = models.DateField(_("checked by"))
    pay_by = models.DateField(_("money paid by"))
    visit_by = models.DateField(_("visits end on"))
    cash_fen = models.PositiveBigIntegerField(_("money per household (fen)"))
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="festival_seasons", verbose_name=_("fund"))
    phone = models.CharField(_("telephone for questions"), max_length=40)
    basis = models.TextField(_("decision or source"))
    forgotten_at = models.DateTimeField(_("people forgotten"), null=True, blank=True, editable=False)

    objects = SeasonQuerySet.as_manager()

    class Meta:
        verbose_name = _("season of visits")
        verbose_name_plural = _("seasons of visits")
        ordering = ("-year",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.SEASON)), name="festival_season_known_state"),
            models.CheckConstraint(condition=Q(festival_on__year=F("year")), name="festival_season_of_its_year"),
            models.CheckConstraint(
                condition=Q(nominate_from__lte=F("nominate_until"))
                & Q(nominate_until__lte=F("check_by"))
                & Q(check_by__lte=F("pay_by"))
                & Q(pay_by__lte=F("visit_by"))
                & Q(visit_by__lt=F("festival_on")),
                name="festival_season_days_in_order",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="festival_season_has_a_basis"),
        ]

    def __str__(self) -> str:
        return str(_("Spring Festival %(year)d") % {"year": self.year})

    @property
    def eve(self) -> date:
        return eve_of(self.festival_on)

    @property
    def status(self) -> State:
        return states.SEASON[self.state]


class Quota(models.Model):
    """How many households of a sub-district may be visited. `taken` counts the nominations that hold a place."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="quotas", verbose_name=_("season"))
    subdistrict = models.ForeignKey("areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("sub-district"))
    places = models.PositiveIntegerField(_("places"))
    taken = models.PositiveIntegerField(_("places taken"), default=0, editable=False)

    class Meta:
        verbose_name = _("quota of a sub-district")
        verbose_name_plural = _("quotas of sub-districts")
        constraints = [
            models.UniqueConstraint(fields=["season", "subdistrict"], name="festival_one_quota_per_subdistrict"),
            models.CheckConstraint(condition=Q(taken__lte=F("places")), name="festival_quota_not_exceeded"),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} · {self.subdistrict_id}"

    @property
    def left(self) -> int:
        return self.places - self.taken


class Good(models.Model):
    """A thing that packages are made of, in its unit: rice, a bag of 10 kg."""

    code = models.SlugField(_("code"), max_length=40, unique=True)
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    unit_zh = models.CharField(_("unit (Chinese)"), max_length=20)
    unit_en = models.CharField(_("unit (English)"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("goods of a package")
        verbose_name_plural = _("goods of packages")
        ordering = ("code",)

    def __str__(self) -> str:
        return f"{self.name} ({self.unit})"

    @property
    def name(self) -> str:
        return in_my_language(self, "name")

    @property
    def unit(self) -> str:
        return in_my_language(self, "unit")


class Package(models.Model):
    """What a household gets in goods. One package of a season is given where nothing else is said."""

    season = models.ForeignKey(Season, models.PROTECT, related_name="packages", verbose_name=_("season"))
    name_zh = models.CharField(_("name (Chinese)"), max_length=60)
    name_en = models.CharField(_("name (English)"), max_length=80, blank=True)
    is_default = models.BooleanField(_("given where nothing else is said"), default=False)

    class Meta:
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        ordering = ("season", "-is_default", "pk")
        constraints = [
            models.UniqueConstraint(fields=["season", "name_zh"], name="festival_package_named_once"),
            models.UniqueConstraint(
                fields=["season"], condition=Q(is_default=True), name="festival_one_default_package"
            ),
        ]

    def __str__(self) -> str:
        return in_my_language(self, "name")


class PackageLine(models.Model):
    """So many units of one good in a package."""

    package = models.ForeignKey(Package, models.PROTECT, related_name="lines", verbose_name=_("package"))
    good = models.ForeignKey(Good, models.PROTECT, related_name="+", verbose_name=_("goods"))
    quantity = models.PositiveSmallIntegerField(_("quantity"))

    class Meta:
        verbose_name = _("line of a package")
        verbose_name_plural = _("lines of packages")
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(fields=["package", "good"], name="festival_good_once_per_package"),
            models.CheckConstraint(condition=Q(quantity__gt=0), name="festival_package_line_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.good_id} × {self.quantity}"
