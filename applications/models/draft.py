"""An application being filled in."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from applications.scopes import visible_drafts
from programs.documents import KINDS
from protection.fields import SealedField, SealedModel

DRAFT_DAYS = 90


class DraftQuerySet(models.QuerySet):
    def visible_to(self, user):
        return self.filter(visible_drafts(user))


class ApplicationDraft(SealedModel):
    """What has been typed so far, encrypted as a whole; opened again on any device of its owner for 90 days.

    A draft that renews an earlier case keeps what was known when it was started (`known_answers`), to show what
    changed, and the blocks that were confirmed although no page asks for them (household, income, papers).
    """

    uuid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    program = models.ForeignKey("programs.Program", on_delete=models.PROTECT, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    for_client = models.BooleanField(_("filled in for somebody else"), default=False)
    answers = SealedField()
    done_steps = models.JSONField(default=list, blank=True)
    renews = models.ForeignKey(
        "Application",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="renewals",
        verbose_name=_("renews"),
    )
    known_answers = SealedField()
    confirmed = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    application = models.OneToOneField(
        "Application", on_delete=models.PROTECT, null=True, blank=True, related_name="draft"
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")

    def __str__(self) -> str:
        return str(self.uuid)


class DraftPaper(models.Model):
    """A file handed in with a draft; becomes a document of the person on submission."""

    draft = models.ForeignKey(ApplicationDraft, on_delete=models.CASCADE, related_name="papers")
    kind = models.CharField(_("kind"), max_length=40)
    file = models.CharField(max_length=100, unique=True, editable=False)
    sha256 = models.CharField(max_length=64)
    bytes = models.PositiveIntegerField()
    mime = models.CharField(max_length=60)
    name_hint = models.CharField(max_length=60, blank=True)
    added_at = models.DateTimeField()

    class Meta:
        verbose_name = _("draft paper")
        verbose_name_plural = _("draft papers")

    def __str__(self) -> str:
        return self.kind

    @property
    def label(self) -> object:
        return KINDS[self.kind].label if self.kind in KINDS else self.kind
