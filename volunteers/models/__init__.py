"""Teams, volunteers, activities, shifts, sign-ups, attendance, hours and honours."""

from volunteers.models.calendars import CalendarFeed
from volunteers.models.checkins import AbsenceAppeal, CheckinEvent
from volunteers.models.claims import HoursClaim, HoursQuestion
from volunteers.models.families import FamilyLink
from volunteers.models.finding import MatchingChoice, ShiftAsk
from volunteers.models.honours import Evaluation, VolunteerAward
from volunteers.models.hours import Attendance, HoursEntry
from volunteers.models.messages import LeaderMessage, MessageRecipient
from volunteers.models.people import VolunteerProfile, VolunteerTeam, VolunteerTraining
from volunteers.models.projects import BrandProject
from volunteers.models.requests import ServiceRequest
from volunteers.models.risks import RiskAcceptance, RiskNotice
from volunteers.models.series import SeriesOccurrence, SeriesTask, ShiftSeries
from volunteers.models.shifts import Activity, Shift, ShiftRole
from volunteers.models.signups import Signup
from volunteers.models.skills import FreeTime, InsurancePolicy, Qualification, QualificationKind, Skill, VolunteerSkill
from volunteers.models.standing import ShiftWatch, StandingPlace
from volunteers.models.teams import JoinRequest, TeamMembership
from volunteers.models.wanted import ActivitySkill

__all__ = [
    "AbsenceAppeal",
    "Activity",
    "ActivitySkill",
    "Attendance",
    "BrandProject",
    "CalendarFeed",
    "CheckinEvent",
    "Evaluation",
    "FamilyLink",
    "FreeTime",
    "HoursClaim",
    "HoursEntry",
    "HoursQuestion",
    "InsurancePolicy",
    "JoinRequest",
    "LeaderMessage",
    "MatchingChoice",
    "MessageRecipient",
    "Qualification",
    "QualificationKind",
    "RiskAcceptance",
    "RiskNotice",
    "SeriesOccurrence",
    "SeriesTask",
    "ServiceRequest",
    "Shift",
    "ShiftAsk",
    "ShiftRole",
    "ShiftSeries",
    "ShiftWatch",
    "Signup",
    "Skill",
    "StandingPlace",
    "TeamMembership",
    "VolunteerAward",
    "VolunteerProfile",
    "VolunteerSkill",
    "VolunteerTeam",
    "VolunteerTraining",
]
