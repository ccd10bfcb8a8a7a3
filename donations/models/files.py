"""Lists of gifts from a platform or a bank: staged, checked, taken over. Nothing of them counts before that."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.choices import Channel
from donations.permissions import may_see_gifts
from protection.fields import SealedField, SealedModel


class ColumnMap(models.Model):
    """Which heading of a kind of file is which of our columns; found again by the headings."""

    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    headings_key = models.CharField(max_length=64)
    columns = models.JSONField(_("columns"), default=dict)  # code of our column to the heading
    saved_at = models.DateTimeField(_("saved at"))
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("saved by")
    )

    class Meta:
        verbose_name = _("columns of a kind of file")
        verbose_name_plural = _("columns of kinds of files")
        constraints = [
            models.UniqueConstraint(fields=["channel", "headings_key"], name="donations_columns_once_per_headings")
        ]

    def __str__(self) -> str:
        return self.get_channel_display()


class GiftFileQuerySet(models.QuerySet["GiftFile"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()


class GiftFile(models.Model):
    """One file. The same bytes are one row, whoever sends them how often (`sha256`), until it is discarded.

    `columns` are empty until somebody says which heading is what; then a job checks the lines. With a `pool` each line
    is matching money of its sponsor that the platform has settled.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    channel = models.CharField(_("channel"), max_length=12, choices=Channel)
    fund = models.ForeignKey("funds.Fund", on_delete=models.PROTECT, related_name="+", verbose_name=_("fund"))
    campaign = models.ForeignKey(
        "donations.Campaign",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("campaign"),
    )
    pool = models.ForeignKey(
        "donations.MatchingPool",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="files",
        verbose_name=_("matching that the platform settled"),
    )
    sha256 = models.CharField(max_length=64)
    headings = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    lines = models.PositiveIntegerField(_("lines"))
    uploaded_at = models.DateTimeField(_("uploaded"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("uploaded by")
    )
    check_job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    take_job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    emptied_at = models.DateTimeField(_("emptied"), null=True, blank=True)

    objects = GiftFileQuerySet.as_manager()

    class Meta:
        verbose_name = _("file of donations")
        verbose_name_plural = _("files of donations")
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(emptied_at__isnull=True), name="donations_same_file_once"
            )
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("donations:file", args=[self.reference])


class GiftFileChunk(SealedModel):
    """Some hundred lines as they stood in the file: JSON of [line, texts], sealed as a whole."""

    file = models.ForeignKey(GiftFile, on_delete=models.PROTECT, related_name="chunks")
    number = models.PositiveIntegerField()
    cells = SealedField(kind="text")

    class Meta:
        verbose_name = _("part of a file of donations")
        verbose_name_plural = _("parts of files of donations")
        ordering = ["file", "number"]
        constraints = [models.UniqueConstraint(fields=["file", "number"], name="donations_chunk_once")]

    def __str__(self) -> str:
        return f"{self.file_id}#{self.number}"


class GiftFileRow(models.Model):
    """What one line says, without the person: who gave stays in the sealed part until the line is taken over."""

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("row", "ready")
        WRONG = "wrong", pgettext_lazy("row", "to correct")
        SKIPPED = "skipped", pgettext_lazy("row", "no gift")
        KNOWN = "known", pgettext_lazy("row", "taken over before")
        TAKEN = "taken", pgettext_lazy("row", "taken over")
        REFUSED = "refused", pgettext_lazy("row", "not taken over")

    RANKS = {"wrong": 0, "refused": 0, "ready": 1, "skipped": 2, "known": 2, "taken": 3}

    file = models.ForeignKey(GiftFile, on_delete=models.PROTECT, related_name="rows")
    chunk = models.PositiveIntegerField()
    number = models.PositiveIntegerField(pgettext_lazy("file", "line"))
    state = models.CharField(_("state"), max_length=10, choices=State)
    rank = models.PositiveSmallIntegerField()
    bank_reference = models.CharField(_("transaction number"), max_length=64, blank=True)
    amount_fen = models.BigIntegerField(_("amount"), null=True, blank=True)
    paid_at = models.DateTimeField(_("paid at"), null=True, blank=True)
    problem = models.CharField(_("what is wrong"), max_length=300, blank=True)
    gift = models.ForeignKey("donations.Donation", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("line of a file of donations")
        verbose_name_plural = _("lines of files of donations")
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="donations_line_once"),
            models.CheckConstraint(
                condition=~Q(state="taken") | Q(gift__isnull=False), name="donations_taken_line_is_a_gift"
            ),
        ]
        indexes = [
            models.Index(fields=["file", "rank", "number", "id"], name="donations_line_errors_first"),
            models.Index(fields=["file", "bank_reference"], name="donations_line_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.file_id}:{self.number}"
