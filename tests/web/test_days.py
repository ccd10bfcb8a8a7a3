"""Days beyond any calendar are told, wherever a form turns a day into a time."""

from datetime import UTC, date, datetime

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from programs.parameters import as_json
from tests.factories.applications import make_program
from web.days import validate_plausible_day

WORDS = "请选择1900-01-01至2199-12-31之间的日期。"


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(2199, 12, 31), datetime(2026, 3, 2, 9, tzinfo=UTC)])
def test_days_of_this_and_the_next_century_are_fine(day):
    validate_plausible_day(day)


@pytest.mark.parametrize(
    "day", [date(1, 1, 1), date(1899, 12, 31), date(2200, 1, 1), datetime(9999, 12, 31, tzinfo=UTC)]
)
def test_others_are_not(day):
    with pytest.raises(ValidationError):
        validate_plausible_day(day)


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_draw_and_a_simulation_say_so(client, auditor, approver, day):
    program = make_program("student_aid")
    data = program.scheme.parameters.as_data(as_json(program.terms.get().values))
    form = {"decided_from": "0001-01-01", "decided_to": day, "approved": 1, "refused": 1, "seed": 1}
    client.force_login(auditor)
    drawn = client.post(reverse("oversight:draw"), form)
    client.force_login(approver)
    tried = client.post(reverse("programs_simulate", args=[program.pk]), {**data, "since": day})

    assert (drawn.status_code, drawn.context["form"].errors["decided_from"]) == (422, [WORDS])
    assert (tried.status_code, tried.context["about"].errors["since"]) == (422, [WORDS])
