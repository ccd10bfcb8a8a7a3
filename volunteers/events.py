"""The events of this app in words, for the audit log of the back office."""

from django.utils.translation import gettext_lazy as _

from audit.labels import register_labels
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW

register_labels(
    {
        "volunteers.registered": _("Volunteer registered"),
        "volunteers.profile_updated": _("Details of a volunteer changed"),
        "volunteers.training_recorded": _("Training recorded"),
        "volunteers.attendance_marked": _("Attendance marked"),
        "volunteers.roster_confirmed": _("Roster confirmed"),
        "volunteers.capacity_changed": _("Places of a shift changed"),
        "volunteers.shift_planned": _("Shift planned"),
        "volunteers.shift_opened": _("Shift opened"),
        "volunteers.shift_moved": _("Shift moved"),
        "volunteers.shift_cancelled": _("Shift cancelled"),
        "volunteers.shift_closed": _("Shift closed"),
        "volunteers.shift_soon": _("Reminder: shift soon"),
        "volunteers.shift_tomorrow": _("Reminder: shift tomorrow"),
        "volunteers.joined_waiting_list": _("Joined the waiting list"),
        "volunteers.signup_confirmed": _("Signed up"),
        "volunteers.signup_promoted": _("Moved up from the waiting list"),
        "volunteers.signup_cancelled": _("Sign-up cancelled"),
        "volunteers.signup_released": _("Place given back"),
        "volunteers.signup_voided": _("Sign-up void: shift cancelled"),
    },
    states={"volunteers.shift": SHIFT_WORKFLOW.states, "volunteers.signup": SIGNUP_WORKFLOW.states},
)
