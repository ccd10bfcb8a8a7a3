"""From rows to what matching compares."""

from collections.abc import Collection, Iterator

from django.db.models import QuerySet

from beneficiaries.choices import CHECKED_ID_TYPES, OLD_ID_TYPE
from beneficiaries.matching import Traits
from beneficiaries.models import HouseholdMember, Person
from beneficiaries.search import squeezed
from beneficiaries.sounds import sound_of

IN_ONE_QUERY = 900  # SQLite refuses more than 999 parameters on old builds
COLUMNS = (
    "pk",
    "name",
    "sex",
    "birth_date",
    "id_number_index",
    "present_number_index",
    "id_type",
    "phone_index",
    "bank_index",
    "home_index",
    "building_index",
)


def all_traits() -> dict[int, Traits]:
    """Of everybody who is not merged into somebody else: two queries."""
    homes = dict(HouseholdMember.objects.current().values_list("person", "household"))
    return {traits.pk: traits for traits in _read(_living(), homes)}


def traits_of(ids: Collection[int], *, lock: bool = False) -> dict[int, Traits]:
    """Of these people, as they are now; `lock` keeps them so until the transaction ends."""
    found: dict[int, Traits] = {}
    wanted = sorted(ids)
    for start in range(0, len(wanted), IN_ONE_QUERY):
        some = wanted[start : start + IN_ONE_QUERY]
        people = _living().filter(pk__in=some)
        homes = dict(HouseholdMember.objects.current().filter(person__in=some).values_list("person", "household"))
        found |= {t.pk: t for t in _read(people.select_for_update(of=("self",)) if lock else people, homes)}
    return found


def _living() -> QuerySet[Person]:
    return Person.objects.filter(merged_into__isnull=True).order_by("pk")


def _read(people: QuerySet[Person], homes: dict[int, int]) -> Iterator[Traits]:
    for pk, name, sex, birth, number, present, id_type, phone, account, home, building in people.values_list(
        *COLUMNS
    ).iterator(chunk_size=5_000):
        plain = squeezed(name)
        yield Traits(
            pk=pk,
            name=plain,
            sound=sound_of(plain),
            sex=sex,
            birth=birth,
            number=_short(present or number),
            is_checked=id_type in CHECKED_ID_TYPES or id_type == OLD_ID_TYPE,
            phone=_short(phone),
            account=_short(account),
            home=_short(home),
            building=_short(building),
            household=homes.get(pk),
        )


def _short(index: str | None) -> str:
    """Half of a blind index: 128 bits tell millions of values apart, and a register in memory is half as large."""
    return index[:32] if index else ""
