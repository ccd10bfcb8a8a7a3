"""The porridge house on "my day": the counter for a clerk, missed guests for a work station, statements for whoever is
next. Nothing is shown while nothing waits."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from accounts import roles
from accounts.permissions import has_role
from delivery.porridge_house import states
from delivery.porridge_house.imports import WORKERS
from delivery.porridge_house.models import FraudSignal, MealStatement, WelfareSignal
from delivery.porridge_house.permissions import sends_for
from delivery.porridge_house.roles import FIELD, OFFICE
from delivery.porridge_house.selectors import sites_of
from home.day import Row, Rows, Section, shown_while

MOST = 8
TURN = {  # whose turn a statement is, by state
    states.DRAFT: (roles.PARTNER_OPERATOR,),
    states.SHOP_SIGNED: (*OFFICE, roles.FEDERATION_APPROVER),
    states.AGREED: (roles.ACCOUNTANT,),
    states.BOOKED: (roles.CASHIER,),
}


def _sites(user: Any, now: datetime) -> Rows:
    """The places at whose counter I stand."""
    return [sites_of(user)] if has_role(user, roles.PARTNER_OPERATOR, roles.TEAM_LEADER, roles.VOLUNTEER) else []


@shown_while(_sites)
def my_counters(_now: datetime, sites: Any) -> Section:
    rows = [Row(site.name, reverse("porridge_house:counter", args=[site.code]), site.address) for site in sites]
    title, more = _("Breakfast counter"), reverse("porridge_house:board")
    return Section(title, "cup-hot", "", more, rows)


def _rosters(user: Any, now: datetime) -> Rows:
    """The employers whose list of workers I send."""
    return [sends_for(user)] if has_role(user, roles.PARTNER_OPERATOR) else []


@shown_while(_rosters)
def my_rosters(_now: datetime, contacts: Any) -> Section:
    upload = reverse("imports:upload", args=[WORKERS.code])
    rows = [
        Row(one.employer.name, f"{upload}?of={one.employer.credit_code}", sub="")
        for one in contacts.select_related("employer").order_by("employer__name", "pk")[:MOST]
    ]
    return Section(_("Lists of workers that I send"), "card-checklist", "", reverse("imports:index"), rows)


def _missed(user: Any, now: datetime) -> Rows:
    """Regular guests of my places who have not come for days: somebody may be ill."""
    return [WelfareSignal.objects.visible_to(user).open()] if has_role(user, *FIELD) else []


@shown_while(_missed)
def missed_guests(_now: datetime, signals: Any) -> Section:
    rows = [
        Row(
            signal.card.person.name,
            reverse("porridge_house:answer_missed", args=[signal.pk]),
            sub=str(signal.card.person.area),
            when=f"{pgettext('meal', 'last seen')} {signal.last_seen_on:%m-%d}",
        )
        for signal in signals.select_related("card__person__area")[:MOST]
    ]
    title, more = _("Regular guests who are missed"), reverse("porridge_house:missed")
    return Section(title, "heart-pulse", "", more, rows)


def _statements(user: Any, now: datetime) -> Rows:
    """That wait for my signature, booking or payment."""
    mine = [state for state, whose in TURN.items() if has_role(user, *whose)]
    return [MealStatement.objects.visible_to(user).filter(state__in=mine)] if mine else []


@shown_while(_statements)
def statements_in_turn(_now: datetime, statements: Any) -> Section:
    rows = [
        Row(
            f"{one.reference} · {one.month:%Y-%m}",
            reverse("porridge_house:statement", args=[one.reference]),
            sub=one.partner.name,
            state=one.status,
        )
        for one in statements.select_related("partner").order_by("month", "pk")[:MOST]
    ]
    return Section(_("Monthly statements"), "receipt", "", reverse("porridge_house:statements"), rows)


def _misuse(user: Any, now: datetime) -> Rows:
    return [FraudSignal.objects.filter(answered_at__isnull=True)] if has_role(user, *OFFICE) else []


@shown_while(_misuse)
def signals_of_misuse(_now: datetime, signals: Any) -> Section:
    rows = [
        Row(
            f"{signal.get_kind_display()} · {signal.site.name}",
            reverse("porridge_house:answer_signal", args=[signal.pk]),
            when=f"{timezone.localtime(signal.found_at):%m-%d}",
        )
        for signal in signals.select_related("site")[:MOST]
    ]
    title, more = _("Signals of misuse"), reverse("porridge_house:signals")
    return Section(title, "exclamation-triangle-fill", "", more, rows)


MEAL_SECTIONS = (my_counters, my_rosters, missed_guests, statements_in_turn, signals_of_misuse)
