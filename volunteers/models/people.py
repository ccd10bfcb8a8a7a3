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
LEADING = ("leader", "deputy")  # the roles of a membership that run the team
OVERSEERS = (roles.FEDERATION_REVIEWER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)


def in_language(chinese: str, english: str) -> str:
    """The English text when the reader chose English and there is one; Chinese otherwise."""
    return english if english and (get_language() or "").startswith("en") else chinese


class VolunteerTeamQuerySet(models.QuerySet["VolunteerTeam"]):
    def led_by(self, user: Any) -> "VolunteerTeamQuerySet":
        """The teams that a person runs now: in charge, as a further leader or as a deputy."""
        if not user.is_authenticated:
            return self.none()
        helping = VolunteerTeam.objects.filter(
            memberships__person=user, memberships__role__in=LEADING, memberships__until__isnull=True
        )
        return self.filter(Q(leader=user) | Q(pk__in=helping.values("pk")))

    def run_by(self, user: Any) -> "VolunteerTeamQuerySet":
        """Teams whose people and plans the user may see: the own ones, or all for overseers."""
        return self if has_role(user, *OVERSEERS) else self.led_by(user)

    def active(self) -> "VolunteerTeamQuerySet":
        return self.filter(is_active=True)


class VolunteerTeam(models.Model):
    """`leader` is in charge and answers for the team; further leaders and deputies are in TeamMembership, where the
    history of all of them is."""

    name_zh = models.CharField(_("name"), max_length=60, unique=True)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="led_teams", verbose_name=_("team leader")
    )
    field = models.CharField(_("field of service"), max_length=30, choices=ServiceField.choices)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("area")
    )
    sponsor = models.CharField(_("body that supports the team"), max_length=100, blank=True)
    purpose_zh = models.CharField(_("what the team does"), max_length=300, blank=True)
    purpose_en = models.CharField(_("what the team does, in English"), max_length=500, blank=True)
    takes_members = models.BooleanField(_("takes new members"), default=True)
    is_active = models.BooleanField(_("active"), default=True)

    objects = VolunteerTeamQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer team")
        verbose_name_plural = _("volunteer teams")
        ordering = ["name_zh"]

    def __str__(self) -> str:
        return in_language(self.name_zh, self.name_en)

    @property
    def purpose(self) -> str:
        return in_language(self.purpose_zh, self.purpose_en)


class VolunteerProfileQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "VolunteerProfileQuerySet":
        """Oneself, the people of the teams and shifts that one leads, and everybody for the federation's overseers."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        teams = VolunteerTeam.objects.led_by(user).values("pk")
        led = (
            Q(signups__shift__activity__team__in=teams)
            | Q(user__team_memberships__team__in=teams)
            | Q(join_requests__team__in=teams)
        )
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
    skills = models.CharField(_("other skills"), max_length=200, blank=True)
    service_fields = models.JSONField(_("fields of service"), default=list, blank=True)
    emergency_contact = SealedField(_("emergency contact"), mask="emergency_contact_mask", kind="text")
    emergency_contact_mask = MaskField(_("emergency contact"))
    health_limits = SealedField(_("health limits"), mask="health_limits_mask", kind="text")
    health_limits_mask = MaskField(_("health limits"))
    guardian_name = models.CharField(_("guardian"), max_length=60, blank=True)
    guardian_phone = SealedField(
        _("guardian's telephone"), mask="guardian_phone_mask", index="guardian_phone_index", kind="phone"
    )
    guardian_phone_mask = MaskField(_("guardian's telephone"))
    guardian_phone_index = BlindIndexField()
    guardian_account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("account of the guardian who agreed"),
    )
    guardian_consent_on = models.DateField(_("guardian agreed on"), null=True, blank=True)
    insurance_until = models.DateField(_("accident insurance valid until"), null=True, blank=True)
    insurance_policy = models.ForeignKey(
        "volunteers.InsurancePolicy",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="insured",
        verbose_name=_("insurance policy"),
    )
    external_no = models.CharField(_("national volunteer number"), max_length=40, blank=True)
    registered_at = models.DateTimeField(_("registered at"))
    declared_at = models.DateTimeField(_("declared the data to be true"), null=True, blank=True, editable=False)
    verified_at = models.DateTimeField(_("identity checked at"), null=True, blank=True, editable=False)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
        verbose_name=_("identity checked by"),
    )

    objects = VolunteerProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("volunteer")
        verbose_name_plural = _("volunteers")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="volunteers_profile_verified_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"V{self.pk}"

    def is_minor_on(self, day: date) -> bool:
        age = self.age_on(day)
        return age is not None and age < ADULT_AGE

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
    content = models.CharField(_("main content"), max_length=200, blank=True)
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
