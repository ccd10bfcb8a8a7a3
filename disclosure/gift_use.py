"""What became of one gift, and which gifts stand behind one payment."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Max, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from applications.models import Application
from areas.models import AdminArea
from disclosure.aid import is_sealed
from disclosure.helped import divided, helped_by
from disclosure.merging import hidden_groups
from disclosure.models import Lot, Share, TraceHead
from disclosure.posted import CASE_SOURCE
from donations import states
from donations.models import Donation
from donations.papers import opened
from funds.chart import CHARITABLE_ACTIVITIES
from funds.memos import scheme_name
from funds.models import Line, Voucher
from funds.sources import keys_of
from protection.codes import code_of, is_code_of
from web.references import normalise_reference

PURPOSE = "gift-use"
Place = tuple[str, int | None]  # scheme (or the account of a cost), community


@dataclass(frozen=True)
class Part:
    """`people` None: too few to be told, or no people at all (`has_people`)."""

    what: str
    where: str
    amount_fen: int
    people: int | None
    has_people: bool


@dataclass(frozen=True)
class GiftUse:
    """left + given back + passed on or spent = the gift + what its securities gained (or less what they lost) when they
    were sold, to the fen. None of them while it is not traced yet."""

    gift: Donation
    parts: tuple[Part, ...]
    left_fen: int
    gained_fen: int
    returned_fen: int
    is_traced: bool
    as_of: datetime | None

    @property
    def spent_fen(self) -> int:
        return sum(part.amount_fen for part in self.parts)

    @property
    def lost_fen(self) -> int:
        return -self.gained_fen


def use_code(reference: str) -> str:
    """Printed on the acknowledgement of the gift; opens the page of its use."""
    return code_of(PURPOSE, reference)


def use_address(reference: str) -> str:
    """What a QR code on the acknowledgement holds."""
    return f"{settings.PORTAL_BASE_URL}{reverse('disclosure:gift_use', args=[reference])}?code={use_code(reference)}"


def opened_by(reference: str, code: str) -> Donation | None:
    """The gift in the books whose number, or whose acknowledgement, the code fits; None for every other case."""
    wanted = normalise_reference(reference[:20])
    if paper := opened(reference, code):
        wanted, code = paper.gift.reference, use_code(paper.gift.reference)
    fits = is_code_of(PURPOSE, wanted, code[:50])
    gifts = Donation.objects.filter(state__in=states.POSTED_STATES, voucher__isnull=False).select_related("fund")
    found = gifts.filter(reference=wanted).first() if wanted else None
    return found if fits and found else None


def use_of(gift: Donation, least: int) -> GiftUse:
    """Six queries (seven of securities), and one or two more for each program that delivers things among what the gift
    paid for. Fewer than `least` people are never told, nor where they live."""
    lots = Lot.objects.filter(origin=gift.voucher_id)
    sums = lots.aggregate(left=Sum("left_fen", default=0), back=Sum("returned_fen", default=0), total=Sum("amount_fen"))
    shares = Share.objects.filter(lot__origin=gift.voucher_id, is_moved=False)
    return GiftUse(
        gift=gift,
        parts=tuple(parts_of(shares, least)),
        left_fen=sums["left"],
        gained_fen=_gained_fen(gift),
        returned_fen=sums["back"],
        is_traced=sums["total"] is not None,
        as_of=TraceHead.objects.aggregate(at=Max("traced_at"))["at"],
    )


def _gained_fen(gift: Donation) -> int:
    """By the sales of its securities; below zero a loss."""
    if not gift.is_securities:
        return 0
    return gift.sales.standing().aggregate(fen=Sum(F("proceeds_fen") - F("cost_fen"), default=0))["fen"]


def gifts_behind(voucher: Voucher) -> list[dict[str, Any]]:
    """The gifts that paid a voucher, with the part of each; two queries. `gift` is None for what was no gift."""
    rows = (
        Share.objects.filter(line__voucher=voucher)
        .values(source=F("lot__origin"), outside=F("is_outside"))
        .annotate(total=Sum("amount_fen"))
        .order_by("source", "outside")
    )
    found = list(rows)
    gifts = Donation.objects.filter(voucher__in=[row["source"] for row in found if row["source"]]).select_related(
        "donor"
    )
    by_voucher = {gift.voucher_id: gift for gift in gifts.defer("donor__id_number", "donor__phone", "donor__address")}
    return [{"gift": by_voucher.get(r["source"]), "fen": r["total"], "is_outside": r["outside"]} for r in found]


def voucher_of(reference: str) -> Voucher | None:
    """By the number as it is printed: 202309-0001."""
    month, _dash, number = reference.partition("-")
    if not (len(month) == 6 and month.isascii() and month.isdecimal() and number.isascii() and number.isdecimal()):
        return None
    if not ("190001" <= month <= "299912" and "01" <= month[4:] <= "12") or len(number) > 9:
        return None
    first = f"{month[:4]}-{month[4:]}-01"
    posted = Voucher.objects.filter(posted_at__isnull=False)
    return posted.filter(period__month=first, number=int(number)).select_related("period").first()


def parts_of(shares: QuerySet[Share], least: int) -> Iterable[Part]:
    """What some shares became: by scheme and community, the largest first."""
    fen: dict[Place, int] = defaultdict(int)
    people: dict[Place, set[str]] = defaultdict(set)
    for scheme, account, area, who, total in _spent(shares):
        place = (scheme or account, None if is_sealed(scheme) else area)
        fen[place] += total
        people[place] |= who
    people = defaultdict(set, {place: who for place, who in people.items() if who})
    hidden = _hidden_places(people, least)
    merged_fen: dict[Place, int] = defaultdict(int)
    merged_people: dict[Place, set[str]] = defaultdict(set)
    for place, total in fen.items():
        shown = (place[0], None) if place in hidden else place
        merged_fen[shown] += total
        merged_people[shown] |= people[place]
    names = AdminArea.objects.in_bulk({area for _what, area in merged_fen if area})
    for (what, area), total in sorted(merged_fen.items(), key=lambda item: (-item[1], str(item[0]))):
        number = len(merged_people[what, area])
        where = str(names[area]) if area else (_("Several places") if number else "")
        yield Part(str(scheme_name(what)), where, total, number if number >= least else None, number > 0)


def _hidden_places(people: dict[Place, set[str]], least: int) -> set[Place]:
    """Of each scheme, the communities that are told only together."""
    hidden: set[Place] = set()
    for scheme in {scheme for scheme, _area in people}:
        counts = {place: [len(who)] for place, who in people.items() if place[0] == scheme and place[1] is not None}
        hidden |= hidden_groups(counts, least)
    return hidden


def _spent(shares: QuerySet[Share]) -> Iterator[tuple[str, str, int | None, frozenset[str], int]]:
    """Scheme, name of the account, community, keys of people, fen. Of a program that delivers things a row for each
    place."""
    columns = ("line__scheme", "line__account__name_zh", "line__account__name_en", "line__account__code", "area")
    rows = shares.values_list(*columns, "line__voucher__source").annotate(total=Sum("amount_fen")).order_by()
    found = list(rows)
    sources = {source for *_rest, source, _total in found}
    persons, helped = _applicants(sources), helped_by(sources)
    for scheme, zh, en, code, area, source, total in found:
        account = _account(zh, en)
        if source in helped and code.startswith(CHARITABLE_ACTIVITIES):
            for part, fen in divided(total, helped[source]):
                if fen:
                    yield scheme, account, part.area_id, part.people, fen
        else:
            person = persons.get(source)
            yield scheme, account, area, frozenset({f"person:{person}"} if person else ()), total


def _applicants(sources: Iterable[str]) -> dict[str, int]:
    keys = keys_of(sources, CASE_SOURCE)
    person_of = dict(Application.objects.filter(pk__in=keys.values()).values_list("pk", "applicant_id"))
    return {source: person_of[pk] for source, pk in keys.items() if pk in person_of}


def _account(zh: str, en: str) -> str:
    return en if get_language() == "en" else zh


def lines_of(voucher: Voucher) -> QuerySet[Line]:
    return voucher.lines.select_related("account", "fund").order_by("pk")
