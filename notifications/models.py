"""One row per occasion, recipient and channel; what people want to be told; what the recording SMS provider took."""

import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from notifications.categories import Category
from notifications.states import DeliveryState

IN_APP = "in_app"
REFERENCES = uuid.UUID("6f1f5a54-5d0c-4f53-9c7a-2a6a3c1f4f10")


def provider_reference(occasion: str, recipient_key: str, channel: str, resends: int) -> str:
    """The same message has the same name at its provider, whoever sends it and however often that is tried."""
    return uuid.uuid5(REFERENCES, f"{occasion}|{recipient_key}|{channel}|{resends}").hex


class DeliveryQuerySet(models.QuerySet):
    def visible_to(self, user: AbstractBaseUser) -> "DeliveryQuerySet":
        """The inbox of a person: their own messages, as far as they have arrived."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(user_id=user.pk, channel=IN_APP, state=DeliveryState.SENT)

    def unread(self) -> "DeliveryQuerySet":
        return self.filter(read_at__isnull=True)


class Delivery(models.Model):
    """One message to one recipient over one channel, and what became of it.

    Holds no address. E-mails and SMS are written when they are sent and not stored; `title`, `body` and `path` are
    the in-app message as it was said, which by rule names references, dates and places, never people or numbers.
    """

    occasion = models.CharField(_("occasion"), max_length=220)
    recipient_key = models.CharField(_("recipient"), max_length=60)
    channel = models.CharField(_("channel"), max_length=20)
    message = models.CharField(_("message"), max_length=80)
    category = models.CharField(_("category"), max_length=20, choices=Category)
    event = models.ForeignKey("audit.Event", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=DeliveryState, default=DeliveryState.DUE)
    is_urgent = models.BooleanField(_("urgent"), default=False)
    due_at = models.DateTimeField(_("due time"))
    expires_at = models.DateTimeField(_("useful until"))
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    resends = models.PositiveIntegerField(_("sent again"), default=0)
    provider_ref = models.CharField(_("provider reference"), max_length=32, unique=True)
    problem = models.CharField(_("delivery problem"), max_length=80, blank=True)
    created_at = models.DateTimeField(_("time of planning"))
    ended_at = models.DateTimeField(_("end time"), null=True, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField(_("title"), max_length=200, blank=True)
    body = models.TextField(_("message text"), blank=True)
    path = models.CharField(max_length=300, blank=True)
    read_at = models.DateTimeField(_("time of reading"), null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("delivery log")
        constraints = [
            models.UniqueConstraint(
                fields=["occasion", "recipient_key", "channel"], name="notifications_delivery_once_per_occasion"
            ),
            models.CheckConstraint(
                condition=Q(state="sending", lease_until__isnull=False)
                | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="notifications_delivery_lease_while_sending",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["due", "sending"], ended_at__isnull=True)
                | (~Q(state__in=["due", "sending"]) & Q(ended_at__isnull=False)),
                name="notifications_delivery_ended_has_time",
            ),
            models.CheckConstraint(condition=Q(state__in=DeliveryState.values), name="notifications_delivery_state"),
        ]
        indexes = [
            models.Index(
                fields=["-is_urgent", "due_at", "id"], condition=Q(state="due"), name="notifications_delivery_due"
            ),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="notifications_delivery_leased"),
            models.Index(fields=["expires_at"], condition=Q(state="due"), name="notifications_delivery_expiry"),
            models.Index(
                fields=["user", "-ended_at", "-id"],
                condition=Q(channel="in_app", state="sent"),
                name="notifications_inbox",
            ),
            models.Index(
                fields=["user"],
                condition=Q(channel="in_app", state="sent", read_at__isnull=True),
                name="notifications_unread",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.message} {self.recipient_key} {self.channel}"


class ChannelPause(models.Model):
    """A channel that is left alone, because its provider refuses the portal itself (notifications.breaker)."""

    channel = models.CharField(_("channel"), max_length=20, unique=True)
    since = models.DateTimeField(_("refused since"))
    until = models.DateTimeField(_("left alone until"))
    refusals = models.PositiveIntegerField(_("refusals"), default=0)
    problem = models.CharField(_("delivery problem"), max_length=80)

    class Meta:
        verbose_name = _("paused channel")
        verbose_name_plural = _("paused channels")

    def __str__(self) -> str:
        return self.channel


class BadContact(models.Model):
    """An address that its provider refused for good. Counts while the person still has it (notifications.contacts)."""

    recipient_key = models.CharField(_("recipient"), max_length=60)
    channel = models.CharField(_("channel"), max_length=20)
    address_token = models.CharField(max_length=64, blank=True)
    problem = models.CharField(_("delivery problem"), max_length=80)
    found_at = models.DateTimeField(_("found at"))

    class Meta:
        verbose_name = _("bad contact")
        verbose_name_plural = _("bad contacts")
        constraints = [
            models.UniqueConstraint(fields=["recipient_key", "channel"], name="notifications_bad_contact_once")
        ]

    def __str__(self) -> str:
        return f"{self.recipient_key} {self.channel}"


class Wish(models.TextChoices):
    """What a person wants from one channel for one category; nothing stored means "when needed"."""

    ALWAYS = "always", _("always")
    WHEN_NEEDED = "when_needed", _("when needed")
    NEVER = "never", _("never")


class Preference(models.Model):
    """A wish that differs from "when needed"."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    category = models.CharField(_("category"), max_length=20, choices=Category)
    channel = models.CharField(_("channel"), max_length=20)
    wish = models.CharField(_("wish"), max_length=12, choices=Wish)

    class Meta:
        verbose_name = _("notification preference")
        verbose_name_plural = _("notification preferences")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "category", "channel"], name="notifications_preference_one_per_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.channel} {self.wish}"


class RecordedSms(models.Model):
    """What the recording provider accepted, in demo mode and in tests. Deliberately not unique: a double send shows."""

    reference = models.CharField(max_length=32, db_index=True)
    number_mask = models.CharField(_("number"), max_length=20)
    text = models.CharField(_("message text"), max_length=500)
    accepted_at = models.DateTimeField(_("time of acceptance"))

    class Meta:
        verbose_name = _("recorded SMS")
        verbose_name_plural = _("recorded SMS")

    def __str__(self) -> str:
        return self.reference
