"""What is looked at in Chromium of hours, honours and certificates. `scenes.demo` has some of everything."""

from datetime import timedelta

from django.utils import timezone

from certificates.models import Certificate
from certificates.pages import certificate_code
from tests.browser import scenes
from tests.browser.pages import Page
from tests.factories.families import agreed, asked
from tests.factories.series import make_series
from tests.factories.volunteers import ActivityFactory, TeamFactory, VolunteerFactory, make_shift, signed_up
from volunteers import services
from volunteers.checkin_codes import place_code
from volunteers.models import (
    AbsenceAppeal,
    FamilyLink,
    HoursClaim,
    HoursEntry,
    HoursQuestion,
    Shift,
    Signup,
    StandingPlace,
    TeamMembership,
    VolunteerProfile,
    VolunteerTraining,
)
from volunteers.services.activities import accept_risks
from volunteers.services.groups import name_member
from volunteers.services.messages import write_to_shift
from volunteers.services.persons import Person


def a_claim(cast, places):
    scenes.demo(cast, places)
    claims = HoursClaim.objects.order_by("pk")
    waiting = claims.filter(state="waiting").last()
    credited = claims.filter(state="approved").first()
    return [f"/volunteers/team/hours/{waiting.pk}/", f"/volunteers/team/hours/{credited.pk}/"]


def taking_back(cast, places):
    scenes.demo(cast, places)
    entry = HoursEntry.objects.standing().filter(attendance=None).first()
    return f"/volunteers/team/hours/entries/{entry.pk}/reverse/"


def a_question(cast, places):
    scenes.demo(cast, places)
    return f"/volunteers/team/hours/questions/{HoursQuestion.objects.first().pk}/"


def asking(cast, places):
    scenes.demo(cast, places)
    entry = HoursEntry.objects.standing().filter(volunteer__user=cast["volunteer"]).first()
    return [f"/volunteers/me/hours/{entry.pk}/ask/", "/volunteers/me/hours/ask/"]


def rating(cast, places):
    scenes.demo(cast, places)
    own = Signup.objects.filter(volunteer__user=cast["volunteer"], shift__roster_confirmed_at__isnull=False).first()
    return f"/volunteers/me/shifts/{own.pk}/rate/"


def offered(cast, places):
    scenes.demo(cast, places)
    own = Signup.objects.filter(volunteer__user=cast["volunteer"], state="offered").first()
    return [f"/volunteers/offers/{own.pk}/", f"/volunteers/shifts/{own.shift_id}/"]


def leaving(cast, places):
    scenes.demo(cast, places)
    own = Signup.objects.filter(volunteer__user=cast["leader"], standin_asked_at__isnull=False).first()
    shift = own.shift_id
    return [f"/volunteers/shifts/{shift}/", f"/volunteers/shifts/{shift}/instead/"]


def adding(cast, places):
    scenes.demo(cast, places)
    shift = Signup.objects.filter(standin_asked_at__isnull=False).first().shift_id
    return [f"/volunteers/team/shifts/{shift}/people/add/", f"/volunteers/team/shifts/{shift}/"]


def evaluating(cast, places):
    scenes.demo(cast, places)
    led = Signup.objects.filter(shift__activity__team__leader=cast["leader"], shift__roster_confirmed_at__isnull=False)
    signup = led.filter(state="confirmed").exclude(volunteer__user=cast["leader"]).first()
    return [f"/volunteers/team/people/{signup.pk}/evaluate/", f"/volunteers/team/shifts/{signup.shift_id}/"]


def checking_in(cast, places):
    shift = going_on(cast, places)
    return [f"/volunteers/shifts/{shift.pk}/check-in/?code={place_code(shift, timezone.now()).code}"]


def leading_check_in(cast, places):
    scenes.demo(cast, places)
    over = Shift.objects.filter(signups__checkins__isnull=False, roster_confirmed_at=None).first()
    path = f"/volunteers/team/shifts/{over.pk}/check-in/"
    return [path, f"{path}place/"]


def going_on(cast, places):
    """A shift that has begun, with a place for the volunteer."""
    now = timezone.now()
    team = TeamFactory(leader=cast["leader"])
    shift = make_shift(capacity=3, starts_at=now - timedelta(minutes=20), activity=ActivityFactory(team=team))
    own = VolunteerProfile.objects.filter(user=cast["volunteer"]).first() or VolunteerFactory(user=cast["volunteer"])
    signed_up(shift, own, at=now - timedelta(days=1))
    return shift


def an_appeal(cast, places):
    scenes.demo(cast, places)
    return ["/volunteers/team/appeals/", f"/volunteers/team/appeals/{AbsenceAppeal.objects.get().pk}/"]


def appealing(cast, places):
    scenes.demo(cast, places)
    return f"/volunteers/me/shifts/{AbsenceAppeal.objects.get().attendance.signup_id}/appeal/"


def checks(cast, places):
    scenes.demo(cast, places)
    numbers = Certificate.objects.order_by("pk").values_list("number", flat=True)
    return [f"/certificates/{number}/?code={certificate_code(number)}" for number in numbers]


def in_the_register(cast, places):
    scenes.demo(cast, places)
    numbers = list(Certificate.objects.order_by("pk").values_list("number", flat=True))
    return ["/certificates/office/", *(f"/certificates/office/{number}/" for number in numbers)]


def whom_to_ask(cast, places):
    scenes.demo(cast, places)
    coming = Shift.objects.filter(activity__team__leader=cast["leader"], state="open", starts_at__gt=timezone.now())
    shift = coming.order_by("starts_at").first()
    return [f"/volunteers/team/shifts/{shift.pk}/helpers/", f"/volunteers/team/activities/{shift.activity_id}/skills/"]


def a_season(cast, places):
    """The demo's season, and what runs out within the next weeks of a member."""
    scenes.demo(cast, places)
    today = timezone.localdate()
    person = VolunteerProfile.objects.get(user=cast["volunteer"])
    VolunteerTraining.objects.create(
        volunteer=person, kind="first_aid", held_on=today, valid_until=today + timedelta(days=9)
    )
    first = (today - timedelta(days=60)).replace(day=1)
    return ["/volunteers/team/season/", f"/volunteers/team/season/?from={first}&until={today}"]


def what_runs_out(cast, places):
    a_season(cast, places)
    return ["/volunteers/team/expiries/", "/volunteers/team/lists/"]


def writing(cast, places):
    scenes.demo(cast, places)
    now, led = timezone.now(), Shift.objects.filter(activity__team__leader=cast["leader"], starts_at__gt=timezone.now())
    shift = led.filter(signups__state="confirmed").select_related("activity__team").order_by("starts_at").first()
    write_to_shift(shift=shift, audience="all", text="明早有雨，请带雨衣。\n集合地点不变。", by=cast["leader"], at=now)
    return [
        f"/volunteers/team/shifts/{shift.pk}/messages/",
        f"/volunteers/team/{shift.activity.team_id}/messages/",
        f"/volunteers/team/{shift.activity.team_id}/people/",
    ]


def in_a_family(cast, places):
    """The volunteer signs up an elder, somebody asks to sign the volunteer up; a shift that both may take."""
    shift = _group_shift(cast)
    link = agreed(by=cast["volunteer"], team=shift.activity.team)
    full = _full_shift(ActivityFactory(team=shift.activity.team))
    services.watch_shift(shift=full, volunteer=link.volunteer, by=cast["volunteer"], at=timezone.now())
    own = VolunteerProfile.objects.get(user=cast["volunteer"])
    FamilyLink.objects.create(
        volunteer=own, actor=cast["applicant"], relation="child", team=shift.activity.team, asked_at=timezone.now()
    )
    return ["/volunteers/family/", "/volunteers/family/ask/", f"/volunteers/shifts/{shift.pk}/", "/volunteers/me/"]


def watching_for_the_team(cast, places):
    """A full shift that the leader watches for one of the team and may watch for another."""
    now, activity = timezone.now(), ActivityFactory(team=TeamFactory(leader=cast["leader"]))
    full, members = _full_shift(activity), [VolunteerFactory(), VolunteerFactory()]
    for member in members:
        TeamMembership.objects.create(team=activity.team, person=member.user, role="member", since=now.date())
    services.watch_shift(shift=full, volunteer=members[0], by=cast["leader"], at=now)
    return [f"/volunteers/team/shifts/{full.pk}/watch/", f"/volunteers/team/shifts/{full.pk}/"]


def _full_shift(activity):
    full = make_shift(activity=activity, capacity=1, starts_at=timezone.now() + timedelta(days=4))
    signed_up(full, at=timezone.now())
    return full


def at_the_family_desk(cast, places):
    team = _group_shift(cast).activity.team
    agreed(team=team)
    link = asked(Person(name="演爷爷", id_number="410199194001012049"), team=team)
    return ["/volunteers/team/family/", f"/volunteers/team/family/{link.pk}/confirm/"]


def a_group(cast, places):
    shift = _group_shift(cast)
    group, activity = Signup.objects.get(party_size__gt=1), shift.activity_id
    past = f"/volunteers/team/activities/{activity}/past-shift/"
    return [f"/volunteers/groups/{group.pk}/", f"/volunteers/team/shifts/{shift.pk}/", past]


def _group_shift(cast):
    """A shift that began, so that its roster is ticked, with a group of four of whom one is named."""
    now = timezone.now()
    activity = ActivityFactory(team=TeamFactory(leader=cast["leader"]), risk_level="some", risk_note_zh="河边路滑")
    shift = make_shift(activity=activity, capacity=8, starts_at=now + timedelta(hours=1))
    own = VolunteerProfile.objects.filter(user=cast["volunteer"]).first() or VolunteerFactory(user=cast["volunteer"])
    watched = make_shift(capacity=1, starts_at=now + timedelta(days=3))
    services.watch_shift(shift=watched, volunteer=own, by=own.user, at=now)
    StandingPlace.objects.create(series=make_series("FREQ=DAILY"), volunteer=own, weekday=2, since=now)
    brings = VolunteerFactory()
    accept_risks(activity=activity, volunteer=brings, digest=activity.risk_digest, by=brings.user, at=now)
    group = services.sign_up(shift=shift, volunteer=brings, party_size=4, by=brings.user, at=now)
    name_member(signup=group, volunteer=VolunteerFactory(), by=brings.user, at=now)
    return shift


PAGES = (
    Page("season", user="admin", prepare=a_season),
    Page("expiries-and-lists", user="leader", prepare=what_runs_out),
    Page("messages-of-leaders", user="leader", prepare=writing),
    Page("family", user="volunteer", prepare=in_a_family),
    Page("family-desk", user="leader", prepare=at_the_family_desk),
    Page("watch-for", user="leader", prepare=watching_for_the_team),
    Page("group", user="leader", prepare=a_group),
    Page("offer", user="volunteer", prepare=offered),
    Page("cannot-come", user="leader", prepare=leaving),
    Page("add-person", user="admin", prepare=adding),
    Page("calendar-address", "/volunteers/me/calendar/", user="volunteer", prepare=scenes.demo),
    Page("suggestions", "/volunteers/me/suggestions/", user="volunteer", prepare=scenes.demo),
    Page("board", "/volunteers/team/board/", user="leader", prepare=scenes.demo),
    Page("whom-to-ask", user="leader", prepare=whom_to_ask),
    Page("my-hours", "/volunteers/me/hours/", user="volunteer", prepare=scenes.demo),
    Page("my-honours", "/volunteers/me/honours/", user="volunteer", prepare=scenes.demo),
    Page("ask-about-hours", user="volunteer", prepare=asking),
    Page("rate-activity", user="volunteer", prepare=rating),
    Page("evaluate-volunteer", user="leader", prepare=evaluating),
    Page("hours-desk", "/volunteers/team/hours/", user="reviewer", prepare=scenes.demo),
    Page("hours-claim", user="reviewer", prepare=a_claim),
    Page("hours-reverse", user="reviewer", prepare=taking_back),
    Page("hours-question", user="leader", prepare=a_question),
    Page("hours-enter", "/volunteers/team/hours/enter/", user="leader", prepare=scenes.demo),
    Page("check-in", user="volunteer", prepare=checking_in),
    Page("check-in-list", user="leader", prepare=leading_check_in),
    Page("absence-appeals", user="reviewer", prepare=an_appeal),
    Page("absence-appeal", user="volunteer2", prepare=appealing),
    Page("certificate-check", "/certificates/"),
    Page("certificate-checked", prepare=checks),
    Page("certificate-not-valid", "/certificates/ZM2023000001/?code=2222-2222-2222", status=404),
    Page("certificate-keys", "/certificates/keys/", prepare=scenes.demo),
    Page("my-certificates", "/certificates/mine/", user="volunteer", prepare=scenes.demo),
    Page("certificate-notices", "/certificates/notices/", user="volunteer", prepare=scenes.demo),
    Page("certificate-register", user="reviewer", prepare=in_the_register),
    Page("certificate-bulk", "/certificates/office/bulk/", user="reviewer", prepare=scenes.demo),
    Page("record-exchange", "/certificates/office/exchange/", user="reviewer"),
)
