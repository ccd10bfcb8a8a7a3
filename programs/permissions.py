"""Who may do what with programs."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.permissions import has_role
from accounts.roles import FEDERATION_APPROVER, SYSTEM_ADMIN
from workflow.answers import YES, Answer, no

MANAGERS = (FEDERATION_APPROVER, SYSTEM_ADMIN)


def may_manage_programs(user: Any) -> Answer:
    """Open, close, change the guide, publish terms."""
    if has_role(user, *MANAGERS):
        return YES
    return no(
        _("Only an approver of the federation or a system administrator changes programs. Please ask one of them.")
    )
