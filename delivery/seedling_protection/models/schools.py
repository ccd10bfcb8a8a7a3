"""Schools and the people who speak for them. Pupils are numbers here, never names."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from delivery.seedling_protection.choices import Stage
from delivery.seedling_protection.scopes import in_scope_of

USER = settings.AUTH_USER_MODEL


class SchoolQuerySet(models.QuerySet["School"]):
    def of_contact(self, user: Any) -> "SchoolQuerySet":
        own = SchoolContact.objects.filter(user=user.pk, ended_at__isnull=True).values("school")
        return self.filter(pk__in=own)

    def visible_to(self, user: Any) -> "SchoolQuerySet":
        """Staff by place; who speaks for a school sees that school."""
        return self.filter(in_scope_of(user, "area")) | self.of_contact(user)


class School(models.Model):
    """`pupils` is what the school itself says of its size; figures per school are counted from the rows."""

    name = models.CharField(_("name of the school"), max_length=60, unique=True)
    stage = models.CharField(_("kind of school"), max_length=12, choices=Stage)
    area = models.ForeignKey("areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("place"))
    pupils = models.PositiveIntegerField(_("pupils"), default=0)
    entered_at = models.DateTimeField(_("entered"))

    objects = SchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("school")
        verbose_name_plural = _("schools")
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("seedling_protection:school", args=[self.pk])


class SchoolContact(models.Model):
    """An account that acts for a school until it ends: books visits, receives goods, lends books."""

    school = models.ForeignKey(School, models.PROTECT, related_name="contacts", verbose_name=_("school"))
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("account"))
    since = models.DateTimeField(_("since"))
    ended_at = models.DateTimeField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("contact person of a school")
        verbose_name_plural = _("contact persons of schools")
        constraints = [
            models.UniqueConstraint(
                fields=["school", "user"], condition=Q(ended_at__isnull=True), name="seedling_contact_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.school_id} · {self.user_id}"


class OfSchoolQuerySet(models.QuerySet[Any]):
    """Rows that belong to a school are seen by whoever sees the school."""

    def visible_to(self, user: Any) -> "OfSchoolQuerySet":
        return self.filter(school__in=School.objects.visible_to(user).values("pk"))
