"""The table of roles. A role is granted per area (RoleGrant); what it may do is said next to each action."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

APPLICANT = "applicant"
COMMUNITY_WORKER = "community_worker"
SUBDISTRICT_OFFICER = "subdistrict_officer"
BUREAU_VERIFIER = "bureau_verifier"
FEDERATION_REVIEWER = "federation_reviewer"
FEDERATION_APPROVER = "federation_approver"
COMMITTEE_MEMBER = "committee_member"
ACCOUNTANT = "accountant"
CASHIER = "cashier"
SUPERVISOR = "supervisor"
SYSTEM_ADMIN = "system_admin"
PARTNER_OPERATOR = "partner_operator"
VOLUNTEER = "volunteer"
TEAM_LEADER = "team_leader"


@dataclass(frozen=True)
class Role:
    """`is_staff`: works with other people's cases, so short sessions and a second factor. `enters_admin`: /admin/."""

    code: str
    label: str | Promise
    is_staff: bool = False
    enters_admin: bool = False

    @property
    def needs_second_factor(self) -> bool:
        return self.is_staff


ROLES = (
    Role(APPLICANT, _("applicant")),
    Role(COMMUNITY_WORKER, _("community work station worker"), is_staff=True),
    Role(SUBDISTRICT_OFFICER, _("sub-district officer"), is_staff=True),
    Role(BUREAU_VERIFIER, _("verifier of the Social Affairs Bureau"), is_staff=True),
    Role(FEDERATION_REVIEWER, _("federation reviewer"), is_staff=True, enters_admin=True),
    Role(FEDERATION_APPROVER, _("federation approver"), is_staff=True, enters_admin=True),
    Role(COMMITTEE_MEMBER, _("review committee member"), is_staff=True),
    Role(ACCOUNTANT, _("accountant"), is_staff=True, enters_admin=True),
    Role(CASHIER, _("cashier"), is_staff=True),
    Role(SUPERVISOR, _("supervisor"), is_staff=True, enters_admin=True),
    Role(SYSTEM_ADMIN, _("system administrator"), is_staff=True, enters_admin=True),
    Role(PARTNER_OPERATOR, _("partner's clerk")),
    Role(VOLUNTEER, _("volunteer")),
    Role(TEAM_LEADER, _("volunteer team leader")),
)
BY_CODE = {role.code: role for role in ROLES}
STAFF = frozenset(role.code for role in ROLES if role.is_staff)
ADMIN = frozenset(role.code for role in ROLES if role.enters_admin)


def role_choices() -> list[tuple[str, str | Promise]]:
    return [(role.code, role.label) for role in ROLES]
