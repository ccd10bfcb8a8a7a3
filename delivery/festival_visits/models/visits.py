"""What happened at a door: who came, who took the gifts, the signature, what the family wishes."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from delivery.festival_visits import states
from delivery.festival_visits.choices import Receiver, WishKind
from delivery.festival_visits.models.nominations import Nomination, together
from delivery.festival_visits.models.routes import Route
from protection.fields import MaskField, SealedField, SealedModel
from workflow.machine import State
from workflow.stateful import Stateful

USER = settings.AUTH_USER_MODEL


class FestivalVisit(Stateful, SealedModel):
    """One attempt at one home. A home that was not reached gets a further one on another route.

    `revision` is 0 until the record is there, then 1: whoever fills one in without a network says which he had seen.
    """

    route = models.ForeignKey(Route, models.PROTECT, related_name="visits", verbose_name=_("route"))
    nomination = models.ForeignKey(
        Nomination, models.PROTECT, related_name="visits", verbose_name=_("nominated household")
    )
    attempt = models.PositiveSmallIntegerField(_("attempt"))
    position = models.PositiveSmallIntegerField(_("place on the route"))
    visited_at = models.DateTimeField(_("visited"), null=True, blank=True)
    receiver = models.CharField(_("who took the gifts"), max_length=12, choices=Receiver, blank=True)
    receiver_name = models.CharField(_("name of the receiver"), max_length=60, blank=True)
    receiver_relation = models.CharField(_("relation to the household"), max_length=60, blank=True)
    receiver_phone = SealedField(_("telephone of the receiver"), mask="receiver_phone_mask", kind="phone")
    receiver_phone_mask = MaskField(_("telephone of the receiver"))
    photos_agreed = models.BooleanField(_("the family agreed to photographs"), default=False)
    note = models.TextField(_("what was seen and said"), blank=True)
    revision = models.PositiveSmallIntegerField(default=0, editable=False)
    recorded_at = models.DateTimeField(_("recorded"), null=True, blank=True)
    recorded_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        verbose_name = _("festival visit")
        verbose_name_plural = _("festival visits")
        constraints = [
            models.UniqueConstraint(fields=["nomination", "attempt"], name="festival_attempts_counted"),
            models.UniqueConstraint(
                fields=["nomination"],
                condition=Q(state__in=[states.PLANNED, states.DELIVERED]),
                name="festival_one_visit_at_a_time",
            ),
            models.CheckConstraint(
                condition=together("recorded_at", "recorded_by"), name="festival_visit_recorded_at_and_by"
            ),
            models.CheckConstraint(
                condition=~Q(state=states.DELIVERED)
                | (Q(visited_at__isnull=False, recorded_at__isnull=False) & ~Q(receiver="")),
                name="festival_delivered_to_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(receiver=Receiver.SUBSTITUTE)
                | (~Q(receiver_name="") & ~Q(receiver_relation="") & ~Q(receiver_phone_mask="")),
                name="festival_substitute_is_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nomination_id} · {self.attempt}"

    @property
    def status(self) -> State:
        return states.VISIT[self.state]


class VisitPresence(models.Model):
    """Who stood at the door. The database lets nothing be handed over by fewer than two."""

    visit = models.ForeignKey(FestivalVisit, models.PROTECT, related_name="presences", verbose_name=_("visit"))
    user = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("visitor"))

    class Meta:
        verbose_name = _("presence at a visit")
        verbose_name_plural = _("presences at visits")
        constraints = [models.UniqueConstraint(fields=["visit", "user"], name="festival_present_once")]

    def __str__(self) -> str:
        return str(self.user_id)


class FestivalVisitFile(models.Model):
    """A photograph or signature. `uuid` is given on the phone, so that each is kept once."""

    class Kind(models.TextChoices):
        """The same codes as those of surveys, because the same script draws and sends them."""

        PHOTO = "photo", _("Photograph")
        PAPER = "paper", _("Signed paper sheet")
        HOUSEHOLD = "household", _("Signature of the receiver")

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    visit = models.ForeignKey(FestivalVisit, models.PROTECT, related_name="files", verbose_name=_("visit"))
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    document = models.OneToOneField("beneficiaries.Document", models.PROTECT, related_name="+")
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("added by"))
    void_at = models.DateTimeField(_("no longer valid since"), null=True, blank=True)

    class Meta:
        verbose_name = _("photograph or signature of a festival visit")
        verbose_name_plural = _("photographs and signatures of festival visits")

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Wish(models.Model):
    """What a family wishes for. Handled once: by a draft, by a request for volunteers, or by a note."""

    visit = models.ForeignKey(FestivalVisit, models.PROTECT, related_name="wishes", verbose_name=_("visit"))
    kind = models.CharField(_("leads to"), max_length=12, choices=WishKind)
    text = models.TextField(_("what the family wishes"))
    heard_at = models.DateTimeField(_("heard"))
    handled_at = models.DateTimeField(_("handled"), null=True, blank=True)
    handled_by = models.ForeignKey(
        USER, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("handled by")
    )
    answer = models.TextField(_("what became of it"), blank=True)
    draft_uuid = models.UUIDField(_("application begun"), null=True, blank=True)  # a draft may be deleted unsent
    request = models.ForeignKey(
        "volunteers.ServiceRequest",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("request for volunteers"),
    )

    class Meta:
        verbose_name = _("wish of a family")
        verbose_name_plural = _("wishes of families")
        indexes = [models.Index(fields=["handled_at", "heard_at", "id"], name="festival_wishes_open")]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="festival_wish_says_something"),
            models.CheckConstraint(
                condition=together("handled_at", "handled_by"), name="festival_wish_handled_at_and_by"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
