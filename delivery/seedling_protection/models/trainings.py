"""Safety and emergency trainings: topic, trainer, how many came by grade, what they knew before and after."""

from decimal import Decimal

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from delivery.seedling_protection import states
from delivery.seedling_protection.choices import Topic, grade_label
from delivery.seedling_protection.models.schools import OfSchoolQuerySet, School
from protection.fields import MaskField, SealedField, SealedModel
from workflow.machine import State
from workflow.stateful import Stateful

POINTS = [MinValueValidator(0), MaxValueValidator(100)]


class TrainingSession(Stateful):
    """Quiz figures are the averages of `quizzed` anonymous sheets, 0 to 100 points; no pupil has a row."""

    reference = models.CharField(_("number"), max_length=20, unique=True)
    school = models.ForeignKey(School, models.PROTECT, related_name="trainings", verbose_name=_("school"))
    topic = models.CharField(_("topic"), max_length=12, choices=Topic)
    starts_at = models.DateTimeField(_("begins"))
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    trainer = models.CharField(_("trainer"), max_length=40)
    qualification = models.CharField(_("qualification of the trainer"), max_length=100)
    cost_fen = models.PositiveBigIntegerField(_("cost (fen)"))
    fund = models.ForeignKey("funds.Fund", models.PROTECT, related_name="+", verbose_name=_("fund"))
    attended = models.PositiveIntegerField(_("pupils who took part"), default=0)
    quizzed = models.PositiveIntegerField(_("quiz sheets"), default=0)
    quiz_before = models.DecimalField(
        _("average before"), max_digits=5, decimal_places=2, null=True, blank=True, validators=POINTS
    )
    quiz_after = models.DecimalField(
        _("average after"), max_digits=5, decimal_places=2, null=True, blank=True, validators=POINTS
    )
    note = models.CharField(_("note"), max_length=300, blank=True)
    voucher = models.ForeignKey(
        "funds.Voucher", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("voucher")
    )

    objects = OfSchoolQuerySet.as_manager()

    class Meta:
        verbose_name = _("safety training")
        verbose_name_plural = _("safety trainings")
        constraints = [
            models.CheckConstraint(condition=Q(state__in=list(states.TRAINING)), name="seedling_training_known_state"),
            models.CheckConstraint(condition=Q(minutes__gt=0), name="seedling_training_lasts"),
            models.CheckConstraint(
                condition=~Q(state=states.HELD) | Q(attended__gt=0), name="seedling_held_training_had_pupils"
            ),
            models.CheckConstraint(
                condition=Q(quizzed=0, quiz_before__isnull=True, quiz_after__isnull=True)
                | Q(
                    quizzed__gt=0,
                    quizzed__lte=F("attended"),
                    quiz_before__range=(0, 100),
                    quiz_after__range=(0, 100),
                ),
                name="seedling_quiz_before_and_after",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    def get_absolute_url(self) -> str:
        return reverse("seedling_protection:training", args=[self.reference])

    @property
    def status(self) -> State:
        return states.TRAINING[self.state]

    @property
    def source(self) -> str:
        """How the voucher names this row."""
        return f"seedling_protection.training:{self.pk}"

    @property
    def gain(self) -> Decimal | None:
        """Points by which the average rose."""
        if self.quiz_before is None or self.quiz_after is None:
            return None
        return self.quiz_after - self.quiz_before


class TrainerContact(SealedModel):
    """Where the trainer, who needs no account, is reminded the day before. Deleted when the training is long over."""

    training = models.OneToOneField(
        TrainingSession, models.PROTECT, related_name="trainer_contact", verbose_name=_("training")
    )
    phone = SealedField(_("mobile number of the trainer"), mask="phone_mask")
    phone_mask = MaskField(_("mobile number of the trainer"))

    class Meta:
        verbose_name = _("mobile number of a trainer")
        verbose_name_plural = _("mobile numbers of trainers")

    def __str__(self) -> str:
        return f"{self.training_id}"


class GradeAttendance(models.Model):
    """How many pupils of a grade took part; append-only, and their sum is what the training says."""

    training = models.ForeignKey(TrainingSession, models.PROTECT, related_name="grades", verbose_name=_("training"))
    grade = models.PositiveSmallIntegerField(pgettext_lazy("school", "grade"))
    pupils = models.PositiveSmallIntegerField(_("pupils"))

    class Meta:
        verbose_name = _("attendance of a grade")
        verbose_name_plural = _("attendance by grade")
        ordering = ("grade",)
        constraints = [
            models.UniqueConstraint(fields=["training", "grade"], name="seedling_grade_once"),
            models.CheckConstraint(condition=Q(pupils__gt=0), name="seedling_grade_had_pupils"),
        ]

    def __str__(self) -> str:
        return f"{self.training_id} · {self.grade}"

    @property
    def label(self) -> str:
        return grade_label(self.grade)
