"""What a person agreed to, in which words, and when the agreement was taken back. All three tables only grow."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from beneficiaries.choices import channel_choices, relation_choices
from beneficiaries.consents import purpose_choices
from beneficiaries.models.papers import Document
from beneficiaries.models.people import Person


class ConsentText(models.Model):
    """The exact words of one version; the version is their SHA-256."""

    version = models.CharField(max_length=64, unique=True)
    purpose = models.CharField(_("purpose"), max_length=30, choices=purpose_choices)
    body = models.TextField(_("text"))
    first_shown_at = models.DateTimeField(_("first shown at"))

    class Meta:
        verbose_name = _("text of a consent")
        verbose_name_plural = _("texts of consents")

    def __str__(self) -> str:
        return f"{self.purpose} {self.short_version}"

    @property
    def short_version(self) -> str:
        return self.version[:8]


class ConsentQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "ConsentQuerySet":
        return self.filter(person__in=Person.objects.visible_to(user))

    def in_force(self) -> "ConsentQuerySet":
        return self.filter(withdrawal__isnull=True)


class Consent(models.Model):
    """`signer` is the person himself (relation "self") or his guardian."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="consents", verbose_name=_("person"))
    purpose = models.CharField(_("purpose"), max_length=30, choices=purpose_choices)
    text = models.ForeignKey(ConsentText, on_delete=models.PROTECT, related_name="+", verbose_name=_("text"))
    signer = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+", verbose_name=_("signed by"))
    relation = models.CharField(_("relation to the person"), max_length=20, choices=relation_choices, default="self")
    channel = models.CharField(_("how"), max_length=20, choices=channel_choices)
    evidence = models.ForeignKey(Document, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    given_at = models.DateTimeField(_("given at"))
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = ConsentQuerySet.as_manager()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["person", "purpose"], name="beneficiaries_consent_find")]
        constraints = [
            models.CheckConstraint(
                condition=Q(relation="self", signer=F("person")) | (~Q(relation="self") & ~Q(signer=F("person"))),
                name="beneficiaries_consent_signer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.pk}"

    @property
    def text_version(self) -> str:
        return self.text.version

    @property
    def withdrawn_at(self) -> datetime | None:
        withdrawal = getattr(self, "withdrawal", None)
        return withdrawal.withdrawn_at if withdrawal else None


class ConsentWithdrawal(models.Model):
    """From `withdrawn_at` on the consent no longer holds; what was done before stays lawful."""

    consent = models.OneToOneField(Consent, on_delete=models.PROTECT, related_name="withdrawal")
    withdrawn_at = models.DateTimeField(_("withdrawn at"))
    channel = models.CharField(_("how"), max_length=20, choices=channel_choices)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("withdrawal of a consent")
        verbose_name_plural = _("withdrawals of consents")

    def __str__(self) -> str:
        return str(self.consent_id)
