"""Django's own sentences in forms, where its Chinese is wrong or does not say what to do (locale/thirdparty)."""

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        (forms.CharField(), "甲\x00乙", "含有看不见的控制字符，请删除后重新填写。"),
        (forms.CharField(), "", "请填写此项。"),
        (forms.CharField(max_length=2), "三个字", "最多填写2个字，现有3个字。"),
        (forms.IntegerField(), "三", "请填写整数。"),
        (forms.IntegerField(min_value=1), "0", "不能小于1。"),
        (forms.DecimalField(decimal_places=1), "0.25", "小数不超过1位。"),
        (forms.DateField(), "2026-02-30", "请填写正确的日期，例如2026-01-31。"),
        (forms.EmailField(), "name@", "请填写正确的电子邮箱，例如 name@example.com。"),
        (forms.ChoiceField(choices=[("a", "甲")]), "b", "请从列表中选择，“b”不在其中。"),
        (forms.FileField(), None, "请填写此项。"),
    ],
)
def test_a_wrong_entry_is_answered_in_chinese_with_what_to_do(field, typed, sentence):
    with translation.override("zh-hans"), pytest.raises(ValidationError) as refused:
        field.clean(typed)

    assert refused.value.messages == [sentence]
