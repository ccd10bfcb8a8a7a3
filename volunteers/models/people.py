"""Volunteers and their teams."""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from protection.fields import BlindIndexField, MaskField, SealedField, SealedModel
from volunteers.choices import ServiceField, Sex, TrainingKind

ADULT_AGE = 18  # Civil Code art. 17
OVERSEERS = (roles.FEDERATION_REVIEWER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)


def in_language(chinese: str, english: str) -> str:
    """The English text when the reader chose English and there is one; Chinese otherwise."""
    return english if english and (get_language() or "").startswith("en") else chinese


class VolunteerTeam(models.Model):
    name_zh = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="led_teams", verbose_name=_("team leader")
    )
    field = models.CharField(_("field of service"), max_length=30, choices=ServiceField.choices)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )

    class Meta:
        verbose_name = _("volunteer team")
        verbose_name_plural = _("volunteer teams")
        ordering = ["name_zh"]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)


class VolunteerProfileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "VolunteerProfileQuerySet":
        """Oneself, the people on the shifts one leads, and everybody for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        led = Q(signups__shift__activity__team__leader=user)
        return self.filter(pk__in=VolunteerProfile.objects.filter(Q(user=user) | led).values("pk"))


class VolunteerProfile(SealedModel):
    """The registration data of Order 67 art. 5 and what decides which shifts a volunteer may take."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="volunteer", verbose_name=_("account")
    )
    name = models.CharField(_("name"), max_length=60)
    sex = models.CharField(_("sex"), max_length=6, choices=Sex.choices, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    id_number = SealedField(_("ID number"), mask="id_number_mask", index="id_number_index")
    id_number_mask = MaskField(_("ID number"))
    id_number_index = BlindIndexField(unique=True)
    area = models.ForeignKey(
        "areas.AdminArea",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("lives in"),
    )
    skills = models.CharField(_("skills"), max_length=200, blank=True)
    service_fields = models.JSONField(_("fields of service"), default=list, blank=True)
    emergency_contact = SealedField(_("emergency contact"), mask="emergency_contact_mask", kind="text")
    emergency_contact_mask = MaskField(_("emergency contact"))
    guardian_consent_on = models.DateField(_("guardian agreed on"), null=True, blank=True)
    insurance_until = models.DateField(_("accident insurance valid until"), null=True, blank=True)
    external_no = models.CharField(_("national volunteer number"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registered at"))

    objects = VolunteerProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"V{self.pk}"

    def age_on(self, day: date) -> int | None:
        """Full years on that day; None when the date of birth is not known."""
        if self.birth_date is None:
            return None
        had_birthday = (day.month, day.day) >= (self.birth_date.month, self.birth_date.day)
        return day.year - self.birth_date.year - (0 if had_birthday else 1)


class VolunteerTraining(models.Model):
    """A training that a volunteer finished (Order 67 art. 8)."""

    volunteer = models.ForeignKey(VolunteerProfile, on_delete=models.PROTECT, related_name="trainings")
    kind = models.CharField(_("training"), max_length=30, choices=TrainingKind.choices)
    held_by = models.CharField(_("held by"), max_length=100, blank=True)
    held_on = models.DateField(_("date"))
    minutes = models.PositiveIntegerField(_("minutes"), default=60)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("training")
        verbose_name_plural = _("trainings")
        ordering = ["-held_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["volunteer", "kind", "held_on"], name="volunteers_training_once_a_day"),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=models.F("held_on")),
                name="volunteers_training_dates_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.held_on:%Y-%m-%d}"
