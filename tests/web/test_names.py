"""What may be shown of a name."""

import pytest

from web.names import masked, masked_but_last


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("张演一", "张**"),
        ("李示", "李*"),
        ("欧阳示", "欧阳*"),
        ("欧阳", "欧*"),
        ("司马演一", "司马**"),
        ("王", "王*"),
        ("", ""),
    ],
)
def test_only_the_surname_is_shown(name, shown):
    assert masked(name) == shown


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("李示", "李*"),
        ("张演一", "张*一"),
        ("张演示一", "张**一"),
        ("欧阳示", "欧阳*"),
        ("欧阳演一", "欧阳*一"),
        ("阿依古丽·买买提", "阿******提"),
        ("买买提•艾力", "买****力"),
        ("王", "王*"),
        (" 张演一 ", "张*一"),
        ("", ""),
    ],
)
def test_with_consent_the_last_character_is_shown_and_never_the_whole_name(name, shown):
    assert masked_but_last(name) == shown


def test_the_dot_in_the_name_of_a_minority_is_not_shown():
    assert masked("阿依古丽·买买提") == "阿*******"
