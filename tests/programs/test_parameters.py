"""Terms survive storage, and what the form would refuse is never stored."""

from decimal import Decimal

import pytest

from programs.parameters import BadParameters, Tier, as_json, side_by_side
from programs.registry import scheme

ILLNESS = scheme("employee_illness_aid").parameters
STUDENT = scheme("student_aid").parameters


def test_tiers_are_stored_as_text_and_read_as_numbers():
    stored = as_json(ILLNESS.defaults())

    assert stored["tiers"] == [
        ["30000.00", "3000.00"],
        ["50000.00", "5000.00"],
        ["100000.00", "10000.00"],
        ["200000.00", "20000.00"],
    ]
    assert ILLNESS.from_json(stored)["tiers"][1] == Tier(Decimal("50000.00"), Decimal("5000.00"))


@pytest.mark.parametrize(
    "tiers",
    [
        [["50000", "5000"], ["30000", "3000"]],
        [["30000", "3000"], ["30000", "5000"]],
        [["30000", "3000"], ["50000", "2000"]],
        [["30000", None]],
        [["-1", "3000"]],
        [],
    ],
    ids=["falling start", "equal start", "falling grant", "half a row", "negative", "none"],
)
def test_tiers_that_make_no_ladder_are_refused(tiers):
    with pytest.raises(BadParameters) as caught:
        ILLNESS.from_json({**as_json(ILLNESS.defaults()), "tiers": tiers})

    assert list(caught.value.errors) == ["tiers"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("junior_yuan", "12.345"),
        ("junior_yuan", "-1"),
        ("autumn_opens", "9-1"),
        ("autumn_opens", "13-01"),
        ("youngest", "six"),
    ],
)
def test_bad_values_are_refused(name, value):
    with pytest.raises(BadParameters) as caught:
        STUDENT.from_json({**as_json(STUDENT.defaults()), name: value})

    assert list(caught.value.errors) == [name]


def test_the_form_shows_stored_tiers_as_numbers():
    html = str(ILLNESS(initial=ILLNESS.defaults())["tiers"])

    assert 'name="tiers_0" value="30000.00"' in html
    assert 'name="tiers_7" value="20000.00"' in html
    assert "Tier(" not in html


def test_half_a_tier_is_shown_again_as_typed():
    data = {name: value for name, value in ILLNESS.as_data(ILLNESS.defaults()).items() if value is not None}
    form = ILLNESS({**data, "tiers_1": ""})

    assert list(form.errors) == ["tiers"]
    assert 'name="tiers_0" value="30000.00"' in str(form["tiers"])


def test_side_by_side_shows_what_differs():
    old = STUDENT.defaults()
    new = {**old, "junior_yuan": Decimal("1300.00")}

    assert [(line.name, line.old, line.new) for line in side_by_side(STUDENT, old, new) if line.differs] == [
        ("junior_yuan", "1,200.00", "1,300.00")
    ]
    lines = {line.name: line for line in side_by_side(ILLNESS, None, ILLNESS.defaults())}
    assert lines["tiers"].new == (
        "30,000.00 → 3,000.00; 50,000.00 → 5,000.00; 100,000.00 → 10,000.00; 200,000.00 → 20,000.00"
    )
