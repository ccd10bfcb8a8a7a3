"""Two people at the place: before the sub-district supports a grant, and at mid-term."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants.models.grants import Grant, Paper


class SiteVisitQuerySet(models.QuerySet["SiteVisit"]):
    def visible_to(self, user: Any) -> Self:
        """Those of the grants that the reader may see."""
        return self.filter(grant__in=Grant.objects.visible_to(user))


class SiteVisit(models.Model):
    """What both saw, with a photograph. Append-only."""

    class Moment(models.TextChoices):
        BEFORE = "before", pgettext_lazy("site visit", "before the opinion of the sub-district")
        MIDTERM = "midterm", pgettext_lazy("site visit", "at mid-term")

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="site_visits")
    moment = models.CharField(pgettext_lazy("site visit", "moment"), max_length=10, choices=Moment)
    visited_on = models.DateField(_("visited on"))
    visitor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("visitor")
    )
    companion = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("second visitor")
    )
    text = models.TextField(_("what was seen"))
    picture = models.OneToOneField(Paper, on_delete=models.PROTECT, related_name="+", verbose_name=_("photograph"))
    recorded_at = models.DateTimeField(_("recorded"))

    objects = SiteVisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("site visit")
        verbose_name_plural = _("site visits")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(visitor=F("companion")), name="grant_site_visit_by_two"),
            models.CheckConstraint(condition=~Q(text=""), name="grant_site_visit_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.moment}"
