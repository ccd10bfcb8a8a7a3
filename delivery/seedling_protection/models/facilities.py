"""Red-culture halls and book rooms, the hours they offer to groups, and the groups that booked."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.seedling_protection import states
from delivery.seedling_protection.choices import FacilityKind
from delivery.seedling_protection.models.schools import OfSchoolQuerySet, School
from delivery.seedling_protection.scopes import in_scope_of
from workflow.machine import State
from workflow.stateful import Stateful

USER = settings.AUTH_USER_MODEL


class FacilityQuerySet(models.QuerySet["Facility"]):
    def visible_to(self, user: Any) -> "FacilityQuerySet":
        """Staff by place. Every school may visit what is open, so its contact persons see all of that."""
        rows = self.filter(in_scope_of(user, "area"))
        if School.objects.of_contact(user).exists():
            rows = rows | self.filter(state=states.OPEN)
        return rows


class Facility(Stateful):
    """`cost_fen` is what building and fitting it out cost the fund, `capacity` how many visit at once."""

    kind = models.CharField(_("kind of facility"), max_length=12, choices=FacilityKind)
    name = models.CharField(_("name of the facility"), max_length=60, unique=True)
    school = models.ForeignKey(
        School, models.PROTECT, null=True, blank=True, related_name="facilities", verbose_name=_("at the school")
    )
    area = models.ForeignKey("areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("place"))
    keeper = models.CharField(_("keeper"), max_length=40)
    hours = models.CharField(_("opening hours"), max_length=100)
    capacity = models.PositiveSmallIntegerField(_("visitors at once"))
    minutes = models.PositiveSmallIntegerField(_("minutes per group"))
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    donor_plate = models.CharField(_("text of the donor's plate"), max_length=120, blank=True)
    cost_fen = models.PositiveBigIntegerField(_("cost (fen)"))
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="+", verbose_name=_("fund"))
    voucher = models.ForeignKey(
        "funds.Voucher", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )

    objects = FacilityQuerySet.as_manager()

    class Meta:
        verbose_name = _("facility")
        verbose_name_plural = _("facilities")
        ordering = ("name",)
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.FACILITY)), name="seedling_facility_known_state"),
            models.CheckConstraint(condition=Q(capacity__gt=0, minutes__gt=0), name="seedling_facility_has_room"),
            models.CheckConstraint(
                condition=Q(state__in=[states.PLANNED, states.BUILDING]) | Q(opened_on__isnull=False),
                name="seedling_open_facility_has_its_day",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("seedling_protection:facility", args=[self.pk])

    @property
    def status(self) -> State:
        return states.FACILITY[self.state]

    @property
    def source(self) -> str:
        """How the voucher names this row."""
        return f"seedling_protection.facility:{self.pk}"


class VisitSlot(models.Model):
    """One hour that a facility offers. `taken` is moved by the trigger of each group visit, never by hand."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="slots", verbose_name=_("facility"))
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    capacity = models.PositiveSmallIntegerField(_("visitors at once"))
    taken = models.PositiveIntegerField(_("visitors booked"), default=0, editable=False)
    guide = models.CharField(_("guide"), max_length=40, blank=True)

    class Meta:
        verbose_name = _("visiting hour")
        verbose_name_plural = _("visiting hours")
        ordering = ("starts_at", "pk")
        constraints = [
            models.UniqueConstraint(fields=["facility", "starts_at"], name="seedling_slot_once"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="seedling_slot_lasts"),
            models.CheckConstraint(condition=Q(taken__lte=F("capacity")), name="seedling_slot_not_overbooked"),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} · {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def left(self) -> int:
        return self.capacity - self.taken


class HallVisit(Stateful):
    """A class that booked an hour. `headcount` holds the places; `came` is counted at the door."""

    reference = models.CharField(_("number"), max_length=20, unique=True)
    slot = models.ForeignKey(VisitSlot, models.PROTECT, related_name="visits", verbose_name=_("visiting hour"))
    school = models.ForeignKey(School, models.PROTECT, related_name="visits", verbose_name=_("school"))
    class_name = models.CharField(pgettext_lazy("school", "class"), max_length=20)
    headcount = models.PositiveSmallIntegerField(_("visitors"))
    teacher = models.CharField(_("teacher who comes along"), max_length=40)
    came = models.PositiveSmallIntegerField(_("visitors who came"), null=True, blank=True)
    booked_at = models.DateTimeField(_("booked"))
    booked_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("booked by"))

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("group visit")
        verbose_name_plural = _("group visits")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.VISIT)), name="seedling_visit_known_state"),
            models.CheckConstraint(condition=Q(headcount__gt=0), name="seedling_visit_of_somebody"),
            models.CheckConstraint(
                condition=~Q(state=states.CAME) | Q(came__gt=0),
                name="seedling_visit_counted_when_it_came",
            ),
            models.UniqueConstraint(
                fields=["slot", "school", "class_name"],
                condition=~Q(state=states.CANCELLED),
                name="seedling_class_once_per_slot",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> State:
        return states.VISIT[self.state]
