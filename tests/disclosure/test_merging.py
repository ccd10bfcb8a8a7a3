"""What is hidden, and that nothing hidden comes back by subtraction."""

from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from disclosure.merging import hidden_groups


def test_large_groups_are_shown_one_by_one():
    assert hidden_groups({"a": [5], "b": [9]}, 5) == frozenset()


def test_one_small_group_takes_the_smallest_shown_one_with_it():
    """Alone it would be the total less the others."""
    assert hidden_groups({"a": [2], "b": [9], "c": [7]}, 5) == {"a", "c"}


def test_small_groups_that_are_enough_together_need_no_other():
    assert hidden_groups({"a": [2], "b": [3], "c": [7]}, 5) == {"a", "b"}


def test_who_is_hidden_in_one_quarter_stays_hidden():
    assert hidden_groups({"a": [2, 8], "b": [6, 9], "c": [7, 7]}, 5) == {"a", "b"}


def test_who_is_hidden_for_one_quarter_is_not_alone_in_the_year():
    """a is 5 and 0, b is 5 and 1: with b alone in "other" the year less the first quarter would be the one person."""
    assert hidden_groups({"a": [5, 0], "b": [5, 1]}, 5) == {"b"}  # nobody else was helped in that quarter
    assert hidden_groups({"a": [5, 0, 5], "b": [5, 1, 6]}, 5) == {"a", "b"}


def test_groups_without_people_hide_nobody_and_are_not_hidden():
    assert hidden_groups({"a": [0], "b": [9]}, 5) == frozenset()


def test_too_few_people_at_all_are_all_hidden():
    assert hidden_groups({"a": [1], "b": [2]}, 5) == {"a", "b"}


@given(st.dictionaries(st.sampled_from("abcdef"), st.lists(st.integers(0, 9), min_size=3, max_size=3)))
def test_nothing_hidden_can_be_computed(counts):
    """Each part is published with what is hidden by then: nobody, or five people or more in two groups or more, or
    everybody; and nobody comes out again."""
    before = frozenset()
    for part in (0, 1, 2):
        hidden = hidden_groups({group: numbers[: part + 1] for group, numbers in counts.items()}, 5)
        inside = [counts[group][part] for group in hidden if counts[group][part]]
        outside = [counts[group][part] for group in counts if group not in hidden and counts[group][part]]

        assert all(number >= 5 for number in outside)
        assert not inside or not outside or (len(inside) >= 2 and sum(inside) >= 5)
        assert before <= hidden
        before = hidden


def test_order_of_groups_does_not_matter():
    for first, second in product([0, 2, 5], repeat=2):
        counts = {"a": [first], "b": [second], "c": [6]}
        assert hidden_groups(counts, 5) == hidden_groups(dict(reversed(counts.items())), 5)
