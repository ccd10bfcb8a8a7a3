"""Requests for volunteers: received, verified, answered; what can be met becomes an activity of a team."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.deadlines import due_at
from areas.models import AdminArea
from audit.recording import record
from protection.sealing import seal
from volunteers.models import Activity, ServiceRequest, VolunteerTeam
from volunteers.request_workflow import REQUEST_WORKFLOW
from web.references import new_reference
from workflow.machine import Refused

LANE = "service_request"


@transaction.atomic
def receive_request(
    *,
    asker: str,
    field: str,
    area: AdminArea,
    need: str,
    name: str,
    phone: str,
    at: datetime,
    address: str = "",
    wanted_when: str = "",
    people_needed: int | None = None,
    owner: Any = None,
    recorded_by: Any = None,
) -> ServiceRequest:
    """From anybody; `recorded_by` is the worker who wrote it down for somebody."""
    request = ServiceRequest(
        reference=new_reference("XQ"),
        asker=asker,
        field=field,
        area=area,
        need=need,
        wanted_when=wanted_when,
        people_needed=people_needed,
        name=name,
        owner=owner,
        recorded_by=recorded_by,
        received_at=at,
        due_at=due_at(LANE, "request_verify", at),
        state=REQUEST_WORKFLOW.initial,
        state_since=at,
    )
    seal(request, "phone", phone)
    seal(request, "address", address)
    request.save(force_insert=True)
    data = {"area": area.code, "field": str(field)}
    record("volunteers.request_received", subject=request, by=owner or recorded_by, at=at, data=data)
    return request


@transaction.atomic
def verify_request(*, request: ServiceRequest, verification: str, by: Any, at: datetime) -> ServiceRequest:
    """Somebody called or looked. Raises NotAllowed, Refused without a word what was found out."""
    if not verification.strip():
        raise Refused(_("Write what you found out: whom you called, what is needed and when."))
    fresh = _locked(request)
    changes = {"verified_at": at, "verified_by": by, "verification": verification.strip()}
    _move("verify", fresh, by=by, at=at, due_at=due_at(LANE, "request_answer", at), **changes)
    return fresh


@transaction.atomic
def plan_request(
    *,
    request: ServiceRequest,
    team: VolunteerTeam,
    title: str,
    place: str,
    answer: str,
    by: Any,
    at: datetime,
    activity: Activity | None = None,
) -> ServiceRequest:
    """Makes a new activity of the team from the request, or answers it with an activity that there is.

    The leaders of the team are told and plan the shifts. Raises NotAllowed, Refused.
    """
    fresh = _locked(request)
    REQUEST_WORKFLOW.check("plan", fresh, by=by, at=at)
    if activity is None:
        activity = Activity.objects.create(
            team=team,
            field=fresh.field,
            title_zh=title,
            place_zh=place,
            content_zh=fresh.need,
            area=fresh.area,
        )
        data = {"team": team.pk, "request": fresh.pk}
        record("volunteers.activity_created", subject=activity, by=by, at=at, data=data)
    _move("plan", fresh, by=by, at=at, due_at=None, activity=activity, **_answered(answer, by, at))
    return fresh


@transaction.atomic
def decline_request(*, request: ServiceRequest, answer: str, by: Any, at: datetime) -> ServiceRequest:
    """The answer says why, and where else to turn. Raises NotAllowed, Refused."""
    fresh = _locked(request)
    _move("decline", fresh, by=by, at=at, due_at=None, **_answered(answer, by, at))
    return fresh


@transaction.atomic
def fulfil_request(*, request: ServiceRequest, answer: str, by: Any, at: datetime) -> ServiceRequest:
    fresh = _locked(request)
    _move("fulfil", fresh, by=by, at=at, **_answered(answer, by, at))
    return fresh


@transaction.atomic
def withdraw_request(*, request: ServiceRequest, by: Any, at: datetime) -> ServiceRequest:
    fresh = _locked(request)
    _move("withdraw", fresh, by=by, at=at, due_at=None)
    return fresh


@transaction.atomic
def withdraw_with_code(*, request: ServiceRequest, at: datetime) -> ServiceRequest:
    """Whoever holds number and code withdraws it; the view has compared them."""
    fresh = _locked(request)
    _move("withdraw_with_code", fresh, by=None, at=at, due_at=None)
    return fresh


def _answered(answer: str, by: Any, at: datetime) -> dict[str, Any]:
    if not answer.strip():
        raise Refused(_("Write the answer; the person who asked reads it."))
    return {"answer": answer.strip(), "answered_at": at, "answered_by": by}


def _locked(request: ServiceRequest) -> ServiceRequest:
    rows = ServiceRequest.objects.select_for_update(of=("self",))
    return rows.select_related("area", "activity__team").get(pk=request.pk)


def _move(name: str, request: ServiceRequest, *, by: Any, at: datetime, **changes: Any) -> None:
    """Columns that the new state needs are written first: the database looks at the row as a whole."""
    REQUEST_WORKFLOW.check(name, request, by=by, at=at)
    _write(request, changes)
    REQUEST_WORKFLOW.fire(name, request, by=by, at=at)


def _write(request: ServiceRequest, changes: Mapping[str, Any]) -> None:
    for column, value in changes.items():
        setattr(request, column, value)
    if changes:
        request.save(update_fields=list(changes))
