"""What happened: one append-only, hash-chained row per event, and the outbox of events nobody has been told of yet."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One thing that happened to one subject. Holds ids and codes, never personal data (erasure keeps the chain)."""

    stream = models.CharField(max_length=100)
    seq = models.PositiveIntegerField()
    code = models.CharField(_("event"), max_length=80)
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    transition = models.CharField(max_length=60, blank=True)
    from_state = models.CharField(max_length=40, blank=True)
    to_state = models.CharField(max_length=40, blank=True)
    version = models.PositiveIntegerField(null=True, blank=True)
    data = models.JSONField(default=dict)
    dedupe_key = models.CharField(max_length=160, null=True, blank=True, unique=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.UniqueConstraint(fields=["stream", "seq"], name="audit_event_one_per_place"),
            models.UniqueConstraint(fields=["stream", "prev_hash"], name="audit_event_no_fork"),
            models.UniqueConstraint(
                fields=["subject_type", "subject_id", "version"],
                condition=models.Q(version__isnull=False),
                name="audit_event_one_per_version",
            ),
        ]
        indexes = [models.Index(fields=["code", "at"], name="audit_event_code_at")]

    def __str__(self) -> str:
        return f"{self.code} {self.stream}#{self.seq}"


class OutboxEntry(models.Model):
    """An event whose messages are not planned yet. Written with the event, removed when the messages are planned."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="outbox_entry")
    created_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = _("outbox entry")
        verbose_name_plural = _("outbox entries")

    def __str__(self) -> str:
        return str(self.event_id)
