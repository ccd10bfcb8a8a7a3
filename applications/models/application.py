"""The case itself."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from applications import states
from applications.scopes import not_kept_from, visible_applications, worklist_scope
from applications.stages import stage_expression
from programs.refusals import REFUSALS
from protection.fields import SealedField, SealedModel
from workflow.stateful import Stateful

NEVER = datetime(9999, 1, 1, tzinfo=UTC)  # the due time of cases that have ended
NO_CLOCK = datetime(9998, 1, 1, tzinfo=UTC)  # of open ones that nothing hurries


class ApplicationQuerySet(models.QuerySet):
    def open(self):
        return self.filter(state__in=states.OPEN)

    def due_first(self):
        """The open ones, the next deadline first. By the deadline alone, which an ended case has none of: a database
        that is asked for twenty states reads and sorts all of their cases for the first eight."""
        return self.filter(due_at__lte=NO_CLOCK).order_by("due_at", "pk")

    def in_the_way(self):
        """Of another application of the same person under the same program."""
        return self.filter(state__in=states.IN_THE_WAY)

    def visible_to(self, user):
        """The applications that a person may know of; everything else does not exist for him (404)."""
        return self.filter(visible_applications(user))

    def payable_by(self, user):
        """For a batch, not to be read: restricted cases too, which stand there under their alias."""
        return self.filter(worklist_scope(user))

    def in_worklist_of(self, user):
        """What a member of staff works on: by area and role, so that the list keeps to its index, without the few
        cases that are kept from him."""
        return self.filter(worklist_scope(user)).filter(not_kept_from(user))

    def overdue(self, *, at):
        """The one definition of overdue: the clock of the present state has run out. An ended case has none."""
        return self.filter(due_at__lt=at)


class Application(Stateful, SealedModel):
    """One request of one person under one program. Judged by the terms of the day it was submitted."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    program = models.ForeignKey(
        "programs.Program", on_delete=models.PROTECT, related_name="applications", verbose_name=_("program")
    )
    terms = models.ForeignKey(
        "programs.ProgramTerms", on_delete=models.PROTECT, related_name="+", verbose_name=_("terms")
    )
    lane = models.CharField(_("lane"), max_length=20)
    publicity_mode = models.CharField(_("public notice"), max_length=20, default="none")
    is_confidential = models.BooleanField(_("confidential"), default=False)
    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("community or village")
    )
    applicant = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, related_name="applications", verbose_name=_("applicant")
    )
    guardian = models.ForeignKey(
        "beneficiaries.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="applications"
    )
    agent = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handler"),
    )

    answers = models.JSONField(default=dict)
    sensitive_answers = SealedField(_("sealed answers"))
    assessment = models.JSONField(default=dict)

    proposed_amount_fen = models.BigIntegerField(_("proposed amount"), null=True, blank=True)
    approved_amount_fen = models.BigIntegerField(_("approved amount"), null=True, blank=True)
    refusal_code = models.CharField(_("refusal code"), max_length=10, blank=True)
    acceptance_number = models.CharField(_("acceptance number"), max_length=30, null=True, blank=True, unique=True)
    decision_number = models.CharField(_("decision number"), max_length=40, null=True, blank=True, unique=True)

    submitted_at = models.DateTimeField(_("submitted"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("decided by"),
    )
    paid_at = models.DateTimeField(pgettext_lazy("case", "paid"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), default=NEVER)
    stage = models.GeneratedField(
        expression=stage_expression(), output_field=models.CharField(max_length=20), db_persist=True
    )
    total_due_at = models.DateTimeField(_("whole case due"), null=True, blank=True)
    paused_at = models.DateTimeField(_("clock stopped since"), null=True, blank=True)
    extended_at = models.DateTimeField(_("extended"), null=True, blank=True)
    extension_agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("extension agreed by"),
    )
    reconsidered_at = models.DateTimeField(null=True, blank=True)
    sent_back_at = models.DateTimeField(null=True, blank=True)

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        verbose_name = _("application")
        verbose_name_plural = _("applications")
        constraints = [
            models.UniqueConstraint(
                fields=["program", "applicant"],
                condition=Q(state__in=sorted(states.AWAITED)),
                name="one_open_application_per_program",
            ),
            models.CheckConstraint(
                condition=Q(approved_amount_fen__isnull=True) | Q(approved_amount_fen__gt=0),
                name="application_approves_something",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | Q(decided_at__isnull=False),
                name="application_decided_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(states.DECIDED_YES))
                | Q(approved_amount_fen__isnull=False)
                | Q(lane=states.IN_KIND),
                name="application_approved_has_amount",
            ),
            models.CheckConstraint(
                condition=~Q(lane=states.IN_KIND)
                | Q(proposed_amount_fen__isnull=True, approved_amount_fen__isnull=True),
                name="application_in_kind_has_no_amount",
            ),
            models.CheckConstraint(
                condition=Q(extension_agreed_by__isnull=True) | Q(extended_at__isnull=False),
                name="application_extended_at_and_by",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(decided_by__isnull=True) | ~Q(owner=F("decided_by")),
                name="application_not_decided_by_its_owner",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="application_due"),
            models.Index(fields=["stage", "due_at", "id"], name="application_stage_due"),
            models.Index(fields=["area", "stage", "due_at", "id"], name="application_area_stage_due"),
            models.Index(fields=["area", "due_at", "id"], name="application_area_due"),
            models.Index(fields=["program", "due_at", "id"], name="application_program_due"),
            models.Index(fields=["handler", "due_at", "id"], name="application_handler_due"),
            models.Index(fields=["state", "due_at"], name="application_state_due"),
            models.Index(fields=["stage", "-submitted_at", "-id"], name="application_stage_newest"),
            models.Index(  # the totals of the back office are read from this index alone
                fields=[
                    "stage",
                    "state",
                    "lane",
                    "is_confidential",
                    "program",
                    "proposed_amount_fen",
                    "approved_amount_fen",
                ],
                name="application_totals",
            ),
            models.Index(fields=["decided_at"], condition=Q(decided_at__isnull=False), name="application_decided"),
            models.Index(fields=["paid_at"], condition=Q(paid_at__isnull=False), name="application_paid"),
            models.Index(
                fields=["area", "stage", "-submitted_at", "-id", "program"], name="application_area_stage_newest"
            ),
            models.Index(fields=["handler", "stage", "-submitted_at", "-id"], name="application_handler_newest"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self):
        return states.shown_state(self.lane, self.state)

    @property
    def state_is_open(self) -> bool:
        return self.state in states.OPEN

    @property
    def due(self) -> datetime | None:
        """None when no clock runs."""
        return self.due_at if self.due_at < NO_CLOCK else None

    @property
    def shown_amount_fen(self) -> int | None:
        return self.approved_amount_fen or self.proposed_amount_fen

    @property
    def shown_name(self) -> str:
        """The name on a staff screen: an alias when the case is confidential (crime victims)."""
        return _("Applicant %(code)s") % {"code": self.reference[-4:]} if self.is_confidential else self.applicant.name

    @property
    def payee(self):
        """Whom the federation writes to: the guardian of whoever could not act alone at the handing in, else the
        applicant. Who gets the money on a day is a matter of applications.payees."""
        return self.guardian or self.applicant

    @property
    def open_supplement(self):
        """The request for documents that the family has not answered yet."""
        return self.supplement_requests.filter(answered_at__isnull=True).first()

    @property
    def refusal_sentence(self) -> str:
        """As it was edited for this case, else the standard sentence of the code."""
        wording = self.refusal_wordings.filter(code=self.refusal_code).order_by("-at", "-pk").first()
        if wording:
            return wording.sentence
        return str(REFUSALS[self.refusal_code].sentence) if self.refusal_code in REFUSALS else ""

    @property
    def refusal_text(self) -> str:
        """The words that the person who refused, declined or ended the case wrote for the letter."""
        finding = self.findings.filter(outcome="refuse").order_by("-at", "-pk").first()
        if finding:
            return finding.text
        ending = self.remarks.filter(is_public=True, event__to_state__in=("not_accepted", "terminated"))
        remark = ending.order_by("-at", "-pk").first()
        return remark.text if remark else ""

    @property
    def proposed_termination(self):
        """What an officer proposed and no leader answered yet; read once per object."""
        if "_proposed_termination" not in self.__dict__:
            waiting = self.terminations.filter(answered_at__isnull=True, lapsed_at__isnull=True)
            self.__dict__["_proposed_termination"] = waiting.select_related("proposed_by").first()
        return self.__dict__["_proposed_termination"]

    @property
    def owed_letter(self):
        """The letter of refusal that the family has not got yet."""
        return self.refusal_letters.filter(given_on__isnull=True).first()

    @property
    def termination(self):
        """The proposal by which the case ended; None when it ended otherwise, or by itself (T04)."""
        return self.terminations.filter(is_confirmed=True).order_by("-answered_at", "-pk").first()

    @property
    def source(self) -> str:
        """How funds and payments refer to this case."""
        return f"applications.application:{self.pk}"


class StateTally(models.Model):
    """Counts of applications per area and state, appended to by triggers; the sum of `amount` is the count.

    Tabs of the worklist add these few rows up instead of counting a million applications. A nightly task folds them.
    """

    area = models.ForeignKey(
        "areas.AdminArea", on_delete=models.PROTECT, related_name="+", verbose_name=_("community or village")
    )
    state = models.CharField(_("state"), max_length=40)
    is_confidential = models.BooleanField(_("confidential"))
    amount = models.IntegerField(_("cases"))

    class Meta:
        verbose_name = _("count of cases")
        verbose_name_plural = _("counts of cases")
        indexes = [models.Index(fields=["area", "state"], name="tally_area_state")]

    def __str__(self) -> str:
        return f"{self.area_id} {self.state} {self.amount:+d}"
