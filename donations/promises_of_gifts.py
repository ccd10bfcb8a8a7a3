"""Are gifts what they were when they came, and their papers theirs? Read by `manage.py verify`."""

from collections.abc import Iterator

from django.db.models import Exists, F, OuterRef, Q

from audit.models import Event
from audit.told import states_without_event
from donations import states as s
from donations.choices import ReceiptState
from donations.gift_digests import digest_of_gift, digest_of_use
from donations.models import (
    Acknowledgement,
    Donation,
    Donor,
    GiftFileRow,
    MatchEntry,
    OfficialReceipt,
    Pledge,
    Reach,
    UseChange,
)
from donations.models.donors import SHOWN_MODES
from donations.workflow import CHANGE, GIFT, PLEDGE


def every_state_has_its_event() -> Iterator[str]:
    for model, workflow in ((Donation, GIFT), (Pledge, PLEDGE), (UseChange, CHANGE)):
        yield from states_without_event(model, workflow.initial)


def gifts_are_as_they_were_given() -> Iterator[str]:
    """The event of each gift keeps digests of it and of its use. The use changes only by a change that was agreed to.

    Gifts of the time before digests have none.
    """
    events = Event.objects.filter(code="donations.gift_registered").values_list("subject_id", "data")
    told = {pk: data for pk, data in events.iterator(chunk_size=2_000) if "digest" in data}
    agreed = UseChange.objects.filter(state=s.CHANGE_AGREED).order_by("decided_at", "pk")
    changed = {change.gift_id: digest_of_use(change) for change in agreed}
    for gift in Donation.objects.order_by("pk").iterator(chunk_size=2_000):
        data = told.pop(gift.pk, None)
        if data is None:
            continue
        if data["digest"] != digest_of_gift(gift):
            yield f"donation {gift.reference}: not as it was given"
        if changed.get(gift.pk, data["use"]) != digest_of_use(gift):
            yield f"donation {gift.reference}: is for something else than the donor said"
    for pk in sorted(told):
        yield f"donation {pk}: was entered and is not there"


def receipts_fit_their_gifts() -> Iterator[str]:
    """The state of the receipt is that of its papers; amounts are the gift's; a paper is revoked with its gift."""
    valid = OfficialReceipt.objects.filter(gift=OuterRef("pk"), voided_at__isnull=True)
    gifts = Donation.objects.annotate(has_valid=Exists(valid))
    issued = Q(receipt_state=ReceiptState.ISSUED)
    for gift in gifts.filter((issued & Q(has_valid=False)) | (~issued & Q(has_valid=True))).order_by("pk"):
        yield f"donation {gift.reference}: its receipt is said to be {gift.receipt_state}"
    for receipt in OfficialReceipt.objects.exclude(total_fen=F("gift__amount_fen")).order_by("pk"):
        yield f"receipt {receipt}: {receipt.total_fen} fen, which is not its gift"
    stands = Q(revoked_at__isnull=True, gift__state=s.BOOKED)
    ended = Q(revoked_at__isnull=False, gift__state=s.REFUNDED)
    for paper in Acknowledgement.objects.exclude(stands | ended).order_by("pk"):
        yield f"acknowledgement {paper.number}: valid and revoked with another gift"


def matches_keep_to_the_terms() -> Iterator[str]:
    """No match of a gift is more than the ratio or the cap per gift gives."""
    counting = MatchEntry.objects.filter(state__in=MatchEntry.COUNTS, gift__isnull=False)
    over = counting.filter(
        Q(amount_fen__gt=F("pool__per_gift_fen"))
        | Q(amount_fen__gt=F("gift__amount_fen") * F("pool__ratio_given") / F("pool__ratio_for"))
    )
    for entry in over.order_by("pk"):
        yield f"match {entry.pk}: {entry.amount_fen} fen are more than the terms of its pool give"


def names_and_lines_are_whole() -> Iterator[str]:
    for donor in Donor.objects.filter(public_name_mode__in=SHOWN_MODES, consented_on__isnull=True).order_by("pk"):
        yield f"donor {donor.reference}: named without consent"
    lost = GiftFileRow.objects.filter(state=GiftFileRow.State.TAKEN, gift__isnull=True)
    for row in lost.select_related("file").order_by("pk"):
        yield f"file {row.file}: line {row.number} was taken over and has no gift"


def counts_are_as_entered() -> Iterator[str]:
    """Each count of people reached has its event, which keeps its number; those of before have none."""
    events = Event.objects.filter(code="donations.reach_counted").values_list("data", flat=True)
    told = {data["reach"]: (data["unit"], data["number"]) for data in events.iterator(chunk_size=500) if "unit" in data}
    rows = {pk: (unit, number) for pk, unit, number in Reach.objects.values_list("pk", "unit", "number")}
    for pk in sorted(told):
        if rows.get(pk) != told[pk]:
            yield f"count of people reached {pk}: not as it was entered"


CHECKS = (
    ("donations: every state has its event", every_state_has_its_event),
    ("donations: gifts are as they were given", gifts_are_as_they_were_given),
    ("donations: receipts fit their gifts", receipts_fit_their_gifts),
    ("donations: matches keep to the terms of their pool", matches_keep_to_the_terms),
    ("donations: people reached are as they were counted", counts_are_as_entered),
    ("donations: names and lines are whole", names_and_lines_are_whole),
)
