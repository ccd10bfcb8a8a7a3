"""The public notice of a decided grant, in full because the grantee is an organisation, and what the public said."""

from datetime import date, datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.community_grants.models.grants import Grant
from delivery.community_grants.permissions import reads_everything
from protection.fields import MaskField, SealedField, SealedModel


class GrantNoticeQuerySet(models.QuerySet["GrantNotice"]):
    def hanging(self, at: datetime) -> Self:
        return self.filter(closed_at__isnull=True, ends_at__gt=at)


class GrantNotice(models.Model):
    """`shown` is the exact text that hung, kept with its hash as proof. `ends_at` is 00:00 after the last full day."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="notices")
    shown = models.JSONField()
    shown_sha256 = models.CharField(max_length=64)
    posted_at = models.DateTimeField(_("posted"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("posted by")
    )
    ends_at = models.DateTimeField(_("ends"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = GrantNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("notice of a grant")
        verbose_name_plural = _("notices of grants")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["grant"], condition=Q(closed_at__isnull=True), name="grant_notice_one_open"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("posted_at")), name="grant_notice_ends_after_posting"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id}"

    @property
    def last_day(self) -> date:
        return timezone.localdate(self.ends_at - timedelta(microseconds=1))


class GrantObjectionQuerySet(models.QuerySet["GrantObjection"]):
    def visible_to(self, user: Any) -> Self:
        """What is written about a grant is read by the federation, which answers."""
        return self.filter(notice__grant__in=Grant.objects.visible_to(user)) if reads_everything(user) else self.none()


class GrantObjection(SealedModel):
    """Somebody says that a grant should not be given. Name and number only if given."""

    notice = models.ForeignKey(GrantNotice, on_delete=models.PROTECT, related_name="objections")
    text = models.TextField(_("what is wrong"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedField(mask="phone_mask")
    phone_mask = MaskField(_("telephone"))
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    is_upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = GrantObjectionQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("grants", "objection")
        verbose_name_plural = _("objections to grants")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="grant_objection_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_upheld__isnull=True, finding="")
                | (Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False) & ~Q(finding="")),
                name="grant_objection_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}"
