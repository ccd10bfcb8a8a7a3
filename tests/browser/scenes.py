"""Rows behind the pages: the demo's own programs and shifts, and cases made by the services. Each returns the path
of its page where that depends on the rows."""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from django.urls import reverse
from django.utils import timezone

from applications.models import Application, ApplicationDraft
from applications.services.drafts import start_draft
from programs.demo import load_demo_programs
from programs.models import Program
from tests.factories.applications import make_application
from tests.factories.beneficiaries import PersonFactory
from tests.remembered import State
from volunteers.demo import load_demo_volunteering
from volunteers.models import Shift, Signup

Cast = Mapping[str, Any]
NAMES = ("张演一", "李示二", "王例三", "赵演四", "钱示五")
COMMUNITY = "410172160-xihuchuntian"


def nothing(_cast: Cast, _places: Cast) -> None:
    return None


def demo(cast: Cast, _places: Cast) -> None:
    """Three open programs and two weeks of shifts."""

    def make() -> None:
        load_demo_programs(cast["admin"], timezone.now())
        load_demo_volunteering(timezone.now())

    _today("demo")(make)


def cases(cast: Cast, places: Cast) -> None:
    """Submitted cases of the worker's community, some late, one of them the applicant's own."""

    def make() -> None:
        demo(cast, places)
        program = Program.objects.get(slug="student-aid")
        for days, name in enumerate(NAMES):
            owner = cast["applicant"] if days == 0 else None
            person = PersonFactory(area=places[COMMUNITY], name=name, user=owner)
            at = timezone.now() - timedelta(days=days * 2)
            make_application(program, places[COMMUNITY], at=at, owner=owner, applicant=person)

    _today("cases")(make)


@cache
def _made_on(_scene: str, _day: date) -> State:
    return State()


def _today(scene: str) -> State:
    """Shifts and deadlines lie around today."""
    return _made_on(scene, timezone.localdate())


def one_case(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("applications:case", args=[Application.objects.filter(owner=None).first().reference])


def own_case(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("applications:case", args=[Application.objects.get(owner=cast["applicant"]).reference])


def own_draft(cast: Cast, places: Cast) -> ApplicationDraft:
    demo(cast, places)
    program = Program.objects.get(slug="student-aid")
    return start_draft(program=program, for_client=False, by=cast["applicant"], at=timezone.now())


def draft_step(cast: Cast, places: Cast) -> str:
    draft = own_draft(cast, places)
    return reverse("applications:step", args=[draft.uuid, draft.program.scheme.steps[0].code])


def draft_papers(cast: Cast, places: Cast) -> str:
    return reverse("applications:step", args=[own_draft(cast, places).uuid, "papers"])


def one_shift(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    signup = Signup.objects.live().filter(volunteer__user=cast["volunteer"]).order_by("starts_at").first()
    return reverse("volunteers:shift", args=[signup.shift_id])


def one_roster(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    shift = Shift.objects.filter(activity__team__leader=cast["leader"], signups__isnull=False).first()
    return reverse("volunteers:roster", args=[shift.pk])


def admin_program(cast: Cast, places: Cast) -> str:
    demo(cast, places)
    return reverse("admin:programs_program_change", args=[Program.objects.first().pk])


def admin_case(cast: Cast, places: Cast) -> str:
    cases(cast, places)
    return reverse("admin:applications_application_change", args=[Application.objects.filter(owner=None).first().pk])
