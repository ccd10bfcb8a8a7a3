"""What proves a fact about a person: certificates and uploaded papers."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import category_choices
from beneficiaries.document_kinds import label_of
from beneficiaries.models.people import Person
from protection.fields import MaskField, SealedField, SealedModel


class DocumentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "DocumentQuerySet":
        """The papers of the people that the user may see."""
        return self.filter(person__in=Person.objects.visible_to(user))


class Document(models.Model):
    """An uploaded paper, re-encoded at intake. `file` is a random name below MEDIA_ROOT, never served directly."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="documents", verbose_name=_("person"))
    kind = models.CharField(_("kind"), max_length=40)
    file = models.CharField(max_length=100, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    bytes = models.PositiveBigIntegerField(_("size"), editable=False)
    mime = models.CharField(_("type"), max_length=60, editable=False)
    original_name_hint = models.CharField(_("name of the uploaded file"), max_length=60, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("uploaded at"))
    expires_on = models.DateField(_("valid until"), null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            models.CheckConstraint(condition=Q(kind__startswith="DOC_"), name="beneficiaries_document_kind"),
            models.CheckConstraint(condition=Q(bytes__gt=0), name="beneficiaries_document_not_empty"),
        ]
        indexes = [models.Index(fields=["sha256"], name="beneficiaries_document_hash")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"

    @property
    def kind_label(self) -> str:
        return str(label_of(self.kind))

    def get_absolute_url(self) -> str:
        return reverse("beneficiaries:document", args=[self.public_id])


class HardshipCertificate(SealedModel):
    """A dated proof of a hardship category. The number is sealed: that of a disability certificate holds the ID."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="certificates", verbose_name=_("person"))
    category = models.CharField(_("category"), max_length=30, choices=category_choices)
    number = SealedField(_("number"), mask="number_mask", kind="id_number")
    number_mask = MaskField(_("number"))
    disability_class = models.PositiveSmallIntegerField(_("kind of disability"), null=True, blank=True)
    disability_level = models.PositiveSmallIntegerField(_("level of disability"), null=True, blank=True)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("checked by"),
    )
    checked_at = models.DateTimeField(_("checked at"), null=True, blank=True)

    class Meta:
        verbose_name = _("hardship certificate")
        verbose_name_plural = _("hardship certificates")
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="beneficiaries_certificate_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True, checked_at__isnull=True)
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="beneficiaries_certificate_checked_pair",
            ),
            models.CheckConstraint(
                condition=Q(disability_class__isnull=True, disability_level__isnull=True)
                | Q(
                    category="DISABLED",
                    disability_class__isnull=False,  # NULL in a comparison would let half a pair through
                    disability_class__range=(1, 7),
                    disability_level__isnull=False,
                    disability_level__range=(1, 4),
                ),
                name="beneficiaries_disability_class_and_level",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.pk}"
