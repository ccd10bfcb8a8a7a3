"""Campaigns in a report: what each raised, cost and reached up to the last day of the period."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from disclosure.spans import Span
from disclosure.tables import Chart, Field, Row, Table, TableForm, Words
from donations.models import Campaign, Donation, Reach
from donations.selectors import Progress, progress_of
from funds.posted import posted_lines
from web.spreadsheet import Kind

YUAN = _("yuan")
CAMPAIGNS = TableForm(
    "campaigns",
    _("Campaigns"),
    (
        Field("campaign", _("Campaign")),
        Field("target_fen", _("Target"), Kind.YUAN, YUAN),
        Field("raised_fen", _("Raised"), Kind.YUAN, YUAN),
        Field("money_fen", pgettext_lazy("gift", "Money"), Kind.YUAN, YUAN),
        Field("goods_fen", _("Goods and services, at their value"), Kind.YUAN, YUAN),
        Field("matched_fen", _("Of it, paid by sponsors for their matches"), Kind.YUAN, YUAN),
        Field("gifts", _("Number of gifts"), Kind.INTEGER),
        Field("cost_plan_fen", _("Planned cost"), Kind.YUAN, YUAN),
        Field("cost_fen", _("Cost of the campaign"), Kind.YUAN, YUAN),
    ),
    Chart(_("Raised by each campaign (yuan)"), "campaign", "raised_fen"),
)
REACHED = TableForm(
    "reached",
    _("Filings of campaigns, and whom they reached"),
    (
        Field("campaign", _("Campaign")),
        Field("filing_no", _("Number of the filing")),
        Field("days", pgettext_lazy("campaign", "Period")),
        Field("target", _("Target (person-times)"), Kind.INTEGER),
        *(Field(unit.value, unit.label, Kind.INTEGER) for unit in Reach.Unit),
    ),
    Chart(_("Person-times reached by each campaign"), "campaign", Reach.Unit.PERSON_TIMES.value),
)


def campaign_tables(span: Span) -> list[Table]:
    """The figures of each campaign's own page, as far as they were booked or counted by the end of the span; fen."""
    found = [progress_of(campaign, until=span.last) for campaign in campaigns_of(span)]
    return [Table(CAMPAIGNS, [_money(one) for one in found]), Table(REACHED, [_people(one) for one in found])]


def campaigns_of(span: Span) -> QuerySet[Campaign]:
    """Published ones that ran in the span, or for which something was booked in it."""
    within = {"voucher__booked_on__range": (span.first, span.last)}
    gifts = Donation.objects.in_the_books().filter(campaign=OuterRef("pk"), **within)
    costs = posted_lines().filter(campaign=OuterRef("code"), **within)
    ran = Q(starts_on__lte=span.last, ends_on__gte=span.first)
    return Campaign.objects.published().filter(ran | Exists(gifts) | Exists(costs)).order_by("starts_on", "pk")


def _money(progress: Progress) -> Row:
    campaign = progress.campaign
    return {
        "code": campaign.code,
        "campaign": _name(campaign),
        "target_fen": campaign.target_fen,
        "raised_fen": progress.raised_fen,
        "money_fen": progress.money_fen,
        "goods_fen": progress.goods_fen,
        "matched_fen": progress.matched_fen,
        "gifts": progress.number,
        "cost_plan_fen": campaign.cost_plan_fen,
        "cost_fen": progress.cost_fen,
    }


def _people(progress: Progress) -> Row:
    campaign = progress.campaign
    return {
        "code": campaign.code,
        "campaign": _name(campaign),
        "filing_no": campaign.filing_no,
        "days": f"{campaign.starts_on.isoformat()} – {campaign.ends_on.isoformat()}",
        "target": campaign.target_person_times,
        **progress.reach,
    }


def _name(campaign: Campaign) -> Words:
    return {"zh-hans": campaign.title_zh, "en": campaign.title_en}
