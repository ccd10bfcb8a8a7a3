"""Side by side: who sees a pair, what is shown of it, and what a decision does."""

import pytest

from beneficiaries.models import DuplicatePair, Person
from tests.beneficiaries.conftest import HOME, furnish
from tests.factories.beneficiaries import PERSONS, PersonFactory
from tests.factories.duplicates import DuplicatePairFactory

pytestmark = pytest.mark.django_db
LIST = "/beneficiaries/duplicates/"
SECRETS = (PERSONS["张演一"], "19900000001", "6200000000000013", "1号楼")
NOTE = {"note": "核对了户口本"}


@pytest.fixture
def pair(old_man, places):
    other = PersonFactory(name="张演伊", area=places[HOME], phone="19900000001", address="西湖春天1栋")
    return DuplicatePairFactory(first=old_man, second=other)


def at(pair, verb: str = "") -> str:
    return f"{LIST}{pair.reference}/{verb}"


def listed(client, user, query: str = "") -> list[DuplicatePair]:
    client.force_login(user)
    return [pair for pair, _sentences in client.get(LIST + query).context["rows"]]


def test_the_pair_is_listed_and_shown_masked_with_its_reasons(client, worker, pair):
    assert listed(client, worker) == [pair]

    response = client.get(at(pair))

    text = response.content.decode()
    assert [secret for secret in SECRETS if secret in text] == []
    verdicts = {str(row.label): row.verdict for row in response.context["rows"]}
    assert [verdicts[name] for name in ("姓名", "手机号码" if "手机号码" in verdicts else "电话", "身份证号码")] == [
        "different",
        "same",
        "",
    ]
    assert [s.points for s in response.context["sentences"]] == [11, 8, 1]


@pytest.mark.parametrize("name", ["worker2", "applicant", "volunteer", "cashier", "outsider"])
def test_strangers_to_one_of_the_two_get_404(client, cast, pair, name):
    client.force_login(cast[name])

    assert client.get(at(pair)).status_code == 404
    assert client.post(at(pair, "merge/"), NOTE).status_code == 404


def test_a_pair_across_two_communities_is_for_those_who_see_both(client, worker, worker2, reviewer, old_man, places):
    far = PersonFactory(name="张演伊", area=places["410172561-wawuli"])
    pair = DuplicatePairFactory(first=old_man, second=far)

    assert [listed(client, user) for user in (worker, worker2, reviewer)] == [[], [], [pair]]


@pytest.mark.parametrize("name", ["auditor", "admin", "approver"])
def test_readers_see_the_pair_and_do_not_decide(client, cast, pair, name):
    client.force_login(cast[name])

    assert "formaction" not in client.get(at(pair)).content.decode()
    for verb in ("merge/", "tell-apart/", "put-off/", "unmerge/"):
        assert client.post(at(pair, verb), NOTE).status_code == 403


def test_merge_then_undo(client, worker, pair):
    client.force_login(worker)

    response = client.post(at(pair, "merge/"), {**NOTE, "keep": pair.second.reference})

    assert (response.status_code, response.url) == (302, at(pair))
    assert Person.objects.get(pk=pair.first_id).merged_into == pair.second
    shown = client.get(pair.first.get_absolute_url())
    assert (shown.context["merge"], shown.context["records"]) == (pair, [])
    assert client.get(pair.second.get_absolute_url()).context["records"] == [pair.first]
    assert listed(client, worker, "?tab=merged") == [pair]

    assert client.post(at(pair, "unmerge/"), {"note": "两个人"}).status_code == 302
    assert Person.objects.filter(merged_into__isnull=False).count() == 0


def test_without_a_choice_the_record_with_the_checked_number_is_kept(client, worker, places):
    first = PersonFactory(area=places[HOME])
    second = PersonFactory(area=places[HOME], id_number=PERSONS["李示二"])
    pair = DuplicatePairFactory(first=first, second=second)
    client.force_login(worker)

    client.post(at(pair, "merge/"), NOTE)

    assert Person.objects.get(pk=first.pk).merged_into == second


def test_a_decision_without_a_reason_comes_back_with_what_was_typed(client, worker, pair):
    client.force_login(worker)

    response = client.post(at(pair, "merge/"), {"keep": pair.second.reference, "note": ""})

    assert response.status_code == 422
    assert response.context["form"]["keep"].value() == pair.second.reference
    assert DuplicatePair.objects.get().state == "open"


def test_a_pair_that_somebody_decided_meanwhile_says_so(client, worker, pair):
    client.force_login(worker)
    client.post(at(pair, "tell-apart/"), NOTE)

    response = client.post(at(pair, "put-off/"), NOTE)

    assert response.status_code == 409
    assert response.context["state"].code == "different"


@pytest.mark.parametrize(("verb", "tab"), [("put-off/", "later"), ("tell-apart/", "different")])
def test_each_decision_has_its_tab(client, worker, pair, verb, tab):
    client.force_login(worker)

    assert client.post(at(pair, verb), NOTE).status_code == 302
    assert (listed(client, worker), listed(client, worker, f"?tab={tab}")) == ([], [pair])


def test_the_list_asks_the_same_queries_for_one_and_three_pairs(client, worker, pair, old_man):
    one = queries_of(client, worker, LIST)
    for _number in range(2):
        DuplicatePairFactory(first=old_man, second=PersonFactory(area=old_man.area))

    assert queries_of(client, worker, LIST) == one <= 12


def test_the_page_asks_the_same_queries_for_one_and_three_papers(client, worker, pair, old_man):
    furnish(old_man, 1)
    one = queries_of(client, worker, at(pair))
    furnish(old_man, 2)

    assert queries_of(client, worker, at(pair)) == one <= 26


def test_a_search_says_which_record_is_merged(client, worker, pair, old_man):
    client.force_login(worker)
    client.post(at(pair, "merge/"), {**NOTE, "keep": pair.second.reference})

    response = client.post("/beneficiaries/", {"q": old_man.reference})

    assert pair.second.reference in response.content.decode()


def queries_of(client, user, url):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(user)
    client.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)
