"""A natural person, and the tokens by which the name is found."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import is_staff, scope_of
from beneficiaries import addresses
from beneficiaries.choices import id_type_choices, sex_choices
from beneficiaries.roles import REGISTRY_READERS
from protection import masks
from protection.fields import BlindIndexField, MaskField, SealedField, SealedModel
from protection.validators import eighteen_characters


class PersonQuerySet(models.QuerySet):
    def same_as(self, person: "Person") -> "PersonQuerySet":
        """Every record of this person: the one that is kept, and those merged into it (services/merging.py)."""
        kept = person.merged_into_id or person.pk
        return self.filter(Q(pk=kept) | Q(merged_into=kept))

    def visible_to(self, user: Any) -> "PersonQuerySet":
        """Staff: the people of their areas. Everybody: oneself; applicants also whom they registered (a child)."""
        if not user.is_authenticated:
            return self.none()
        own = Q(user=user) if is_staff(user) else Q(user=user) | Q(registered_by=user)
        scope = scope_of(user, *REGISTRY_READERS)
        if scope.everything:
            return self
        return self.filter(own | scope.q("area")) if scope else self.filter(own)


class Person(SealedModel):
    """`name` is in clear (docs/adr: names in clear); everything that identifies without doubt is sealed."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=60)
    sex = models.CharField(_("sex"), max_length=10, choices=sex_choices, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    id_type = models.CharField(_("kind of document"), max_length=20, choices=id_type_choices, default="resident_id")
    id_number = SealedField(
        _("ID number"),
        mask="id_number_mask",
        index="id_number_index",
        kind="id_number",
        tokens={"present_number_index": eighteen_characters},
    )
    id_number_mask = MaskField(_("ID number"))
    id_number_index = BlindIndexField(unique=True)
    present_number_index = BlindIndexField(db_index=True)
    phone = SealedField(_("telephone"), mask="phone_mask", index="phone_index", kind="phone")
    phone_mask = MaskField(_("telephone"))
    phone_index = BlindIndexField(db_index=True)
    bank_account = SealedField(_("bank account"), mask="bank_account_mask", index="bank_index", kind="bank_account")
    bank_account_mask = MaskField(_("bank account"))
    bank_index = BlindIndexField(db_index=True)
    bank_name = models.CharField(_("bank"), max_length=60, blank=True)
    address = SealedField(
        _("address"),
        mask="address_mask",
        kind="address",
        tokens={"home_index": addresses.home, "building_index": addresses.building},
    )
    address_mask = MaskField(_("address"))
    home_index = BlindIndexField(db_index=True)
    building_index = BlindIndexField()
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, related_name="people", verbose_name=_("community or village")
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="person",
        verbose_name=_("account"),
    )
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    registered_at = models.DateTimeField(_("registered at"))
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="merged_records",
        verbose_name=_("merged into"),
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("registered people")
        constraints = [
            models.CheckConstraint(
                condition=Q(id_type="none", id_number_index__isnull=True)
                | (~Q(id_type="none") & Q(id_number_index__isnull=False)),
                name="beneficiaries_number_or_no_document",
            ),
            models.CheckConstraint(condition=~Q(name=""), name="beneficiaries_person_has_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("pk")), name="beneficiaries_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_name(self) -> str:
        return masks.name(self.name)

    def get_absolute_url(self) -> str:
        return reverse("beneficiaries:person", args=[self.reference])


class PersonToken(models.Model):
    """One way to find a person by name: bigrams, the whole name, its pinyin, its initials (search.py)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    token = models.CharField(max_length=80)

    class Meta:
        verbose_name = _("search token")
        verbose_name_plural = _("search tokens")
        constraints = [models.UniqueConstraint(fields=["token", "person"], name="beneficiaries_token_once")]

    def __str__(self) -> str:
        return str(self.pk)
