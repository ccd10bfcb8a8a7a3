"""Every change to people's records: one function per verb, audited, in one transaction."""

from beneficiaries.services.consents import GuardianMustSign, NotTheGuardian, record_consent, withdraw_consent
from beneficiaries.services.door import LooksLike, RegisteredElsewhere, knock, recognise, register_newcomer
from beneficiaries.services.duplicates import find_duplicates, index_old_addresses
from beneficiaries.services.economy import declare_income, declare_property, set_standing, take_back_declaration
from beneficiaries.services.households import CannotChange, change_head, merge_households, split_household
from beneficiaries.services.merging import (
    AlreadyMerged,
    LeadsAHousehold,
    merge_people,
    put_off,
    tell_apart,
    undo_merge,
)
from beneficiaries.services.papers import (
    StoredFile,
    adopt_document,
    adopt_documents,
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
from beneficiaries.services.validity import publish_paper_validity

__all__ = [
    "AccountTaken",
    "AlreadyDeclared",
    "AlreadyMerged",
    "CannotChange",
    "GuardianMustSign",
    "LeadsAHousehold",
    "LivesElsewhere",
    "LooksLike",
    "NotTheGuardian",
    "PersonExists",
    "RegisteredElsewhere",
    "StoredFile",
    "add_member",
    "adopt_document",
    "adopt_documents",
    "attach_user",
    "change_head",
    "check_certificate",
    "declare_income",
    "declare_property",
    "declare_relative",
    "end_declaration",
    "end_membership",
    "find_duplicates",
    "index_old_addresses",
    "knock",
    "look_up",
    "merge_households",
    "merge_people",
    "name_guardian",
    "open_document",
    "open_household",
    "publish_paper_validity",
    "put_off",
    "recognise",
    "record_certificate",
    "record_consent",
    "register_newcomer",
    "register_person",
    "set_standing",
    "split_household",
    "store_document",
    "take_back_declaration",
    "tell_apart",
    "undo_merge",
    "update_person",
    "withdraw_consent",
]
