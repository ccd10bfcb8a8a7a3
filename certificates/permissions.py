"""Who may issue, revoke and read certificates, and hand data to the national system."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from certificates.models import Certificate
from certificates.models.certificates import ISSUERS
from volunteers.models import VolunteerProfile
from volunteers.models.people import OVERSEERS
from workflow.answers import YES, Answer, no

UNIT = (roles.VOLUNTEER, roles.TEAM_LEADER, roles.FEDERATION_APPROVER, *OVERSEERS)


def may_issue(user: Any, volunteer: VolunteerProfile) -> Answer:
    """Everybody for himself, free of charge (Order 67 art. 14); the reviewers of the federation for anybody."""
    if volunteer.user_id == user.pk or has_role(user, *ISSUERS):
        return YES
    return no(_("A certificate is asked for by the volunteer or by the reviewers of the federation."))


def may_revoke(user: Any, certificate: Certificate) -> Answer:
    if not has_role(user, *ISSUERS):
        return no(_("Certificates are revoked by the reviewers of the federation."))
    if certificate.volunteer.user_id == user.pk:
        return no(_("This is your own certificate. Somebody else has to look at it."))
    return YES


def may_open_office(user: Any) -> Answer:
    if has_role(user, *OVERSEERS):
        return YES
    return no(_("The register of certificates belongs to the federation."))


def may_issue_many(user: Any) -> Answer:
    if has_role(user, *ISSUERS):
        return YES
    return no(_("Certificates for many people are issued by the reviewers of the federation."))


def may_export_records(user: Any) -> Answer:
    if has_role(user, *ISSUERS):
        return YES
    return no(_("Records are handed to the national system by the reviewers of the federation."))


def may_see_notices(user: Any) -> Answer:
    """Certificates are made known inside the unit (guidance 2015 No. 149): its volunteers, leaders and staff."""
    if has_role(user, *UNIT):
        return YES
    return no(_("Certificates are made known to the volunteers and staff of the federation."))
