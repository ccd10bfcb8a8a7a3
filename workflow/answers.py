"""The answer of a permission or guard: yes, or no with its sentence."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Answer:
    """`reason` is a sentence for the person who asked; it says what to do next. Truthy when allowed."""

    allowed: bool
    reason: str | Promise = ""

    def __bool__(self) -> bool:
        return self.allowed


YES = Answer(True)


def no(reason: str | Promise) -> Answer:
    return Answer(False, reason)


def all_of(*answers: Answer) -> Answer:
    """The first refusal, or yes."""
    return next((answer for answer in answers if not answer), YES)
