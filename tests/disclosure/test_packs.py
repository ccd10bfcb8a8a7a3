"""Reports: frozen, published by another person, corrected by a further version."""

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, transaction

from accounts.models import RoleGrant
from audit.models import Event
from disclosure import promises, services
from disclosure.freezing import digest_of, digest_of_all, thawed
from disclosure.models import Pack, PackTable
from disclosure.spans import Span
from funds import entries
from tests.disclosure.scene import SPRING
from tests.factories.funds import FundFactory
from tests.planting import plant
from workflow.machine import NotAllowed, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 4, 2, 2, 0, tzinfo=UTC)
QUARTER = Span(2026, 1)


def received(cast, amount_fen, source):
    fund = FundFactory()
    entries.receive_gift(fund=fund, amount_fen=amount_fen, source=source, by=cast["accountant"], at=SPRING)


def prepared(cast, note="", at=AT):
    return services.prepare_pack(span=QUARTER, note=note, by=cast["accountant"], at=at)


def published(cast, note="", at=AT):
    return services.publish_pack(pack=prepared(cast, note, at), by=cast["approver"], at=at)


def income_of(pack):
    table = pack.tables.get(code="income")
    return [row["amount_fen"] for row in thawed("income", table.content).rows]


def test_a_report_keeps_the_figures_of_its_day(cast):
    received(cast, 12_300, "t:1")
    pack = published(cast)
    received(cast, 5_000, "t:2")

    assert income_of(pack) == [12_300]
    assert [line for _words, check in promises.CHECKS for line in check()] == []


def test_a_published_report_rewritten_with_all_its_digests_is_named(cast):
    received(cast, 12_300, "t:1")
    pack = published(cast)
    table = pack.tables.get(code="income")
    content = table.content.replace("12300", "92300")
    digests = [digest_of(content) if one == table else one.digest for one in pack.tables.order_by("position")]

    plant(
        f"UPDATE disclosure_packtable SET content = '{content}', digest = '{digest_of(content)}' WHERE id = {table.pk}",
        f"UPDATE disclosure_pack SET digest = '{digest_of_all(digests)}' WHERE id = {pack.pk}",
    )

    said = [line for _words, check in promises.CHECKS for line in check()]
    assert said == [f"report {pack}: not as it was published"]


def test_a_correction_is_a_second_version_with_a_note_and_both_are_public(client, cast):
    received(cast, 12_300, "t:1")
    first = published(cast)
    received(cast, 5_000, "t:2")
    with pytest.raises(Refused):
        prepared(cast)
    second = published(cast, "漏记一笔捐赠")

    assert (first.version, second.version) == (1, 2)
    assert (income_of(first), income_of(second)) == ([12_300], [17_300])
    old = client.get("/transparency/reports/2026-Q1/v1/").content.decode()
    assert "漏记一笔捐赠" in old
    assert "/transparency/reports/2026-Q1/v2/" in old
    assert "漏记一笔捐赠" in client.get("/transparency/corrections/").content.decode()
    assert client.get("/transparency/reports/2026-Q1/v2/").status_code == 200


def test_who_prepared_it_does_not_publish_it(cast):
    pack = prepared(cast)
    RoleGrant.objects.filter(user=cast["accountant"]).update(role="federation_approver")

    with pytest.raises(NotAllowed):
        services.publish_pack(pack=pack, by=cast["accountant"], at=AT)
    with pytest.raises(NotAllowed):
        services.publish_pack(pack=pack, by=cast["reviewer"], at=AT)
    assert Pack.objects.published().count() == 0


def test_a_period_that_is_not_over_is_not_frozen(cast):
    with pytest.raises(Refused):
        services.prepare_pack(span=Span(2026, 2), by=cast["accountant"], at=AT)


def test_one_report_of_a_period_is_in_work_at_a_time(cast):
    pack = prepared(cast)
    with pytest.raises(Refused):
        prepared(cast)
    services.discard_pack(pack=pack, by=cast["reviewer"], at=AT)

    assert prepared(cast).version == 1


@pytest.mark.both_databases
def test_the_database_keeps_what_was_published(cast):
    pack = published(cast)
    table = pack.tables.first()
    acts = (
        lambda: Pack.objects.filter(pk=pack.pk).update(note="x"),
        lambda: Pack.objects.filter(pk=pack.pk).update(published_at=None, published_by=None),
        lambda: Pack.objects.filter(pk=pack.pk).delete(),
        lambda: PackTable.objects.filter(pk=table.pk).update(content="{}"),
        lambda: PackTable.objects.filter(pk=table.pk).delete(),
        lambda: PackTable.objects.create(pack=pack, code="more", position=9, content="{}", digest="x"),
    )

    for act in acts:
        with pytest.raises(DatabaseError), transaction.atomic():
            act()


def test_a_report_in_work_is_for_the_staff_alone(client, cast):
    pack = prepared(cast)

    assert client.get(f"/transparency/reports/{pack.slug}/v1/").status_code == 404
    assert client.get("/transparency/reports/2026-Q1/v1/report.pdf").status_code == 404
    assert "2026-Q1" not in client.get("/transparency/reports/").content.decode()
    client.force_login(cast["approver"])
    assert client.get(f"/transparency/reports/{pack.slug}/v1/").status_code == 200


def test_a_report_is_a_paper_and_files(client, cast):
    received(cast, 12_300, "t:1")
    published(cast)

    paper = client.get("/transparency/reports/2026-Q1/v1/report.pdf")
    again = client.get("/transparency/reports/2026-Q1/v1/report.pdf")
    file = b"".join(client.get("/transparency/reports/2026-Q1/v1/funds.csv").streaming_content).decode()

    assert (paper.status_code, paper.content[:5]) == (200, b"%PDF-")
    assert paper.content == again.content
    assert "123.00" in file
    assert client.get("/transparency/reports/2026-Q1/v1/nothing.csv").status_code == 404
    for slug in ("2026-Q5", "20260", "2026-Q2"):
        assert client.get(f"/transparency/reports/{slug}/v1/").status_code == 404


def test_the_digest_of_an_event_has_no_digit_that_could_be_a_number_of_somebody(cast):
    published(cast)

    for code in ("disclosure.pack_prepared", "disclosure.pack_published"):
        digest = Event.objects.get(code=code).data["digest"]
        assert (len(digest), digest.isalpha()) == (40, True)


def test_a_report_is_frozen_on_the_page_and_published_by_another(client, cast):
    client.force_login(cast["accountant"])
    year = date.today().year - 1  # noqa: DTZ011 - the form offers periods that are over
    page = client.post("/transparency/office/prepare/", {"period": f"{year}-0"})
    assert (page.status_code, page["Location"]) == (302, f"/transparency/reports/{year}/v1/")

    client.force_login(cast["approver"])
    assert client.post(f"/transparency/reports/{year}/v1/publish/").status_code == 302
    assert Pack.objects.published().get().published_by == cast["approver"]
