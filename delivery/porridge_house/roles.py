"""Who works with the porridge house, by role; what each may do is said in permissions.py."""

from accounts import roles

OFFICE = (roles.FEDERATION_REVIEWER,)
FINANCE = (roles.ACCOUNTANT, roles.CASHIER)
READERS = (*OFFICE, *FINANCE, roles.FEDERATION_APPROVER, roles.SUPERVISOR, roles.SYSTEM_ADMIN)
FIELD = (roles.COMMUNITY_WORKER, roles.SUBDISTRICT_OFFICER)
