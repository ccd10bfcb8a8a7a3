"""Home visits: who makes them, what they saw, the photographs and the signatures."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

USER = settings.AUTH_USER_MODEL


class HomeVisit(models.Model):
    """A survey by at least two investigators (最低生活保障审核确认办法 art. 16).

    `checklist` holds an answer per check of the scheme (`programs.visit_checks`). `revision` counts how often the form
    was recorded: whoever fills one in without a network says which one he had seen.
    """

    class Method(models.TextChoices):
        HOME = "home", _("At home")
        VIDEO = "video", _("By phone or video (major emergency only)")

    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="visits")
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    method = models.CharField(_("method"), max_length=10, choices=Method, default=Method.HOME)
    visited_at = models.DateTimeField(_("visited"), null=True, blank=True)
    checklist = models.JSONField(_("checklist"), default=dict, blank=True)
    findings = models.TextField(_("findings"), blank=True)
    neighbour = models.CharField(_("neighbour"), max_length=60, blank=True)
    neighbour_words = models.TextField(_("what the neighbour said"), blank=True)
    photos_agreed = models.BooleanField(_("the family agreed to photographs"), default=False)
    member_signed = models.BooleanField(_("a household member signed"), default=False)
    refusal_note = models.CharField(_("why nobody signed"), max_length=200, blank=True)
    revision = models.PositiveIntegerField(_("times recorded"), default=0)

    class Meta:
        verbose_name = _("home visit")
        verbose_name_plural = _("home visits")

    def __str__(self) -> str:
        return f"{self.application_id}"


class Investigator(models.Model):
    """One of the people who make a home visit, and the signature."""

    visit = models.ForeignKey(HomeVisit, on_delete=models.PROTECT, related_name="investigators")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signed"), null=True, blank=True)

    class Meta:
        verbose_name = _("investigator")
        verbose_name_plural = _("investigators")
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="investigator_once_per_visit")]
        indexes = [models.Index(fields=["user", "signed_at"], name="investigator_to_do")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class VisitAttachment(models.Model):
    """A photograph or a signature of a visit. `uuid` is given on the phone, so that each is kept once.

    `void_at`: the form was changed after this was signed.
    """

    class Kind(models.TextChoices):
        PHOTO = "photo", _("Photograph")
        PAPER = "paper", _("Signed paper form")
        INVESTIGATOR = "investigator", _("Signature of an investigator")
        HOUSEHOLD = "household", _("Signature of a household member")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(HomeVisit, on_delete=models.PROTECT, related_name="attachments")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    signer = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    document = models.OneToOneField("beneficiaries.Document", on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    void_at = models.DateTimeField(_("no longer valid since"), null=True, blank=True)

    class Meta:
        verbose_name = _("photograph or signature of a visit")
        verbose_name_plural = _("photographs and signatures of visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="investigator", signer__isnull=False)
                | (~Q(kind="investigator") & Q(signer__isnull=True)),
                name="only_investigators_are_named_signers",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
