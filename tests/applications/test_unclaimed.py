"""Who seems to qualify and has not asked: found by the register alone, shown to the place, followed up or dismissed."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from applications.demo.people import resident_id
from applications.economy_facts import economy_fact
from applications.facts import history_of, person_facts
from applications.models import ApplicationDraft, UnclaimedAid
from applications.people_facts import NAMES, Registry
from applications.services.drafts import answers_of
from applications.services.unclaimed import (
    dismiss_unclaimed_aid,
    find_unclaimed_aid,
    restore_unclaimed_aid,
    start_from_unclaimed_aid,
)
from audit.models import Event
from beneficiaries.models import Consent, ConsentWithdrawal
from beneficiaries.search import index_names
from beneficiaries.services import declare_relative
from programs.registry import schemes
from programs.services import close_program, open_program
from protection.models import PersonalDataAccess
from tests.factories.applications import make_application, make_program
from tests.factories.beneficiaries import (
    ConsentFactory,
    GuardianLinkFactory,
    HardshipCertificateFactory,
    HouseholdFactory,
    HouseholdMemberFactory,
    PersonFactory,
)
from workflow.machine import NotAllowed, Refused

AT = datetime(2026, 3, 2, 18, 50, tzinfo=UTC)
TEN = date(2015, 5, 1)
NUMBER = resident_id(TEN, 912)
URL = "/applications/unclaimed/"


@pytest.fixture
def program(places, approver):
    return open_program(program=make_program("student_aid", always_open=True), by=approver, at=AT)


@pytest.fixture
def in_need(community, worker):
    """in_need(…) → a child of ten with a checked certificate of minimum living allowance."""

    def make(category="DIBAO", **details):
        child = PersonFactory(**{"area": community, "birth_date": TEN, **details})
        if category:
            HardshipCertificateFactory(person=child, category=category, checked_by=worker, checked_at=AT)
        return child

    return make


def open_finds():
    return {(find.person_id, find.program.slug) for find in UnclaimedAid.objects.open()}


# --- The night --------------------------------------------------------------------------------------------------------


def test_a_proven_need_is_found_and_an_age_alone_is_not(program, in_need):
    child = in_need()
    in_need(category=None)
    in_need(birth_date=date(2001, 1, 1))

    assert find_unclaimed_aid(at=AT) == 1

    find = UnclaimedAid.objects.get()
    assert (find.person, find.area, find.terms.version, find.amount_fen) == (child, child.area, 1, None)
    assert find.proven == ["DIBAO"]
    assert {"S01-3", "S01-2A", "S01-2B", "C-04"} <= set(find.met)
    assert {"S01-1", "S01-T", "C-05"} <= set(find.open_rules)
    assert set(find.met).isdisjoint(find.open_rules)
    assert find.known == 100 * len(find.met) // (len(find.met) + len(find.open_rules))


def test_running_twice_changes_nothing(program, in_need):
    in_need()
    find_unclaimed_aid(at=AT)
    before = list(UnclaimedAid.objects.values()), Event.objects.count()

    assert find_unclaimed_aid(at=AT + timedelta(hours=1)) == 0

    assert (list(UnclaimedAid.objects.values()), Event.objects.count()) == before


def test_the_nightly_run_is_part_of_run_due(program, in_need, capsys):
    index_names([in_need()])  # or the nightly verification in the same run would miss them

    call_command("run_due")

    assert "done   applications.find_unclaimed_aid: 1" in capsys.readouterr().out


def test_who_has_asked_is_not_found_and_a_find_goes_when_somebody_asks(program, in_need, community):
    asked, quiet = in_need(), in_need()
    make_application(program, community, applicant=asked, at=AT)
    find_unclaimed_aid(at=AT)
    assert open_finds() == {(quiet.pk, "student-aid")}

    make_application(program, community, applicant=quiet, at=AT)
    find_unclaimed_aid(at=AT + timedelta(days=1))

    assert open_finds() == set()
    assert UnclaimedAid.objects.get().gone_at == AT + timedelta(days=1)


def test_a_certificate_that_ends_takes_the_find_away_and_a_new_one_brings_it_back(program, in_need, worker):
    child = in_need()
    find_unclaimed_aid(at=AT)
    child.certificates.update(valid_to=timezone.localdate(AT))
    find_unclaimed_aid(at=AT + timedelta(days=1))
    assert open_finds() == set()

    HardshipCertificateFactory(person=child, category="ORPHAN", checked_by=worker, checked_at=AT)
    find_unclaimed_aid(at=AT + timedelta(days=2))

    assert open_finds() == {(child.pk, "student-aid")}
    assert UnclaimedAid.objects.count() == 1


def test_confidential_schemes_are_never_looked_for(program, in_need, approver):
    open_program(program=make_program("judicial_aid_fund"), by=approver, at=AT)
    child = in_need()

    find_unclaimed_aid(at=AT)

    assert open_finds() == {(child.pk, "student-aid")}


def test_nobody_looks_for_those_who_took_their_consent_back(program, in_need):
    gone, back = in_need(), in_need()
    for person in (gone, back):
        consent = ConsentFactory(person=person, purpose="PROCESS_BASIC")
        ConsentWithdrawal.objects.create(consent=consent, withdrawn_at=AT, channel="portal")
    ConsentFactory(person=back, purpose="PROCESS_BASIC")

    find_unclaimed_aid(at=AT)

    assert Consent.objects.count() == 3
    assert open_finds() == {(back.pk, "student-aid")}


def test_a_closed_program_offers_nothing(program, in_need, approver):
    in_need()
    find_unclaimed_aid(at=AT)
    close_program(program=program, by=approver, at=AT)

    find_unclaimed_aid(at=AT + timedelta(days=1))

    assert open_finds() == set()


def test_what_is_known_of_many_is_what_is_known_of_each(program, in_need, community, worker):
    """The facts of the whole registry and those of one person come from different queries and are the same."""
    child, ward, member = in_need(), in_need(category=None), in_need(category=None)
    guardian = GuardianLinkFactory(ward=ward, guardian=in_need("MARGINAL", birth_date=date(1985, 1, 1))).guardian
    home = HouseholdFactory(head=in_need("ORPHAN"))
    HouseholdMemberFactory(household=home, person=home.head, relation="self")
    HouseholdMemberFactory(household=home, person=member)
    HardshipCertificateFactory(person=home.head, category="DESTITUTE", checked_by=worker, checked_at=AT)
    HardshipCertificateFactory(person=home.head, category="DISABLED", disability_class=1, disability_level=2)
    in_need("DIBAO", id_number="410199193802149016")
    make_application(program, community, applicant=guardian, at=AT)
    on = timezone.localdate(AT)

    registry = Registry(on=on, schemes=schemes())
    rows = {row.pk: row for stretch in registry.stretches() for row in stretch.people}

    from beneficiaries.models import Person

    for person in Person.objects.all():
        each = {**person_facts(person, on=on), "history": history_of(person, (), program_id=program.pk)}
        many = dict(zip(NAMES, registry.facts_of(rows[person.pk], program_id=program.pk), strict=True))
        each |= {"identity_checked": each["identity_checked"] or None, "economy": economy_fact(person, on=on)}
        assert many == {name: each[name] for name in NAMES}, person
    assert registry.facts_of(rows[ward.pk], program_id=program.pk)[2] == {"MARGINAL"}
    assert registry.facts_of(rows[member.pk], program_id=program.pk)[2] == {"DESTITUTE"}
    assert registry.facts_of(rows[child.pk], program_id=program.pk)[2] == {"DIBAO"}


def merged(absorbed, kept):
    """The pointer of a merge, without the decision."""
    type(absorbed).objects.filter(pk=absorbed.pk).update(merged_into=kept)


def test_two_records_of_one_person_are_one_find_with_everything_that_is_known(program, in_need, community):
    kept, absorbed = in_need("MARGINAL"), in_need("ORPHAN")
    granted, again = in_need(), in_need()
    for pair in ((absorbed, kept), (again, granted)):
        merged(*pair)
    make_application(program, community, applicant=again, at=AT)

    find_unclaimed_aid(at=AT)

    assert open_finds() == {(kept.pk, "student-aid")}
    assert UnclaimedAid.objects.get().proven == ["MARGINAL", "ORPHAN"]


def test_what_is_known_of_a_merged_record_and_of_its_home_is_known_of_the_person(program, in_need, worker):
    """The certificate hangs on one record of the mother, the membership on the other, the child lives with her."""
    mother, other_mother = in_need(category=None), in_need("DESTITUTE")
    child, other_child = in_need(category=None), in_need(category=None)
    home = HouseholdFactory(head=mother)
    HouseholdMemberFactory(household=home, person=mother, relation="self")
    HouseholdMemberFactory(household=home, person=child)
    merged(mother, other_mother)
    merged(child, other_child)
    on = timezone.localdate(AT)

    registry = Registry(on=on, schemes=schemes())
    rows = {row.pk: row for stretch in registry.stretches() for row in stretch.people}

    assert set(rows) == {other_mother.pk, other_child.pk}
    for person in (other_mother, other_child):
        many = dict(zip(NAMES, registry.facts_of(rows[person.pk], program_id=program.pk), strict=True))
        each = person_facts(person, on=on)
        assert many["hardship_categories"] == each["hardship_categories"] == {"DESTITUTE"}


def test_a_household_that_is_helped_once_is_not_found_again_by_another_member(places, in_need, community, approver):
    program = open_program(program=make_program("marginal_household_aid"), by=approver, at=AT)
    husband, wife, neighbour = (in_need("MARGINAL", birth_date=date(1980, 1, 1)) for _i in range(3))
    home = HouseholdFactory(head=husband)
    HouseholdMemberFactory(household=home, person=husband, relation="self")
    HouseholdMemberFactory(household=home, person=wife, relation="spouse")
    make_application(program, community, applicant=husband, at=AT)

    find_unclaimed_aid(at=AT)

    assert open_finds() == {(neighbour.pk, "marginal-household-aid")}


@pytest.mark.both_databases
def test_the_night_needs_the_same_queries_for_one_person_and_for_three(program, in_need):
    asked = []
    for more in (1, 3):
        for _i in range(more):
            in_need()
        with CaptureQueriesContext(connection) as queries:
            assert find_unclaimed_aid(at=AT) == more
        asked.append(len(queries))

    each = 26 if connection.vendor == "postgresql" else 25
    assert asked == [each, each]


# --- The list ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def find(program, in_need):
    child = in_need(name="陈示甲", id_number=NUMBER)
    find_unclaimed_aid(at=AT)
    return UnclaimedAid.objects.get(person=child)


def shown(response):
    return [(row.find.person_id, row.is_mine) for row in response.context["rows"]]


def test_each_place_sees_its_own_masked_with_reasons_in_words(client, worker, worker2, approver, find):
    client.force_login(worker)
    response = client.get(URL)
    text = response.content.decode()

    assert shown(response) == [(find.person_id, True)]
    assert "陈示甲" not in text
    assert "陈**" in text
    assert NUMBER not in text
    row = response.context["rows"][0]
    assert [str(label) for label in row.proof] == ["最低生活保障"]
    assert [sentence[:10] for sentence in row.reasons] == [
        "学生年满6周岁。",
        "学生不超过20周岁。",
        "家庭或孩子属于下列情",
    ]
    assert "学校确认孩子在读。" in row.open
    client.force_login(worker2)
    assert shown(client.get(URL)) == []
    client.force_login(approver)
    assert shown(client.get(URL)) == [(find.person_id, False)]


@pytest.mark.parametrize("name", ["applicant", "accountant", "auditor", "outsider", "volunteer"])
def test_the_list_is_for_those_who_handle_cases(client, cast, find, name):
    client.force_login(cast[name])

    assert client.get(URL).status_code == 403
    assert client.get(reverse("applications:unclaimed_export")).status_code == 403


def test_filters_by_program_place_and_start(client, reviewer, find, program, in_need, places, worker, approver):
    elsewhere = in_need(area=places["410172560-shixinzhuang"])
    other = open_program(program=make_program("student_aid", slug="other", always_open=True), by=approver, at=AT)
    find_unclaimed_aid(at=AT)
    start_from_unclaimed_aid(find=find, by=worker, at=AT)
    client.force_login(reviewer)

    def found(**query):
        return {(row.find.person_id, row.find.program.slug) for row in client.get(URL, query).context["rows"]}

    assert len(found()) == 4
    assert found(program=other.pk) == {(find.person_id, "other"), (elsewhere.pk, "other")}
    assert found(area=elsewhere.area_id) == {(elsewhere.pk, "other"), (elsewhere.pk, "student-aid")}
    assert found(started="yes") == {(find.person_id, "student-aid")}
    assert (find.person_id, "student-aid") not in found(started="no")


def test_those_of_whom_more_is_known_come_first(client, worker, find, in_need):
    better = in_need(id_number="410199193802149016", birth_date=TEN)
    UnclaimedAid.objects.filter(pk=find.pk).update(known=10)
    find_unclaimed_aid(at=AT)
    UnclaimedAid.objects.filter(pk=find.pk).update(known=10)
    client.force_login(worker)

    assert [pk for pk, _mine in shown(client.get(URL))] == [better.pk, find.person_id]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_needs_the_same_queries_for_one_row_and_for_three(client, worker, find, in_need, count):
    for _i in range(count - 1):
        in_need()
    find_unclaimed_aid(at=AT)
    client.force_login(worker)
    client.get(URL)

    with CaptureQueriesContext(connection) as queries:
        response = client.get(URL)

    assert (len(response.context["rows"]), len(queries)) == (count, 8)


def test_the_export_is_masked_and_recorded(client, worker, find):
    client.force_login(worker)

    from io import BytesIO

    import openpyxl

    response = client.get(reverse("applications:unclaimed_export"))
    sheet = openpyxl.load_workbook(BytesIO(b"".join(response.streaming_content))).active
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row]

    assert "陈**" in cells
    assert not any("陈示甲" in cell or NUMBER in cell for cell in cells)
    event = Event.objects.filter(code="applications.unclaimed_aid_exported").get()
    assert (event.actor, event.data) == (worker, {"list": "unclaimed", "full": False})


# --- Following up -----------------------------------------------------------------------------------------------------


def test_a_dismissal_has_a_reason_and_holds(client, worker, find):
    client.force_login(worker)
    address = reverse("applications:unclaimed_dismiss", args=[find.uuid])
    assert client.post(address, {}).status_code == 422
    assert client.post(address, {"reason": "other", "note": " "}).status_code == 422

    response = client.post(address, {"reason": "not_wanted", "note": "孩子由外婆接走"})

    assert (response.status_code, response["Location"]) == (302, URL)
    find_unclaimed_aid(at=AT + timedelta(days=1))
    assert open_finds() == set()
    find.refresh_from_db()
    assert (find.dismissal, find.dismissed_by, find.note) == ("not_wanted", worker, "孩子由外婆接走")
    event = Event.objects.filter(code="applications.unclaimed_aid_dismissed").get()
    assert (event.actor, event.data) == (worker, {"reason": "not_wanted"})
    assert [row.find.pk for row in client.get(URL, {"tab": "dismissed"}).context["rows"]] == [find.pk]


def test_a_dismissal_can_be_taken_back(worker, find):
    dismiss_unclaimed_aid(find=find, reason="gone", by=worker, at=AT)

    restore_unclaimed_aid(find=find, by=worker, at=AT)

    assert open_finds() == {(find.person_id, "student-aid")}


def test_another_place_neither_sees_nor_dismisses_it(client, worker2, auditor, approver, find):
    for user, status in ((worker2, 404), (approver, 403), (auditor, 404)):
        client.force_login(user)
        for name in ("unclaimed_dismiss", "unclaimed_restore", "unclaimed_start"):
            assert client.post(reverse(f"applications:{name}", args=[find.uuid])).status_code == status
    with pytest.raises(NotAllowed):
        dismiss_unclaimed_aid(find=find, reason="gone", by=worker2, at=AT)


def test_a_relative_leaves_it_to_a_colleague(worker, find):
    declare_relative(user=worker, relation="child", id_number=NUMBER, phone="", by=worker, at=AT)

    with pytest.raises(NotAllowed):
        start_from_unclaimed_aid(find=find, by=worker, at=AT)


def test_an_application_starts_with_what_is_known(client, worker, find, community):
    mother = PersonFactory(
        area=community,
        name="吴示八",
        id_number="410199199012319081",
        phone="13800000008",
        bank_account="6222020000000000000",
        bank_name="演示银行",
    )
    GuardianLinkFactory(ward=find.person, guardian=mother)
    client.force_login(worker)

    response = client.post(reverse("applications:unclaimed_start", args=[find.uuid]))

    draft = ApplicationDraft.objects.get()
    assert response["Location"] == reverse("applications:step", args=[draft.uuid, "person"])
    assert (draft.for_client, draft.owner, draft.done_steps) == (True, worker, [])
    answers = answers_of(draft, by=worker, at=AT)
    assert answers["person"] == {
        "name": "陈示甲",
        "area": community.code,
        "id_number": NUMBER,
        "guardian_id_number": "410199199012319081",
        "bank_account": "6222020000000000000",
        "bank_name": "演示银行",
    }
    assert answers["family"] == {"hardship_claimed": "DIBAO"}
    assert answers["guardian"] == {
        "guardian_name": "吴示八",
        "guardian_phone": "13800000008",
        "guardian_relation": "parent",
    }
    looked = PersonalDataAccess.objects.filter(subject_type="beneficiaries.person", actor=worker)
    assert set(looked.values_list("subject_id", flat=True)) == {find.person_id, mother.pk}
    find.refresh_from_db()
    assert find.started_by == worker
    page = client.get(response["Location"]).content.decode()
    assert NUMBER in page


def test_no_application_starts_under_a_closed_program(program, approver, worker, find):
    close_program(program=program, by=approver, at=AT)

    with pytest.raises(Refused):
        start_from_unclaimed_aid(find=find, by=worker, at=AT)
    assert ApplicationDraft.objects.count() == 0


def test_nobody_looks_for_freshmen_among_grandparents(places, in_need, approver):
    open_program(program=make_program("freshman_aid"), by=approver, at=AT)
    summer = datetime(2026, 7, 10, 18, 50, tzinfo=UTC)
    student, _grandmother = (in_need(birth_date=day) for day in (date(2008, 5, 1), date(1945, 5, 1)))

    find_unclaimed_aid(at=summer)

    assert open_finds() == {(student.pk, "freshman-aid")}


def test_a_band_is_offered_to_those_of_seventy_five(places, in_need, approver):
    open_program(program=make_program("wristband"), by=approver, at=AT)
    old, _younger = (in_need(category=None, birth_date=day) for day in (date(1951, 3, 3), date(1951, 3, 4)))

    find_unclaimed_aid(at=AT)  # 3 March in Shanghai

    assert open_finds() == {(old.pk, "wristband")}
