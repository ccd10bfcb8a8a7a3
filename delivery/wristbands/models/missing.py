"""Somebody is searched for: the case, its timeline, the volunteers who were called."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.permissions import scope_of
from delivery.wristbands import states
from delivery.wristbands.choices import Answer, CaseOutcome, EntryKind
from delivery.wristbands.models.alerts import Alert
from delivery.wristbands.roles import DUTY
from workflow.stateful import Stateful


class MissingCaseQuerySet(models.QuerySet["MissingCase"]):
    def visible_to(self, user: Any) -> "MissingCaseQuerySet":
        """Duty officers of the area; the family uses the page of the alert."""
        scope = scope_of(user, *DUTY)
        return self.filter(scope.q("alert__issue__area")) if scope else self.none()

    def open(self) -> "MissingCaseQuerySet":
        return self.filter(state=states.OPEN)


class MissingCase(Stateful):
    """`tells_volunteers`: the family agreed that clothes and place are told to volunteers nearby, without a name."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    alert = models.OneToOneField(Alert, on_delete=models.PROTECT, related_name="missing_case", verbose_name=_("alert"))
    opened_at = models.DateTimeField(_("reported missing at"))
    last_seen_at = models.DateTimeField(_("last seen at"), null=True, blank=True)
    last_seen_place = models.CharField(_("last seen where"), max_length=200)
    clothes = models.CharField(_("clothes and looks"), max_length=300)
    tells_volunteers = models.BooleanField(_("volunteers nearby may be told"), default=False)
    police_number = models.CharField(_("police report number"), max_length=60, blank=True)
    closed_at = models.DateTimeField(_("search ended at"), null=True, blank=True)
    outcome = models.CharField(
        pgettext_lazy("missing person", "outcome"), max_length=20, choices=CaseOutcome, blank=True
    )
    emptied_at = models.DateTimeField(_("descriptions deleted at"), null=True, blank=True)

    objects = MissingCaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("missing person")
        verbose_name_plural = _("missing people")
        ordering = ("-opened_at", "-pk")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=states.CLOSED) | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="wristbands_case_closed_has_outcome",
            ),
            models.CheckConstraint(
                condition=Q(emptied_at__isnull=True)
                | Q(closed_at__isnull=False, last_seen_place="", clothes="", police_number=""),
                name="wristbands_case_emptied_is_empty",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.CASE_STATES[self.state]


class CaseEntry(models.Model):
    """A line of the timeline. `turn` is the contact who did it, where nobody was signed in."""

    case = models.ForeignKey(MissingCase, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("what happened"), max_length=10, choices=EntryKind)
    text = models.CharField(_("words"), max_length=300, blank=True)
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("by"),
    )
    turn = models.PositiveSmallIntegerField(_("by contact"), null=True, blank=True)

    class Meta:
        verbose_name = _("line of a search")
        verbose_name_plural = _("lines of searches")
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.case_id} {self.kind}"


class VolunteerCall(models.Model):
    """A volunteer nearby was asked to look out, and what he answered."""

    case = models.ForeignKey(MissingCase, on_delete=models.PROTECT, related_name="calls")
    volunteer = models.ForeignKey(
        "volunteers.VolunteerProfile", on_delete=models.PROTECT, related_name="+", verbose_name=_("volunteer")
    )
    called_at = models.DateTimeField(_("called at"))
    answer = models.CharField(_("answer"), max_length=10, choices=Answer, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)

    class Meta:
        verbose_name = _("call to a volunteer")
        verbose_name_plural = _("calls to volunteers")
        constraints = [
            models.UniqueConstraint(fields=["case", "volunteer"], name="wristbands_volunteer_called_once"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | (~Q(answer="") & Q(answered_at__isnull=False)),
                name="wristbands_call_answer_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}:{self.volunteer_id}"
