"""The meal card: a number and a code that mean nothing without the portal. No name and no photo is printed on it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import has_role, scope_of
from delivery.porridge_house import states
from delivery.porridge_house.roles import FIELD, READERS
from workflow.stateful import Stateful


class MealCardQuerySet(models.QuerySet["MealCard"]):
    def visible_to(self, user: Any) -> "MealCardQuerySet":
        """The office all, work stations and sub-districts the people of their area, holders their own."""
        if not user.is_authenticated:
            return self.none()
        if has_role(user, *READERS):
            return self
        return self.filter(Q(person__user=user) | scope_of(user, *FIELD).q("person__area"))

    def live(self) -> "MealCardQuerySet":
        return self.filter(state__in=states.LIVE)


class MealCard(Stateful):
    """`gift_of`: the partner who gave this card; its meals cost the fund nothing."""

    number = models.CharField(_("card number"), max_length=20, unique=True)
    person = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, related_name="meal_cards", verbose_name=_("holder")
    )
    application = models.ForeignKey(
        "applications.Application", on_delete=models.PROTECT, related_name="meal_cards", verbose_name=_("case")
    )
    program = models.ForeignKey(
        "programs.Program", on_delete=models.PROTECT, related_name="meal_cards", verbose_name=_("program")
    )
    employer = models.ForeignKey(
        "porridge_house.Employer", on_delete=models.PROTECT, related_name="cards", verbose_name=_("employer")
    )
    gift_of = models.ForeignKey(
        "porridge_house.Partner",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="given_cards",
        verbose_name=_("gift of"),
    )
    daily_limit = models.PositiveSmallIntegerField(_("meals a day"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"))
    replaces = models.OneToOneField(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name=pgettext_lazy("meal card", "replaces"),
    )
    made_at = models.DateTimeField(_("made"))
    handed_at = models.DateTimeField(_("handed over"), null=True, blank=True)
    handed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handed over by"),
    )
    note = models.CharField(_("why it is frozen or ended"), max_length=200, blank=True)

    objects = MealCardQuerySet.as_manager()

    class Meta:
        verbose_name = _("meal card")
        verbose_name_plural = _("meal cards")
        indexes = [
            models.Index(fields=["state", "-made_at", "-id"], name="porridge_card_newest"),
            models.Index(fields=["person", "made_at"], name="porridge_card_of_person"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(state__in=states.LIVE), name="porridge_one_live_card"
            ),
            models.CheckConstraint(condition=Q(valid_until__gte=F("valid_from")), name="porridge_card_valid_span"),
            models.CheckConstraint(condition=Q(daily_limit__gte=1), name="porridge_card_gives_a_meal"),
            models.CheckConstraint(
                condition=Q(handed_at__isnull=True, handed_by__isnull=True)
                | Q(handed_at__isnull=False, handed_by__isnull=False),
                name="porridge_card_handed_paired",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(states.ACTIVE, states.FROZEN)) | Q(handed_at__isnull=False),
                name="porridge_card_in_use_was_handed",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def status(self) -> Any:
        return states.CARD_STATES[self.state]
