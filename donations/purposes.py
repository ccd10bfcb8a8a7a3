"""What a gift is for, in words."""

from typing import Any

from django.utils.translation import gettext as _

from donations.choices import Restriction
from funds.memos import scheme_name


def purpose_in_words(row: Any) -> str:
    """Of a gift or of a change of use."""
    if row.restriction == Restriction.SCHEME:
        return _("For: %(scheme)s") % {"scheme": scheme_name(row.scheme)}
    if row.restriction == Restriction.PROJECT:
        return _("For the project %(project)s") % {"project": row.project}
    if row.restriction == Restriction.AREA:
        return _("For %(area)s") % {"area": row.area}
    if row.restriction == Restriction.TIME:
        return _("To be used until %(day)s") % {"day": row.use_by.isoformat()}
    return str(Restriction.UNRESTRICTED.label)
