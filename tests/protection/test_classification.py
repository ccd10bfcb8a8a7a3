"""Every field of the project says whether it is personal."""

from io import StringIO

import pytest
from django.core.management import call_command

from protection.classification import LEVELS, Personal, WronglyClassified, collect, unclassified_fields


def test_every_field_is_classified():
    assert unclassified_fields() == []


def test_every_sealed_field_is_at_least_level_three():
    from protection.rotation import sealed_columns

    levels = {(row.app, row.model, row.field): row.personal.level for row in collect()}
    sealed = {(m._meta.app_label, m.__name__, f.name) for m, f in sealed_columns()}

    assert {place for place in sealed if levels.get(place) not in ("L3", "L4")} == set()


def test_an_unknown_level_is_refused():
    with pytest.raises(WronglyClassified):
        Personal("L5", "", "", "")


def test_the_register_names_every_personal_field():
    out = StringIO()
    call_command("personal_data_register", stdout=out)
    text = out.getvalue()

    assert [row for row in collect() if f"| {row.model}.{row.field} | {row.personal.level} |" not in text] == []
    assert all(level in text for level in LEVELS)
