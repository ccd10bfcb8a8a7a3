"""公示: what was shown to the public, when, and what the public said."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from protection.fields import MaskField, SealedField, SealedModel

POST_HOC = "post_hoc_7d"  # posted after the money was paid, because an emergency cannot wait


def last_day_before(ends_at: datetime) -> date:
    """The last day on which something can be read that ends at `ends_at`: midnight belongs to the day before."""
    return timezone.localdate(ends_at - timedelta(microseconds=1))


class NoticeQuerySet(models.QuerySet):
    def hanging(self, at):
        """Posted, not taken down, not past its last day; it may be out of sight while an objection is looked into."""
        return self.filter(closed_at__isnull=True, posted_at__lte=at, ends_at__gt=at)

    def running(self, at):
        """Hanging, and without an objection being looked into."""
        return self.hanging(at).filter(Q(application__state="publicity") | Q(mode=POST_HOC)).undisputed()

    def undisputed(self):
        open_ones = Objection.objects.filter(notice=OuterRef("pk"), answered_at__isnull=True)
        return self.exclude(Exists(open_ones))


class PublicNotice(models.Model):
    """A posting, before the decision or, in an emergency, after the payment, for the full days of areas.DeadlineRule.

    `shown` is the exact masked text, kept with its hash as proof.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    application = models.ForeignKey(
        "Application", on_delete=models.PROTECT, related_name="notices", verbose_name=_("application")
    )
    mode = models.CharField(max_length=20)
    shown = models.JSONField()
    shown_sha256 = models.CharField(max_length=64)
    posted_at = models.DateTimeField(_("posted"))
    posted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("posted by")
    )
    ends_at = models.DateTimeField(_("ends"))
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = _("public notice")
        verbose_name_plural = _("public notices")
        constraints = [
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at__isnull=True), name="one_open_notice_per_case"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("posted_at")), name="notice_ends_after_posting"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def community(self) -> str:
        return self._shown("community")

    @property
    def program(self) -> str:
        return self._shown("program")

    @property
    def title(self) -> str:
        return _("%(program)s, %(community)s") % {"program": self.program, "community": self.community}

    @property
    def last_day(self) -> date:
        """What people are told; `ends_at` is 00:00 of the day after."""
        return last_day_before(self.ends_at)

    @property
    def days(self) -> int:
        """Full days, without the day of posting."""
        return (self.last_day - timezone.localdate(self.posted_at)).days

    @property
    def is_afterwards(self) -> bool:
        return self.mode == POST_HOC

    def _shown(self, field: str) -> str:
        english = self.shown.get(f"{field}_en") if get_language() == "en" else ""
        return english or self.shown[field]

    def is_running(self, at) -> bool:
        return type(self).objects.running(at).filter(pk=self.pk).exists()


class BoardPhoto(models.Model):
    """Proof that a notice hung on the board: when and where it was seen, with a photograph. Never changed (§3.5)."""

    class Moment(models.TextChoices):
        START = "start", _("When it was put up")
        END = "end", _("On its last day")

    notice = models.ForeignKey(PublicNotice, on_delete=models.PROTECT, related_name="board_photos")
    moment = models.CharField(_("moment"), max_length=10, choices=Moment)
    seen_at = models.DateTimeField(_("photographed"))
    place = models.CharField(_("place"), max_length=120)
    document = models.OneToOneField("beneficiaries.Document", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )

    class Meta:
        verbose_name = _("photograph of a board")
        verbose_name_plural = _("photographs of boards")

    def __str__(self) -> str:
        return f"{self.notice_id}: {self.moment}"


class Objection(SealedModel):
    """Somebody says that a posting is wrong. Name and number only if given."""

    notice = models.ForeignKey(
        PublicNotice, on_delete=models.PROTECT, related_name="objections", verbose_name=_("public notice")
    )
    text = models.TextField(_("what is wrong"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedField(mask="phone_mask")
    phone_mask = MaskField()
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    finding = models.TextField(_("finding"), blank=True)
    is_upheld = models.BooleanField(_("upheld"), null=True, blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    class Meta:
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False, is_upheld__isnull=False),
                name="objection_answered_at_and_by",
            )
        ]

    def __str__(self) -> str:
        return f"{self.notice_id}"
