"""Teams, volunteers, activities, shifts, sign-ups, attendance and hours."""

from volunteers.models.hours import Attendance, HoursEntry
from volunteers.models.people import VolunteerProfile, VolunteerTeam, VolunteerTraining
from volunteers.models.shifts import Activity, Shift, ShiftRole
from volunteers.models.signups import Signup

__all__ = [
    "Activity",
    "Attendance",
    "HoursEntry",
    "Shift",
    "ShiftRole",
    "Signup",
    "VolunteerProfile",
    "VolunteerTeam",
    "VolunteerTraining",
]
