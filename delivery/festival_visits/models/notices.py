"""公示 on the board of a community: the masked list of a season, its photographs, what people said about it."""

from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from applications.models.notice import BoardPhoto, last_day_before
from delivery.festival_visits.models.seasons import Season
from delivery.festival_visits.scopes import in_scope_of
from protection.fields import MaskField, SealedField, SealedModel

USER = settings.AUTH_USER_MODEL


class BoardNoticeQuerySet(models.QuerySet["BoardNotice"]):
    def visible_to(self, user: Any) -> "BoardNoticeQuerySet":
        return self.filter(in_scope_of(user, "area"), season__forgotten_at__isnull=True)

    def hanging(self, at: datetime) -> "BoardNoticeQuerySet":
        return self.filter(posted_at__lte=at, ends_at__gt=at)


class BoardNotice(models.Model):
    """`shown` is the exact masked text with its hash, kept as proof; rows of homes that left the list are not shown."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    season = models.ForeignKey(Season, models.PROTECT, related_name="notices", verbose_name=_("season"))
    area = models.ForeignKey("areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("community"))
    shown = models.JSONField()
    shown_sha256 = models.CharField(max_length=64)
    posted_at = models.DateTimeField(_("posted"))
    posted_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("posted by"))
    ends_at = models.DateTimeField(_("ends"))

    objects = BoardNoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("list on a board")
        verbose_name_plural = _("lists on boards")
        indexes = [models.Index(fields=["-posted_at", "-id"], name="festival_notice_newest")]
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("posted_at")), name="festival_notice_ends_after_posting")
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def community(self) -> str:
        english = self.shown.get("community_en") if get_language() == "en" else ""
        return english or self.shown["community"]

    @property
    def last_day(self) -> date:
        """What people are told; `ends_at` is 00:00 of the day after."""
        return last_day_before(self.ends_at)


class BoardPicture(models.Model):
    """Proof that the list hung on the board. Never changed."""

    notice = models.ForeignKey(BoardNotice, models.PROTECT, related_name="pictures", verbose_name=_("list on a board"))
    moment = models.CharField(_("moment"), max_length=10, choices=BoardPhoto.Moment)
    seen_at = models.DateTimeField(_("photographed"))
    file = models.CharField(max_length=100, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    mime = models.CharField(max_length=60, editable=False)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("added by"))

    class Meta:
        verbose_name = _("photograph of a list on a board")
        verbose_name_plural = _("photographs of lists on boards")

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.moment}"


class NoticeObjection(SealedModel):
    """Somebody says that a list is wrong. Name and number only if given."""

    notice = models.ForeignKey(
        BoardNotice, models.PROTECT, related_name="objections", verbose_name=_("list on a board")
    )
    text = models.TextField(_("what is wrong"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedField(mask="phone_mask")
    phone_mask = MaskField(_("telephone"))
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"))
    finding = models.TextField(_("finding"), blank=True)
    is_upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )

    class Meta:
        verbose_name = _("objection to a list")
        verbose_name_plural = _("objections to lists")
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="festival_objection_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, is_upheld__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False),
                name="festival_objection_answered_at_and_by",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}"
