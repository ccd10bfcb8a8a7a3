"""Collective review and democratic appraisal: who was called, what was on the agenda, how each member voted."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from applications.scopes import visible_meetings

USER = settings.AUTH_USER_MODEL


class MeetingQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visible_meetings(user))


class Meeting(models.Model):
    """The committee of the federation, or a panel of residents of one community. Minutes are one text for all items."""

    class Kind(models.TextChoices):
        COMMITTEE = "committee", _("Collective review")
        PANEL = "panel", _("Democratic appraisal")

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    area = models.ForeignKey(
        "areas.AdminArea",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("community or village"),
    )
    meets_at = models.DateTimeField(_("meets at"))
    place = models.CharField(_("place"), max_length=120)
    called_at = models.DateTimeField(_("called at"))
    called_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+", verbose_name=_("called by"))
    minutes = models.TextField(_("minutes"), blank=True)
    minuted_at = models.DateTimeField(_("minutes written"), null=True, blank=True)
    minuted_by = models.ForeignKey(
        USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("minutes by")
    )

    objects = MeetingQuerySet.as_manager()

    class Meta:
        verbose_name = _("meeting")
        verbose_name_plural = _("meetings")
        constraints = [
            models.CheckConstraint(
                condition=(Q(kind="committee", area__isnull=True) | Q(kind="panel", area__isnull=False)),
                name="meeting_panel_has_a_place",
            ),
            models.CheckConstraint(
                condition=Q(minuted_at__isnull=True, minuted_by__isnull=True, minutes="")
                | (Q(minuted_at__isnull=False, minuted_by__isnull=False) & ~Q(minutes="")),
                name="meeting_minutes_at_and_by",
            ),
        ]
        indexes = [models.Index(fields=["-meets_at", "-id"], name="meeting_newest")]

    def __str__(self) -> str:
        return self.reference


class MeetingMember(models.Model):
    """Somebody who was called: with an account, or a resident by name."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(USER, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(_("name"), max_length=60)

    class Meta:
        verbose_name = _("member of the meeting")
        verbose_name_plural = _("members of the meeting")
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "user"], condition=Q(user__isnull=False), name="member_once_per_meeting"
            )
        ]

    def __str__(self) -> str:
        return self.name


class AgendaItem(models.Model):
    """One case on the agenda. A case waits on one agenda at a time; a decided item keeps its votes for good."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    application = models.ForeignKey("Application", on_delete=models.PROTECT, related_name="agenda_items")
    position = models.PositiveSmallIntegerField(_("no."))
    closed_at = models.DateTimeField(_("decided"), null=True, blank=True)

    class Meta:
        verbose_name = _("agenda item")
        verbose_name_plural = _("agenda items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "position"], name="agenda_one_item_per_position"),
            models.UniqueConstraint(
                fields=["application"], condition=Q(closed_at__isnull=True), name="agenda_one_open_item_per_case"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}#{self.position}"


class Vote(models.Model):
    """What one member said to one item. Who is not in the list was absent; a recusal has its reason."""

    class Choice(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")
        RECUSED = "recused", _("recused")

    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, related_name="votes")
    member = models.ForeignKey(MeetingMember, on_delete=models.PROTECT, related_name="votes")
    choice = models.CharField(_("vote"), max_length=10, choices=Choice)
    reason = models.CharField(_("reason of the recusal"), max_length=120, blank=True)

    class Meta:
        verbose_name = _("vote")
        verbose_name_plural = _("votes")
        constraints = [
            models.UniqueConstraint(fields=["item", "member"], name="vote_once_per_item"),
            models.CheckConstraint(condition=~Q(choice="recused") | ~Q(reason=""), name="vote_recusal_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.choice}"
