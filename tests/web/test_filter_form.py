"""The lean template of filters above lists, and the select that writes its options itself."""

from crispy_forms.utils import render_crispy_form
from django import forms

from web.forms import FilterFormHelper


class Filters(forms.Form):
    q = forms.CharField(label="Search", required=False)
    place = forms.ChoiceField(label="Place", choices=[("", "All"), (9, "A & B")], required=False)


def rendered(data):
    form = Filters(data)
    return " ".join(render_crispy_form(form, FilterFormHelper(form)).split())


def test_label_and_field_belong_together_and_values_are_escaped():
    html = rendered({"q": '"><b>', "place": "9"})

    assert '<label for="id_q" class="form-label">Search</label>' in html
    assert 'value="&quot;&gt;&lt;b&gt;" class="form-control" id="id_q"' in html
    assert '<select name="place" class="form-select" id="id_place"' in html
    assert '<option value="9" selected>A &amp; B</option>' in html
    assert '<option value="">All</option>' in html


def test_a_wrong_choice_is_said_beside_the_field():
    html = rendered({"place": "77"})

    assert 'class="invalid-feedback d-block"' in html
