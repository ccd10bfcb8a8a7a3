"""A day's round of visits: where, when, who goes."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits import states
from delivery.festival_visits.models.seasons import Season
from delivery.festival_visits.scopes import in_scope_of
from workflow.machine import State
from workflow.stateful import Stateful

USER = settings.AUTH_USER_MODEL


class RouteQuerySet(models.QuerySet["Route"]):
    def visible_to(self, user: Any) -> "RouteQuerySet":
        """Those who look after the sub-district, and those who walk the route."""
        if not user.is_authenticated:
            return self.none()
        mine = RouteVisitor.objects.filter(user=user).values("route")
        scope = in_scope_of(user, "subdistrict")
        known = self.filter(season__forgotten_at__isnull=True)
        return known.filter(scope | Q(pk__in=mine)) if scope else known

    def open(self) -> "RouteQuerySet":
        return self.filter(state__in=(states.PLANNED, states.UNDER_WAY))


class Route(Stateful):
    """One sub-district, one day, at least two visitors from the moment it starts."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    season = models.ForeignKey(Season, models.PROTECT, related_name="routes", verbose_name=_("season"))
    subdistrict = models.ForeignKey("areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("sub-district"))
    day = models.DateField(_("day"))
    note = models.CharField(_("note"), max_length=200, blank=True)
    planned_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("planned by"))
    planned_at = models.DateTimeField(_("planned"))
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RouteQuerySet.as_manager()

    class Meta:
        verbose_name = _("route of visits")
        verbose_name_plural = _("routes of visits")
        indexes = [models.Index(fields=["season", "day", "id"], name="festival_routes_by_day")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=[states.DONE, states.CANCELLED]) | Q(ended_at__isnull=False),
                name="festival_route_ended_at",
            )
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> State:
        return states.ROUTE[self.state]

    def get_absolute_url(self) -> str:
        return reverse("festival_visits:route", args=[self.reference])


class RouteVisitor(models.Model):
    """One of the people who walk a route."""

    route = models.ForeignKey(Route, models.PROTECT, related_name="visitors", verbose_name=_("route"))
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("visitor"))

    class Meta:
        verbose_name = _("visitor of a route")
        verbose_name_plural = _("visitors of routes")
        constraints = [models.UniqueConstraint(fields=["route", "user"], name="festival_visitor_once_per_route")]

    def __str__(self) -> str:
        return str(self.user_id)
