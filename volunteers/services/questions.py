"""Volunteers ask about their records; whoever is responsible checks and answers (Order 67 art. 12 and 13)."""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from volunteers.choices import QuestionOutcome
from volunteers.models import HoursEntry, HoursQuestion, VolunteerProfile
from volunteers.permissions_of_hours import may_answer
from workflow.machine import NotAllowed, Refused

OPEN_AT_MOST = 20


def ask_about_hours(
    *, volunteer: VolunteerProfile, entry: HoursEntry | None, text: str, by: Any, at: datetime
) -> HoursQuestion:
    """`entry` None: something is missing. Raises Refused for an empty text and for a second open question."""
    if not text.strip():
        raise Refused(_("Please write what is wrong or missing."))
    if HoursQuestion.objects.filter(volunteer=volunteer, answered_at=None).count() >= OPEN_AT_MOST:
        raise Refused(_("Many of your questions are still open. Please wait for the answers, or call the federation."))
    try:
        with transaction.atomic():
            question = HoursQuestion.objects.create(volunteer=volunteer, entry=entry, text=text.strip(), asked_at=at)
            data = {"entry": entry.pk if entry else None}
            record("volunteers.hours_question_asked", subject=question, by=by, at=at, data=data)
    except IntegrityError as error:
        raise Refused(_("You have asked about this record already. The answer comes to your messages.")) from error
    return question


@transaction.atomic
def answer_hours_question(
    *, question: HoursQuestion, outcome: str, answer: str, by: Any, at: datetime
) -> HoursQuestion:
    """Raises NotAllowed, and Refused when it is answered, without words, or "corrected" while the record stands."""
    fresh = HoursQuestion.objects.select_for_update(of=("self",)).get(pk=question.pk)
    allowed = may_answer(by, fresh)
    if not allowed:
        raise NotAllowed(allowed.reason)
    if fresh.answered_at is not None:
        raise Refused(_("This question is answered already."))
    if not answer.strip():
        raise Refused(_("Please write the answer."))
    if outcome == QuestionOutcome.CORRECTED and fresh.entry and not hasattr(fresh.entry, "reversal"):
        raise Refused(_("The record still stands as it was. Correct it first, then answer."))
    fresh.outcome, fresh.answer, fresh.answered_at, fresh.answered_by = outcome, answer.strip(), at, by
    fresh.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    record("volunteers.hours_question_answered", subject=fresh, by=by, at=at, data={"outcome": str(outcome)})
    return fresh
