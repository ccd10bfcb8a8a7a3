"""Every change to people's records: one function per verb, audited, in one transaction."""

from beneficiaries.services.consents import GuardianMustSign, NotTheGuardian, record_consent, withdraw_consent
from beneficiaries.services.papers import (
    adopt_document,
    check_certificate,
    open_document,
    record_certificate,
    store_document,
)
from beneficiaries.services.people import (
    AccountTaken,
    PersonExists,
    attach_user,
    look_up,
    register_person,
    update_person,
)
from beneficiaries.services.ties import (
    AlreadyDeclared,
    LivesElsewhere,
    add_member,
    declare_relative,
    end_declaration,
    end_membership,
    name_guardian,
    open_household,
)

__all__ = [
    "AccountTaken",
    "AlreadyDeclared",
    "GuardianMustSign",
    "LivesElsewhere",
    "NotTheGuardian",
    "PersonExists",
    "add_member",
    "adopt_document",
    "attach_user",
    "check_certificate",
    "declare_relative",
    "end_declaration",
    "end_membership",
    "look_up",
    "name_guardian",
    "open_document",
    "open_household",
    "record_certificate",
    "record_consent",
    "register_person",
    "store_document",
    "update_person",
    "withdraw_consent",
]
