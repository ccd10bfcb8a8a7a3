"""Safety trainings: planned, then recorded once with who came by grade and what they knew before and after."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from areas.deadlines import period_of
from audit.recording import record
from delivery.seedling_protection import states
from delivery.seedling_protection.models import GradeAttendance, School, TrainerContact, TrainingSession
from delivery.seedling_protection.permissions import may_organise
from delivery.seedling_protection.services.moving import demand, locked, move
from delivery.seedling_protection.workflow import TRAINING
from funds.models import Fund
from protection.sealing import seal
from web.references import new_reference
from workflow.machine import Refused


@dataclass(frozen=True)
class TrainingPlan:
    """`cost_fen` is what the training costs the fund; the trainer may teach the topic by `qualification`.

    `trainer_phone` is a mobile number, or "": trainers are reminded there, the day before.
    """

    school: School
    topic: str
    starts_at: datetime
    minutes: int
    trainer: str
    qualification: str
    cost_fen: int
    fund: Fund
    trainer_phone: str = ""


@dataclass(frozen=True)
class TrainingRecord:
    """Pupils by grade; averages of `quizzed` anonymous sheets, 0 to 100 points, or no quiz at all."""

    grades: Mapping[int, int]
    quizzed: int = 0
    quiz_before: Decimal | None = None
    quiz_after: Decimal | None = None
    note: str = ""


@transaction.atomic
def plan_training(*, plan: TrainingPlan, by: Any, at: datetime) -> TrainingSession:
    """Raises NotAllowed."""
    demand(may_organise(by))
    made = TrainingSession.objects.create(
        reference=new_reference("PX"),
        state=states.PLANNED,
        state_since=at,
        **{name: value for name, value in vars(plan).items() if name != "trainer_phone"},
    )
    if plan.trainer_phone:
        contact = TrainerContact(training=made)
        seal(contact, "phone", plan.trainer_phone)
        contact.save()
    record("seedling_protection.training_planned", subject=made, by=by, at=at)
    return made


@transaction.atomic
def hold_training(*, training: TrainingSession, facts: TrainingRecord, by: Any, at: datetime) -> TrainingSession:
    """What happened, once. Raises WorkflowError."""
    training = locked(training, "school")
    TRAINING.check("hold", training, by=by, at=at)
    if training.starts_at > at:
        raise Refused(_("The training has not begun yet."))
    attended = sum(facts.grades.values())
    if not attended or min(facts.grades.values()) < 0:
        raise Refused(_("Enter how many pupils of which grade took part."))
    _demand_quiz(facts, attended)
    rows = [
        GradeAttendance(training=training, grade=grade, pupils=pupils)
        for grade, pupils in sorted(facts.grades.items())
        if pupils
    ]
    GradeAttendance.objects.bulk_create(rows)
    more = {name: value for name, value in vars(facts).items() if name != "grades"}
    move(TRAINING, "hold", training, by=by, at=at, data={"attended": attended}, attended=attended, **more)
    return training


@transaction.atomic
def cancel_training(*, training: TrainingSession, by: Any, at: datetime) -> TrainingSession:
    training = locked(training, "school")
    move(TRAINING, "cancel", training, by=by, at=at)
    return training


@transaction.atomic
def delete_trainer_numbers(*, at: datetime) -> int:
    """Of trainings that are over for as long as the table of deadlines says; returns how many."""
    amount, _unit = period_of("seedling_protection", "trainer_number_kept")
    over = Q(training__starts_at__lt=at - timedelta(days=amount))
    rows = TrainerContact.objects.filter(over)
    trainings = list(TrainingSession.objects.filter(trainer_contact__in=rows).order_by("pk"))
    rows.delete()
    for training in trainings:
        record("seedling_protection.trainer_numbers_deleted", subject=training, by=None, at=at)
    return len(trainings)


def _demand_quiz(facts: TrainingRecord, attended: int) -> None:
    averages = (facts.quiz_before, facts.quiz_after)
    if not facts.quizzed:
        if averages != (None, None):
            raise Refused(_("Enter how many quiz sheets the averages come from."))
        return
    if None in averages:
        raise Refused(_("Enter both averages of the quiz, before and after."))
    if facts.quizzed > attended:
        raise Refused(_("There cannot be more quiz sheets than pupils."))
