"""Lists of coordinators as files: sign-ups of a season with what came of them, activities, shifts, volunteers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Q, QuerySet, Sum, Value
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts import roles
from accounts.permissions import has_role
from jobs.list_exports import ListExport
from protection.access import AccessContext
from protection.sealing import unseal_fields_of_many
from volunteers.choices import HoursKind
from volunteers.models import Activity, Shift, ShiftRole, Signup, VolunteerProfile
from volunteers.permissions_of_coordination import may_coordinate, may_read_names
from volunteers.season.periods import BadSeason, Season, quarter_of, season_from
from volunteers.workflow import SHIFT_WORKFLOW, SIGNUP_WORKFLOW
from web.names import masked as masked_name
from web.spreadsheet import Column, Kind
from workflow.answers import YES, Answer

SEALED = ("id_number", "emergency_contact", "health_limits", "guardian_phone")


def _attendance(signup: Any) -> Any:
    return getattr(signup, "attendance", None)


def _named(rows: QuerySet[Any], user: Any) -> QuerySet[Any]:
    return rows.annotate(is_named=Value(bool(may_read_names(user)), BooleanField()))


def _name(profile: VolunteerProfile, row: Any) -> str:
    return profile.name if row.is_named else masked_name(profile.name)


def _season_of(filters: Mapping[str, Any]) -> Season:
    return Season(date.fromisoformat(filters["first"]), date.fromisoformat(filters["last"]))


class SeasonExport(ListExport):
    """Of the teams that the reader runs, or of all for overseers; ?from= and ?until= as on the page of the season."""

    event = "volunteers.shifts_exported"

    def may_export(self, user: Any) -> Answer:
        return may_coordinate(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        """Days that are no season are the quarter of today, as on the page."""
        try:
            season = season_from(query, localdate(at))
        except BadSeason:
            season = quarter_of(localdate(at))
        return {"first": f"{season.first}", "last": f"{season.last}"}


SIGNUP_COLUMNS = (
    Column(_("number"), lambda s: s.pk, Kind.INTEGER),
    Column(_("activity"), lambda s: s.shift.activity.title, width=24),
    Column(_("field of service"), lambda s: s.shift.activity.get_field_display()),
    Column(_("community"), lambda s: s.shift.activity.area),
    Column(_("volunteer team"), lambda s: s.shift.activity.team, width=20),
    Column(_("task"), lambda s: s.role),
    Column(_("starts at"), lambda s: s.shift.starts_at, Kind.TIME),
    Column(_("ends at"), lambda s: s.shift.ends_at, Kind.TIME),
    Column(_("state of the shift"), lambda s: SHIFT_WORKFLOW.states[s.shift.state].label),
    Column(_("volunteer number"), lambda s: s.volunteer),
    Column(_("name"), lambda s: _name(s.volunteer, s)),
    Column(_("people"), lambda s: s.party_size, Kind.INTEGER),
    Column(_("signed up by"), lambda s: s.get_source_display()),
    Column(_("signed up at"), lambda s: s.signed_up_at, Kind.TIME),
    Column(_("state"), lambda s: SIGNUP_WORKFLOW.states[s.state].label),
    Column(_("attendance"), lambda s: _attendance(s).get_outcome_display() if _attendance(s) else ""),
    Column(_("came at"), lambda s: _attendance(s).actual_in if _attendance(s) else None, Kind.TIME),
    Column(_("left at"), lambda s: _attendance(s).actual_out if _attendance(s) else None, Kind.TIME),
    Column(_("minutes credited"), lambda s: s.minutes, Kind.INTEGER),
)


class SeasonSignups(SeasonExport):
    """Every sign-up of the shifts that begin in the season, cancelled ones too: what the figures are counted from."""

    code = "season_signups"
    title = _("Sign-ups of a season")
    event = "volunteers.signups_exported"

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        season = _season_of(filters)
        shifts = Shift.objects.led_by(user).between(season.start, season.end).order_by()
        service = Q(attendance__hours__kind=HoursKind.SERVICE)
        rows = Signup.objects.filter(shift__in=shifts.values("pk"))
        rows = rows.select_related("shift__activity__team", "shift__activity__area", "role", "volunteer", "attendance")
        rows = rows.annotate(minutes=Sum("attendance__hours__minutes", filter=service, default=0))
        return _named(rows.defer(*(f"volunteer__{name}" for name in SEALED)), user)

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("shift__starts_at", "id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return SIGNUP_COLUMNS


TASK_COLUMNS = (
    Column(_("number"), lambda r: r.shift_id, Kind.INTEGER),
    Column(_("activity"), lambda r: r.shift.activity.title, width=24),
    Column(_("field of service"), lambda r: r.shift.activity.get_field_display()),
    Column(_("community"), lambda r: r.shift.activity.area),
    Column(_("volunteer team"), lambda r: r.shift.activity.team, width=20),
    Column(_("starts at"), lambda r: r.shift.starts_at, Kind.TIME),
    Column(_("ends at"), lambda r: r.shift.ends_at, Kind.TIME),
    Column(_("place"), lambda r: r.shift.place, width=24),
    Column(_("state"), lambda r: SHIFT_WORKFLOW.states[r.shift.state].label),
    Column(_("task"), lambda r: r),
    Column(_("least number of people"), lambda r: r.minimum, Kind.INTEGER),
    Column(_("places"), lambda r: r.capacity, Kind.INTEGER),
    Column(_("have a place"), lambda r: r.confirmed, Kind.INTEGER),
    Column(_("roster confirmed at"), lambda r: r.shift.roster_confirmed_at, Kind.TIME),
)


class SeasonShifts(SeasonExport):
    """One line per task; drafts and cancelled shifts are told by their state."""

    code = "season_shifts"
    title = _("Shifts of a season")

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        season = _season_of(filters)
        shifts = Shift.objects.led_by(user).between(season.start, season.end).order_by()
        confirmed = Sum("signups__party_size", filter=Q(signups__state="confirmed"), default=0)
        rows = ShiftRole.objects.filter(shift__in=shifts.values("pk")).annotate(confirmed=confirmed)
        return rows.select_related("shift__activity__team", "shift__activity__area")

    def order(self, filters: Mapping[str, Any]) -> tuple[str, ...]:
        return ("shift__starts_at", "id")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return TASK_COLUMNS


ACTIVITY_COLUMNS = (
    Column(_("number"), lambda a: a.pk, Kind.INTEGER),
    Column(_("activity"), lambda a: a.title, width=24),
    Column(_("field of service"), lambda a: a.get_field_display()),
    Column(_("volunteer team"), lambda a: a.team, width=20),
    Column(_("branded project"), lambda a: a.project),
    Column(_("place"), lambda a: a.place_zh, width=24),
    Column(_("community"), lambda a: a.area),
    Column(_("risk"), lambda a: a.get_risk_level_display()),
    Column(_("minimum age"), lambda a: a.min_age, Kind.INTEGER),
    Column(_("accident insurance required"), lambda a: _("yes") if a.insurance_required else _("no")),
    Column(_("training required"), lambda a: a.get_training_required_display()),
    Column(_("qualification required"), lambda a: a.qualification_required),
)


class Activities(SeasonExport):
    code = "activities"
    title = _("Activities")

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        rows = Activity.objects.planned_by(user)
        return rows.select_related("team", "project", "area", "qualification_required")

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return ACTIVITY_COLUMNS


@dataclass(frozen=True)
class ShownVolunteer:
    """The sealed values are masks, or what they hide where they were opened."""

    profile: Any
    emergency_contact: str
    guardian_phone: str


PROFILE_COLUMNS = (
    Column(_("volunteer number"), lambda v: v.profile),
    Column(_("name"), lambda v: _name(v.profile, v.profile)),
    Column(_("ID number"), lambda v: v.profile.id_number_mask, width=22),
    Column(_("lives in"), lambda v: v.profile.area),
    Column(_("registered at"), lambda v: v.profile.registered_at, Kind.TIME),
    Column(_("identity checked at"), lambda v: v.profile.verified_at, Kind.TIME),
    Column(_("emergency contact"), lambda v: v.emergency_contact, width=28),
    Column(_("guardian's telephone"), lambda v: v.guardian_phone),
    Column(_("guardian agreed on"), lambda v: v.profile.guardian_consent_on, Kind.DATE),
    Column(_("accident insurance valid until"), lambda v: v.profile.insurance_until, Kind.DATE),
    Column(_("national volunteer number"), lambda v: v.profile.external_no),
    Column(_("minutes of service"), lambda v: v.profile.minutes, Kind.INTEGER),
)


class Volunteers(SeasonExport):
    """Everybody whom the reader may see. The reviewers of the federation may open what stands behind the masks, with a
    purpose and a reason; ID numbers stay masked for everybody."""

    code = "volunteers"
    title = _("List of volunteers")
    event = "volunteers.people_exported"
    sealed = ("emergency_contact", "guardian_phone")

    def may_open(self, user: Any) -> Answer:
        return YES if has_role(user, roles.FEDERATION_REVIEWER) else super().may_open(user)

    def filters(self, query: Mapping[str, Any], user: Any, at: datetime) -> dict[str, Any]:
        return {}

    def rows(self, filters: Mapping[str, Any], user: Any, at: datetime) -> QuerySet:
        service = Q(hours__kind=HoursKind.SERVICE)
        rows = VolunteerProfile.objects.visible_to(user).annotate(
            minutes=Sum("hours__minutes", filter=service, default=0)
        )
        return _named(rows.select_related("area").defer(*SEALED), user)

    def columns(self, *, is_full: bool) -> Sequence[Column]:
        return PROFILE_COLUMNS

    def shown(self, items: Sequence[Any]) -> Iterable[ShownVolunteer]:
        return (ShownVolunteer(row, row.emergency_contact_mask, row.guardian_phone_mask) for row in items)

    def opened(self, items: Sequence[Any], access: AccessContext) -> Iterable[ShownVolunteer]:
        rows = VolunteerProfile.objects.filter(pk__in=[row.pk for row in items])
        values = unseal_fields_of_many(rows, self.sealed, access)
        for masked in self.shown(items):
            plain = values.get(masked.profile.pk)
            yield ShownVolunteer(masked.profile, **plain) if plain else masked


SIGNUPS_OF_SEASON, SHIFTS_OF_SEASON = SeasonSignups(), SeasonShifts()
ACTIVITIES, VOLUNTEERS = Activities(), Volunteers()
LISTS = {listed.code: listed for listed in (SIGNUPS_OF_SEASON, SHIFTS_OF_SEASON, ACTIVITIES, VOLUNTEERS)}
