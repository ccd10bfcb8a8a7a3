"""The plan of the publicity events from a spreadsheet."""

import pytest

from delivery.wristbands.imports import EVENTS
from delivery.wristbands.models import PublicityEvent
from imports.kinds import Line
from tests.factories.wristbands import AT, COMMUNITY

ROW = {
    "number": "W01",
    "title": "防走失手环宣传",
    "area": COMMUNITY,
    "place": "社区广场",
    "day": "2026-03-07",
    "start": "09:00",
    "end": "11:30",
    "target": "125",
}


def line(**changes):
    values = {**ROW, **changes}
    return Line(number=2, texts=dict(values), values=values)


def test_a_line_becomes_an_event_and_is_known_afterwards(keeper, places):
    first = line()
    EVENTS.judge([first], subject="", by=keeper, at=AT)
    assert (first.errors, EVENTS.take_over([first], subject="", by=keeper, at=AT)) == ([], "W01")

    again, other = line(), line(title="另一场")
    EVENTS.judge([again, other], subject="", by=keeper, at=AT)

    event = PublicityEvent.objects.get()
    assert (f"{event.starts_at:%H:%M}", event.target, event.area.code) == ("01:00", 125, COMMUNITY)
    assert (again.known_as, [column for column, _sentence in other.errors]) == ("W01", ["number"])


@pytest.mark.parametrize(
    ("changed", "column"),
    [
        ({"end": "08:00"}, "end"),
        ({"day": "0001-01-01"}, "day"),
        ({"target": "99999"}, "target"),
        ({"number": "三"}, "number"),
    ],
)
def test_what_cannot_be_is_said_beside_its_column(keeper, places, changed, column):
    wrong = line(**changed)
    EVENTS.judge([wrong], subject="", by=keeper, at=AT)

    assert [found for found, _sentence in wrong.errors] == [column]
