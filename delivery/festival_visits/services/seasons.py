"""A season is prepared, opened and closed. Its days and its standard are fixed once households are nominated."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from areas.models import AdminArea, Level
from audit.recording import record
from delivery.festival_visits import states
from delivery.festival_visits.lunar import UnknownYear, eve_of, spring_festival
from delivery.festival_visits.models import Good, Nomination, Package, PackageLine, Quota, Route, Season
from delivery.festival_visits.permissions import may_keep_seasons
from delivery.festival_visits.services.money import cancel_cash
from delivery.festival_visits.services.moving import move
from delivery.festival_visits.workflow import NOMINATION, SEASON
from funds.models import Fund
from workflow.machine import NotAllowed, Refused


@dataclass(frozen=True)
class Terms:
    """Days and standard of a season, with the decision behind them. `cash_fen` in fen."""

    nominate_from: date
    nominate_until: date
    check_by: date
    pay_by: date
    visit_by: date
    cash_fen: int
    fund: Fund
    phone: str
    basis: str


@transaction.atomic
def plan_season(*, year: int, terms: Terms, by: Any, at: datetime) -> Season:
    """A season of this year's festival; its first day is the library's. Raises NotAllowed, Refused."""
    _demand(by)
    try:
        festival_on = spring_festival(year)
    except UnknownYear as problem:
        raise Refused(_("The lunar calendar of that year is not known.")) from problem
    if Season.objects.filter(year=year).exists():
        raise Refused(_("This year has a season already."))
    _refuse_disorder(terms, festival_on)
    season = Season(year=year, festival_on=festival_on, state=SEASON.initial, state_since=at, **vars(terms))
    season.save(force_insert=True)
    record("festival_visits.season_planned", subject=season, by=by, at=at, data={"year": year})
    return season


@transaction.atomic
def change_season(*, season: Season, terms: Terms, by: Any, at: datetime) -> Season:
    """Before the first household is nominated everything, afterwards only the days and the telephone."""
    _demand(by)
    season = locked(season)
    if season.state == states.CLOSED:
        raise Refused(_("This season is finished."))
    if season.nominations.exists() and (terms.cash_fen, terms.fund.pk) != (season.cash_fen, season.fund_id):
        raise Refused(_("Households are nominated already: the standard and the fund stay as they are."))
    _refuse_disorder(terms, season.festival_on)
    changed = sorted(name for name, value in vars(terms).items() if getattr(season, name) != value)
    for name in changed:
        setattr(season, name, getattr(terms, name))
    season.save(update_fields=changed)
    record("festival_visits.season_changed", subject=season, by=by, at=at, data={"fields": changed})
    return season


@transaction.atomic
def set_quotas(*, season: Season, places: Mapping[int, int], by: Any, at: datetime) -> list[Quota]:
    """Places by sub-district (primary keys). Raises Refused below what is taken already, or for another place."""
    _demand(by)
    season = locked(season)
    if season.state == states.CLOSED:
        raise Refused(_("This season is finished."))
    known = AdminArea.objects.filter(pk__in=places, level=Level.SUBDISTRICT).in_bulk()
    if set(known) != set(places):
        raise Refused(_("Quotas are given to sub-districts."))
    rows = [_set_quota(season, known[pk], number) for pk, number in sorted(places.items())]
    data = {"places": {known[pk].code: number for pk, number in places.items()}}
    record("festival_visits.quotas_set", subject=season, by=by, at=at, data=data)
    return rows


@transaction.atomic
def set_package(
    *, season: Season, name_zh: str, name_en: str, contents: Mapping[int, int], is_default: bool, by: Any, at: datetime
) -> Package:
    """A package by its Chinese name; `contents` are quantities by primary key of the good. Raises Refused."""
    _demand(by)
    season = locked(season)
    if season.state == states.CLOSED:
        raise Refused(_("This season is finished."))
    contents = {good: number for good, number in contents.items() if number}
    if not contents:
        raise Refused(_("A package holds at least one thing."))
    if is_default:
        season.packages.exclude(name_zh=name_zh).update(is_default=False)
    package, _is_new = Package.objects.update_or_create(
        season=season, name_zh=name_zh, defaults={"name_en": name_en, "is_default": is_default}
    )
    package.lines.all().delete()
    goods = Good.objects.in_bulk(contents)
    PackageLine.objects.bulk_create(
        PackageLine(package=package, good=goods[pk], quantity=number) for pk, number in contents.items()
    )
    data = {"package": package.pk, "contents": {goods[pk].code: number for pk, number in contents.items()}}
    record("festival_visits.package_set", subject=season, by=by, at=at, data=data)
    return package


@transaction.atomic
def add_good(*, code: str, name_zh: str, name_en: str, unit_zh: str, unit_en: str, by: Any, at: datetime) -> Good:
    """Something that packages may hold. Raises NotAllowed, Refused for a code that is taken."""
    _demand(by)
    if Good.objects.filter(code=code).exists():
        raise Refused(_("There are goods with this code already."))
    good = Good.objects.create(code=code, name_zh=name_zh, name_en=name_en, unit_zh=unit_zh, unit_en=unit_en)
    record("festival_visits.good_added", subject=good, by=by, at=at, data={"good": code})
    return good


@transaction.atomic
def open_season(*, season: Season, by: Any, at: datetime) -> Season:
    """From now on households are nominated. Raises Refused without places, or with nothing to give."""
    season = locked(season)
    if not season.quotas.filter(places__gt=0).exists():
        raise Refused(_("Give the sub-districts their places first."))
    if not season.cash_fen and not season.packages.exists():
        raise Refused(_("Say first what a household gets: money, a package, or both."))
    move(SEASON, "open", season, by=by, at=at)
    return season


@transaction.atomic
def close_season(*, season: Season, by: Any, at: datetime) -> Season:
    """Routes are done and every proposed household is decided; who was not reached is noted, his money set free.

    Raises Refused while something is open.
    """
    season = locked(season)
    if Route.objects.filter(season=season).open().exists():
        raise Refused(_("A route is not finished yet."))
    if season.nominations.filter(state__in=sorted(states.BEFORE_APPROVAL)).exists():
        raise Refused(_("Some households are neither approved nor declined."))
    for home in season.nominations.select_for_update(of=("self",)).filter(state=states.APPROVED).order_by("pk"):
        give_up(home, by=None, at=at)
    move(SEASON, "close", season, by=by, at=at)
    return season


def give_up(home: Nomination, *, by: Any, at: datetime) -> None:
    """Nobody was reached in the whole season; money that was not paid goes back to the fund."""
    move(NOMINATION, "give-up", home, by=by, at=at)
    cancel_cash(home, at=at)


def locked(season: Season) -> Season:
    return Season.objects.select_for_update(of=("self",)).select_related("fund").get(pk=season.pk)


def _set_quota(season: Season, subdistrict: AdminArea, number: int) -> Quota:
    quota, _is_new = Quota.objects.select_for_update().get_or_create(
        season=season, subdistrict=subdistrict, defaults={"places": number}
    )
    if number < quota.taken:
        raise Refused(
            _("%(place)s has nominated %(taken)d households already.") % {"place": subdistrict, "taken": quota.taken}
        )
    quota.places = number
    quota.save(update_fields=["places"])
    return quota


def _refuse_disorder(terms: Terms, festival_on: date) -> None:
    days = [terms.nominate_from, terms.nominate_until, terms.check_by, terms.pay_by, terms.visit_by]
    if days != sorted(days):
        raise Refused(_("The days must follow one another: nominating, checking, paying, visiting."))
    if terms.visit_by > eve_of(festival_on):
        raise Refused(
            _("Visits end on New Year's Eve, %(day)s, at the latest.") % {"day": eve_of(festival_on).isoformat()}
        )


def _demand(by: Any) -> None:
    if not (answer := may_keep_seasons(by)):
        raise NotAllowed(answer.reason)
