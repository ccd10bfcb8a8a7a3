"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from applications.selectors import EVENT_LABELS
from applications.states import STATES
from audit.labels import register_labels

register_labels(
    {
        **EVENT_LABELS,
        "applications.approval_level_set": _("Approval level set"),
        "applications.case_due": _("Reminder: case due soon"),
        "applications.case_late": _("Leader told: case late"),
        "applications.case_overdue": _("Reminder: case overdue"),
        "applications.case_very_late": _("Supervisors told: case very late"),
        "applications.check_overdue": _("Reminder: check not answered"),
        "applications.termination_overdue": _("Reminder: proposed termination not answered"),
        "applications.refusal_letter_due": _("Reminder: letter of refusal to be given"),
        "applications.refusal_letter_overdue": _("Reminder: letter of refusal overdue"),
        "applications.visit_due": _("Reminder: home visit due"),
        "applications.draft_started": _("Draft started"),
        "applications.draft_step_done": _("Page of a draft filled in"),
        "applications.draft_paper_added": _("Paper added to a draft"),
        "applications.draft_paper_removed": _("Paper removed from a draft"),
        "applications.draft_discarded": _("Draft deleted"),
        "applications.exported": _("Worklist exported"),
        "applications.meetings_exported": _("Meetings exported"),
        "applications.minutes_written": _("Minutes written"),
        "applications.unclaimed_aid_found": _("Unclaimed aid found"),
        "applications.unclaimed_aid_dismissed": _("Unclaimed aid dismissed"),
        "applications.unclaimed_aid_restored": _("Unclaimed aid looked at again"),
        "applications.unclaimed_aid_started": _("Application started for unclaimed aid"),
        "applications.unclaimed_aid_exported": _("List of unclaimed aid exported"),
        "applications.aid_ends": _("Reminder: aid ends soon"),
        "applications.renewal_block_confirmed": _("Block of a renewal confirmed"),
        "applications.renewal_started": _("Renewal started"),
        "applications.seat_handed_over": _("Seat in a meeting handed over"),
        "applications.work_weight_set": _("Weight of work changed"),
    },
    states={"applications.application": STATES},
)
