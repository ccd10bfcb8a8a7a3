"""A family of four for the demo, with everything that the page of a household can show, and one person who is in the
register twice. The grandmother is old enough for a thing that nobody asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from areas.models import AdminArea
from beneficiaries.demo import BANK
from beneficiaries.models import HouseholdMember, Person
from beneficiaries.selectors import find_person_by_id_number, household_of
from beneficiaries.services import (
    add_member,
    check_certificate,
    declare_income,
    declare_property,
    name_guardian,
    open_household,
    record_certificate,
    record_consent,
    register_person,
    set_standing,
)

HOME = "410172160-xihuchuntian"
CATEGORY, CERTIFIED_DAYS = "MARGINAL", 200


@dataclass(frozen=True)
class Member:
    """`incomes` are sums in fen of the months of `_months`, by kind, with the way they are known."""

    name: str
    id_number: str
    relation: str
    incomes: tuple[tuple[str, int, str], ...] = ()
    support: str = ""


FAMILY = (
    Member("沈演丁", "410199197806129619", "self", (("wage", 2_760_000, "certified"),)),
    Member("韩例丁", "410199198104309628", "spouse", (("farming", 600_000, "statement"),)),
    Member("沈示丁", "410199201009019643", "child"),
    Member(
        "许演丁",
        "410199194503159665",
        "parent",
        (("pension", 720_000, "certified"), ("basic_pension", 150_000, "certified")),
        support="duty",
    ),
)
TWICE = "吴示巴"  # 吴示八 as she was written down by ear, without her card
ORIGINAL = "410199199012319081"


@transaction.atomic
def load_demo_family(at: datetime) -> dict[str, Person]:
    """Nothing changes when they are there. The people of `demo.load_demo_people` must be there."""
    people = {member.name: _person(number, member, at) for number, member in enumerate(FAMILY, start=1)}
    head, clerk = people[FAMILY[0].name], User.objects.filter(username="worker").first()
    if household_of(head) is None:
        _settle(people, head, clerk, at)
        _declare(people, head, clerk, at)
        _certify(head, at)
    _register_twice(clerk, at)
    return people


def _person(number: int, member: Member, at: datetime) -> Person:
    area = AdminArea.objects.get(code=HOME)
    return find_person_by_id_number(member.id_number) or register_person(
        name=member.name,
        id_number=member.id_number,
        area=area,
        phone=f"1990000003{number}",
        bank_name=BANK,
        address=f"{area.parent}{area}21号楼2单元30{number}室(演示)",
        by=None,
        at=at,
    )


def _settle(people: Mapping[str, Person], head: Person, clerk: User | None, at: datetime) -> None:
    home = open_household(head=head, by=clerk, at=at)
    for row in FAMILY[1:]:
        add_member(household=home, person=people[row.name], relation=row.relation, by=clerk, at=at)
    for row in FAMILY:
        signer = head if row.relation == "child" else people[row.name]
        if row.relation == "child":
            name_guardian(ward=people[row.name], guardian=head, relation="parent", by=clerk, at=at)
        record_consent(
            person=people[row.name], purpose="PROCESS_BASIC", signer=signer, channel="paper", by=clerk, at=at
        )
        if row.support:
            member = HouseholdMember.objects.current().get(person=people[row.name])
            set_standing(member=member, support=row.support, by=clerk, at=at)


def _declare(people: Mapping[str, Person], head: Person, clerk: User | None, at: datetime) -> None:
    first, last = _months(timezone.localdate(at))
    months = {"first_month": first, "last_month": last}
    for row in FAMILY:
        for kind, fen, proof in row.incomes:
            declare_income(person=people[row.name], kind=kind, amount_fen=fen, proof=proof, by=clerk, at=at, **months)
    for kind, fen in (("savings", 2_600_000), ("home", 30_000_000)):
        declare_property(person=head, kind=kind, value_fen=fen, as_of=timezone.localdate(at), by=clerk, at=at)


def _months(day: date) -> tuple[date, date]:
    """The twelve before this one and this one, so that the income counts today and until the end of next month."""
    return date(day.year - 1, day.month, 1), day.replace(day=1)


def _certify(head: Person, at: datetime) -> None:
    since = date.fromordinal(timezone.localdate(at).toordinal() - CERTIFIED_DAYS)
    until = date.fromordinal(since.toordinal() + 365)
    certificate = record_certificate(person=head, category=CATEGORY, valid_from=since, valid_to=until, by=None, at=at)
    if officer := User.objects.filter(username="officer").first():
        check_certificate(certificate=certificate, by=officer, at=at)


def _register_twice(clerk: User | None, at: datetime) -> None:
    original = find_person_by_id_number(ORIGINAL)
    if original is None or Person.objects.filter(name=TWICE).exists():
        return
    register_person(
        name=TWICE,
        id_type="none",
        sex=original.sex,
        birth_date=original.birth_date,
        area=original.area,
        phone="19900000008",  # the one of 吴示八
        by=clerk,
        at=at,
    )
