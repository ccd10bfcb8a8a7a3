"""Everything that changes volunteers, shifts, sign-ups and hours."""

from volunteers.locking import Busy
from volunteers.services.attendance import Mark, confirm_roster, correct_attendance, mark_attendance, mark_roster
from volunteers.services.profiles import record_training, register_volunteer, update_profile
from volunteers.services.shifts import (
    MoveBreaks,
    RolePlan,
    cancel_shift,
    change_capacity,
    close_shift,
    create_shift,
    move_shift,
    open_shift,
    plan_shift,
)
from volunteers.services.signups import (
    NotTaken,
    cancel_signup,
    fill_free_places,
    release_signup,
    sign_up,
    sign_up_for_all,
)

__all__ = [
    "Busy",
    "Mark",
    "MoveBreaks",
    "NotTaken",
    "RolePlan",
    "cancel_shift",
    "cancel_signup",
    "change_capacity",
    "close_shift",
    "confirm_roster",
    "correct_attendance",
    "create_shift",
    "fill_free_places",
    "mark_attendance",
    "mark_roster",
    "move_shift",
    "open_shift",
    "plan_shift",
    "record_training",
    "register_volunteer",
    "release_signup",
    "sign_up",
    "sign_up_for_all",
    "update_profile",
]
