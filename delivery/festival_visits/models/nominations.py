"""Whom a community proposes, and the money that goes to the account of whoever is approved."""

from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.festival_visits import states
from delivery.festival_visits.choices import GROUNDS, Source, ground_choices
from delivery.festival_visits.models.seasons import Package, Quota, Season
from delivery.festival_visits.scopes import in_scope_of
from workflow.machine import State
from workflow.stateful import Stateful

USER = settings.AUTH_USER_MODEL
LIVE = ~Q(state__in=sorted(states.OFF_THE_LIST))


def together(first: str, second: str) -> Q:
    """Both are there or neither is."""
    return Q(**{f"{first}__isnull": True, f"{second}__isnull": True}) | Q(
        **{f"{first}__isnull": False, f"{second}__isnull": False}
    )


class NominationQuerySet(models.QuerySet["Nomination"]):
    def visible_to(self, user: Any) -> "NominationQuerySet":
        """Staff: the homes of their areas, until nobody knows any more whose home it was."""
        return self.filter(in_scope_of(user, "area"), person__isnull=False)

    def on_the_list(self) -> "NominationQuerySet":
        return self.filter(LIVE)

    def waiting_for_a_visit(self) -> "NominationQuerySet":
        """Approved, and neither visited nor on a route."""
        on_route = Exists(
            apps.get_model("festival_visits.FestivalVisit").objects.filter(
                nomination=OuterRef("pk"), state=states.PLANNED
            )
        )
        return self.filter(~on_route, state=states.APPROVED)


class Nomination(Stateful):
    """One household of one season; `person` is the adult to whom the visit goes and the money is paid.

    Both are there until the season is forgotten.

    `overlaps` are the sources of other help that the household gets or asked for (ids and codes), `overlap_reason` why
    it is visited all the same. `is_listed`: shown on the board by masked name, because the person agreed.
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    season = models.ForeignKey(Season, models.PROTECT, related_name="nominations", verbose_name=_("season"))
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="nominations", verbose_name=_("quota"))
    household = models.ForeignKey(
        "beneficiaries.Household",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="festival_nominations",
        verbose_name=_("household"),
    )
    person = models.ForeignKey(
        "beneficiaries.Person",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="festival_nominations",
        verbose_name=_("visited person"),
    )
    area = models.ForeignKey("areas.AdminArea", models.PROTECT, related_name="+", verbose_name=_("community"))
    package = models.ForeignKey(
        Package, models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("package")
    )
    ground = models.CharField(pgettext_lazy("nomination", "why"), max_length=20, choices=ground_choices)
    note = models.CharField(_("note"), max_length=300, blank=True)
    source = models.CharField(_("how it came"), max_length=10, choices=Source)
    overlaps = models.JSONField(_("other help"), default=list, blank=True)
    overlap_reason = models.CharField(_("why all the same"), max_length=300, blank=True)
    nominated_at = models.DateTimeField(_("nominated"))
    nominated_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("nominated by"))
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    checked_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("checked by")
    )
    notice = models.ForeignKey(
        "BoardNotice", models.PROTECT, null=True, blank=True, related_name="nominations", verbose_name=_("notice")
    )
    is_listed = models.BooleanField(_("shown by masked name"), default=False)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    end_reason = models.CharField(_("why it ended"), max_length=300, blank=True)

    objects = NominationQuerySet.as_manager()

    class Meta:
        verbose_name = _("nominated household")
        verbose_name_plural = _("nominated households")
        indexes = [
            models.Index(fields=["season", "area", "state"], name="festival_list_of_place"),
            models.Index(fields=["season", "-nominated_at", "-id"], name="festival_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=together("household", "person"), name="festival_person_of_a_household"),
            models.UniqueConstraint(fields=["season", "household"], condition=LIVE, name="festival_once_per_household"),
            models.UniqueConstraint(fields=["season", "person"], condition=LIVE, name="festival_once_per_person"),
            models.CheckConstraint(condition=together("checked_at", "checked_by"), name="festival_checked_at_and_by"),
            models.CheckConstraint(
                condition=together("approved_at", "approved_by"), name="festival_approved_at_and_by"
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("nominated_by")),
                name="festival_checked_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=Q(approved_by__isnull=True)
                | (~Q(approved_by=F("nominated_by")) & ~Q(approved_by=F("checked_by"))),
                name="festival_approved_by_somebody_else",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[states.APPROVED, states.VISITED, states.UNREACHED])
                | Q(approved_at__isnull=False, notice__isnull=False),
                name="festival_approved_after_its_notice",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.OFF_THE_LIST)) | ~Q(end_reason=""),
                name="festival_ended_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(overlaps=[]) | ~Q(overlap_reason=""), name="festival_overlap_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> State:
        return states.NOMINATION[self.state]

    @property
    def visited(self) -> Any:
        """The person, for whoever works with a season that is not forgotten."""
        assert self.person is not None
        return self.person

    @property
    def ground_label(self) -> Any:
        return GROUNDS.get(self.ground, self.ground)

    @property
    def source_key(self) -> str:
        """How the benefit ledger names this row."""
        return f"festival_visits.nomination:{self.pk}"

    def get_absolute_url(self) -> str:
        return reverse("festival_visits:home", args=[self.reference])


class CashPart(Stateful):
    """The money of one approved household, reserved at approval, paid by a payment batch. Amount in fen."""

    nomination = models.OneToOneField(
        Nomination, models.PROTECT, related_name="cash", verbose_name=_("nominated household")
    )
    amount_fen = models.PositiveBigIntegerField(_("amount (fen)"))
    made_at = models.DateTimeField(_("approved"))
    paid_at = models.DateTimeField(pgettext_lazy("money of a visit", "paid"), null=True, blank=True)
    failure = models.CharField(_("why the bank could not pay"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("money of a visit")
        verbose_name_plural = _("money of visits")
        constraints = [
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="festival_cash_above_zero"),
            models.CheckConstraint(
                condition=~Q(state=states.PAID) | Q(paid_at__isnull=False), name="festival_paid_has_a_day"
            ),
        ]

    def __str__(self) -> str:
        return str(self.nomination_id)

    @property
    def status(self) -> State:
        return states.CASH[self.state]

    @property
    def source(self) -> str:
        """How reservation, payment and voucher name this row."""
        return f"festival_visits.cashpart:{self.pk}"
