"""The sections of "my day": each asks one app what waits for this person. One or two queries each, ten rows at most."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts import roles
from accounts.permissions import has_role, is_staff
from applications import states
from applications.contacts import bad_contacts_of, with_bad_contacts
from applications.models import Application, ApplicationDraft, DangerSignal
from applications.permissions_of_danger import ANSWERING
from applications.scopes import is_staff_of_cases
from applications.selectors import counts_by_state
from areas import deadlines
from home.community_grants_sections import my_community_grants, waiting_community_grants
from home.day import Contributor, Day, QuietSection, Row, Section, sections_of
from home.festival_visits_sections import festival_lists, festival_reports, festival_routes, festival_wishes
from home.finance_sections import FINANCE_SECTIONS
from home.meal_sections import MEAL_SECTIONS
from home.restricted_sections import my_restricted_cases, people_to_name
from home.seedling_sections import seedling_schools, seedling_trainings
from home.wristband_sections import band_alerts, band_calls, band_events
from notifications.models import Delivery
from payments.models import PaymentBatch
from payments.permissions import may_see_payments
from payments.workflow import BATCH
from volunteers.models import Shift, Signup, VolunteerTeam
from volunteers.workflow import SIGNUP_WORKFLOW

APPLICATIONS = "/applications/"  # worklist or own applications: one address for everybody
MOST = 8
SHOWN_AHEAD = timedelta(days=14)


def case_row(application: Application, now: datetime) -> Row:
    light = deadlines.light(application.due, now)
    return Row(
        title=f"{application.reference} · {application.shown_name}",
        url=reverse("applications:case", args=[application.reference]),
        sub=application.program.title,
        state=application.status,
        due_at=application.due,
        left=light.days if light else None,
    )


def my_cases(user: Any, now: datetime) -> Section | None:
    """Cases assigned to me, the next deadline first."""
    if not is_staff_of_cases(user):
        return None
    mine = Application.objects.in_worklist_of(user).filter(handler=user).due_first()
    return Section(
        _("Assigned to me"),
        "clipboard-check",
        _("No case is assigned to you. Take one from the list of applications."),
        more=APPLICATIONS,
        rows=[case_row(application, now) for application in first_of(mine)],
    )


def first_of(cases: Any) -> Any:
    """The first few, chosen before they are joined: SQLite would join by program and sort all of them."""
    chosen = Application.objects.filter(pk__in=cases.values("pk")[:MOST])
    return chosen.select_related("program", "applicant").order_by("due_at", "pk")


def dangers(user: Any, now: datetime) -> Section | None:
    """Reported dangers of my places that are not closed; nothing at all while there is none."""
    if not has_role(user, *ANSWERING):
        return None
    signals = DangerSignal.objects.filter(closed_at__isnull=True)
    # From the few signals to their cases: the other way round SQLite without statistics reads every case of the zone.
    cases = Application.objects.in_worklist_of(user).filter(pk__in=signals.values("application"))
    rows = signals.filter(application__in=cases).select_related("application")
    found = [
        Row(
            title=signal.application.reference,
            url=reverse("applications:case", args=[signal.application.reference]),
            sub=_("Danger reported"),
            when=f"{timezone.localtime(signal.raised_at):%m-%d %H:%M}",
        )
        for signal in rows.order_by("due_at", "pk")[:MOST]
    ]
    return Section(_("Danger: act at once"), "exclamation-triangle-fill", "", rows=found) if found else None


def cases_of_my_area(user: Any, now: datetime) -> Section | None:
    """The deadlines that come first among all cases of my roles and areas, with how many are open."""
    if not is_staff_of_cases(user):
        return None
    cases = Application.objects.in_worklist_of(user).due_first()
    open_cases = sum(count for code, count in counts_by_state(user).items() if code in states.OPEN)
    return Section(
        _("Due first"),
        "hourglass-split",
        _("No application is open in your area."),
        more=APPLICATIONS,
        rows=[case_row(application, now) for application in first_of(cases)],
        count=open_cases,
    )


def families_not_reached(user: Any, now: datetime) -> Section | None:
    """My open cases whose family is not reached any more; nothing is shown while all are."""
    if not is_staff_of_cases(user):
        return None
    mine = Application.objects.in_worklist_of(user).open().filter(handler=user)
    bad = bad_contacts_of(with_bad_contacts(mine).select_related("program", "applicant").order_by("due_at", "pk"))
    rows = [replace(case_row(one.application, now), sub=one.channel) for one in bad[:MOST]]
    title = _("The contact is bad: ask for another number")
    return Section(title, "telephone", "", rows=rows, count=len(bad)) if rows else None


def batches(user: Any, now: datetime) -> Section | None:
    """Payment batches on their way, the newest first."""
    if not may_see_payments(user):
        return None
    moving = PaymentBatch.objects.visible_to(user).exclude(state__in=("closed", "aborted"))
    rows = [
        Row(
            batch.reference,
            reverse("payments:detail", args=[batch.reference]),
            batch.fund.name,
            state=BATCH.states[batch.state],
        )
        for batch in moving.select_related("fund").order_by("-pk")[:MOST]
    ]
    return Section(
        _("Payment batches"), "cash-coin", _("No batch is on its way."), more=reverse("payments:list"), rows=rows
    )


def my_shifts(user: Any, now: datetime) -> Section | None:
    """The shifts I signed up for in the next two weeks, waiting list included."""
    if not has_role(user, roles.VOLUNTEER):
        return None
    signups = Signup.objects.live().filter(volunteer__user=user, ends_at__gte=now, starts_at__lt=now + SHOWN_AHEAD)
    rows = [shift_row(signup.shift, SIGNUP_WORKFLOW.states[signup.state]) for signup in with_activity(signups)]
    return Section(
        _("My next shifts"),
        "calendar-check",
        _("You have no shift in the next two weeks. This week's open shifts are one step away."),
        more=reverse("volunteers:week"),
        rows=rows,
    )


def with_activity(signups: Any) -> Any:
    return signups.select_related("shift__activity").order_by("starts_at", "pk")[:MOST]


def shift_row(shift: Shift, state: Any) -> Row:
    start = timezone.localtime(shift.starts_at)
    return Row(
        title=shift.activity.title,
        url=reverse("volunteers:shift", args=[shift.pk]),
        sub=shift.place,
        state=state,
        when=f"{start:%m-%d %H:%M}",
    )


def led_shifts(user: Any, now: datetime) -> Section | None:
    """The next shifts of the team that I lead, each with its roster."""
    if not has_role(user, roles.TEAM_LEADER):
        return None
    teams = VolunteerTeam.objects.led_by(user)
    shifts = Shift.objects.filter(activity__team__in=teams, ends_at__gte=now - timedelta(days=2))
    shifts = shifts.exclude(state="cancelled").select_related("activity").order_by("starts_at", "pk")[:MOST]
    rows = [
        Row(
            shift.activity.title,
            reverse("volunteers:roster", args=[shift.pk]),
            shift.place,
            when=f"{timezone.localtime(shift.starts_at):%m-%d %H:%M}",
        )
        for shift in shifts
    ]
    return Section(
        _("My team's shifts"), "people", _("Your team has no shift ahead."), reverse("volunteers:team"), rows
    )


def my_applications(user: Any, now: datetime) -> Section | None:
    """What I asked for, under the friendly names, and what I have not handed in yet."""
    if is_staff_of_cases(user):
        return None
    mine = Application.objects.filter(owner=user).select_related("program").order_by("-submitted_at", "-pk")[:MOST]
    drafts = ApplicationDraft.objects.visible_to(user).filter(application=None, expires_at__gt=now)
    rows = [
        Row(
            draft.program.title,
            reverse("applications:resume", args=[draft.uuid]),
            pgettext("application", "Not handed in yet"),
            state=states.STATES[states.DRAFT],
            when=f"{timezone.localtime(draft.updated_at):%m-%d}",
        )
        for draft in drafts.select_related("program").order_by("-updated_at")[:MOST]
    ]
    rows += [
        Row(
            application.program.title,
            reverse("applications:case", args=[application.reference]),
            application.reference,
            state=application.status,
            when=f"{timezone.localtime(application.submitted_at):%m-%d}" if application.submitted_at else "",
        )
        for application in mine
    ]
    if not rows and not has_role(user, roles.APPLICANT):
        return None
    return Section(
        _("My applications"),
        "file-earmark-text",
        _("You have not applied for anything. “Which aid fits my family?” helps to choose."),
        more=APPLICATIONS if rows else reverse("programs:catalogue"),
        rows=rows,
        is_public=True,
    )


def messages(user: Any, now: datetime) -> Section:
    """What I have not read."""
    unread = Delivery.objects.visible_to(user).unread().order_by("-due_at", "-pk")[:MOST]
    rows = [
        Row(delivery.title, reverse("notifications:inbox"), when=f"{timezone.localtime(delivery.due_at):%m-%d %H:%M}")
        for delivery in unread
    ]
    return Section(_("New messages"), "bell", _("You have read everything."), reverse("notifications:inbox"), rows)


CONTRIBUTORS: tuple[Contributor | QuietSection, ...] = (
    band_alerts,
    band_calls,
    dangers,
    people_to_name,
    my_restricted_cases,
    families_not_reached,
    my_cases,
    cases_of_my_area,
    band_events,
    batches,
    *FINANCE_SECTIONS,
    festival_routes,
    festival_lists,
    festival_wishes,
    festival_reports,
    my_shifts,
    led_shifts,
    *MEAL_SECTIONS,
    my_applications,
    waiting_community_grants,
    my_community_grants,
    seedling_trainings,
    seedling_schools,
    messages,
)


def day_of(user: Any, *, now: datetime) -> Day:
    """The sections meant for this person; staff see them at a desk, everybody else on a phone."""
    template = "home/my_day_desk.html" if is_staff(user) else "home/my_day_phone.html"
    return Day(template, now, sections_of(user, now, CONTRIBUTORS))
