"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from programs.workflow import WORKFLOW

register_labels(
    {
        "programs.created": _("Program created"),
        "programs.opened": _("Program opened"),
        "programs.closed": _("Program closed"),
        "programs.guide_updated": _("Guide page changed"),
        "programs.terms_published": _("Terms published"),
        "programs.figure_published": _("Policy figure published"),
    },
    states={"programs.program": WORKFLOW.states},
    sources={"demo.opening": _("demonstration")},
)
