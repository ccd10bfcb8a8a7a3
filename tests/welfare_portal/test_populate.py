"""Invented volume: as many rows as asked for, the same for the same seed, and no promise broken."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from applications import states
from applications.models import Application, StateTally
from areas.deadlines import due_at
from audit.models import Event, OutboxEntry
from beneficiaries.models import Person
from beneficiaries.services import look_up
from donations.models import Donation
from funds.entries import receive_gift
from funds.models import Fund, Line
from programs.models import Program
from programs.services import open_program
from tests.factories.applications import FOUNDED, make_application, make_program
from tests.factories.volunteers import ActivityFactory
from volunteers.models import Shift, ShiftRole, Signup, VolunteerProfile
from welfare_portal.population import identities

pytestmark = pytest.mark.both_databases
COUNTS = {"applications": 40, "volunteers": 30, "shifts": 6, "donations": 25, "verbosity": 0}


@pytest.fixture
def base(cast):
    """Two open programs of different lanes, and something for volunteers to do."""
    for code in ("student_aid", "judicial_aid_fund"):
        open_program(program=make_program(code), by=cast["admin"], at=FOUNDED)
    ActivityFactory()


@pytest.fixture
def populated(base, capsys):
    call_command("populate", **COUNTS)
    return capsys.readouterr()


def plain():
    """What a seed decides. References and ID numbers follow the primary key, so that two runs never meet."""
    rows = Application.objects.order_by("pk").values_list(
        "applicant__name", "state", "program__slug", "area__code", "version"
    )
    return list(rows)


def test_it_makes_as_many_as_asked_for(populated):
    assert Application.objects.count() == 40
    assert Person.objects.count() == 10
    assert VolunteerProfile.objects.count() == 30
    assert (Shift.objects.count(), ShiftRole.objects.count()) == (6, 6)
    assert Signup.objects.filter(state="confirmed").count() == Signup.objects.count() > 6 * 7
    assert sum(StateTally.objects.values_list("amount", flat=True)) == 40
    assert StateTally.objects.count() <= len(set(Application.objects.values_list("area", "state", "is_confidential")))


def test_every_promise_holds_afterwards(populated, capsys):
    OutboxEntry.objects.all().delete()  # of the programs that the test opened, long ago on their clock

    call_command("verify")

    assert capsys.readouterr().out.splitlines()[-1] == "Every promise holds."


def test_nobody_is_told(base):
    before = OutboxEntry.objects.count()

    call_command("populate", **COUNTS)

    assert OutboxEntry.objects.count() == before
    assert not User.objects.filter(username__startswith="invented-").exclude(email="", password="!").exists()


def test_the_same_seed_makes_the_same_cases_and_another_seed_others(base):
    call_command("populate", applications=24, seed=7)
    first = plain()
    call_command("populate", applications=24, seed=7)
    both = plain()
    call_command("populate", applications=24, seed=8)

    # The second crowd lives elsewhere, because its people have other primary keys.
    assert [row[1:3] for row in both[:24]] == [row[1:3] for row in first]
    assert len(set(Application.objects.values_list("reference", flat=True))) == 72
    assert len(set(Person.objects.values_list("id_number_index", flat=True))) == 18
    names = list(Person.objects.order_by("pk").values_list("name", flat=True))
    assert names[:6] == names[6:12] != names[12:]


def test_rows_made_later_by_people_get_free_keys(populated, cast, places):
    last = Application.objects.latest("pk").pk
    community = places["410172160-xihuchuntian"]
    made = make_application(Program.objects.get(slug="student-aid"), community)

    assert made.pk > last


def test_a_case_has_the_road_that_its_events_tell(populated):
    for case in Application.objects.select_related("area"):
        moves = list(Event.objects.filter(stream=f"applications.application:{case.pk}").order_by("seq"))
        assert [move.version for move in moves] == list(range(1, case.version + 1))
        assert (moves[0].from_state, moves[-1].to_state) == (states.DRAFT, case.state)
        assert (moves[0].at, moves[-1].at) == (case.submitted_at, case.state_since)
        assert case.state not in states.MONEY
        if case.state == states.SUBMITTED:
            assert case.due_at == due_at(case.lane, "accept", case.submitted_at)


def test_people_are_found_and_their_cases_open(populated, client, reviewer):
    case = Application.objects.filter(is_confidential=False).select_related("applicant").latest("pk")
    client.force_login(reviewer)
    page = client.get(reverse("applications:index"), {"q": case.applicant.name})

    assert case.reference in page.content.decode()
    assert client.get(reverse("applications:case", args=[case.reference])).status_code == 200
    number = identities.id_number(case.applicant.pk)
    assert look_up(id_number=number, by=reviewer, at=case.submitted_at) == case.applicant


def test_id_numbers_are_never_given_twice():
    numbers = range(1, 60_000)

    assert len({identities.id_number(n) for n in numbers}) == len(numbers)
    assert {identities.id_number(n)[14] for n in numbers} == {"0"}  # the demo's begin at 100


def test_one_volunteer_is_on_one_shift_at_a_time(populated):
    for signup in Signup.objects.select_related("shift"):
        others = Signup.objects.filter(volunteer=signup.volunteer, starts_at=signup.starts_at).exclude(pk=signup.pk)
        assert not others.exists()
        assert signup.ends_at - signup.starts_at == timedelta(hours=2)


def test_each_gift_is_in_the_books(populated):
    gifts = Donation.objects.select_related("voucher__period")
    fen = {gift.pk: gift.amount_fen for gift in gifts}
    legs = Line.objects.filter(voucher__in=gifts.values("voucher")).values_list("account__code", "amount_fen")

    assert (len(fen), {gift.state for gift in gifts}) == (25, {"booked"})
    assert sorted(legs) == sorted(leg for one in fen.values() for leg in (("1009", one), ("410102", -one)))
    fund = Fund.objects.order_by("pk").first()
    assert fund.available_fen == sum(fund.lines.filter(account__is_money=True).values_list("amount_fen", flat=True))
    for period in {gift.voucher.period for gift in gifts}:
        numbers = list(period.vouchers.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, period.last_number + 1))


def test_the_same_seed_makes_the_same_gifts(base):
    plain = Donation.objects.order_by("pk").values_list("amount_fen", "shown_name", "paid_at")
    call_command("populate", donations=20, seed=7)
    call_command("populate", donations=20, seed=7)
    call_command("populate", donations=20, seed=8)

    rows = list(plain)
    assert rows[:20] == rows[20:40] != rows[40:]
    assert Donation.objects.values("voucher__booking_key").distinct().count() == 60


def test_the_books_go_on_after_them(populated, cast):
    fund = Fund.objects.order_by("pk").first()
    before = fund.available_fen

    later = receive_gift(fund=fund, amount_fen=700, source="gift:later", by=cast["accountant"], at=timezone.now())

    fund.refresh_from_db()
    assert (fund.available_fen - before, later.number) == (700, later.period.last_number)


def test_without_a_fund_nobody_books(cast):
    with pytest.raises(CommandError, match="no fund, no accountant or no open month"):
        call_command("populate", donations=1)


def test_the_bar_is_on_stderr(populated):
    assert populated.out == ""
    assert populated.err.splitlines()[-1].startswith("donations ")
    assert "6 of 6" in populated.err
    assert "25 of 25" in populated.err


def test_real_data_are_left_alone_unless_told(base, settings, monkeypatch):
    settings.PORTAL_TEST = settings.PORTAL_DEMO = False
    monkeypatch.delenv("PORTAL_BENCH", raising=False)

    with pytest.raises(CommandError, match="--yes"):
        call_command("populate", applications=1)
    call_command("populate", applications=4, yes=True)

    assert Application.objects.count() == 4


def test_without_programs_it_says_what_to_run(places):
    with pytest.raises(CommandError, match=r"run `manage\.py demo`"):
        call_command("populate", applications=1)
    with pytest.raises(CommandError, match=r"run `manage\.py demo`"):
        call_command("populate", shifts=1)


def test_fewer_than_none_are_not_made(db):
    with pytest.raises(CommandError, match="-5 is below zero"):
        call_command("populate", "--applications", "-5")
