"""Places (zone → sub-district → community or village), exceptions of the work calendar, deadlines of the steps."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from areas.distance import Position


class Level(models.TextChoices):
    ZONE = "zone", _("zone")
    SUBDISTRICT = "subdistrict", _("sub-district")
    COMMUNITY = "community", _("community")
    VILLAGE = "village", _("village")


class AdminAreaQuerySet(models.QuerySet):
    def below(self, area: "AdminArea") -> "AdminAreaQuerySet":
        """The area itself and everything under it. Three levels, so two look-ups upwards are enough."""
        return self.filter(Q(pk=area.pk) | Q(parent=area.pk) | Q(parent__parent=area.pk))

    def communities(self) -> "AdminAreaQuerySet":
        """Communities and villages: the level at which people are registered."""
        return self.filter(level__in=(Level.COMMUNITY, Level.VILLAGE))

    def existing_on(self, day) -> "AdminAreaQuerySet":
        """Communities split and villages convert; an area counts from `valid_from` up to and including `valid_to`."""
        return self.filter(valid_from__lte=day).filter(Q(valid_to__isnull=True) | Q(valid_to__gte=day))


class AdminArea(models.Model):
    """A place of the zone. `code` of a community is ours (no official twelve-digit code was at hand)."""

    code = models.SlugField(_("code"), max_length=60, unique=True)
    level = models.CharField(_("level"), max_length=20, choices=Level)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("belongs to")
    )
    name = models.CharField(pgettext_lazy("place", "name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    official_name = models.CharField(_("official name"), max_length=80)
    stat_name = models.CharField(_("name in the statistical list"), max_length=80, blank=True)
    source = models.CharField(_("source"), max_length=200, blank=True)
    valid_from = models.DateField(_("exists from"))
    valid_to = models.DateField(_("exists until"), null=True, blank=True)
    phone = models.CharField(_("work station telephone"), max_length=40, blank=True)
    address = models.CharField(_("work station address"), max_length=200, blank=True)
    visiting_order = models.PositiveSmallIntegerField(
        _("place in the visiting round"),
        default=0,
        help_text=_("A day plan goes through the places in this order; equal numbers by code."),
    )

    latitude = models.DecimalField(
        _("latitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-90), MaxValueValidator(90)],
        help_text=_(
            "Degrees north, for example 34.80100. Take all places from the same map, maps differ by some 500 m."
        ),
    )
    longitude = models.DecimalField(
        _("longitude"),
        max_digits=8,
        decimal_places=5,
        null=True,
        blank=True,
        validators=[MinValueValidator(-180), MaxValueValidator(180)],
        help_text=_("Degrees east, for example 113.55000."),
    )
    position_source = models.CharField(
        _("source of the position"), max_length=200, blank=True, help_text=_("Which map, or who measured it, and when.")
    )

    objects = AdminAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("area")
        verbose_name_plural = _("areas")
        ordering = ("code",)
        constraints = [
            models.CheckConstraint(
                condition=Q(level="zone", parent__isnull=True) | (~Q(level="zone") & Q(parent__isnull=False)),
                name="areas_only_the_zone_has_no_parent",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=models.F("valid_from")),
                name="areas_end_after_start",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="areas_position_is_whole",
                violation_error_message=_("Please enter both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | Q(level__in=("community", "village")),
                name="areas_only_communities_have_a_position",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True) | ~Q(position_source=""),
                name="areas_position_has_a_source",
                violation_error_message=_("Please say where the position is from."),
            ),
        ]

    def __str__(self) -> str:
        return self.name_en if (get_language() or "").startswith("en") else self.name

    @property
    def position(self) -> Position | None:
        """Where its work station is; None when nobody entered it, and for what is no point on a map."""
        if self.latitude is None or self.longitude is None:
            return None
        return Position(float(self.latitude), float(self.longitude))

    @property
    def short_name(self) -> str:
        """石佛, 西湖春天: for chips and narrow tables."""
        return self.name.removesuffix("办事处").removesuffix("社区")


class CalendarDay(models.Model):
    """A day that the State Council notice makes different from what the holiday library says."""

    date = models.DateField(_("date"), unique=True)
    is_working_day = models.BooleanField(_("working day"))
    note = models.CharField(pgettext_lazy("calendar", "note"), max_length=120)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("calendar exception")
        verbose_name_plural = _("calendar exceptions")
        ordering = ("-date",)

    def __str__(self) -> str:
        return f"{self.date:%Y-%m-%d} {self.note}"


class DeadlineRule(models.Model):
    """How long a step of a lane may take. A parameter that staff edit; a case keeps the due time it was given."""

    class Unit(models.TextChoices):
        WORKING_DAY = "working_day", _("working days")
        DAY = "day", _("calendar days")
        HOUR = "hour", _("hours")

    lane = models.CharField(pgettext_lazy("deadline", "lane"), max_length=30)
    key = models.CharField(pgettext_lazy("deadline", "step"), max_length=40)
    amount = models.PositiveSmallIntegerField(pgettext_lazy("deadline", "amount"))
    unit = models.CharField(pgettext_lazy("deadline", "unit"), max_length=20, choices=Unit)
    source = models.CharField(_("source"), max_length=200)

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        ordering = ("lane", "key")
        constraints = [
            models.UniqueConstraint(fields=["lane", "key"], name="areas_one_deadline_per_step"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="areas_deadline_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.lane} · {self.key}"
