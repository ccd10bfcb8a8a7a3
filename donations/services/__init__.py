"""What changes donors, gifts, pledges and campaigns; one function per verb."""

from donations.services.campaigns import (
    CampaignFacts,
    change_campaign,
    count_reach,
    make_campaign,
    publish_campaign,
)
from donations.services.donors import choose_public_name, enter_donor
from donations.services.files import (
    discard_file,
    empty_old_files,
    name_columns,
    proposed_columns,
    stage_file,
    start_taking,
)
from donations.services.gifts import (
    GiftFacts,
    Purpose,
    book_gift,
    cancel_gift,
    refund_gift,
    register_gift,
)
from donations.services.pools import (
    PoolTerms,
    calculate_pool,
    calculate_stale_pools,
    confirm_pool,
    end_pool,
    open_pool,
    settle_pool,
)
from donations.services.promising import make_pledge, record_agreement, withdraw_pledge
from donations.services.receipts import (
    OfficialFacts,
    ReceiptLine,
    acknowledge,
    acknowledge_new_gifts,
    enter_official_receipt,
    void_official_receipt,
)
from donations.services.securities import sell_securities, undo_sale, units_left
from donations.services.telling import tell_donor
from donations.services.use_changes import Consent, agree_to_change, propose_change, refuse_change

__all__ = [
    "CampaignFacts",
    "Consent",
    "GiftFacts",
    "OfficialFacts",
    "PoolTerms",
    "Purpose",
    "ReceiptLine",
    "acknowledge",
    "acknowledge_new_gifts",
    "agree_to_change",
    "book_gift",
    "calculate_pool",
    "calculate_stale_pools",
    "cancel_gift",
    "change_campaign",
    "choose_public_name",
    "confirm_pool",
    "count_reach",
    "discard_file",
    "empty_old_files",
    "end_pool",
    "enter_donor",
    "enter_official_receipt",
    "make_campaign",
    "make_pledge",
    "name_columns",
    "open_pool",
    "propose_change",
    "proposed_columns",
    "publish_campaign",
    "record_agreement",
    "refund_gift",
    "refuse_change",
    "register_gift",
    "sell_securities",
    "settle_pool",
    "stage_file",
    "start_taking",
    "tell_donor",
    "undo_sale",
    "units_left",
    "void_official_receipt",
    "withdraw_pledge",
]
