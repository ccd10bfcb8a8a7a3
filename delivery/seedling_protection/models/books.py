"""Books of the rooms: titles, copies per room, loans to classes. A class and its teacher borrow, never a pupil."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.seedling_protection.choices import BookKind
from delivery.seedling_protection.models.facilities import Facility
from delivery.seedling_protection.models.schools import OfSchoolQuerySet, School

USER = settings.AUTH_USER_MODEL


class BookTitle(models.Model):
    """`isbn` has 13 digits without hyphens."""

    isbn = models.CharField("ISBN", max_length=13, unique=True)
    title = models.CharField(_("title of the book"), max_length=120)
    publisher = models.CharField(_("publisher"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("book title")
        verbose_name_plural = _("book titles")
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class BookHolding(models.Model):
    """The copies of a title in one room. Counters are moved by a trigger with each BookMovement."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="holdings", verbose_name=_("facility"))
    title = models.ForeignKey(BookTitle, models.PROTECT, related_name="holdings", verbose_name=_("book title"))
    shelf = models.CharField(_("shelf"), max_length=20, blank=True)
    copies = models.PositiveIntegerField(_("copies"), default=0, editable=False)
    on_shelf = models.PositiveIntegerField(_("on the shelf"), default=0, editable=False)
    on_loan = models.PositiveIntegerField(_("on loan"), default=0, editable=False)
    lost = models.PositiveIntegerField(_("lost"), default=0, editable=False)

    class Meta:
        verbose_name = _("copies of a title")
        verbose_name_plural = _("copies of titles")
        ordering = ("title__title", "pk")
        constraints = [
            models.UniqueConstraint(fields=["facility", "title"], name="seedling_title_once_per_room"),
            models.CheckConstraint(
                condition=Q(copies=F("on_shelf") + F("on_loan") + F("lost")), name="seedling_copies_add_up"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.facility_id} · {self.title_id}"


class BookLoan(models.Model):
    """Copies of a title that a class has until `due_on`. Over when all are back or lost."""

    holding = models.ForeignKey(BookHolding, models.PROTECT, related_name="loans", verbose_name=_("copies of a title"))
    school = models.ForeignKey(School, models.PROTECT, related_name="loans", verbose_name=_("school"))
    class_name = models.CharField(pgettext_lazy("school", "class"), max_length=20)
    teacher = models.CharField(_("teacher who borrows"), max_length=40)
    lent_at = models.DateTimeField(_("lent"))
    due_on = models.DateField(_("back by"))
    lent = models.PositiveIntegerField(_("copies lent"), default=0, editable=False)
    returned = models.PositiveIntegerField(_("copies back"), default=0, editable=False)
    lost = models.PositiveIntegerField(_("copies lost"), default=0, editable=False)

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("loan to a class")
        verbose_name_plural = _("loans to classes")
        ordering = ("due_on", "pk")
        constraints = [
            models.CheckConstraint(
                condition=Q(lent__gte=F("returned") + F("lost")), name="seedling_loan_returns_what_it_got"
            )
        ]

    def __str__(self) -> str:
        return f"{self.holding_id} · {self.class_name}"

    @property
    def left(self) -> int:
        return self.lent - self.returned - self.lost


class BookMovement(models.Model):
    """So many copies from one place to another; append-only."""

    holding = models.ForeignKey(
        BookHolding, models.PROTECT, related_name="movements", verbose_name=_("copies of a title")
    )
    loan = models.ForeignKey(
        BookLoan, models.PROTECT, null=True, blank=True, related_name="movements", verbose_name=_("loan to a class")
    )
    kind = models.CharField(_("movement"), max_length=12, choices=BookKind)
    quantity = models.PositiveIntegerField(_("quantity"))
    at = models.DateTimeField(_("when"))
    by = models.ForeignKey(USER, models.PROTECT, related_name="+", verbose_name=_("by"))

    class Meta:
        verbose_name = _("movement of books")
        verbose_name_plural = _("movements of books")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="seedling_books_move"),
            models.CheckConstraint(
                condition=Q(kind__in=["add", "lose"], loan__isnull=True)
                | Q(kind__in=["lend", "give_back", "lose_out"], loan__isnull=False),
                name="seedling_books_name_their_place",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.quantity}"
