"""Why somebody may look at a personal value. A purpose that is not in this table does not open anything."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Purpose:
    """`for_people`: a person may choose it in the reveal form. The others are used by the program itself."""

    code: str
    label: str | Promise
    for_people: bool = True


_TABLE = (
    Purpose("case_handling", _("Handling an application")),
    Purpose("contact", _("Calling or visiting the person")),
    Purpose("verification", _("Checking documents with another office")),
    Purpose("payment_check", _("Checking a payment")),
    Purpose("own_data", _("Looking at my own data")),
    Purpose("complaint", _("Answering a complaint or objection")),
    Purpose("emergency", _("Protecting life or health")),
    Purpose("payment_file", _("Writing a bank file"), for_people=False),
    Purpose("message_delivery", _("Sending a message to the person"), for_people=False),
    Purpose("transfer", _("Copying into another record of the portal"), for_people=False),
    Purpose("look_up", _("Searching by exact ID number"), for_people=False),
    Purpose("import_check", _("Checking an uploaded list"), for_people=False),
    Purpose("simulation", _("Trying other limits on the cases, by the program alone"), for_people=False),
    Purpose("paper", _("Opening a scanned paper"), for_people=False),
    Purpose("certificate", _("Issuing or printing a certificate of service"), for_people=False),
    Purpose("record_exchange", _("Writing volunteer records for the national system"), for_people=False),
    Purpose("duplicate_check", _("Looking for people who are registered twice"), for_people=False),
    Purpose("finder_note", _("Reading what a finder of a wristband left"), for_people=False),
    Purpose("backup_check", _("Checking that data can be read"), for_people=False),
)
PURPOSES: dict[str, Purpose] = {purpose.code: purpose for purpose in _TABLE}


def choices_for_people() -> list[tuple[str, str | Promise]]:
    return [(purpose.code, purpose.label) for purpose in _TABLE if purpose.for_people]
