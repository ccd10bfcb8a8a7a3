"""The fictional people of the demo (domain fact book §9.1): nobody has such a number. Loading twice changes nothing."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from stdnum import luhn

from accounts.models import User
from areas.models import AdminArea
from beneficiaries.models import Household, Person
from beneficiaries.selectors import find_person_by_id_number, household_of
from beneficiaries.services import (
    add_member,
    check_certificate,
    name_guardian,
    open_household,
    record_certificate,
    record_consent,
    register_person,
)

BANK, BANK_PREFIX = "演示银行", "6200000000000"


class NotInDemoMode(Exception):
    """Invented people may not stand beside real ones."""


@dataclass(frozen=True)
class DemoPerson:
    """`head` is the head of the household with the relation to him; `hardship` a category and since when."""

    name: str
    id_number: str
    area: str
    head: str = ""
    relation: str = "self"
    hardship: tuple[str, date] | None = None
    username: str = ""


PEOPLE = (
    DemoPerson("张演一", "410199193802149016", "410172160-xihuchuntian", username="applicant"),
    DemoPerson("李示二", "410199194109079026", "410172160-tonghe", hardship=("DIBAO", date(2022, 4, 1))),
    DemoPerson("王例三", "410199194809059034", "410172560-shixinzhuang"),
    DemoPerson("赵演四", "410199194809069048", "410172560-shixinzhuang", head="王例三", relation="spouse"),
    DemoPerson("钱示五", "410199195501019057", "410172561-wawuli"),
    DemoPerson("孙例六", "410199197003159064", "410172561-wawuli", hardship=("MARGINAL", date(2023, 1, 10))),
    DemoPerson("周演七", "410199198211109074", "410172360-yuxinyuan"),
    DemoPerson("吴示八", "410199199012319081", "410172160-xihuchuntian", hardship=("DIBAO", date(2023, 3, 1))),
    DemoPerson("郑例九", "410199200506209099", "410172562-guanyue"),
    DemoPerson("冯演十", "41019920090905911X", "410172360-yuxinyuan", head="周演七", relation="other"),
    DemoPerson("陈示甲", "410199200909069123", "410172160-xihuchuntian", head="吴示八", relation="child"),
    DemoPerson("褚例乙", "410199201202299130", "410172562-guanyue", head="郑例九", relation="sibling"),
    DemoPerson(
        "卫演丙",
        "410199201609019145",
        "410172561-wawuli",
        head="孙例六",
        relation="grandchild",
        hardship=("DE_FACTO_UNATTENDED", date(2022, 9, 1)),
    ),
)
GUARDIANS = (  # ward, guardian, what the guardian is to the ward
    ("陈示甲", "吴示八", "parent"),
    ("冯演十", "周演七", "other_guardian"),
    ("卫演丙", "孙例六", "grandparent"),
    ("褚例乙", "郑例九", "sibling"),
)


@transaction.atomic
def load_demo_people(at: datetime) -> dict[str, Person]:
    """Adds the people who are missing, by name, with households, guardians, checked certificates and consents.

    Areas and accounts must be loaded. Raises NotInDemoMode unless PORTAL_DEMO (or the test suite) is on.
    """
    if not (settings.PORTAL_DEMO or settings.PORTAL_TEST):
        raise NotInDemoMode
    family = User.objects.filter(username="applicant").first()
    people = {row.name: _person(number, row, family, at) for number, row in enumerate(PEOPLE, start=1)}
    for row in PEOPLE:
        _settle(people, row, at)
    for ward, guardian, relation in GUARDIANS:
        name_guardian(ward=people[ward], guardian=people[guardian], relation=relation, by=None, at=at)
    for row in PEOPLE:
        _paper(people, row, at)
    return people


def _person(number: int, row: DemoPerson, family: User | None, at: datetime) -> Person:
    """The account `applicant` plays every family of the fact book: who registered somebody may apply for him."""
    area = AdminArea.objects.get(code=row.area)
    return find_person_by_id_number(row.id_number) or register_person(
        name=row.name,
        id_number=row.id_number,
        area=area,
        phone=f"199000000{number:02}",
        bank_account=_bank_account(number),
        bank_name=BANK,
        address=f"{area.parent}{area}{number}号楼(演示)",
        user=User.objects.filter(username=row.username).first() if row.username else None,
        by=family,
        at=at,
    )


def _bank_account(number: int) -> str:
    """6200000000000013 for the first: no bank issues it, and its check digit fits."""
    digits = f"{BANK_PREFIX}{number:02}"
    return digits + luhn.calc_check_digit(digits)


def _settle(people: dict[str, Person], row: DemoPerson, at: datetime) -> None:
    """Puts the person into the household; heads come before their families in the table."""
    if household_of(people[row.name]) is not None:
        return
    if not row.head:
        open_household(head=people[row.name], by=None, at=at)
        return
    home = Household.objects.get(head=people[row.head])
    add_member(household=home, person=people[row.name], relation=row.relation, by=None, at=at)


def _paper(people: dict[str, Person], row: DemoPerson, at: datetime) -> None:
    person = people[row.name]
    signer = next((people[guardian] for ward, guardian, _relation in GUARDIANS if ward == row.name), person)
    record_consent(person=person, purpose="PROCESS_BASIC", signer=signer, channel="paper", by=None, at=at)
    if row.hardship is None or person.certificates.exists():
        return
    category, since = row.hardship
    certificate = record_certificate(person=person, category=category, valid_from=since, by=None, at=at)
    if officer := User.objects.filter(username="officer").first():
        check_certificate(certificate=certificate, by=officer, at=at)
