"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "funds.fund_opened": _("Fund opened"),
        "funds.credited": _("Money received"),
        "funds.reserved": _("Money reserved"),
        "funds.released": _("Reservation given back"),
        "funds.settled": _("Reserved money paid"),
        "funds.voucher_reversed": _("Voucher reversed"),
        "funds.period_closed": _("Month closed"),
    },
)
