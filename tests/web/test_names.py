"""What may be shown of a name."""

import pytest

from web.names import masked


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
