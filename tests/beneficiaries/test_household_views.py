"""The household page and its changes: choose, preview, do; who may, and what nobody sees."""

from datetime import date

import pytest

from beneficiaries import services, unclaimed
from beneficiaries.models import Household, HouseholdMember, IncomeDeclaration, PropertyDeclaration
from beneficiaries.unclaimed import Unclaimed
from tests.beneficiaries.conftest import HOME
from tests.beneficiaries.test_views import queries_of
from tests.factories.beneficiaries import NOW, HouseholdMemberFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def family(old_man, household, places):
    """An old man, his wife and their grown-up son."""
    members = [household.members.get()]
    for relation, birth in (("spouse", date(1940, 5, 1)), ("child", date(1970, 5, 1))):
        person = PersonFactory(name=f"张演{relation[0]}", area=places[HOME], birth_date=birth)
        members.append(HouseholdMemberFactory(household=household, person=person, relation=relation))
    return members


def url(household, verb: str = "") -> str:
    return f"/beneficiaries/households/{household.reference}/{verb}"


def posted_relations(**relations) -> dict[str, str]:
    return {f"relation_{name.removeprefix('m')}": value for name, value in relations.items()}


def test_a_change_of_head_is_chosen_previewed_and_done(client, worker, household, family):
    old, wife, son = family
    client.force_login(worker)

    assert [m.pk for m in client.get(url(household, "head/")).context["candidates"]] == [wife.pk, son.pk]
    preview = client.get(url(household, "head/"), {"member": wife.pk})
    assert {name: f.initial for name, f in preview.context["form"].fields.items()} == {
        f"relation_{old.pk}": "spouse",
        f"relation_{son.pk}": "child",
    }
    assert Household.objects.get().head == old.person

    response = client.post(
        f"{url(household, 'head/')}?member={wife.pk}",
        {f"relation_{old.pk}": "spouse", f"relation_{son.pk}": "child"},
    )

    assert (response.status_code, response.url) == (302, url(household))
    assert Household.objects.get().head == wife.person
    history = client.get(url(household)).context["history"]
    assert [line.people for line in history] == [wife.person.name]


def test_a_preview_tells_the_income_per_head_before_and_after(client, worker, household, family):
    _old, _wife, son = family
    services.declare_income(
        person=son.person,
        kind="wage",
        amount_fen=2_400_000,
        first_month=date(2026, 1, 1),
        last_month=date(2026, 1, 1),
        by=None,
        at=NOW.replace(year=2026, month=2),
    )
    client.force_login(worker)

    context = client.get(url(household, "split/"), {"member": son.pk}).context

    assert context["before"].members == 2
    assert [(name, result.members) for name, result in context["after"]] == [
        (household.reference, 2),
        (context["after"][1][0], 1),
    ]


def test_a_split_is_chosen_previewed_and_done(client, worker, household, family):
    _old, wife, son = family
    client.force_login(worker)
    query = f"?member={wife.pk}&member={son.pk}&head={son.pk}"

    preview = client.get(url(household, "split/") + query)
    assert preview.context["new_head"] == son
    response = client.post(url(household, "split/") + query, {f"relation_{wife.pk}": "parent"})

    fresh = Household.objects.exclude(pk=household.pk).get()
    assert (response.status_code, response.url, fresh.head) == (302, url(fresh), son.person)
    assert HouseholdMember.objects.current().filter(household=fresh).count() == 2


def test_two_households_become_one(client, worker, household, family, places):
    other = services.open_household(head=PersonFactory(area=places[HOME]), by=None, at=NOW)
    (alone,) = other.members.all()
    client.force_login(worker)

    assert client.get(url(other, "join/")).status_code == 200
    assert client.get(url(other, "join/"), {"with": "JT-000000"}).status_code == 422
    assert client.get(url(other, "join/"), {"with": household.reference.lower()}).status_code == 200
    response = client.post(f"{url(other, 'join/')}?with={household.reference}", {f"relation_{alone.pk}": "other"})

    assert (response.status_code, response.url) == (302, url(household))
    other.refresh_from_db()
    assert other.merged_into == household
    assert household.reference in client.get(url(other)).content.decode()


def test_a_household_of_another_area_is_not_found_for_a_merge(client, worker, household, places):
    far = services.open_household(head=PersonFactory(area=places["410172561-wawuli"]), by=None, at=NOW)
    client.force_login(worker)

    assert client.get(url(household, "join/"), {"with": far.reference}).status_code == 422


def test_a_form_that_leaves_somebody_out_changes_nothing(client, worker, household, family):
    old, wife, _son = family
    client.force_login(worker)

    response = client.post(f"{url(household, 'head/')}?member={wife.pk}", {f"relation_{old.pk}": "spouse"})

    assert response.status_code == 422
    assert Household.objects.get().head == old.person


@pytest.mark.parametrize("verb", ["head/", "split/", "join/"])
def test_readers_and_the_family_do_not_change_it(client, cast, household, old_man, verb):
    old_man.user = cast["applicant"]
    old_man.save()

    for name, status in (("auditor", 403), ("approver", 403), ("applicant", 403), ("worker2", 404), ("outsider", 404)):
        client.force_login(cast[name])
        assert client.get(url(household, verb)).status_code == status


def test_income_is_declared_counted_and_taken_back(client, worker, household, family):
    old, _wife, _son = family
    client.force_login(worker)
    form = {
        "kind": "wage",
        "amount": "24000.00",
        "first_month": "2023-01",
        "last_month": "2023-02",
        "proof": "statement",
    }

    response = client.post(f"/beneficiaries/people/{old.person.reference}/income/", form)

    row = IncomeDeclaration.objects.get()
    assert (response.status_code, response.url) == (302, url(household))
    assert (row.amount_fen, row.first_month, row.declared_by) == (2_400_000, date(2023, 1, 1), worker)
    economy = client.get(url(household)).context["economy"]
    assert [r.pk for r, _line, _how in economy.incomes] == [row.pk]

    client.post(f"/beneficiaries/declarations/income/{row.public_id}/take-back/")

    assert client.get(url(household)).context["economy"].incomes == ()


def test_an_income_that_cannot_be_comes_back_with_its_sentence(client, worker, family):
    client.force_login(worker)
    form = {"kind": "wage", "amount": "1", "first_month": "2023-03", "last_month": "2023-02", "proof": "statement"}

    response = client.post(f"/beneficiaries/people/{family[0].person.reference}/income/", form)

    assert (response.status_code, set(response.context["form"].errors)) == (422, {"last_month"})
    assert not IncomeDeclaration.objects.exists()


def test_property_is_declared(client, worker, family):
    client.force_login(worker)
    form = {"kind": "car", "value": "30000", "as_of": "2023-09-01", "proof": "certified"}

    client.post(f"/beneficiaries/people/{family[0].person.reference}/property/", form)

    row = PropertyDeclaration.objects.get()
    assert (row.kind, row.value_fen, row.proof) == ("car", 3_000_000, "certified")


def test_why_the_grown_up_son_counts(client, worker, household, family):
    son = family[2]
    client.force_login(worker)
    assert client.get(url(household)).context["economy"].result.members == 2

    client.post(url(household, f"members/{son.pk}/"), {"support": "duty"})

    assert client.get(url(household)).context["economy"].result.members == 3
    assert client.post(url(household, f"members/{son.pk}/"), {"away": "prison"}).status_code == 422


@pytest.mark.parametrize("name", ["auditor", "admin"])
def test_income_is_hidden_from_those_who_handle_no_cases(client, cast, household, family, name):
    client.force_login(cast[name])

    assert client.get(url(household)).context["economy"] is None


def test_the_household_page_asks_the_same_queries_for_one_and_three_members(client, worker, household, old_man, places):
    services.declare_income(
        person=old_man,
        kind="wage",
        amount_fen=1,
        first_month=date(2023, 1, 1),
        last_month=date(2023, 1, 1),
        by=worker,
        at=NOW,
    )
    one = queries_of(client, worker, url(household))
    for _number in range(2):
        person = PersonFactory(area=places[HOME])
        services.add_member(household=household, person=person, relation="child", by=worker, at=NOW)
        services.declare_income(
            person=person,
            kind="wage",
            amount_fen=1,
            first_month=date(2023, 1, 1),
            last_month=date(2023, 1, 1),
            by=worker,
            at=NOW,
        )

    assert queries_of(client, worker, url(household)) <= one + 1  # the names of the history


def test_unclaimed_aid_is_shown_as_the_apps_above_tell_it(client, worker, household, old_man, monkeypatch):
    monkeypatch.setattr(unclaimed, "_sources", [])
    asked = []

    def source(user, person_ids, on):
        asked.append((user, list(person_ids)))
        return [Unclaimed(old_man.pk, "重阳节慰问", "已满75岁", "/programs/elders/")]

    unclaimed.register_unclaimed(source)
    unclaimed.register_unclaimed(source)
    client.force_login(worker)

    response = client.get(url(household))

    assert asked == [(worker, [old_man.pk])]
    assert "重阳节慰问" in response.content.decode()
