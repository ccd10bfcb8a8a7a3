"""Publicity events (宣传活动): where bands are shown, explained and handed out."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import scope_of
from delivery.wristbands import states
from delivery.wristbands.roles import READERS
from workflow.stateful import Stateful


class PublicityEventQuerySet(models.QuerySet["PublicityEvent"]):
    def visible_to(self, user: Any) -> "PublicityEventQuerySet":
        scope = scope_of(user, *READERS)
        return self.filter(scope.q("area")) if scope else self.none()


class PublicityEvent(Stateful):
    """One event with its own small stock: allocated = held + issued + returned + damaged + lost (W-07)."""

    number = models.CharField(_("event number"), max_length=10, unique=True)
    title = models.CharField(_("title"), max_length=100)
    area = models.ForeignKey("areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("area"))
    place = models.CharField(_("meeting place"), max_length=120)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    target = models.PositiveIntegerField(_("bands planned"), default=125)
    shift = models.OneToOneField(
        "volunteers.Shift",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="publicity_event",
        verbose_name=_("volunteers' shift"),
    )
    allocated = models.PositiveIntegerField(pgettext_lazy("wristband", "Allocated"), default=0, editable=False)
    held = models.PositiveIntegerField(_("still held"), default=0, editable=False)
    issued = models.PositiveIntegerField(pgettext_lazy("wristband", "Issued"), default=0, editable=False)
    returned = models.PositiveIntegerField(_("given back"), default=0, editable=False)
    damaged = models.PositiveIntegerField(pgettext_lazy("wristband", "Damaged"), default=0, editable=False)
    lost = models.PositiveIntegerField(pgettext_lazy("wristband", "Lost"), default=0, editable=False)
    attendance = models.PositiveIntegerField(_("people who came"), null=True, blank=True)
    leaflets = models.PositiveIntegerField(_("leaflets handed out"), null=True, blank=True)
    report = models.TextField(_("how it went"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("closed by"),
    )

    objects = PublicityEventQuerySet.as_manager()

    class Meta:
        verbose_name = _("publicity event")
        verbose_name_plural = _("publicity events")
        ordering = ("starts_at", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(allocated=F("held") + F("issued") + F("returned") + F("damaged") + F("lost")),
                name="wristbands_event_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(state=states.PLANNED) | Q(held=0), name="wristbands_ended_event_holds_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.CLOSED)
                | Q(attendance__isnull=False, leaflets__isnull=False, closed_at__isnull=False, closed_by__isnull=False),
                name="wristbands_closed_event_has_counts",
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="wristbands_event_ends_after_start"),
        ]
        indexes = [models.Index(fields=["state", "starts_at", "id"], name="wristbands_event_state")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def status(self) -> Any:
        return states.EVENT_STATES[self.state]
