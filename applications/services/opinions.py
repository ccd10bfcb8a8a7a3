"""The preliminary opinion, and the amount that the rules allow."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.facts import judge
from applications.models import Application, Finding
from applications.selectors import largest_amount_fen
from programs.eligibility import Assessment, RuleResult
from programs.rules import Outcome
from protection.access import AccessContext
from workflow.machine import Refused


def refuse_amount_outside_rules(application: Application, amount_fen: int) -> None:
    """Raises Refused for nothing, and for more than the terms of the case allow."""
    largest = largest_amount_fen(application)
    if amount_fen <= 0:
        raise Refused(_("Enter an amount above zero."))
    if largest is not None and amount_fen > largest:
        raise Refused(_("The amount is above what the terms of this case allow."))


def refuse_against_the_rules(application: Application) -> None:
    """One person may not approve what the rules refuse or leave to the committee (一事一议). Raises Refused."""
    judged = judgement_against(application)
    if judged:
        raise Refused(
            _("One person may not approve against the rules: %(rules)s Refer the case to the committee.")
            % {"rules": _sentences((*judged.failed, *judged.for_committee))}
        )


def judgement_against(application: Application) -> Assessment | None:
    """The last judgement, when it refuses the case or leaves it to the committee."""
    stored = application.assessment
    judged = Assessment.from_json(stored, application.program.scheme) if stored else None
    return judged if judged and (judged.outcome is Outcome.NO or judged.needs_committee) else None


def rules_against(application: Application) -> str:
    """The codes of the rules that refuse the case or leave it to the committee, as judged last; "" for none."""
    judged = judgement_against(application)
    return ", ".join(row.rule.code for row in (*judged.failed, *judged.for_committee)) if judged else ""


def check_agreement(application: Application, amount_fen: int, *, by: Any, at: datetime) -> None:
    """T13, T14, T18: judges once more. Raises Refused when the rules refuse the case or do not give the amount."""
    application.assessment = judge(application, AccessContext(by=by, purpose="case_handling", at=at))
    application.save(update_fields=["assessment"])
    judged = Assessment.from_json(application.assessment, application.program.scheme)
    if judged.failed:
        raise Refused(
            _("The rules refuse this case: %(rules)s Refuse it, or correct the answers of the check.")
            % {"rules": _sentences(judged.failed)}
        )
    refuse_amount_outside_rules(application, amount_fen)


def _sentences(rows: Iterable[RuleResult]) -> str:
    return " ".join(f"{row.explained} ({row.rule.code})" for row in rows)


def write_opinion(application: Application, amount_fen: int, text: str, *, by: Any, at: datetime) -> Finding:
    """The preliminary opinion of the sub-district: agree, with an amount within the rules."""
    check_agreement(application, amount_fen, by=by, at=at)
    return Finding.objects.create(
        application=application,
        kind=Finding.Kind.PRELIMINARY,
        outcome=Finding.Outcome.AGREE,
        amount_fen=amount_fen,
        text=text,
        at=at,
        by=by,
    )
