"""People close to the federation who do not work on cases: its council, its major donors, and their near relatives."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from beneficiaries.choices import relation_choices
from beneficiaries.roles import AFFILIATE_KEEPERS
from protection.fields import BlindIndexField, MaskField


class AffiliateQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> "AffiliateQuerySet":
        return self if has_role(user, *AFFILIATE_KEEPERS) else self.none()

    def current(self) -> "AffiliateQuerySet":
        return self.filter(ended_at__isnull=True)

    def tied_by(self, numbers: Any, phones: Any) -> "AffiliateQuerySet":
        """Those who are recognised by one of these blind indexes."""
        return self.current().filter(Q(id_number_index__in=numbers) | Q(phone_index__in=phones))


class Affiliate(models.Model):
    """A member of the council or a major donor ("self"), or a near relative (慈善法 40, 59).

    Like the relatives that staff declare: enough to recognise, nothing to read. `user` is the account of the council
    member or donor, where there is one; it is kept away from the cases as well.
    """

    class Kind(models.TextChoices):
        COUNCIL = "council", _("Council")
        DONOR = "donor", _("Major donor")

    kind = models.CharField(_("belongs to"), max_length=10, choices=Kind)
    name = models.CharField(_("council member or donor"), max_length=60)
    relation = models.CharField(_("relation"), max_length=20, choices=relation_choices)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    id_number_index = BlindIndexField(db_index=True)
    id_number_mask = MaskField(_("ID number"))
    phone_index = BlindIndexField(db_index=True)
    phone_mask = MaskField(_("telephone"))
    entered_at = models.DateTimeField(_("entered"))
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    objects = AffiliateQuerySet.as_manager()

    class Meta:
        verbose_name = _("council member or donor")
        verbose_name_plural = _("council members and donors")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "name", "id_number_index"],
                condition=Q(ended_at__isnull=True),
                name="beneficiaries_affiliate_once",
            ),
            models.CheckConstraint(
                condition=Q(id_number_index__isnull=False) | Q(phone_index__isnull=False),
                name="beneficiaries_affiliate_recognisable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.relation}"

    @property
    def tie(self) -> str:
        """The code under which a case registers it."""
        return self.kind if self.relation == "self" else f"{self.kind}_relative"
