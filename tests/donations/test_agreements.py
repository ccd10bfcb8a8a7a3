"""Donation agreements (慈善法 39): what one says, which gifts stand under it, and who may change the use of those."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from audit.models import Event
from donations import services
from donations.models import Agreement, Donation
from donations.services import Consent
from tests.factories.donations import (
    AT,
    DAY,
    booked_gift,
    make_agreement,
    make_campaign,
    make_change,
    make_donor,
    make_gift,
)
from workflow.machine import NotAllowed, Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
SAID = {"property": "大米500袋，国标一级", "use": "粥屋早餐", "delivery": "2023年9月，送货上门"}


def test_an_agreement_keeps_what_was_signed_and_is_no_income(cast):
    donor = make_donor(cast)

    agreement = make_agreement(cast, donor, property="  大米500袋，国标一级 ")

    assert {name: getattr(agreement, name) for name in SAID} == SAID
    assert (agreement.donor, agreement.signed_on, agreement.entered_by) == (donor, DAY, cast["cashier"])
    event = Event.objects.get(code="donations.agreement_recorded")
    assert (event.subject_id, event.actor, event.data) == (agreement.pk, cast["cashier"], {})
    assert Donation.objects.count() == 0


@pytest.mark.parametrize("blank", sorted(SAID))
def test_an_agreement_says_what_the_law_wants(cast, blank):
    with pytest.raises(Refused):
        make_agreement(cast, **{blank: "  "})


def test_an_agreement_is_signed_today_or_earlier_and_kept_by_the_desk(cast):
    donor = make_donor(cast)
    with pytest.raises(Refused):
        make_agreement(cast, donor, signed_on=DAY + timedelta(days=1))
    with pytest.raises(NotAllowed):
        services.record_agreement(donor=donor, signed_on=DAY, by=cast["approver"], at=AT, **SAID)

    assert Agreement.objects.count() == 0


def test_the_database_keeps_what_was_signed(cast):
    agreement = make_agreement(cast)

    for act in (lambda: Agreement.objects.update(use="其他"), lambda: Agreement.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            act()
    assert Agreement.objects.get() == agreement


def test_a_gift_stands_under_an_agreement_of_its_own_donor(cast):
    donor = make_donor(cast)
    agreement = make_agreement(cast, donor)
    for strange in (make_donor(cast, "捐演二"), None):
        with pytest.raises(Refused):
            make_gift(cast, donor=strange, agreement=agreement)

    gifts = [booked_gift(cast, fen, donor=donor, agreement=agreement) for fen in (1_000, 2_000)]

    assert sorted(agreement.gifts.values_list("pk", "amount_fen")) == [(gifts[0].pk, 1_000), (gifts[1].pk, 2_000)]


def test_the_form_of_a_gift_offers_the_agreements_of_the_donor(client, cast):
    donor = make_donor(cast)
    own, _other = make_agreement(cast, donor), make_agreement(cast, make_donor(cast, "捐演二"))
    client.force_login(cast["cashier"])

    form = client.get(f"/donations/new/?donor={donor.reference}").context["form"]
    anonymous = client.get("/donations/new/").context["form"]

    assert list(form.fields["agreement"].queryset) == [own]
    assert "agreement" not in anonymous.fields


def test_an_agreement_is_entered_and_read_on_the_pages_of_donor_and_gift(client, cast):
    donor = make_donor(cast)
    client.force_login(cast["cashier"])
    url = reverse("donations:new_agreement", args=[donor.reference])

    late = client.post(url, {**SAID, "signed_on": "2999-01-01"})
    lacking = client.post(url, {**SAID, "signed_on": "2023-09-08", "use": " "})
    done = client.post(url, {**SAID, "signed_on": "2023-09-08"})

    assert (late.status_code, lacking.status_code, done.status_code) == (422, 422, 302)
    agreement = Agreement.objects.get()
    gift = booked_gift(cast, donor=donor, agreement=agreement)
    for page in ("donations:donor", "donations:detail"):
        reference = donor.reference if page == "donations:donor" else gift.reference
        assert agreement.reference in client.get(reverse(page, args=[reference])).content.decode()
    client.force_login(cast["worker"])
    assert client.get(url).status_code == 404


@pytest.mark.parametrize("in_campaign", [True, False])
def test_only_the_donor_changes_the_use_of_what_stands_under_an_agreement(cast, in_campaign):
    """For a campaign the council may decide; not where somebody signed for what the gift is used."""
    donor = make_donor(cast)
    campaign = make_campaign(cast) if in_campaign else None
    gift = booked_gift(cast, donor=donor, agreement=make_agreement(cast, donor), campaign=campaign)
    change, voucher = make_change(cast, gift), gift.voucher_id
    decided = Consent(council_decision="2023年第9次", filing_no="A23001-2")

    with pytest.raises(Refused, match="捐赠协议"):
        services.agree_to_change(change=change, consent=decided, by=cast["approver"], at=AT)
    gift.refresh_from_db()
    assert (gift.project, gift.voucher_id) == ("", voucher)

    consented = Consent(consented_on=DAY, consent_evidence="补充协议")
    services.agree_to_change(change=change, consent=consented, by=cast["approver"], at=AT)
    gift.refresh_from_db()
    assert (gift.restriction, gift.project, gift.voucher_id != voucher) == ("project", "校园图书角", True)


def test_a_donor_page_asks_as_much_for_one_agreement_as_for_three(client, cast, django_assert_num_queries):
    donor = make_donor(cast)
    client.force_login(cast["cashier"])
    client.get(reverse("donations:donor", args=[donor.reference]))
    for number in (1, 2):
        for _number in range(number):
            make_agreement(cast, donor)
        with django_assert_num_queries(8):
            client.get(reverse("donations:donor", args=[donor.reference]))
