"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels

register_labels(
    {
        "funds.fund_opened": _("Fund opened"),
        "funds.credited": _("Money received"),
        "funds.booked": _("Voucher booked"),
        "funds.reserved": _("Money reserved"),
        "funds.released": _("Reservation given back"),
        "funds.settled": _("Reserved money paid"),
        "funds.voucher_reversed": _("Voucher reversed"),
        "funds.bank_statement_imported": _("Bank statement taken in"),
        "funds.bank_lines_matched": _("Bank lines matched by the portal"),
        "funds.bank_line_matched": _("Bank line matched"),
        "funds.bank_line_unmatched": _("Match with the bank taken back"),
        "funds.bank_line_explained": _("Bank line explained"),
        "funds.account_added": _("Account added to the chart or renamed"),
        "funds.rules_set": _("Rules of the books set"),
        "funds.slip_prepared": _("Entry prepared"),
        "funds.slip_booked": _("Prepared entry booked"),
        "funds.slip_refused": _("Prepared entry refused"),
        "funds.vouchers_sealed": _("Vouchers of before digests sealed"),
        "funds.period_closed": _("Month closed"),
        "funds.money_exported": _("Money in and out exported"),
    },
    sources={"funds.period_end": _("Income and costs carried forward")},
)
