"""Which roles see the register, and which may open what is masked there."""

from accounts import roles

HANDLERS = (
    roles.COMMUNITY_WORKER,
    roles.SUBDISTRICT_OFFICER,
    roles.FEDERATION_REVIEWER,
    roles.FEDERATION_APPROVER,
)
REGISTRY_READERS = (*HANDLERS, roles.BUREAU_VERIFIER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)
REVEALERS = (*HANDLERS, roles.BUREAU_VERIFIER)
REGISTRARS = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER, roles.FEDERATION_REVIEWER)
ACCESS_LOG_READERS = (roles.SUPERVISOR,)
