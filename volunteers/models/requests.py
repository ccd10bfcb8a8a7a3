"""Requests for volunteers, from residents and communities (志愿服务条例 13: verified, answered)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role, scope_of
from protection.fields import BlindIndexField, MaskField, SealedField, SealedModel
from volunteers.choices import ServiceField
from volunteers.models.people import OVERSEERS, VolunteerTeam
from volunteers.models.shifts import Activity
from workflow.stateful import Stateful

AREA_STAFF = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER)


class Asker(models.TextChoices):
    RESIDENT = "resident", _("A resident")
    COMMUNITY = "community", _("A community work station")
    ORGANISATION = "organisation", _("A school, kindergarten or other organisation")


class ServiceRequestQuerySet(models.QuerySet["ServiceRequest"]):
    def visible_to(self, user: Any) -> "ServiceRequestQuerySet":
        """Overseers all; workers those of their area; whoever asked or wrote it down; the team that answers it."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *OVERSEERS):
            return self
        own = Q(owner=user) | Q(recorded_by=user)
        answering = Q(activity__team__in=VolunteerTeam.objects.led_by(user).values("pk"))
        return self.filter(own | answering | scope_of(user, *AREA_STAFF).q("area"))

    def open(self) -> "ServiceRequestQuerySet":
        return self.filter(state__in=("received", "verified"))


class ServiceRequest(Stateful, SealedModel):
    """`owner` asked with an account; `recorded_by` wrote it down for somebody. One activity may answer several."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    asker = models.CharField(_("who asks"), max_length=12, choices=Asker.choices)
    field = models.CharField(_("field of service"), max_length=30, choices=ServiceField.choices)
    area = models.ForeignKey("areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    need = models.TextField(_("what is needed"))
    wanted_when = models.CharField(_("when"), max_length=120, blank=True)
    people_needed = models.PositiveSmallIntegerField(_("how many volunteers"), null=True, blank=True)
    name = models.CharField(_("name"), max_length=60)
    phone = SealedField(mask="phone_mask", index="phone_index")
    phone_mask = MaskField(_("telephone"))
    phone_index = BlindIndexField()
    address = SealedField(mask="address_mask")
    address_mask = MaskField(_("address"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="service_requests"
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("written down by"),
    )
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("verified by"),
    )
    verification = models.TextField(_("what was found out"), blank=True)
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="requests", verbose_name=_("activity")
    )
    answer = models.TextField(_("answer"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )

    objects = ServiceRequestQuerySet.as_manager()

    class Meta:
        verbose_name = _("request for volunteers")
        verbose_name_plural = _("requests for volunteers")
        ordering = ["-received_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="volunteers_request_due"),
            models.Index(fields=["-received_at", "-id"], name="volunteers_request_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(need=""), name="volunteers_request_says_something"),
            models.CheckConstraint(
                condition=Q(verified_at__isnull=True, verified_by__isnull=True)
                | Q(verified_at__isnull=False, verified_by__isnull=False),
                name="volunteers_request_verified_paired",
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True, answer="")
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(answer=""),
                name="volunteers_request_answered_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("planned", "fulfilled")) | Q(activity__isnull=False),
                name="volunteers_request_planned_has_activity",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=("planned", "fulfilled", "declined")) | Q(answered_at__isnull=False),
                name="volunteers_request_decided_is_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.reference
