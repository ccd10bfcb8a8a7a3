from django.forms import Select

from web.widgets import QuickSelect

CHOICES = [("", "All"), (1, "<甲>"), ("due", "Due & soon")]


def test_it_draws_what_djangos_select_draws():
    quick, plain = (kind(attrs={"class": "form-select"}, choices=CHOICES) for kind in (QuickSelect, Select))

    for value in (None, "", "1", 1, "due", "gone"):
        drawn = quick.render("area", value, {"id": "id_area"})
        assert _normal(drawn) == _normal(plain.render("area", value, {"id": "id_area"})), value


def _normal(html: str) -> str:
    """Django puts name first and every option on a line of its own."""
    parts = html.replace("\n", "").replace("  ", "").replace(' class="form-select"', "").replace(' name="area"', "")
    return parts.replace(' id="id_area"', "")
