"""投诉举报: what somebody says is wrong, with or without a name, and what was found."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from oversight import states
from oversight.kinds import BY_CODE, kind_choices
from oversight.permissions import READERS
from protection.fields import MaskField, SealedField, SealedModel
from workflow.stateful import Stateful


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: Any) -> "ComplaintQuerySet":
        """Supervisors all; reviewers those that are not sensitive, and what they handle; others their own."""
        if not user.is_authenticated:
            return self.none()
        own = Q(owner=user) | Q(handler=user)
        if has_role(user, roles.SUPERVISOR):
            return self
        if has_role(user, *READERS):
            return self.filter(own | Q(is_sensitive=False))
        return self.filter(own)

    def open(self) -> "ComplaintQuerySet":
        return self.filter(state__in=states.OPEN)


class Complaint(Stateful, SealedModel):
    """`application`: the case whose decision it is about. `is_sensitive`: read by supervisors and its handler only."""

    class Outcome(models.TextChoices):
        FOUNDED = "founded", _("Founded")
        PARTLY = "partly", _("Founded in part")
        UNFOUNDED = "unfounded", _("Not founded")
        NOT_OURS = "not_ours", _("Not ours: told where to turn to")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("about"), max_length=20, choices=kind_choices)
    is_sensitive = models.BooleanField(_("sensitive"), default=False)
    text = models.TextField(_("what happened"))
    name = models.CharField(_("name"), max_length=60, blank=True)
    phone = SealedField(mask="phone_mask")
    phone_mask = MaskField(_("telephone"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="complaints"
    )
    about_reference = models.CharField(_("receipt number that was given"), max_length=20, blank=True)
    application = models.ForeignKey(
        "applications.Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="complaints",
        verbose_name=_("case"),
    )
    received_at = models.DateTimeField(_("received"))
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("handler"),
    )
    outcome = models.CharField(_("outcome"), max_length=20, choices=Outcome, blank=True)
    answer = models.TextField(_("answer"), blank=True)
    measures = models.TextField(_("what was changed because of it"), blank=True)
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("answered by"),
    )
    reopened_at = models.DateTimeField(_("asked again"), null=True, blank=True)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        indexes = [
            models.Index(fields=["state", "due_at", "id"], name="complaint_state_due"),
            models.Index(fields=["-received_at", "-id"], name="complaint_newest"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="complaint_says_something"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="complaint_answered_at_and_by",
            ),
            models.CheckConstraint(
                condition=~Q(state=states.ANSWERED) | (~Q(answer="") & ~Q(outcome="") & Q(answered_at__isnull=False)),
                name="complaint_answered_has_answer",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def status(self) -> Any:
        return states.STATES[self.state]

    @property
    def is_named(self) -> bool:
        return bool(self.name or self.owner_id)

    @property
    def kind_label(self) -> Any:
        return BY_CODE[self.kind].label

    @property
    def complainant(self) -> str:
        """How staff call whoever complained."""
        return self.name or (str(self.owner) if self.owner_id else str(_("anonymous")))
