"""Who works with bands."""

from accounts import roles
from beneficiaries.roles import HANDLERS

KEEPERS = (roles.FEDERATION_REVIEWER,)  # of the store: batches, sheets, allocations
BOOKKEEPERS = (roles.ACCOUNTANT,)
ISSUERS = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
DUTY = (roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)  # called when the family does not answer
READERS = (*HANDLERS, roles.SUPERVISOR, roles.SYSTEM_ADMIN)
