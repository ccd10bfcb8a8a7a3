"""Names by any two characters, by pinyin, by initials; indexed on both databases."""

import pytest
from django.db import connection

from beneficiaries.models import Person
from beneficiaries.search import index_names, person_ids_matching, tokens_of
from tests.factories.areas import CommunityFactory
from tests.factories.beneficiaries import PersonFactory


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("张演一", {"张演一", "张演", "演一", "zhangyanyi", "zyy"}),
        ("张演", {"张演", "zhangyan", "zy"}),
        ("单演三", {"单演三", "单演", "演三", "danyansan", "dys", "shanyansan", "sys"}),
        ("曾示", {"曾示", "cengshi", "cs", "zengshi", "zs"}),
        ("吕例二", {"吕例二", "吕例", "例二", "lvlier", "lle", "lulier"}),
        ("尉迟演", {"尉迟演", "尉迟", "迟演", "yuchiyan", "ycy"}),
        ("欧阳示", {"欧阳示", "欧阳", "阳示", "ouyangshi", "oys"}),
        ("Anna Müller", {"annamuller", "anna", "muller", "am"}),
        ("", set()),
        ("张", {"zhang"}),
    ],
)
def test_tokens_of(name, tokens):
    assert tokens_of(name) == tokens


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("张演", ["张演一", "张演二"]),
        ("张演一", ["张演一"]),
        ("演二", ["张演二"]),
        ("Zhang Yan-yi", ["张演一"]),
        ("zye", ["张演二"]),
        ("dan yan san", ["单演三"]),
        ("ＳＹＳ", ["单演三"]),
        ("阿依古丽·买买提", ["阿依古丽·买买提"]),
        ("古丽", ["阿依古丽·买买提"]),
        ("muller", ["Anna Müller"]),
        ("张", []),
        ("", []),
        ("  ", []),
        ("%", []),
        ("王例三", []),
    ],
)
def test_person_ids_matching(text, found):
    area = CommunityFactory()
    names = ("张演一", "张演二", "单演三", "阿依古丽·买买提", "Anna Müller")
    index_names([PersonFactory(name=name, area=area) for name in names])

    matching = Person.objects.filter(pk__in=person_ids_matching(text)).order_by("pk")

    assert list(matching.values_list("name", flat=True)) == found


@pytest.mark.django_db
def test_indexing_twice_changes_nothing():
    person = PersonFactory()
    index_names([person])
    before = list(person.tokens.values_list("pk", "token").order_by("pk"))

    index_names([person])

    assert list(person.tokens.values_list("pk", "token").order_by("pk")) == before


@pytest.mark.both_databases
@pytest.mark.django_db
def test_a_name_is_looked_up_in_the_index():
    if connection.vendor == "postgresql":
        connection.cursor().execute("SET enable_seqscan = off")  # a table of no rows is otherwise read whole

    plan = person_ids_matching("张演一").explain()

    index = {
        "postgresql": "beneficiaries_token_once",
        "sqlite": "sqlite_autoindex_beneficiaries_persontoken_1 (token=?",
    }
    assert index[connection.vendor] in plan
    assert "SCAN beneficiaries_persontoken" not in plan
    assert "Seq Scan on beneficiaries_persontoken" not in plan


def test_a_text_without_end_is_searched_by_its_beginning(db):
    assert list(person_ids_matching("长" * 10_000)) == []
    assert list(person_ids_matching("张演" * 10_000)) == []
