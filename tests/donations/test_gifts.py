"""Gifts from the first entry to the books and back."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction
from django.utils import translation

from beneficiaries.services.affiliates import enter_affiliate
from donations import promises, services
from donations.choices import Restriction
from donations.models import Donation, Donor, Pledge, UseChange
from donations.services import Consent, Purpose
from donations.services.donors import DonorKnown
from donations.services.gifts import GiftKnown
from funds.errors import InsufficientFunds
from funds.models import Voucher
from funds.services import close_period, reserve
from protection.models import PersonalDataAccess
from tests.factories.beneficiaries import PersonFactory
from tests.factories.donations import (
    AT,
    DAY,
    booked_gift,
    make_campaign,
    make_change,
    make_donor,
    make_gift,
    make_pledge,
)
from tests.factories.funds import FundFactory
from workflow.machine import IllegalTransition, NotAllowed, Refused

pytestmark = pytest.mark.django_db
COMPANY_CODE = "91410100MA0000001T"
ID_NUMBER = "410199199001010011"


def legs(voucher: Voucher) -> list[tuple[str, int, str, str]]:
    return [
        (line.account.code, line.amount_fen, line.scheme, line.campaign)
        for line in voucher.lines.select_related("account").order_by("pk")
    ]


def broken() -> list[str]:
    return [line for _sentence, check in promises.CHECKS for line in check()]


# --- Donors -----------------------------------------------------------------------------------------------------------


def test_numbers_of_a_donor_are_sealed_and_found_again(cast):
    donor = make_donor(cast, id_number=ID_NUMBER, phone="19900000001", email="a@example.org", address="郑州市某路1号")

    assert (donor.id_number_mask, donor.phone_mask) == ("4***************11", "199****0001")
    assert ID_NUMBER not in donor.id_number
    with pytest.raises(DonorKnown):
        make_donor(cast, name="另一人", id_number=ID_NUMBER)
    assert Donor.objects.count() == 1


def test_a_name_is_public_only_with_consent(cast):
    person, company = make_donor(cast), make_donor(cast, name="郑州某某有限公司", kind="company")

    with pytest.raises(Refused):
        services.choose_public_name(donor=person, mode="real", consented_on=None, by=cast["cashier"], at=AT)
    with pytest.raises(Refused):
        services.choose_public_name(donor=person, mode="company", consented_on=DAY, by=cast["cashier"], at=AT)
    with pytest.raises(NotAllowed):
        services.choose_public_name(donor=person, mode="anonymous", consented_on=None, by=cast["worker"], at=AT)
    gift = make_gift(cast, donor=company)
    assert (person.public_name, str(gift.public_name)) == ("捐**", "爱心企业")

    services.choose_public_name(donor=person, mode="real", consented_on=DAY, by=cast["cashier"], at=AT)
    services.choose_public_name(donor=company, mode="company", consented_on=DAY, by=cast["cashier"], at=AT)

    assert Donor.objects.get(pk=person.pk).public_name == "捐演一"
    assert Donation.objects.get(pk=gift.pk).public_name == "郑州某某有限公司"


@pytest.mark.both_databases
def test_the_database_refuses_a_public_name_without_consent(cast):
    donor = make_donor(cast)

    with pytest.raises(DatabaseError), transaction.atomic():
        Donor.objects.filter(pk=donor.pk).update(public_name_mode="real")


# --- Into the books ---------------------------------------------------------------------------------------------------


def test_each_kind_of_gift_has_its_entry(cast, places):
    campaign = make_campaign(cast)
    area = places["410172160-xihuchuntian"]
    for_scheme = Purpose(restriction=Restriction.SCHEME, scheme="student_aid")

    money = booked_gift(cast, 12_345, purpose=for_scheme, campaign=campaign)
    platform = booked_gift(cast, 500, channel="tencent", bank_reference="T1")
    box = booked_gift(cast, 700, channel="cash_box", fund=FundFactory(kind="unrestricted"))
    goods = booked_gift(
        cast,
        30_000,
        kind="goods",
        channel="goods",
        basis="invoice",
        description="大米",
        quantity=Decimal(50),
        unit="袋",
    )
    city = booked_gift(cast, 9_000, channel="allocation", purpose=Purpose(Restriction.AREA, area=area))

    assert legs(money.voucher) == [
        ("1002", 12_345, "student_aid", "giving-days-2023"),
        ("410102", -12_345, "student_aid", "giving-days-2023"),
    ]
    assert legs(platform.voucher) == [("1009", 500, "", ""), ("410102", -500, "", "")]
    assert legs(box.voucher) == [("1001", 700, "", ""), ("410101", -700, "", "")]
    assert legs(goods.voucher) == [("1201", 30_000, "", ""), ("410102", -30_000, "", "")]
    assert legs(city.voucher) == [("1002", 9_000, "", ""), ("410102", -9_000, "", "")]
    assert [line.area for line in city.voucher.lines.all()] == [area.code] * 2
    goods.fund.refresh_from_db()
    money.fund.refresh_from_db()
    assert (goods.fund.available_fen, money.fund.available_fen) == (0, 12_345)
    assert broken() == []


def test_a_service_is_a_memo_before_2026_and_in_the_books_after(cast):
    given = {"kind": "service", "channel": "service", "basis": "market", "description": "义诊"}
    later = AT.replace(year=2026, month=3)

    before = booked_gift(cast, 5_000, **given)
    after = booked_gift(cast, 5_000, at=later, paid_at=later, received_at=later, **given)

    assert (before.state, before.voucher) == ("booked", None)
    assert legs(after.voucher) == [("5101", 5_000, "", ""), ("410102", -5_000, "", "")]
    assert broken() == []


def test_who_enters_does_not_book(cast):
    gift = services.register_gift(
        facts=services.GiftFacts("money", "bank", 100, AT, AT), fund=FundFactory(), by=cast["accountant"], at=AT
    )

    with pytest.raises(NotAllowed):
        services.book_gift(gift=gift, by=cast["accountant"], at=AT)
    with pytest.raises(NotAllowed):
        services.book_gift(gift=gift, by=cast["cashier"], at=AT)
    assert Donation.objects.get().state == "registered"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"kind": "goods", "channel": "goods"}, "where its value comes from"),
        ({"kind": "goods", "channel": "service", "basis": "market", "description": "x"}, "do not fit together"),
        ({"basis": "market"}, "Money needs no basis"),
        ({"received_at": AT + timedelta(days=1)}, "lies ahead"),
        ({"purpose": Purpose(restriction=Restriction.SCHEME)}, "exactly the field"),
        ({"purpose": Purpose(restriction=Restriction.TIME, project="x")}, "exactly the field"),
        ({"amount_fen": 0}, "above zero"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(cast, given, said):
    with translation.override("en"), pytest.raises(Refused, match=said):
        make_gift(cast, **given)


def test_one_transaction_is_one_gift_until_its_entry_is_struck_out(cast):
    first = make_gift(cast, bank_reference="2023090800001")

    with pytest.raises(GiftKnown):
        make_gift(cast, bank_reference="2023090800001")
    services.cancel_gift(gift=first, reason="重复登记", by=cast["cashier"], at=AT)

    assert make_gift(cast, bank_reference="2023090800001").state == "registered"


def test_a_reference_drawn_twice_is_drawn_again_and_no_gift_is_taken_for_known(cast, monkeypatch):
    drawn = iter(["JK-222222", "JK-222222", "JK-333333"])
    monkeypatch.setattr("donations.services.gifts.new_reference", lambda _prefix: next(drawn))

    gifts = [make_gift(cast, bank_reference=number) for number in ("2023090800001", "2023090800002")]

    assert [(gift.reference, gift.bank_reference) for gift in gifts] == [
        ("JK-222222", "2023090800001"),
        ("JK-333333", "2023090800002"),
    ]


def test_a_closed_month_takes_the_gift_in_the_present_one(cast):
    close_period(month=date(2023, 9, 1), by=cast["accountant"], at=AT + timedelta(days=30))

    gift = booked_gift(cast, at=AT + timedelta(days=40))

    assert gift.voucher.booked_on == date(2023, 10, 18)


@pytest.mark.both_databases
def test_the_database_keeps_what_was_given(cast):
    gift = booked_gift(cast)
    rows = Donation.objects.filter(pk=gift.pk)

    for forbidden in (
        lambda: rows.update(amount_fen=1),
        lambda: rows.update(paid_at=AT + timedelta(days=1)),
        lambda: rows.update(state="cancelled"),
        lambda: rows.update(restriction="scheme"),
        lambda: rows.delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()


# --- Back out ---------------------------------------------------------------------------------------------------------


def test_a_refund_is_a_reversal_by_a_third_person(cast):
    gift = booked_gift(cast)

    for name in ("cashier", "accountant"):
        with pytest.raises(NotAllowed):
            services.refund_gift(gift=gift, reason="汇错", by=cast[name], at=AT)
    with pytest.raises(Refused):
        services.refund_gift(gift=gift, reason=" ", by=cast["approver"], at=AT)
    services.refund_gift(gift=gift, reason="汇错", by=cast["approver"], at=AT)

    gift = Donation.objects.get()
    assert (gift.state, gift.end_reason) == ("refunded", "汇错")
    assert gift.refund_voucher.reverses == gift.voucher
    gift.fund.refresh_from_db()
    assert gift.fund.available_fen == 0
    with pytest.raises(IllegalTransition):
        services.refund_gift(gift=gift, reason="再次", by=cast["approver"], at=AT)
    assert broken() == []


def test_spent_money_is_not_given_back(cast):
    gift = booked_gift(cast, 10_000)
    reserve(fund=gift.fund, amount_fen=1, source="tests.x:1", by=None, at=AT)

    with pytest.raises(InsufficientFunds):
        services.refund_gift(gift=gift, reason="汇错", by=cast["approver"], at=AT)

    assert Donation.objects.get().state == "booked"


# --- Pledges ----------------------------------------------------------------------------------------------------------


def test_a_pledge_is_no_income_and_is_kept_by_gifts(cast):
    fund = FundFactory()
    pledge = make_pledge(cast, 30_000, fund=fund)
    given = {"fund": fund, "donor": pledge.donor, "pledge": pledge}

    assert Voucher.objects.count() == 0
    first = booked_gift(cast, 10_000, **given)
    assert Pledge.objects.get().state == "open"
    booked_gift(cast, 20_000, **given)
    assert Pledge.objects.get().state == "kept"
    services.refund_gift(gift=first, reason="汇错", by=cast["approver"], at=AT)

    assert Pledge.objects.get().state == "open"
    assert broken() == []
    services.withdraw_pledge(pledge=pledge, reason="经营困难", by=cast["cashier"], at=AT)
    assert Pledge.objects.get().state == "withdrawn"


def test_a_pledge_of_another_donor_or_fund_takes_no_gift(cast):
    pledge = make_pledge(cast)

    with translation.override("en"), pytest.raises(Refused, match="those of this donor"):
        make_gift(cast, donor=make_donor(cast, name="捐演二"), pledge=pledge, fund=pledge.fund)
    with translation.override("en"), pytest.raises(Refused, match="another fund"):
        make_gift(cast, donor=pledge.donor, pledge=pledge)


# --- Another use ------------------------------------------------------------------------------------------------------


def test_another_use_needs_the_donor_and_a_second_person(cast):
    change = make_change(cast)
    consent = Consent(consented_on=DAY, consent_evidence="电子邮件")

    with pytest.raises(NotAllowed):
        services.agree_to_change(change=change, consent=consent, by=cast["cashier"], at=AT)
    with pytest.raises(Refused):
        services.agree_to_change(change=change, consent=Consent(), by=cast["approver"], at=AT)
    with pytest.raises(Refused):  # the council decides for campaigns only
        services.agree_to_change(
            change=change, consent=Consent(council_decision="1号", filing_no="A1"), by=cast["approver"], at=AT
        )
    services.agree_to_change(change=change, consent=consent, by=cast["approver"], at=AT)

    gift = Donation.objects.get()
    assert (gift.restriction, gift.project, UseChange.objects.get().state) == ("project", "校园图书角", "agreed")
    assert {line.project for line in gift.voucher.lines.all()} == {"校园图书角"}
    assert broken() == []


def test_spent_money_keeps_its_use(cast):
    change = make_change(cast)
    reserve(fund=change.gift.fund, amount_fen=1, source="tests.x:1", by=None, at=AT)

    with pytest.raises(InsufficientFunds):
        services.agree_to_change(change=change, consent=Consent(DAY, "信函"), by=cast["approver"], at=AT)

    assert (Donation.objects.get().restriction, UseChange.objects.get().state) == ("unrestricted", "proposed")


def test_of_a_campaign_the_council_decides_and_files(cast):
    gift = booked_gift(cast, campaign=make_campaign(cast))
    change = make_change(cast, gift)

    services.agree_to_change(
        change=change, consent=Consent(council_decision="2023年第9次", filing_no="A23001-2"), by=cast["approver"], at=AT
    )

    assert Donation.objects.get().project == "校园图书角"


# --- A named person ---------------------------------------------------------------------------------------------------


def test_money_for_a_named_person_is_passed_on_and_no_income(cast):
    person = PersonFactory()

    gift = booked_gift(cast, donor=make_donor(cast, phone="19900000008"), named_person=person)

    assert [code for code, *_rest in legs(gift.voucher)] == ["1002", "2601"]
    gift.fund.refresh_from_db()
    assert gift.fund.available_fen == 0
    assert PersonalDataAccess.objects.filter(subject_type="donations.donor", purpose="look_up").count() == 1


def test_a_donor_names_nobody_related(cast):
    person = PersonFactory(phone="19900000009")
    donor = make_donor(cast, phone="19900000009")
    company = make_donor(cast, name="郑州某某有限公司", kind="company")
    enter_affiliate(
        kind="donor", name="郑州某某有限公司", relation="child", phone="19900000009", by=cast["reviewer"], at=AT
    )

    for related in (donor, company):
        with pytest.raises(Refused):
            make_gift(cast, donor=related, named_person=person)
    for unknown in (None, make_donor(cast, name="捐演三")):
        with translation.override("en"), pytest.raises(Refused, match="ties can be seen"):
            make_gift(cast, donor=unknown, named_person=person)
    assert not Donation.objects.exists()


# --- Feedback ---------------------------------------------------------------------------------------------------------


@pytest.mark.both_databases
def test_what_a_donor_was_told_is_kept(cast):
    gift = booked_gift(cast, donor=make_donor(cast, email="a@example.org"))

    row = services.tell_donor(gift=gift, text=" 已用于三名学生 ", by=cast["reviewer"], at=AT)

    assert row.text == "已用于三名学生"
    with pytest.raises(Refused):
        services.tell_donor(gift=make_gift(cast), text="x", by=cast["reviewer"], at=AT)
    with pytest.raises(DatabaseError), transaction.atomic():
        gift.feedback.update(text="x")
