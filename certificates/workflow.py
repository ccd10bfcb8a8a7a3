"""A certificate holds from the moment it is issued; for some days it is made known inside the federation."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from certificates import permissions
from certificates.models import Certificate
from workflow.answers import YES, Answer, no
from workflow.machine import State, Transition, Workflow, sources, states, transitions


def notice_is_over(certificate: Certificate, _by: Any, at: datetime) -> Answer:
    return YES if at >= certificate.notice_until else no(_("The notice inside the federation is not over yet."))


WORKFLOW = Workflow(
    code="certificates.certificate",
    initial="on_notice",
    states=states(
        State("on_notice", _("Valid, being made known"), pgettext_lazy("certificate", "Valid"), chip="submitted"),
        State(
            "in_force", pgettext_lazy("certificate", "Valid"), pgettext_lazy("certificate", "Valid"), chip="approved"
        ),
        State(
            "revoked",
            pgettext_lazy("certificate", "Revoked"),
            pgettext_lazy("certificate", "Revoked"),
            chip="rejected",
            is_final=True,
        ),
    ),
    transitions=transitions(
        Transition(
            "end-notice",
            sources("on_notice"),
            "in_force",
            _("End the notice"),
            "certificates.notice_ended",
            guards=(notice_is_over,),
            automatic=True,
        ),
        Transition(
            "revoke",
            sources("on_notice", "in_force"),
            "revoked",
            _("Revoke the certificate"),
            "certificates.revoked",
            permission=permissions.may_revoke,
            tone="danger",
        ),
    ),
)
