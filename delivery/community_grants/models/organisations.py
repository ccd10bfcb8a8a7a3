"""Who applies: committees and community organisations, never a person (domain fact book §2.12)."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts import roles
from accounts.permissions import scope_of
from delivery.community_grants.permissions import reads_everything
from protection.fields import MaskField, SealedField, SealedModel

AREA_STAFF = (roles.SUBDISTRICT_OFFICER, roles.COMMUNITY_WORKER)


class OrganisationKind(models.TextChoices):
    RESIDENTS = "residents_committee", _("Residents' committee")
    VILLAGE = "village_committee", _("Village committee")
    SOCIAL = "social_organisation", _("Community social organisation")


COMMITTEES = (OrganisationKind.RESIDENTS, OrganisationKind.VILLAGE)


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, user: Any) -> Self:
        """Their own representatives; staff of the area; the federation all."""
        if not user.is_authenticated:
            return self.none()
        if reads_everything(user):
            return self
        own = Q(pk__in=Representative.objects.in_force().filter(user=user).values("organisation"))
        return self.filter(own | scope_of(user, *AREA_STAFF).q("area"))

    def represented_by(self, user: Any) -> Self:
        return self.filter(pk__in=Representative.objects.in_force().filter(user=user).values("organisation"))


class Organisation(SealedModel):
    """A committee, or a social organisation with the committee that sponsors it.

    Money goes to its own account only, which somebody else has compared with its papers before anything is paid.
    Contact and account go some years after its last grant (services/forgetting.py); `contact_at` is empty then.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=24, choices=OrganisationKind)
    name = models.CharField(_("name of the organisation"), max_length=100)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, unique=True)
    area = models.ForeignKey("areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    sponsor = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="sponsored",
        verbose_name=_("sponsoring committee"),
    )
    contact_name = models.CharField(_("contact person"), max_length=60, blank=True)
    phone = SealedField(mask="phone_mask")
    phone_mask = MaskField(_("telephone"))
    contact_at = models.DateTimeField(_("contact entered at"), null=True, blank=True)
    bank_name = models.CharField(_("bank"), max_length=100, blank=True)
    bank_account = SealedField(mask="bank_account_mask")
    bank_account_mask = MaskField(_("bank account"))
    account_set_at = models.DateTimeField(_("account entered at"), null=True, blank=True)
    account_set_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    account_checked_at = models.DateTimeField(_("account checked at"), null=True, blank=True)
    account_checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("entered by")
    )

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("grants", "organisation")
        verbose_name_plural = pgettext_lazy("grants", "organisations")
        ordering = ["name", "pk"]
        indexes = [models.Index(fields=["name", "id"], name="grant_organisation_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OrganisationKind.SOCIAL, sponsor__isnull=False)
                | (~Q(kind=OrganisationKind.SOCIAL) & Q(sponsor__isnull=True)),
                name="grant_organisation_has_its_sponsor",
            ),
            models.CheckConstraint(
                condition=Q(contact_at__isnull=True, contact_name="", phone_mask="")
                | (Q(contact_at__isnull=False) & ~Q(contact_name="") & ~Q(phone_mask="")),
                name="grant_organisation_contact_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(account_checked_at__isnull=True, account_checked_by__isnull=True)
                | (
                    Q(account_checked_at__isnull=False, account_set_by__isnull=False)
                    & ~Q(account_checked_by=F("account_set_by"))
                ),
                name="grant_organisation_account_checked_by_another",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class RepresentativeQuerySet(models.QuerySet["Representative"]):
    def in_force(self) -> Self:
        return self.filter(ended_at__isnull=True)


class Representative(models.Model):
    """Who acts for the organisation with his own account."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="representatives")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects = RepresentativeQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("grants", "representative")
        verbose_name_plural = pgettext_lazy("grants", "representatives")
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"],
                condition=Q(ended_at__isnull=True),
                name="grant_representative_once_in_force",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.user_id}"
