"""The preliminary opinion, and the amount that the rules allow."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from applications.facts import judge
from applications.models import Application, Finding
from applications.selectors import largest_amount_fen
from programs.eligibility import Assessment
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
    codes = rules_against(application)
    if codes:
        raise Refused(
            _("The rules do not support an approval by one person (%(rules)s). Refer the case to the committee.")
            % {"rules": codes}
        )


def rules_against(application: Application) -> str:
    """The codes of the rules that refuse the case or leave it to the committee, as judged last; "" for none."""
    stored = application.assessment
    judged = Assessment.from_json(stored, application.program.scheme) if stored else None
    if judged and (judged.outcome is Outcome.NO or judged.needs_committee):
        return ", ".join(row.rule.code for row in (*judged.failed, *judged.for_committee))
    return ""


def write_opinion(application: Application, amount_fen: int, text: str, *, by: Any, at: datetime) -> Finding:
    """The preliminary opinion of the sub-district: agree, with an amount within the rules, judged once more."""
    application.assessment = judge(application, AccessContext(by=by, purpose="case_handling", at=at))
    application.save(update_fields=["assessment"])
    refuse_amount_outside_rules(application, amount_fen)
    return Finding.objects.create(
        application=application,
        kind=Finding.Kind.PRELIMINARY,
        outcome=Finding.Outcome.AGREE,
        amount_fen=amount_fen,
        text=text,
        at=at,
        by=by,
    )
