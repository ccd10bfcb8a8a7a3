"""What a select says that nothing is chosen in: words, no row of dashes."""

import pytest
from django import forms
from django.utils.translation import override

from areas.models import AdminArea


class Form(forms.Form):
    place = forms.ModelChoiceField(queryset=AdminArea.objects.none())
    paper = forms.ModelChoiceField(queryset=AdminArea.objects.none(), required=False)
    own = forms.ModelChoiceField(queryset=AdminArea.objects.none(), empty_label="All places")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "words"),
    [("zh-hans", ["请选择", "未选", "All places"]), ("en", ["Please choose", "Not chosen", "All places"])],
)
def test_the_empty_choice_is_said_in_words(language, words):
    with override(language):
        drawn = [str(field) for field in Form()]

    assert [html.split('<option value="" selected>')[1].split("</option>")[0] for html in drawn] == words
