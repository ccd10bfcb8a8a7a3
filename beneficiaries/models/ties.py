"""How people belong together: households, guardians, and the relatives that staff declare."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import scope_of
from beneficiaries.choices import relation_choices
from beneficiaries.models.people import Person
from beneficiaries.roles import REGISTRY_READERS
from beneficiaries.standings import away_choices, support_choices
from protection.fields import BlindIndexField, MaskField


class HouseholdQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "HouseholdQuerySet":
        """Staff: the households of their areas. Others: the household in which they live now."""
        if not user.is_authenticated:
            return self.none()
        scope = scope_of(user, *REGISTRY_READERS)
        if scope.everything:
            return self
        mine = Q(pk__in=HouseholdMember.objects.current().filter(person__user=user).values("household"))
        return self.filter(mine | scope.q("area")) if scope else self.filter(mine)


class Household(models.Model):
    """People who live together and share an income."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    head = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="households_headed", verbose_name=_("head of the household")
    )
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, related_name="households", verbose_name=_("community or village")
    )
    opened_at = models.DateTimeField(_("opened at"))
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_households",
        verbose_name=_("merged into"),
    )

    objects = HouseholdQuerySet.as_manager()

    class Meta:
        verbose_name = _("household")
        verbose_name_plural = _("households")
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(closed_at__isnull=False),
                name="beneficiaries_merged_household_is_closed",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("beneficiaries:household", args=[self.reference])


class HouseholdMemberQuerySet(models.QuerySet):
    def current(self) -> "HouseholdMemberQuerySet":
        return self.filter(valid_to__isnull=True)


class HouseholdMember(models.Model):
    """`relation` is to the head: "self" for the head, "child" for the head's child."""

    household = models.ForeignKey(Household, on_delete=models.PROTECT, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    relation = models.CharField(_("relation to the head"), max_length=20, choices=relation_choices)
    support = models.CharField(_("why an adult counts"), max_length=20, choices=support_choices, blank=True)
    away = models.CharField(_("away"), max_length=20, choices=away_choices, blank=True)
    away_since = models.DateField(_("away since"), null=True, blank=True)
    valid_from = models.DateField(_("lives here since"))
    valid_to = models.DateField(_("lived here until"), null=True, blank=True)

    objects = HouseholdMemberQuerySet.as_manager()

    class Meta:
        verbose_name = _("member of a household")
        verbose_name_plural = _("members of households")
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(valid_to__isnull=True), name="beneficiaries_one_home_at_a_time"
            ),
            models.UniqueConstraint(
                fields=["household"],
                condition=Q(valid_to__isnull=True, relation="self"),
                name="beneficiaries_one_head_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="beneficiaries_member_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(away="", away_since__isnull=True) | (~Q(away="") & Q(away_since__isnull=False)),
                name="beneficiaries_member_away_since",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.household_id}:{self.person_id}"


class GuardianLink(models.Model):
    """Who decides for a minor or for an adult who cannot. `relation` is what the guardian is to the ward."""

    ward = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="guardian_links")
    guardian = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="ward_links")
    relation = models.CharField(_("relation"), max_length=20, choices=relation_choices)
    proof = models.ForeignKey(
        "beneficiaries.Document", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid until"), null=True, blank=True)

    class Meta:
        verbose_name = _("guardianship")
        verbose_name_plural = _("guardianships")
        constraints = [
            models.UniqueConstraint(
                fields=["ward", "guardian"],
                condition=Q(valid_to__isnull=True),
                name="beneficiaries_one_link_per_guardian",
            ),
            models.CheckConstraint(condition=~Q(ward=F("guardian")), name="beneficiaries_nobody_guards_himself"),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="beneficiaries_guardian_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id}→{self.ward_id}"


class DeclaredRelative(models.Model):
    """A staff member declares himself ("self") or a relative, so that he is kept away from their cases.

    Only the blind indexes of Person are kept: enough to recognise, nothing to read.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="declared_relatives")
    relation = models.CharField(_("relation"), max_length=20, choices=relation_choices)
    id_number_index = BlindIndexField(db_index=True)
    id_number_mask = MaskField(_("ID number"))
    phone_index = BlindIndexField(db_index=True)
    phone_mask = MaskField(_("telephone"))
    declared_at = models.DateTimeField(_("declared at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("declared relative")
        verbose_name_plural = _("declared relatives")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "id_number_index"],
                condition=Q(ended_at__isnull=True),
                name="beneficiaries_relative_declared_once",
            ),
            models.CheckConstraint(
                condition=Q(id_number_index__isnull=False) | Q(phone_index__isnull=False),
                name="beneficiaries_relative_recognisable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}:{self.relation}"
