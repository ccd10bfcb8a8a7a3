"""Who gives."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _text
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from donations.choices import DonorKind, NameMode
from donations.permissions import may_see_gifts
from protection.fields import BlindIndexField, MaskField, SealedField, SealedModel
from web.names import masked

SHOWN_MODES = (NameMode.REAL, NameMode.COMPANY)


def public_name(*, name: str, kind: str, mode: str) -> str:
    """What anybody may read of a donor's name, in the reader's language."""
    if mode in SHOWN_MODES:
        return name
    if mode == NameMode.MASKED and kind == DonorKind.PERSON and name:
        return masked(name)
    return _text("A company") if kind == DonorKind.COMPANY else _text("A kind person")


class DonorQuerySet(models.QuerySet["Donor"]):
    def visible_to(self, user: Any) -> Self:
        return self if may_see_gifts(user) else self.none()


class Donor(SealedModel):
    """A person or an organisation that gives. A gift without a donor is anonymous.

    `employer` is the company that somebody works for, where it is known: its staff do not trigger its own matching
    pool. The name is public only with the donor's consent (`consented_on`).
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=10, choices=DonorKind)
    name = models.CharField(_("name"), max_length=100)
    public_name_mode = models.CharField(_("public name"), max_length=10, choices=NameMode, default=NameMode.MASKED)
    consented_on = models.DateField(_("consent to the public name"), null=True, blank=True)
    id_number = SealedField(_("ID number"), mask="id_number_mask", index="id_number_index")
    id_number_mask = MaskField(_("ID number"))
    id_number_index = BlindIndexField(unique=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, null=True, blank=True, unique=True)
    phone = SealedField(_("telephone"), mask="phone_mask", index="phone_index", kind="phone")
    phone_mask = MaskField(_("telephone"))
    phone_index = BlindIndexField(db_index=True)
    email = SealedField(_("e-mail"), index="email_index", kind="text")
    email_index = BlindIndexField()
    address = SealedField(_("address"), mask="address_mask", kind="address")
    address_mask = MaskField(_("address"))
    employer = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("works for")
    )
    registered_at = models.DateTimeField(_("registered at"))
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )

    objects = DonorQuerySet.as_manager()

    class Meta:
        verbose_name = pgettext_lazy("gift", "donor")
        verbose_name_plural = _("donors")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(public_name_mode__in=SHOWN_MODES) | Q(consented_on__isnull=False),
                name="donations_donor_named_with_consent",
            ),
            models.CheckConstraint(
                condition=~Q(kind="company", public_name_mode="real") & ~Q(kind="person", public_name_mode="company"),
                name="donations_donor_name_mode_fits",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def public_name(self) -> str:
        return public_name(name=self.name, kind=self.kind, mode=self.public_name_mode)
