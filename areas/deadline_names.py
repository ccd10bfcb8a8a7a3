"""The lanes and steps of the deadlines in words; a lane or step that is not here shows its code."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

LANES: dict[str, str | Promise] = {
    "standard": _("Standard procedure"),
    "emergency": _("Emergency procedure"),
    "in_kind": _("Goods and services"),
    "judicial": _("Judicial procedure"),
    "complaint": _("Complaints"),
    "sample": _("Checks after payment"),
}
STEPS: dict[str, str | Promise] = {
    "accept": pgettext_lazy("deadline", "Check whether the application is complete"),
    "supplement": pgettext_lazy("deadline", "Family hands in missing papers"),
    "verify": pgettext_lazy("deadline", "Other bodies answer"),
    "survey_start": pgettext_lazy("deadline", "Begin the survey"),
    "survey": pgettext_lazy("deadline", "Home survey"),
    "counter_evidence": pgettext_lazy("deadline", "Family answers to what the data show"),
    "appraise": pgettext_lazy("deadline", "Democratic appraisal"),
    "prelim": pgettext_lazy("deadline", "Preliminary opinion"),
    "publicity": pgettext_lazy("deadline", "Public notice"),
    "objection": pgettext_lazy("deadline", "Answer an objection"),
    "final": pgettext_lazy("deadline", "Decision"),
    "pay": pgettext_lazy("deadline", "Payment"),
    "deliver": pgettext_lazy("deadline", "Hand over the goods"),
    "total": pgettext_lazy("deadline", "The whole case"),
    "total_extended": pgettext_lazy("deadline", "The whole case, extended"),
    "refusal_notice": pgettext_lazy("deadline", "Send the refusal"),
    "reconsideration_ask": pgettext_lazy("deadline", "Ask for reconsideration"),
    "reconsideration_answer": pgettext_lazy("deadline", "Answer a reconsideration"),
    "follow_up_start": pgettext_lazy("deadline", "Begin the follow-up"),
    "follow_up": pgettext_lazy("deadline", "Follow-up"),
    "recover": pgettext_lazy("deadline", "Recover the money"),
    "contact": pgettext_lazy("deadline", "First call"),
    "paperwork": pgettext_lazy("deadline", "Papers after an emergency"),
    "answer": pgettext_lazy("deadline", "Answer the complaint"),
    "payment_check": pgettext_lazy("deadline", "Ask the payee"),
    "payment_finding": pgettext_lazy("deadline", "Clear up a finding"),
}
