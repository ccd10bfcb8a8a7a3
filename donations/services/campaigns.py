"""Campaigns: made, published, and what is counted for them."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from audit.recording import record
from donations.models import Campaign, Reach
from donations.permissions import may_keep_donors, may_publish_campaign
from donations.services.asking import demand, locked
from funds.models import Fund, Slip
from workflow.machine import Refused

SHOWN_BY_LAW = ("region", "bank_account", "use", "contact_phone", "query_way")


@dataclass(frozen=True)
class CampaignFacts:
    """The plan as it was filed (慈善法 24). Amounts in 分."""

    code: str
    title_zh: str
    title_en: str
    purpose_zh: str
    purpose_en: str
    holder: str
    starts_on: date
    ends_on: date
    target_fen: int
    beneficiaries: str
    in_charge: str
    ways: str
    leftover: str
    contact_phone: str = ""
    query_way: str = ""
    region: str = ""
    bank_account: str = ""
    use: str = ""
    filing_no: str = ""
    holder_certificate: str = ""
    platform: str = ""
    platform_url: str = ""
    target_person_times: int = 0
    cost_plan_fen: int = 0

    def refuse_misfits(self) -> None:
        if self.ends_on < self.starts_on or self.target_fen <= 0:
            raise Refused(_("A campaign has a target and ends after it began."))
        if self.platform_url and not (self.filing_no and self.holder_certificate and self.platform):
            raise Refused(
                _("Only a campaign with a filing, of an organisation with a certificate, has a page to give on.")
            )


@transaction.atomic
def make_campaign(*, facts: CampaignFacts, fund: Fund, by: Any, at: datetime) -> Campaign:
    """Not public yet. Raises NotAllowed, and Refused: a link to a platform needs certificate and filing."""
    demand(may_keep_donors(by))
    facts.refuse_misfits()
    campaign = Campaign(fund=fund, **asdict(facts))
    _save(campaign)
    record("donations.campaign_made", subject=campaign, by=by, at=at)
    return campaign


@transaction.atomic
def change_campaign(*, campaign: Campaign, facts: CampaignFacts, fund: Fund, by: Any, at: datetime) -> Campaign:
    """While it is not public. Its code and fund stay once something names them: gifts, pools, costs.

    Raises NotAllowed, and Refused for what is published, named by something, or cannot be.
    """
    demand(may_keep_donors(by))
    facts.refuse_misfits()
    campaign = locked(campaign)
    if campaign.published_at is not None:
        raise Refused(_("A published plan stays as it was filed."))
    if (facts.code, fund.pk) != (campaign.code, campaign.fund_id) and _is_named(campaign):
        raise Refused(_("Gifts, costs or matching pools name the campaign: its short name and its fund stay."))
    campaign.fund = fund
    for name, value in asdict(facts).items():
        setattr(campaign, name, value)
    _save(campaign)
    record("donations.campaign_changed", subject=campaign, by=by, at=at)
    return campaign


def _is_named(campaign: Campaign) -> bool:
    rows = (campaign.gifts, campaign.pledges, campaign.files, campaign.pools, campaign.reached)
    return any(of_kind.exists() for of_kind in rows) or Slip.objects.filter(campaign=campaign.code).exists()


def _save(campaign: Campaign) -> None:
    try:
        with transaction.atomic():
            campaign.save()
    except IntegrityError as error:
        raise Refused(_("Another campaign has this code. Choose a different one.")) from error


@transaction.atomic
def publish_campaign(*, campaign: Campaign, by: Any, at: datetime) -> Campaign:
    """Raises NotAllowed, and Refused without a filing number or with a plan that lacks a part that must be shown
    (慈善法 24, 25). Twice changes nothing."""
    demand(may_publish_campaign(by))
    campaign = locked(campaign)
    if not campaign.filing_no or not campaign.holder_certificate:
        raise Refused(_("A public campaign needs the number of its filing and the certificate of its holder."))
    if campaign.published_at is None:
        if not all(getattr(campaign, part) for part in SHOWN_BY_LAW):
            raise Refused(_("The plan lacks its region, bank account, use, telephone or the way to ask about it."))
        campaign.published_at, campaign.published_by = at, by
        campaign.save(update_fields=["published_at", "published_by"])
        record("donations.campaign_published", subject=campaign, by=by, at=at)
    return campaign


@transaction.atomic
def count_reach(
    *, campaign: Campaign, unit: str, number: int, reached_on: date, action: str, source: str, by: Any, at: datetime
) -> Reach:
    """A negative number takes a mistake back. Raises NotAllowed, Refused for zero or a day ahead."""
    demand(may_keep_donors(by))
    if number == 0:
        raise Refused(_("Zero is not counted."))
    if reached_on > localdate(at):
        raise Refused(_("The day lies ahead."))
    row = Reach.objects.create(
        campaign=campaign, unit=unit, number=number, reached_on=reached_on, action=action, source=source,
        entered_at=at, entered_by=by,
    )  # fmt: skip
    record(
        "donations.reach_counted",
        subject=campaign,
        by=by,
        at=at,
        data={"reach": row.pk, "unit": row.unit, "number": row.number},
    )
    return row
