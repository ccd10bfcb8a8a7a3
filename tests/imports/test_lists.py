"""Correcting, taking over once, and what is left afterwards."""

import io

import pytest

from audit.models import Event
from beneficiaries.models import Household, HouseholdMember, Person
from imports import services
from imports.models import Import, ImportRow
from imports.workbooks import WorkbookRefused
from jobs.models import JobRow
from protection.models import PersonalDataAccess
from tests.factories.beneficiaries import PersonFactory
from tests.imports.conftest import AT, errors_of, finish, take_over
from tests.imports.workbooks import families, number_of, planted, workbook
from tests.racing import race
from workflow.machine import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
RELATION, NAME, ID, AREA = 1, 2, 3, 5


def states_of(source):
    return list(source.rows.order_by("number").values_list("state", flat=True))


def test_households_are_registered_with_their_members(stage, worker):
    source = stage(workbook(families(6)))

    job = take_over(source, worker)

    assert (job.state, job.refused) == ("finished", 0)
    assert states_of(source) == ["taken"] * 6
    households = Household.objects.order_by("pk")
    assert [household.members.count() for household in households] == [3, 3]
    members = HouseholdMember.objects.filter(household=households[0]).order_by("pk")
    assert list(members.values_list("relation", flat=True)) == ["self", "spouse", "child"]
    assert list(source.rows.order_by("number").values_list("result", flat=True))[:3] == [households[0].reference] * 3


def test_the_same_file_again_leads_to_the_first_list(stage):
    content = workbook(families(3)).read()
    first = stage(io.BytesIO(content))

    with pytest.raises(services.AlreadyUploaded) as caught:
        stage(io.BytesIO(content))

    assert (caught.value.source.pk, Import.objects.count()) == (first.pk, 1)


def test_the_same_rows_in_another_file_create_nothing_twice(stage, worker):
    take_over(stage(workbook(families(3))), worker)

    again = stage(workbook(list(reversed(families(3)))))

    assert states_of(again) == ["known"] * 3
    assert set(again.rows.values_list("result", flat=True)) == {Household.objects.get().reference}
    with pytest.raises(Refused):
        services.start_take_over(source=again, by=worker, at=AT)
    assert (Person.objects.count(), Household.objects.count()) == (3, 1)


def test_an_interrupted_take_over_goes_on_and_does_no_row_twice(stage, worker, monkeypatch):
    source = stage(workbook(families(36)))
    job = services.start_take_over(source=source, by=worker, at=AT)
    from imports import job_kinds

    real, calls = job_kinds.take_over_group, []

    def interrupted(**values):
        calls.append(values["first"].number)
        if len(calls) == 6:
            raise KeyboardInterrupt
        return real(**values)

    monkeypatch.setattr(job_kinds, "take_over_group", interrupted)
    with pytest.raises(KeyboardInterrupt):
        finish(job)
    monkeypatch.setattr(job_kinds, "take_over_group", real)
    type(job).objects.filter(pk=job.pk).update(lease=None, leased_until=None)
    finish(job)

    assert (job.state, Household.objects.count(), Person.objects.count()) == ("finished", 12, 36)
    assert JobRow.objects.filter(job=job, is_done=True).count() == 12


@pytest.mark.django_db(transaction=True)
def test_two_lists_with_the_same_family_at_once_register_it_once(stage, worker, worker2):
    """Both were checked before either was taken over."""
    sources = [stage(workbook(families(3))), stage(workbook([*families(3), *families(6)[3:]]))]
    assert [set(states_of(source)) for source in sources] == [{"ready"}, {"ready"}]

    def take(number):
        row = sources[number].rows.get(number=2)
        return services.take_over_group(source=sources[number], first=row, by=worker, at=AT)

    results = race(2, take)

    assert results == ["", ""]
    assert (Household.objects.count(), Person.objects.count()) == (1, 3)
    assert sorted(state for source in sources for state in states_of(source)[:1]) == ["known", "taken"]


@pytest.mark.django_db(transaction=True)
def test_control_without_the_key_the_second_is_refused_by_the_service_only(stage, worker, monkeypatch):
    """The unique key is what turns a second list into "known"; the register alone answers with a refusal."""
    monkeypatch.setattr("beneficiaries.imports._taken_key", lambda head: f"{head.key}:{id(head)}")
    sources = [stage(workbook(families(3))), stage(workbook([*families(3), *families(6)[3:]]))]

    def take(number):
        row = sources[number].rows.get(number=2)
        return services.take_over_group(source=sources[number], first=row, by=worker, at=AT)

    assert sorted(bool(result) for result in race(2, take)) == [False, True]


def test_a_cell_is_corrected_in_place_and_checked_again(stage, worker):
    source = stage(workbook(planted(families(3), {(3, ID): "123", (4, AREA): "没有这里"})))
    assert errors_of(source) == {(3, "id_number"), (4, "area")}

    row = services.correct_row(
        row=source.rows.get(number=3), changes={"id_number": f" {number_of(1)} "}, by=worker, at=AT
    )

    assert (row.state, errors_of(source)) == ("blocked", {(4, "area")})
    event = Event.objects.filter(code="imports.row_corrected").get()
    assert event.data == {"row": 3, "columns": ["id_number"]}


def test_correcting_one_row_frees_the_row_that_resembled_it(stage, worker):
    source = stage(workbook(planted(families(6), {(6, ID): number_of(0)})))
    assert errors_of(source) == {(6, "id_number")}

    services.correct_row(row=source.rows.get(number=2), changes={"id_number": number_of(50)}, by=worker, at=AT)

    assert errors_of(source) == set()


def test_a_household_with_an_error_waits_while_the_others_are_taken_over(stage, worker):
    source = stage(workbook(planted(families(6), {(3, ID): "123"})))

    before = states_of(source)
    job = take_over(source, worker)

    assert before == ["blocked", "wrong", "blocked", "ready", "ready", "ready"]
    assert Household.objects.count() == 1
    assert states_of(source) == ["blocked", "wrong", "blocked", "taken", "taken", "taken"]
    assert JobRow.objects.filter(job=job, is_done=False).count() == 0


def test_correcting_the_line_frees_those_that_waited_for_it(stage, worker):
    source = stage(workbook(planted(families(3), {(3, ID): "123"})))

    services.correct_row(row=source.rows.get(number=3), changes={"id_number": number_of(1)}, by=worker, at=AT)

    assert states_of(source) == ["ready"] * 3


def test_what_the_service_refuses_is_said_at_the_row(stage, worker, places):
    """Somebody was registered elsewhere between check and take-over."""
    source = stage(workbook(families(3)))
    elsewhere = next(area for area in places.values() if area.level == "village")
    PersonFactory(name="张演二", id_number=number_of(1), area=elsewhere)

    job = take_over(source, worker)

    assert (job.refused, Household.objects.count(), Person.objects.count()) == (1, 0, 1)
    assert states_of(source) == ["refused"] * 3


def test_people_of_another_area_are_refused_without_a_word_about_them(stage, worker, places):
    elsewhere = next(area for area in places.values() if area.level == "village")
    PersonFactory(name="秘密", id_number=number_of(1), area=elsewhere)

    source = stage(workbook(families(3)))

    assert errors_of(source) == {(3, "id_number")}
    assert "秘密" not in str(source.rows.get(number=3).errors)


def test_a_community_worker_imports_for_the_own_community_only(stage):
    source = stage(workbook(families(3)), by="worker2")

    assert errors_of(source) == {(2, "area"), (3, "area"), (4, "area")}


def test_cells_rest_sealed_and_each_look_leaves_a_trace(stage, worker):
    source = stage(workbook(families(3)))

    stored = "".join(source.rows.values_list("cells", flat=True))
    assert [word in stored for word in (number_of(0), "张演")] == [False, False]
    looks = PersonalDataAccess.objects.filter(subject_type="imports.import", subject_id=source.pk)
    assert set(looks.values_list("actor", "purpose")) == {(worker.pk, "import_check")}


def test_a_list_is_emptied_after_thirty_days_and_counts_once_still(stage, worker):
    from datetime import timedelta

    source = stage(workbook(families(3)))
    take_over(source, worker)

    assert services.empty_old_imports(at=AT + timedelta(days=31)) == 1

    assert set(source.rows.values_list("cells", "key", "group")) == {("", None, None)}
    again = stage(workbook(list(reversed(families(3)))))
    assert states_of(again) == ["known"] * 3


def test_a_discarded_list_may_be_uploaded_again(stage, worker):
    file = workbook(families(3))
    content = file.read()
    source = stage(io.BytesIO(content))

    services.discard_import(source=source, by=worker, at=AT)

    assert stage(io.BytesIO(content)).pk != source.pk
    assert Import.objects.count() == 2


def test_a_list_that_is_too_long_is_refused(stage, settings):
    settings.IMPORT_MAX_ROWS = 5

    with pytest.raises(WorkbookRefused):
        stage(workbook(families(6)))
    assert ImportRow.objects.count() == 0
