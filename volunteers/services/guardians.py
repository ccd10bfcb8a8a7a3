"""Whether the guardian named now is the person who agreed (Henan Volunteer Service Regulations art. 8).

A name alone says little: two people have the same, and one person is written in two ways. The person is known by the
account with which he agreed, else by telephone and name together; of the number only the blind index is compared.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import User
from protection.indexing import index_of
from volunteers.models import VolunteerProfile


@dataclass(frozen=True)
class Guardian:
    """`phone` is the blind index; None where the number was entered before there was one, or there is no number."""

    name: str
    phone: str | None
    phone_mask: str
    account: User | None


def guardian_of(profile: VolunteerProfile) -> Guardian:
    account = profile.guardian_account if profile.guardian_account_id else None
    return Guardian(_plain(profile.guardian_name), profile.guardian_phone_index, profile.guardian_phone_mask, account)


def is_another(before: Guardian, profile: VolunteerProfile, changes: Mapping[str, Any]) -> bool:
    """`changes` are those that led to `profile`. Without a guardian before, nobody agreed who could be another."""
    if not (before.name or before.phone_mask or before.account):
        return False
    after = guardian_of(profile)
    if _same_phone(before, after) and before.name in ("", after.name):
        return False
    return not _is_account(before.account, after, changes)


def _same_phone(before: Guardian, after: Guardian) -> bool:
    """What was not known before says nothing against the same person."""
    if before.phone is None:
        return before.phone_mask in ("", after.phone_mask)
    return before.phone == after.phone


def _is_account(account: User | None, after: Guardian, changes: Mapping[str, Any]) -> bool:
    """The person of the account, written otherwise or with another number."""
    if account is None:
        return False
    phone = changes.get("guardian_phone")
    if phone:
        return account.phone_index is not None and index_of(User, "phone", phone) == account.phone_index
    return after.name == _plain(account.display_name)


def _plain(name: str) -> str:
    """Without differences of width, case and spaces, which are no other name."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())
