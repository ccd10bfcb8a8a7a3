"""Answers of a family, as staff read them."""

import pytest

from applications.case_rows import shown
from programs.questions import choice, line, money


@pytest.mark.parametrize(
    ("stored", "read"), [("100000", "100,000.00"), ("0", "0.00"), ("86,400.5", "86,400.50"), ("1e5", "1e5")]
)
def test_money_is_shown_with_its_thousands_and_fen(stored, read):
    assert shown(money("费用"), stored) == read


def test_a_choice_is_shown_by_its_label_and_other_words_as_they_are():
    assert shown(choice("病因", [("illness", "疾病")]), "illness") == "疾病"
    assert shown(line("医院"), "演示医院") == "演示医院"
