"""Pages of restricted cases in a browser."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from applications.services.restricting import name_person
from tests.browser.pages import Page
from tests.factories.applications import AT, make_application, make_program

Cast = Mapping[str, Any]


def restricted(cast: Cast, places: Cast) -> list[str]:
    """The list with one case named and one not, the two forms on it, and that which restricts a case."""
    community, program = places["410172160-xihuchuntian"], make_program("judicial_aid_fund")
    case = make_application(program, community, owner=cast["applicant"], is_restricted=True)
    make_application(program, community, owner=cast["outsider"], is_restricted=True)
    for place, name in ((1, "worker"), (2, "officer")):
        name_person(application=case, place=place, user=cast[name], by=cast["approver"], at=AT)
    return [
        reverse("applications:restricted"),
        f"{reverse('applications:name_person', args=[case.reference])}?place=3",
        reverse("applications:release_person", args=[case.reference, 1]),
        reverse("applications:restrict", args=[make_application(program, community).reference]),
    ]


PAGES = (Page("restricted cases", user="approver", prepare=restricted),)
