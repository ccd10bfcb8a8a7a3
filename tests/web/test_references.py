import pytest

from web.references import ALPHABET, new_reference, normalise_reference


def test_a_reference_has_its_prefix_and_only_clear_characters():
    prefix, _dash, code = new_reference("SQ").partition("-")

    assert prefix == "SQ"
    assert len(code) == 6
    assert set(code) <= set(ALPHABET)
    assert not set("0O1ILU") & set(ALPHABET)


def test_references_do_not_follow_each_other():
    assert len({new_reference("SQ", 8) for _ in range(2000)}) == 2000


@pytest.mark.parametrize("typed", ["sq-7k2m9", " SQ-7K2M9 ", "SQ－７Ｋ２Ｍ９", "s q-7k 2m9"])
def test_what_people_type_is_understood(typed):
    assert normalise_reference(typed) == "SQ-7K2M9"
