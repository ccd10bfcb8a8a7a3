"""What of this app may be opened, and by whom (protection.registry)."""

from beneficiaries import permissions
from beneficiaries.models import HardshipCertificate, Person
from beneficiaries.selectors import certificates_visible_to
from protection.registry import register_revealable

register_revealable(Person, fields=("id_number", "phone", "bank_account", "address"), may_reveal=permissions.may_reveal)
register_revealable(
    HardshipCertificate,
    fields=("number",),
    may_reveal=permissions.may_reveal_certificate,
    visible_to=certificates_visible_to,
)
