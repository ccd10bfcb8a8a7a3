"""A community grant from the first line of its draft to its file: what is asked for, with its papers."""

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import scope_of
from delivery.community_grants import states
from delivery.community_grants.models.organisations import AREA_STAFF, Organisation, Representative
from delivery.community_grants.models.rounds import GrantRound
from delivery.community_grants.permissions import reads_everything
from workflow.stateful import Stateful


class GrantQuerySet(models.QuerySet["Grant"]):
    def visible_to(self, user: Any) -> Self:
        """Representatives their own; what is handed in: staff of the area, the federation, who was asked to score."""
        if not user.is_authenticated:
            return self.none()
        own = Q(organisation__in=Representative.objects.in_force().filter(user=user).values("organisation"))
        handed_in = Q(submitted_at__isnull=False)
        if reads_everything(user):
            return self.filter(own | handed_in)
        no_tie = Q(sheets__has_conflict=False) | Q(sheets__has_conflict__isnull=True)
        asked = Q(pk__in=self.model.objects.filter(no_tie, sheets__scorer=user).values("pk"))
        return self.filter(own | handed_in & (scope_of(user, *AREA_STAFF).q("area") | asked))

    def public(self) -> Self:
        return self.filter(state__in=states.PUBLIC)

    def of_representative(self, user: Any) -> Self:
        return self.filter(organisation__in=Organisation.objects.represented_by(user).values("pk"))


class Grant(Stateful):
    """One project of one organisation in one round. Amounts in fen.

    While it is being filled in, `answers` hold what was typed, step by step, valid or not; the columns are written from
    them each time that it is handed in. `asked_fen` is the sum of what the lines ask of the fund (promises.py).
    """

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    round = models.ForeignKey(GrantRound, on_delete=models.PROTECT, related_name="grants", verbose_name=_("round"))
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.PROTECT,
        related_name="grants",
        verbose_name=pgettext_lazy("grants", "organisation"),
    )
    area = models.ForeignKey("areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("community"))
    answers = models.JSONField(default=dict, blank=True, editable=False)
    done_steps = models.JSONField(default=list, blank=True, editable=False)
    title = models.CharField(_("name of the project"), max_length=80, blank=True)
    problem = models.TextField(_("the problem"), blank=True)
    plan = models.TextField(_("what will be done"), blank=True)
    participation = models.TextField(_("how residents take part"), blank=True)
    lasting = models.TextField(_("what stays afterwards"), blank=True)
    in_charge = models.CharField(_("person in charge"), max_length=60, blank=True)
    people = models.PositiveIntegerField(_("people who benefit"), default=0)
    met_on = models.DateField(_("residents' meeting on"), null=True, blank=True)
    present = models.PositiveIntegerField(_("residents present"), default=0)
    agreed = models.PositiveIntegerField(_("residents who agreed"), default=0)
    starts_on = models.DateField(_("begins on"), null=True, blank=True)
    ends_on = models.DateField(_("ends on"), null=True, blank=True)
    asked_fen = models.BigIntegerField(_("asked for"), default=0)
    started_at = models.DateTimeField(pgettext_lazy("grant", "begun"))
    edited_at = models.DateTimeField(_("last edited"))
    submitted_at = models.DateTimeField(_("handed in"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("examined by"),
    )
    score = models.DecimalField(pgettext_lazy("grant", "score"), max_digits=5, decimal_places=2, null=True, blank=True)
    awarded_fen = models.BigIntegerField(_("granted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    signed_on = models.DateField(_("agreement signed on"), null=True, blank=True)
    signatory = models.CharField(_("signed for the organisation by"), max_length=60, blank=True)
    suspended_from = models.CharField(max_length=40, blank=True, editable=False)
    forgotten_at = models.DateTimeField(_("people forgotten"), null=True, blank=True, editable=False)

    objects = GrantQuerySet.as_manager()

    class Meta:
        verbose_name = _("community grant")
        verbose_name_plural = _("community grants")
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="grant_state_due"),
            models.Index(fields=["-submitted_at", "-id"], name="grant_newest"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "organisation"],
                condition=Q(state__in=states.LIVE),
                name="grant_one_live_per_round_and_organisation",
            ),
            models.UniqueConstraint(
                fields=["area"], condition=Q(state__in=states.RUNNING), name="grant_one_running_per_community"
            ),
            models.CheckConstraint(
                condition=Q(state__in=(states.DRAFT, states.WITHDRAWN)) | Q(submitted_at__isnull=False),
                name="grant_handed_in_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True)
                | (
                    Q(asked_fen__gt=0, starts_on__isnull=False, ends_on__gt=F("starts_on"), met_on__isnull=False)
                    & ~Q(title="")
                ),
                name="grant_handed_in_complete",
            ),
            models.CheckConstraint(condition=Q(agreed__lte=F("present")), name="grant_agreed_at_most_present"),
            models.CheckConstraint(
                condition=Q(awarded_fen__isnull=True) | Q(awarded_fen__gt=0, awarded_fen__lte=F("asked_fen")),
                name="grant_awarded_at_most_asked",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=states.PROMISED)
                | Q(awarded_fen__isnull=False, score__isnull=False, decided_at__isnull=False),
                name="grant_promised_was_decided",
            ),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True, decided_by__isnull=True)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="grant_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(states.TRANCHE_1, *states.WORKING, states.TRANCHE_3, states.ARCHIVED))
                | (Q(signed_on__isnull=False) & ~Q(signatory="")),
                name="grant_under_way_is_signed",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.SUSPENDED) | ~Q(suspended_from=""),
                name="grant_suspended_from_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.GRANT[self.state]

    @property
    def shown_title(self) -> str:
        """A draft goes by what was typed last."""
        return self.title or self.answers.get("project", {}).get("title") or self.organisation.name

    @property
    def agreed_percent(self) -> int:
        """Whole percent, rounded down, so that nobody is helped over the line by rounding."""
        return self.agreed * 100 // self.present if self.present else 0


class BudgetLine(models.Model):
    """What something costs, and which part of it the organisation pays itself. Fen."""

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField(pgettext_lazy("grant", "position"))
    label = models.CharField(_("what for"), max_length=80)
    quote = models.CharField(_("quote of"), max_length=80, blank=True)
    cost_fen = models.BigIntegerField(pgettext_lazy("grant", "cost"))
    own_fen = models.BigIntegerField(_("paid by the organisation"), default=0)

    class Meta:
        verbose_name = _("line of the budget")
        verbose_name_plural = _("lines of the budget")
        ordering = ["grant", "position"]
        constraints = [
            models.UniqueConstraint(fields=["grant", "position"], name="grant_line_one_per_position"),
            models.CheckConstraint(
                condition=Q(cost_fen__gt=0, own_fen__gte=0, own_fen__lte=F("cost_fen")), name="grant_line_amounts_fit"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def asked_fen(self) -> int:
        return self.cost_fen - self.own_fen


class PaperKind(models.TextChoices):
    MINUTES = "minutes", _("Minutes of the residents' meeting")
    QUOTE = "quote", _("Quote for the budget")
    BEFORE = "before", _("Picture before the project")
    PERMIT = "permit", _("Permit, where one is needed")
    CERTIFICATE = "certificate", _("Registration certificate of the organisation")
    AGREEMENT = "agreement", _("Signed agreement")
    PROGRESS = "progress", _("Picture of the work")
    AFTER = "after", _("Picture after the project")
    INVOICE = "invoice", _("Invoice or receipt")
    ACCEPTANCE = "acceptance", _("Acceptance record")
    SITE = "site", _("Picture of a site visit")
    OTHER = "other", pgettext_lazy("grant paper", "Something else")


NEEDED = (PaperKind.MINUTES, PaperKind.QUOTE, PaperKind.BEFORE)  # domain fact book §2.12: must have
PICTURES = (PaperKind.BEFORE, PaperKind.PROGRESS, PaperKind.AFTER)


class Paper(models.Model):
    """A file of a grant; of a picture also a small one for pages (`small`).

    A picture is public once staff have looked at it: no face and no name on it.
    """

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="papers")
    milestone = models.ForeignKey(
        "Milestone", on_delete=models.PROTECT, null=True, blank=True, related_name="papers", editable=False
    )
    kind = models.CharField(_("kind"), max_length=20, choices=PaperKind)
    caption = models.CharField(_("what it shows"), max_length=80, blank=True)
    file = models.CharField(max_length=100, unique=True, editable=False)
    small = models.CharField(max_length=100, blank=True, editable=False)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    mime = models.CharField(max_length=60)
    name_hint = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    public_at = models.DateTimeField(_("public since"), null=True, blank=True)
    public_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("paper of a grant")
        verbose_name_plural = _("papers of grants")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(public_at__isnull=True, public_by__isnull=True)
                | Q(public_at__isnull=False, public_by__isnull=False, kind__in=PICTURES, mime__startswith="image/"),
                name="grant_paper_public_is_a_picture",
            )
        ]

    def __str__(self) -> str:
        return self.name_hint or self.get_kind_display()

    @property
    def is_picture(self) -> bool:
        return self.kind in PICTURES and self.mime.startswith("image/")


class Statement(models.Model):
    """What somebody decided or reported, in words. Append-only. `is_shared`: the organisation reads it."""

    class Kind(models.TextChoices):
        RETURN = "return", _("What is missing")
        OPINION = "opinion", _("Opinion of the sub-district")
        DECISION = "decision", _("Reasons of the decision")
        MIDTERM = "midterm", _("Mid-term report")
        CHECK = "check", _("Result of the mid-term check")
        FINAL = "final", _("Final report")
        SUSPENSION = "suspension", _("Why the grant is suspended")
        TERMINATION = "termination", _("Why the grant ended")
        WITHDRAWAL = "withdrawal", _("Why it was withdrawn")
        NOTE = "note", _("Internal note")

    grant = models.ForeignKey(Grant, on_delete=models.PROTECT, related_name="statements")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    text = models.TextField(_("text"))
    is_shared = models.BooleanField(_("shared with the organisation"), default=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("statement on a grant")
        verbose_name_plural = _("statements on grants")
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="grant_statement_says_something")]

    def __str__(self) -> str:
        return f"{self.grant_id}: {self.kind}"
