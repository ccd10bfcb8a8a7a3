"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "imports.list_discarded": _("Uploaded list discarded"),
        "imports.list_emptied": _("Uploaded list emptied after its time"),
        "imports.list_staged": _("List uploaded and checked"),
        "imports.row_corrected": _("Line of a list corrected"),
        "imports.take_over_begun": _("Taking over a list begun"),
    }
)
