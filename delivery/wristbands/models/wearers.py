"""Who wears a band and whom it calls. The personal part goes six months after the end (PIPL 47)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import scope_of
from beneficiaries.choices import relation_choices
from delivery.wristbands import states
from delivery.wristbands.choices import EndReason, Signing
from delivery.wristbands.roles import READERS
from programs.schemes.wristband.turns import PRIORITIES
from protection.fields import BlindIndexField, MaskField, SealedField, SealedModel
from workflow.stateful import Stateful


def category_choices() -> list[tuple[int, Any]]:
    return list(PRIORITIES.items())


class IssueQuerySet(models.QuerySet["Issue"]):
    def visible_to(self, user: Any) -> "IssueQuerySet":
        scope = scope_of(user, *READERS)
        return self.filter(scope.q("area")) if scope else self.none()

    def live(self) -> "IssueQuerySet":
        return self.filter(state__in=sorted(states.LIVE))

    def to_be_found_by(self, token_hash: str) -> "IssueQuerySet":
        """The one active band of this code. Unknown, suspended, lost or retired: the same empty answer of one query."""
        return self.filter(band__token_hash=token_hash, state=states.ACTIVE)


class Issue(Stateful, SealedModel):
    """One band with one person. A band is never issued twice, and nobody has two (W-03).

    `category` is the turn of the scheme (W-05) as it was judged at the counter. `wearer` is empty once the personal
    part was deleted; what remains counts in figures only.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    band = models.OneToOneField(
        "wristbands.Band", on_delete=models.PROTECT, related_name="issue", verbose_name=_("wristband")
    )
    wearer = models.ForeignKey(
        "beneficiaries.Person",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wristbands",
        verbose_name=_("wearer"),
    )
    application = models.OneToOneField(
        "applications.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="wristband_issue",
        verbose_name=_("application"),
    )
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replacement",
        verbose_name=_("replaces"),
    )
    category = models.PositiveSmallIntegerField(_("reason for the band"), choices=category_choices)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("community or village")
    )
    event = models.ForeignKey(
        "wristbands.PublicityEvent",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="issues",
        verbose_name=_("publicity event"),
    )
    issued_at = models.DateTimeField(_("handed over at"))
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("handed over by")
    )
    signer_name = models.CharField(_("signed by"), max_length=60, blank=True)
    signer_relation = models.CharField(
        pgettext_lazy("signer", "relation to the wearer"), max_length=20, choices=relation_choices, blank=True
    )
    signing = models.CharField(_("how the consent was signed"), max_length=10, choices=Signing)
    consent_version = models.CharField(_("version of the consent"), max_length=64, blank=True)
    signature = SealedField(kind="text")
    bound_at = models.DateTimeField(_("in use since"), null=True, blank=True)
    tested_at = models.DateTimeField(_("test scan"), null=True, blank=True)
    silenced_until = models.DateTimeField(_("silent until"), null=True, blank=True)
    ended_at = models.DateTimeField(pgettext_lazy("wristband", "ended at"), null=True, blank=True)
    end_reason = models.CharField(_("why it ended"), max_length=10, choices=EndReason, blank=True)
    link_deleted_at = models.DateTimeField(_("personal link deleted at"), null=True, blank=True)

    objects = IssueQuerySet.as_manager()

    class Meta:
        verbose_name = _("wristband of a person")
        verbose_name_plural = _("wristbands of people")
        ordering = ("-issued_at", "-pk")
        constraints = [
            models.UniqueConstraint(
                fields=["wearer"], condition=Q(state__in=sorted(states.LIVE)), name="wristbands_one_band_per_person"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.ACTIVE) | Q(bound_at__isnull=False), name="wristbands_active_is_bound"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.ENDED)) | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
                name="wristbands_ended_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(link_deleted_at__isnull=True, wearer__isnull=False)
                | Q(
                    link_deleted_at__isnull=False,
                    wearer__isnull=True,
                    application__isnull=True,
                    signature="",
                    signer_name="",
                    ended_at__isnull=False,
                ),
                name="wristbands_link_is_whole_or_gone",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-issued_at", "-id"], name="wristbands_issue_state"),
            models.Index(fields=["area", "state"], name="wristbands_issue_area"),
            models.Index(
                fields=["ended_at"],
                condition=Q(link_deleted_at__isnull=True, ended_at__isnull=False),
                name="wristbands_issue_to_delete",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.ISSUE_STATES[self.state]


class EmergencyContact(SealedModel):
    """Whom the band calls, in this order. `person` is the registered guardian with the same telephone, if there is
    one: he is also told in the portal."""

    issue = models.ForeignKey(Issue, on_delete=models.PROTECT, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("turn"))
    name = models.CharField(_("name"), max_length=60)
    relation = models.CharField(_("relation to the wearer"), max_length=20, choices=relation_choices)
    phone = SealedField(_("telephone"), mask="phone_mask", index="phone_index", kind="phone")
    phone_mask = MaskField(_("telephone"))
    phone_index = BlindIndexField(db_index=True)
    person = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("emergency contact")
        verbose_name_plural = _("emergency contacts")
        ordering = ("position",)
        constraints = [
            models.UniqueConstraint(fields=["issue", "position"], name="wristbands_contact_one_per_turn"),
            models.UniqueConstraint(fields=["issue", "phone_index"], name="wristbands_contact_phone_once"),
            models.CheckConstraint(condition=Q(position__range=(1, 3)), name="wristbands_contact_turn"),
        ]

    def __str__(self) -> str:
        return f"{self.issue_id}:{self.position}"
