"""A wish heard at the door is followed up once: by an application, by a request for volunteers, or by a note."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from applications.models import ApplicationDraft
from applications.services.drafts import save_step, start_draft
from applications.services.unclaimed import by_page
from applications.unclaimed import HOME_PREFIX, prefilled
from audit.recording import record
from delivery.festival_visits.models import Wish
from delivery.festival_visits.permissions import may_handle_wish
from programs.models import Program
from protection.access import AccessContext
from protection.sealing import unseal_fields
from volunteers.choices import ServiceField
from volunteers.models import ServiceRequest
from volunteers.models.requests import Asker
from volunteers.services.requests import receive_request
from workflow.machine import NotAllowed, Refused


@transaction.atomic
def refer_to_aid(*, wish: Wish, program: Program, by: Any, at: datetime) -> ApplicationDraft:
    """A draft for the visited person with what the register knows; the worker goes through it with the family.

    Raises NotAllowed, Refused when the program is closed or the wish was handled.
    """
    wish = _locked(wish, by)
    if not program.is_open_on(timezone.localdate(at)):
        raise Refused(_("This program takes no applications at the moment."))
    draft = start_draft(program=program, for_client=True, by=by, at=at)
    known = prefilled(wish.visit.nomination.visited, program.scheme, by=by, at=at)
    for code, answers in by_page(program.scheme, known):
        save_step(draft=draft, step=code, answers=answers, is_done=False, by=by, at=at)
    wish.draft_uuid = draft.uuid
    _done(wish, {"program": program.slug}, by=by, at=at)
    return draft


@transaction.atomic
def refer_to_volunteers(*, wish: Wish, field: str, need: str, by: Any, at: datetime) -> ServiceRequest:
    """A request for volunteers at the home of the visited person. Raises NotAllowed, Refused."""
    wish = _locked(wish, by)
    if not need.strip():
        raise Refused(_("Write what volunteers can do for the family."))
    person = wish.visit.nomination.visited
    known = unseal_fields(person, ["phone", "address"], AccessContext(by=by, purpose="transfer", at=at))
    if not known["phone"]:
        raise Refused(_("The register has no telephone of this person. Enter it there first."))
    wish.request = receive_request(
        asker=Asker.RESIDENT,
        field=ServiceField(field),
        area=wish.visit.nomination.area,
        need=need.strip(),
        name=person.name,
        phone=known["phone"].removeprefix(HOME_PREFIX),
        address=known["address"],
        recorded_by=by,
        at=at,
    )
    _done(wish, {"request": wish.request.pk}, by=by, at=at)
    return wish.request


@transaction.atomic
def note_answer(*, wish: Wish, answer: str, by: Any, at: datetime) -> Wish:
    """What became of it, in words. Raises NotAllowed, Refused."""
    wish = _locked(wish, by)
    if not answer.strip():
        raise Refused(_("Write what became of the wish."))
    wish.answer = answer.strip()
    _done(wish, {}, by=by, at=at)
    return wish


def _locked(wish: Wish, by: Any) -> Wish:
    rows = Wish.objects.select_related("visit__nomination__person", "visit__nomination__area")
    wish = rows.select_for_update(of=("self",)).get(pk=wish.pk)
    if not (answer := may_handle_wish(by, wish)):
        raise NotAllowed(answer.reason)
    if wish.handled_at is not None:
        raise Refused(_("This wish was followed up already."))
    return wish


def _done(wish: Wish, data: dict[str, Any], *, by: Any, at: datetime) -> None:
    wish.handled_at, wish.handled_by = at, by
    wish.save(update_fields=["handled_at", "handled_by", "answer", "draft_uuid", "request"])
    record("festival_visits.wish_followed_up", subject=wish.visit, by=by, at=at, data={"wish": wish.pk, **data})
