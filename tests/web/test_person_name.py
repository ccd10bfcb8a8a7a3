"""Names of people as they are typed and pasted."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from web.person_name import PersonNameField


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 张演一　", "张演一"),
        ("张演\u200b一\ufeff", "张演一"),
        ("\u202e张演一", "张演一"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("Anna  Example", "Anna Example"),
        ("张演一(演示)", "张演一(演示)"),
    ],
)
def test_a_name_is_kept_without_what_nobody_sees(typed, kept):
    assert PersonNameField().clean(typed) == kept


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("\u200b\u200b", "请填写此项。"),
        ("😀", "请按身份证上的姓名填写。"),
        ("123", "请按身份证上的姓名填写。"),
        ("<b>张</b>", "请按身份证上的姓名填写。"),
    ],
)
def test_what_is_no_name_is_refused(typed, sentence):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        PersonNameField().clean(typed)

    assert refused.value.messages == [sentence]
