"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from donations.timeline import LABELS
from donations.workflow import CHANGE, GIFT, PLEDGE

register_labels(
    {
        **LABELS,
        "donations.donor_entered": _("Donor entered"),
        "donations.public_name_chosen": _("Public name chosen by the donor"),
        "donations.pledge_made": _("Pledge made"),
        "donations.pledge_kept": _("Pledge kept"),
        "donations.pledge_reopened": _("Pledge open again"),
        "donations.pledge_reduced": _("Pledge smaller: a matched gift was given back"),
        "donations.pledge_released": _("Pledge ended: nothing is owed any more"),
        "donations.pledge_withdrawn": _("Pledge withdrawn"),
        "donations.agreement_recorded": _("Donation agreement recorded"),
        "donations.use_change_proposed": _("Change of use proposed"),
        "donations.use_changed": _("Change of use put into force"),
        "donations.use_change_refused": _("Change of use refused"),
        "donations.campaign_made": _("Campaign prepared"),
        "donations.campaign_changed": _("Plan of a campaign changed"),
        "donations.campaign_published": _("Campaign published"),
        "donations.cost_added": _("Cost of a campaign entered"),
        "donations.reach_counted": _("People reached by a campaign counted"),
        "donations.pool_opened": _("Matching pool entered"),
        "donations.pool_calculated": _("Matching pool calculated"),
        "donations.pool_confirmed": _("Matching pool confirmed"),
        "donations.pool_settled": _("Matching pool paid"),
        "donations.pool_ended": _("Matching pool ended: the sponsor withdrew"),
        "donations.matches_taken_back": _("Matches taken back: the sponsor does not pay them"),
        "donations.exported": _("Donations exported"),
        "donations.file_staged": _("File of donations uploaded"),
        "donations.columns_named": _("Columns of a file of donations named"),
        "donations.taking_begun": _("Taking over a file of donations begun"),
        "donations.file_discarded": _("File of donations discarded"),
        "donations.file_emptied": _("File of donations emptied after its time"),
    },
    states={
        "donations.donation": GIFT.states,
        "donations.pledge": PLEDGE.states,
        "donations.usechange": CHANGE.states,
    },
)
