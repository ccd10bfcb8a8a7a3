"""An uploaded list and its rows, staged: nothing of them counts before they are taken over."""

import json
from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from protection.fields import BlindIndexField, SealedField, SealedModel


class ImportQuerySet(models.QuerySet["Import"]):
    def visible_to(self, user: Any) -> "ImportQuerySet":
        """A list belongs to the one who uploaded it, until it is taken over."""
        return self.filter(owner=user) if user.is_authenticated else self.none()


class Import(models.Model):
    """`subject` is what the list is for, as the kind names it (a program); `notices` are sentences about the file."""

    reference = models.CharField(_("reference"), max_length=20, unique=True)
    kind = models.CharField(_("kind"), max_length=40)
    subject = models.CharField(max_length=60, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="imports", verbose_name=_("uploaded by")
    )
    sha256 = models.CharField(max_length=64)
    columns = models.JSONField(default=list)  # codes in the order of the file
    places = models.JSONField(default=dict)  # code of a column to its letter in the file
    notices = models.JSONField(default=list)
    uploaded_at = models.DateTimeField(_("uploaded"))
    emptied_at = models.DateTimeField(_("emptied"), null=True, blank=True)
    check_job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    take_job = models.ForeignKey("jobs.Job", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = ImportQuerySet.as_manager()

    class Meta:
        verbose_name = _("uploaded list")
        verbose_name_plural = _("uploaded lists")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "kind", "subject", "sha256"],
                condition=Q(emptied_at__isnull=True),
                name="imports_same_file_once",
            )
        ]
        indexes = [models.Index(fields=["owner", "-id"], name="imports_mine")]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("imports:staged", args=[self.reference])


def part_of_cells(name: str, plain: str) -> str:
    """What is indexed of a sealed line: its "key" or its "group"."""
    return str(json.loads(plain)[name]) if plain else ""


class ImportRow(SealedModel):
    """One line. `cells` is JSON, sealed as a whole: its tidied "texts" by column, its "key" and its "group".

    `errors` are [column, sentence]. `key` recognises the same line again (of a person: the ID number), `group` lines
    that belong together: one that is right by itself is blocked while another has to be corrected. `taken_key` is
    unique over all lists: what was taken over once is never taken over twice.
    """

    class State(models.TextChoices):
        UNCHECKED = "unchecked", pgettext_lazy("row", "not checked yet")
        WRONG = "wrong", pgettext_lazy("row", "to correct")
        READY = "ready", pgettext_lazy("row", "ready")
        BLOCKED = "blocked", pgettext_lazy("row", "blocked")
        KNOWN = "known", pgettext_lazy("row", "taken over before")
        TAKEN = "taken", pgettext_lazy("row", "taken over")
        REFUSED = "refused", pgettext_lazy("row", "not taken over")

    RANKS = {"wrong": 0, "refused": 0, "blocked": 1, "unchecked": 2, "ready": 2, "known": 3, "taken": 3}

    source = models.ForeignKey(Import, on_delete=models.PROTECT, related_name="rows")
    number = models.PositiveIntegerField(_("row"))
    cells = SealedField(tokens={"key": partial(part_of_cells, "key"), "group": partial(part_of_cells, "group")})
    key = BlindIndexField()
    group = BlindIndexField()
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.UNCHECKED)
    rank = models.PositiveSmallIntegerField(default=2)  # errors stand first
    errors = models.JSONField(default=list)
    result = models.CharField(_("became"), max_length=40, blank=True)
    taken_key = models.CharField(max_length=160, null=True, blank=True, unique=True)

    class Meta:
        verbose_name = _("line of an uploaded list")
        verbose_name_plural = _("lines of uploaded lists")
        constraints = [
            models.UniqueConstraint(fields=["source", "number"], name="imports_row_number_once"),
            models.CheckConstraint(
                condition=~Q(state="taken") | ~Q(result=""),
                name="imports_taken_rows_say_what_they_became",
            ),
        ]
        indexes = [
            models.Index(fields=["source", "rank", "number", "id"], name="imports_errors_first"),
            models.Index(fields=["source", "key"], name="imports_same_key"),
            models.Index(fields=["source", "group"], name="imports_same_group"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}:{self.number}"
