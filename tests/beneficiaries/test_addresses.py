"""Two spellings of one home are one."""

import pytest

from beneficiaries.addresses import building, home


@pytest.mark.parametrize(
    "spelling",
    [
        "西湖春天1号楼2单元301室",
        "河南省郑州市高新区石佛办事处西湖春天1号楼2单元301室",
        "高新区石佛办事处西湖春天小区 1栋2单元301",
        "石佛街道西湖春天一号楼二单元三百零一室",
        "西湖春天１号楼２单元３０１室(演示)",
        "西湖春天1-2-301",
    ],
)
def test_the_same_home_in_other_words(spelling):
    assert home(spelling) == "home 西湖春天 1-2-301"
    assert building(spelling) == "building 西湖春天 1"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("西湖春天1号楼2单元301室", "西湖春天1号楼2单元302室"),
        ("西湖春天1号楼2单元301室", "红河瀛园1号楼2单元301室"),
        ("科学大道100号1号楼", "科学大道10号01号楼"),
        ("西湖春天12号楼301", "西湖春天1号楼2301"),
    ],
)
def test_neighbours_are_not_one_home(one, other):
    assert home(one) != home(other)


def test_a_village_without_numbers_is_no_home_but_a_place():
    assert (home("沟赵办事处堂李村"), building("沟赵办事处堂李村")) == ("", "building 堂李村 ")
    assert (home(""), building("")) == ("", "")
    assert building("!?") == "building !? "


@pytest.mark.parametrize(
    ("words", "number"), [("十二", 12), ("二十", 20), ("三〇一", 301), ("一百零五", 105), ("十", 10)]
)
def test_numerals(words, number):
    assert home(f"堂李村{words}号") == f"home 堂李村 {number}"
