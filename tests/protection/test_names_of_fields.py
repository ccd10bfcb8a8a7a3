"""What is asked before somebody's data are shown, in words of the reader's language."""

import re

from django.utils import translation

from protection.codes import code_of, is_code_of
from protection.registry import _registered


def test_everything_that_may_be_shown_has_a_chinese_name():
    with translation.override("zh-hans"):
        named = {(label, name): entry.label_of(name) for label, entry in _registered.items() for name in entry.fields}

    assert named[("volunteers.servicerequest", "phone")] == "电话"
    assert {key: words for key, words in named.items() if re.search("[A-Za-z]{2}", words)} == {}


def test_a_code_may_be_typed_in_the_full_width_letters_of_a_chinese_keyboard(db):
    code = code_of("status-code", "SQ-7K2M9X")
    wide = "".join(chr(ord(letter) + 0xFEE0) for letter in code.lower())

    assert is_code_of("status-code", "SQ-7K2M9X", wide) is True
    assert is_code_of("status-code", "SQ-7K2M9X", wide[:-1]) is False
