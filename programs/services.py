"""Changes to programs. Every one of them is an audit event; published terms are never changed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from areas.models import AdminArea
from audit.recording import record
from funds.models import Fund
from programs.models import PolicyParameter, Program, ProgramTerms
from programs.parameters import as_json
from programs.permissions import may_manage_programs
from programs.policy import FIGURES
from programs.registry import scheme as scheme_of
from programs.selectors import terms_in_force
from programs.workflow import WORKFLOW
from workflow.machine import NotAllowed

GUIDE_FIELDS = (
    "title_zh",
    "title_en",
    "summary_zh",
    "summary_en",
    "place_zh",
    "place_en",
    "phone",
    "supervision_phone",
    "faq_zh",
    "faq_en",
    "closes_on",
)


class ProgramRefused(Exception):
    """`str()` is a sentence for the person who tried."""


class BackdatedTerms(ProgramRefused):
    """Terms that would change how earlier applications should have been judged."""


class TermsChanged(ProgramRefused):
    """Somebody published terms meanwhile; what was compared was compared with older ones."""


class NoTermsInForce(ProgramRefused):
    """A program without terms cannot judge anybody."""


class UnknownFigure(LookupError):
    """No scheme reads a policy figure of this code."""


class BadFigure(ProgramRefused):
    """A value that is not above zero, an end before the beginning, or no source."""


class UnknownGuideField(ValueError):
    """`update_guide` changes texts only."""


@transaction.atomic
def create_program(
    *,
    slug: str,
    scheme_code: str,
    title_zh: str,
    summary_zh: str,
    fund: Fund,
    budget_fen: int,
    opens_on: date,
    by: User,
    at: datetime,
    closes_on: date | None = None,
    title_en: str = "",
    summary_en: str = "",
) -> Program:
    """A planned program; it needs terms before it opens. Raises UnknownScheme."""
    scheme_of(scheme_code)
    _demand_manager(by)
    program = Program.objects.create(
        slug=slug,
        scheme_code=scheme_code,
        title_zh=title_zh,
        title_en=title_en,
        summary_zh=summary_zh,
        summary_en=summary_en,
        fund=fund,
        budget_fen=budget_fen,
        opens_on=opens_on,
        closes_on=closes_on,
        state=WORKFLOW.initial,
        state_since=at,
    )
    record("programs.created", subject=program, by=by, at=at, data={"scheme": scheme_code, "fund": fund.code})
    return program


@transaction.atomic
def publish_terms(
    *,
    program: Program,
    parameters: Mapping[str, Any],
    valid_from: date,
    source: str,
    based_on: int | None = None,
    by: User,
    at: datetime,
) -> ProgramTerms:
    """The next version of the terms. Locks the program.

    `parameters` are Python or stored values; the scheme's form checks them (BadParameters). `based_on` is the newest
    version that was there when they were chosen: of two who publish at once the second gets TermsChanged. Raises
    BackdatedTerms for a day before today, except for the first version, and ProgramRefused without a source.
    """
    _demand_manager(by)
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    checked = program.scheme.parameters.from_json(parameters)
    last = program.terms.order_by("-version").first()
    _refuse_changed(last, based_on)
    if not source.strip():
        raise ProgramRefused(_("Name the decision or source of the new terms."))
    if last is not None and valid_from < timezone.localdate(at):
        raise BackdatedTerms(_("New terms cannot begin before today. Choose today or a later day."))
    terms = ProgramTerms.objects.create(
        program=program,
        version=last.version + 1 if last else 1,
        valid_from=valid_from,
        parameters=as_json(checked),
        source=source.strip(),
        published_by=by,
        published_at=at,
    )
    data = {"version": terms.version, "valid_from": valid_from.isoformat(), "changed": _changed(last, terms)}
    record("programs.terms_published", subject=program, by=by, at=at, data=data)
    return terms


def _refuse_changed(last: ProgramTerms | None, based_on: int | None) -> None:
    if based_on is not None and last is not None and last.version != based_on:
        raise TermsChanged(
            _("Version %(version)d was published meanwhile. Compare your change with it and publish again.")
            % {"version": last.version}
        )


@transaction.atomic
def open_program(*, program: Program, by: User, at: datetime) -> Program:
    """Opens or reopens. Raises NoTermsInForce and the workflow's errors."""
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    _demand_manager(by)
    if terms_in_force(program, max(timezone.localdate(at), program.opens_on)) is None:
        raise NoTermsInForce(_("Publish terms before opening the program."))
    _fire("open", program, by, at)
    return program


@transaction.atomic
def close_program(*, program: Program, by: User, at: datetime) -> Program:
    """Takes no more applications; those under way go on."""
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    _demand_manager(by)
    _fire("close", program, by, at)
    return program


@transaction.atomic
def update_guide(*, program: Program, changes: Mapping[str, Any], by: User, at: datetime) -> Program:
    """Changes texts of the guide page (GUIDE_FIELDS). Raises UnknownGuideField. Nothing changed: no event."""
    _demand_manager(by)
    if unknown := set(changes) - set(GUIDE_FIELDS):
        raise UnknownGuideField(", ".join(sorted(unknown)))
    program = Program.objects.select_for_update(of=("self",)).get(pk=program.pk)
    changed = sorted(name for name, value in changes.items() if getattr(program, name) != value)
    if changed:
        for name in changed:
            setattr(program, name, changes[name])
        program.save(update_fields=changed)
        record("programs.guide_updated", subject=program, by=by, at=at, data={"fields": changed})
    return program


@transaction.atomic
def publish_figure(
    *,
    code: str,
    value: Decimal,
    effective_from: date,
    source: str,
    mark: str,
    by: User,
    at: datetime,
    area: AdminArea | None = None,
    effective_to: date | None = None,
    confirmed_by: str = "",
) -> PolicyParameter:
    """The next version of a policy figure. Raises UnknownFigure and BadFigure.

    It may begin in the past, because offices announce standards late: a case keeps the figures that it was handed in
    under, so that only cases from now on read the new one.
    """
    _demand_manager(by)
    if code not in FIGURES:
        raise UnknownFigure(code)
    _refuse_bad_figure(value, source, effective_from, effective_to)
    last = (
        PolicyParameter.objects.select_for_update(of=("self",))
        .filter(code=code, area=area)
        .order_by("-version")
        .first()
    )
    row = PolicyParameter.objects.create(
        code=code,
        area=area,
        version=last.version + 1 if last else 1,
        value=value,
        effective_from=effective_from,
        effective_to=effective_to,
        source=source.strip(),
        mark=mark,
        confirmed_by=confirmed_by.strip(),
        published_by=by,
        published_at=at,
    )
    data = {"figure": code, "area": area.code if area else None, "version": row.version, "value": str(value)}
    record(
        "programs.figure_published",
        subject=row,
        by=by,
        at=at,
        data={**data, "effective_from": effective_from.isoformat(), "was": str(last.value) if last else None},
    )
    return row


def _refuse_bad_figure(value: Decimal, source: str, first: date, last: date | None) -> None:
    if value <= 0:
        raise BadFigure(_("The value must be above zero."))
    if not source.strip():
        raise BadFigure(_("Name the decision or source of the value."))
    if last is not None and last < first:
        raise BadFigure(_("The last day in force cannot be earlier than the first."))


def _demand_manager(by: User) -> None:
    if not (answer := may_manage_programs(by)):
        raise NotAllowed(answer.reason)


def _fire(name: str, program: Program, by: User, at: datetime) -> None:
    WORKFLOW.fire(name, program, by=by, at=at)


def _changed(old: ProgramTerms | None, new: ProgramTerms) -> list[str]:
    before = old.parameters if old else {}
    return sorted(name for name, value in new.parameters.items() if before.get(name) != value)
