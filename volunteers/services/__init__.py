"""Everything that changes volunteers, shifts, sign-ups and hours."""

from volunteers.locking import Busy
from volunteers.services.absences import answer_appeal, appeal_absence
from volunteers.services.adding import add_new_to_shift, add_to_shift
from volunteers.services.answering import accept_place, approve_signup, decline_place, refuse_signup
from volunteers.services.attendance import Mark, confirm_roster, correct_attendance, mark_attendance, mark_roster
from volunteers.services.checkins import Sighting, check_in_or_out, close_over
from volunteers.services.claims import (
    Described,
    back_fill_hours,
    claim_hours,
    refuse_claim,
    reverse_hours,
    review_claim,
    withdraw_claim,
)
from volunteers.services.honours import evaluate_activity, evaluate_volunteer, record_award
from volunteers.services.leaving import Leaving, can_come_after_all, cannot_come
from volunteers.services.profiles import record_training, register_volunteer, update_profile
from volunteers.services.questions import answer_hours_question, ask_about_hours
from volunteers.services.shifts import (
    MoveBreaks,
    RolePlan,
    cancel_shift,
    change_capacity,
    close_shift,
    create_shift,
    enter_past_shift,
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
from volunteers.services.standing import end_standing_place, fill_standing_places, take_standing_place
from volunteers.services.watching import unwatch_shift, watch_shift

__all__ = [
    "Busy",
    "Described",
    "Leaving",
    "Mark",
    "MoveBreaks",
    "NotTaken",
    "RolePlan",
    "Sighting",
    "accept_place",
    "add_new_to_shift",
    "add_to_shift",
    "answer_appeal",
    "answer_hours_question",
    "appeal_absence",
    "approve_signup",
    "ask_about_hours",
    "back_fill_hours",
    "can_come_after_all",
    "cancel_shift",
    "cancel_signup",
    "cannot_come",
    "change_capacity",
    "check_in_or_out",
    "claim_hours",
    "close_over",
    "close_shift",
    "confirm_roster",
    "correct_attendance",
    "create_shift",
    "decline_place",
    "end_standing_place",
    "enter_past_shift",
    "evaluate_activity",
    "evaluate_volunteer",
    "fill_free_places",
    "fill_standing_places",
    "mark_attendance",
    "mark_roster",
    "move_shift",
    "open_shift",
    "plan_shift",
    "record_award",
    "record_training",
    "refuse_claim",
    "refuse_signup",
    "register_volunteer",
    "release_signup",
    "reverse_hours",
    "review_claim",
    "sign_up",
    "sign_up_for_all",
    "take_standing_place",
    "unwatch_shift",
    "update_profile",
    "watch_shift",
    "withdraw_claim",
]
