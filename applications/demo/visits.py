"""Home visits of the demo: the first of a program is filled in on a phone with drawn signatures, others plainly."""

import io
import uuid
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from PIL import Image, ImageDraw

from applications.facts import scheme_of
from applications.models import Application, HomeVisit
from applications.services import casework, visits
from applications.services.visits import Survey

FOUND = "两室一厅，家具简单；收入主要靠打零工，医药费负担重。邻居反映情况属实。（演示）"
NEIGHBOUR, NEIGHBOUR_WORDS = "邻演一", "一家人住在这里多年，生活节俭，孩子懂事。（演示）"


def plain_visit(case: Application, investigators: Iterable[Any], at: datetime) -> None:
    """Each investigator signs in his own account, as in life."""
    visit = HomeVisit.objects.get(application=case)
    for person in investigators:
        _plain(visit, person, at)


def first_on_a_phone(case: Application, investigators: Iterable[Any], at: datetime) -> None:
    """The first visit of a program with checks, the words of a neighbour and drawn signatures."""
    if HomeVisit.objects.filter(application__program=case.program_id, revision__gt=0).exists():
        plain_visit(case, investigators, at)
        return
    visit = HomeVisit.objects.get(application=case)
    for person in investigators:
        _on_a_phone(visit, person, at)


def signature() -> io.BytesIO:
    """A line as a finger draws it."""
    out = io.BytesIO()
    image = Image.new("RGB", (300, 100), "white")
    ImageDraw.Draw(image).line([(20, 60), (80, 30), (140, 70), (200, 40), (280, 60)], fill="black", width=4)
    image.save(out, "PNG")
    out.seek(0)
    out.name = "signature.png"
    return out


def _plain(visit: HomeVisit, by: Any, at: datetime) -> None:
    casework.record_visit(
        visit=visit,
        visited_at=at - timedelta(hours=2),
        findings=FOUND,
        member_signed=True,
        refusal_note="",
        by=by,
        at=at,
    )


def _on_a_phone(visit: HomeVisit, by: Any, at: datetime) -> None:
    signers = [("investigator", by)] if visit.revision else [("investigator", by), ("household", None)]
    for kind, signer in signers:
        visits.add_attachment(visit=visit, key=uuid.uuid4(), kind=kind, signer=signer, upload=signature(), by=by, at=at)
    survey = Survey(
        visited_at=at - timedelta(hours=2),
        findings=FOUND,
        member_signed=True,
        checklist={check.code: "yes" for check in scheme_of(visit.application).visit_checklist},
        neighbour=NEIGHBOUR,
        neighbour_words=NEIGHBOUR_WORDS,
        seen_revision=visit.revision,
    )
    visits.sign_survey(visit=visit, survey=survey, by=by, at=at)
    visit.refresh_from_db()
